import type { AssessmentInputs, FileFingerprint } from '../../config/resource-table.js';
import { parseWaivers } from '../../config/waivers.js';
import type { Assessment, IdentityLine } from '../../domain/assessment.js';
import { normalizeDn } from '../../domain/distinguished-name.js';
import { UserError } from '../../domain/errors.js';
import type { Evidence } from '../../domain/evidence.js';
import type { OnPremObject } from '../../domain/objects.js';
import type { Phase } from '../../domain/phase.js';
import type { EntraRecord } from '../../domain/service.js';
import { entraIsActive } from '../../domain/target-state.js';
import type { WaiverFile } from '../../domain/waiver.js';
import { demandSigners } from '../../evidence/evidence-file/signature.js';
import { readEntraFiles, readOnPremFiles } from '../../evidence/files.js';
import { changedSinceReview, readReviewed } from '../review/reviewed.js';
import { twoWritersIn, type Writers } from '../verify/writers.js';
import type { AssessmentRequest } from './assess.js';
import { originDemands, readConnectEvidence } from './connect-evidence.js';
import { assessWithDisputes } from './disputes.js';
import { readWithFingerprint } from './fingerprints.js';
import type { LiveEntra, LiveTenant, ReadLiveEntra } from './live-entra.js';
import { pluginVersions } from './plugin-versions.js';

/** What the provider asks the pipeline to assess. */
export interface EnvironmentRequest extends AssessmentInputs {
  readonly stack: string;
  readonly phase: Phase;
  /** How much of an earlier reading of a live tenant may serve. */
  readonly reading?: LiveTenant['reading'];
  /** How a reading begins that the second gate may bring up to date. */
  readonly settle?: LiveTenant['settle'];
}

/** What the pipeline answers. */
export interface EnvironmentAssessment {
  readonly assessment: Assessment;
  /** When each Entra source was read, ISO 8601 in UTC; empty when a source does not say. */
  readonly entraReadAt: readonly string[];
  /** When each on-premises source was read; left out where nobody asked. */
  readonly onPremReadAt?: readonly string[];
  /** One entry per identity, so that a verification can tell who should have been matched. */
  readonly identities: readonly IdentityLine[];
  /** The on-premises account with this distinguished name or objectGUID (any letter case), for those who are to be named. */
  readonly onPremNames?: (nameOrGuid: string) => OnPremName | undefined;
}

/** How Active Directory calls an account. */
export interface OnPremName {
  readonly objectGuid: string;
  readonly distinguishedName: string;
}

export interface EnvironmentOptions {
  /** The folder that the paths of the stack are relative to. */
  readonly directory: string;
  /** The time of the assessment, ISO 8601 in UTC. */
  readonly at: string;
  readonly readLiveEntra: ReadLiveEntra;
  /** Who writes at the moment, for an assessment that others rely upon; left out where the services are not reached. */
  readonly writers?: Writers;
}

/**
 * Assesses an environment by its reviewed inputs: the files must be the ones that were reviewed, dated and fresh, and the
 * Entra side must be of the declared tenant. What can't be read makes the decision indeterminate, never an exception.
 *
 * @throws UserError for a malformed waiver file.
 */
export async function assessEnvironment(
  request: EnvironmentRequest,
  options: EnvironmentOptions,
): Promise<EnvironmentAssessment> {
  const { assembled, live } = await assemble(request, options);
  const { assessment, identities } = await assessWithDisputes(assembled, live);
  // What Entra Connect would export says about the cloud too: the second gate needs both read again.
  const { onPrem, entra, pendingExports = [] } = assembled.evidence;
  return {
    assessment,
    identities,
    onPremReadAt: onPrem.map(({ source }) => source.readAt ?? ''),
    entraReadAt: [...entra, ...pendingExports].map(({ source }) => source.readAt ?? ''),
    onPremNames: (nameOrGuid) => findOnPrem(onPrem, nameOrGuid),
  };
}

/** The account with this distinguished name or objectGUID, as far as the evidence has both. */
export function findOnPrem(evidence: readonly Evidence<OnPremObject>[], nameOrGuid: string): OnPremName | undefined {
  const wanted = normalizeDn(nameOrGuid);
  for (const { records } of evidence) {
    for (const { objectGuid, distinguishedName } of records) {
      if (objectGuid === undefined || distinguishedName === undefined) continue;
      if (objectGuid === wanted || normalizeDn(distinguishedName) === wanted) return { objectGuid, distinguishedName };
    }
  }
  return undefined;
}

/** Reads the reviewed inputs into what an assessment is made from. Throws as `assessEnvironment` does. */
export async function requestFromEnvironment(
  request: EnvironmentRequest,
  options: EnvironmentOptions,
): Promise<AssessmentRequest> {
  return (await assemble(request, options)).assembled;
}

async function assemble(
  request: EnvironmentRequest,
  options: EnvironmentOptions,
): Promise<{ readonly assembled: AssessmentRequest; readonly live: LiveEntra | undefined }> {
  const { evidence } = request;
  const { writers } = options;
  const missing: string[] = [...(writers?.unknown ?? [])];
  const signers = evidence.signers && new Set(evidence.signers);
  const onPrem = await readReviewed<OnPremObject>(evidence.onPrem, readOnPremFiles, options.directory, missing);
  const live = evidence.entra === 'live' ? await readLive(request, options, missing) : undefined;
  const entra =
    evidence.entra === 'live'
      ? (live?.evidence ?? [])
      : await readReviewed<EntraRecord>(evidence.entra, readEntraFiles, options.directory, missing);
  const verified = request.verifiedDomains ?? live?.verifiedDomains;
  const connect = await readConnectEvidence(
    { ...request, ...(verified && { verifiedDomains: verified }) },
    options.directory,
    onPrem.map(({ source }) => source),
  );
  missing.push(...connect.problems);
  const settings = await judgedBy(request, options, missing, live);
  // With a side missing, everybody on the other would look like a creation or an orphan: nobody is compared.
  const comparable = onPrem.length === evidence.onPrem.length && entra.length > 0;
  const assembled: AssessmentRequest = {
    ...settings,
    ...(!comparable && { setAside: { onPrem, entra } }),
    evidence: {
      // What is read live comes from the source itself: there is no file in between to vouch for.
      ...(comparable
        ? {
            onPrem: demandSigners(onPrem, signers),
            entra: live === undefined ? demandSigners(entra, signers) : entra,
          }
        : { onPrem: [], entra: [] }),
      ...connect.evidence,
    },
  };
  return { assembled, live };
}

/**
 * What an environment is judged by, besides its evidence.
 *
 * @param missing what is known to be missing; what is found missing is added.
 * @throws UserError for a malformed waiver file.
 */
export async function judgedBy(
  request: EnvironmentRequest,
  { directory, at, writers }: Pick<EnvironmentOptions, 'directory' | 'at' | 'writers'>,
  missing: string[],
  live?: LiveEntra,
): Promise<Pick<AssessmentRequest, 'stack' | 'validation' | 'gate'>> {
  const { evidence } = request;
  const verified = request.verifiedDomains ?? live?.verifiedDomains;
  const waivers = await readReviewedWaivers(request.waivers, directory, missing);
  return {
    stack: request.stack,
    validation: {
      sourceAnchor: request.sourceAnchor,
      scope: request.scope,
      ...(evidence.versionsAccepted && { versionsAccepted: evidence.versionsAccepted }),
      ...(request.waves && { waves: request.waves }),
      ...(verified && { verifiedDomains: new Set(verified) }),
      ...(live?.federatedDomains && { federatedDomains: new Set(live.federatedDomains) }),
    },
    gate: {
      thresholds: request.thresholds,
      budget: request.budget,
      waivers,
      demands: {
        ...originDemands({ ...request, ...(verified && { verifiedDomains: verified }) }),
        maximumAgeHours: {
          ...evidence.maximumAgeHours,
          ...(request.connect && { connect: request.connect.maximumAgeHours }),
        },
      },
      connectTakesOver: request.connect !== undefined && entraIsActive(request.phase),
      missing,
      ...(writers && { twoWriters: twoWritersIn(writers) }),
      complete: evidence.complete,
      // No vendor changes the stand-ins.
      factDemands:
        request.graphEndpoint === 'embedded'
          ? null
          : { ...(evidence.factsAcceptedUntil && { acceptedUntil: evidence.factsAcceptedUntil }) },
      versionDemands:
        request.graphEndpoint === 'embedded'
          ? null
          : {
              plugins: pluginVersions(directory, request.connect === undefined),
            },
      at,
    },
  };
}

async function readLive(
  request: EnvironmentRequest,
  { readLiveEntra }: EnvironmentOptions,
  missing: string[],
): Promise<LiveEntra | undefined> {
  try {
    const { tenantId, graphEndpoint, reading, settle } = request;
    return await readLiveEntra({ tenantId, graphEndpoint, ...(reading && { reading }), ...(settle && { settle }) });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    missing.push(`the Entra side could not be read: ${error.message}`);
    return undefined;
  }
}

async function readReviewedWaivers(
  files: readonly FileFingerprint[],
  directory: string,
  missing: string[],
): Promise<WaiverFile[]> {
  const waivers: WaiverFile[] = [];
  for (const { path, sha256 } of files) {
    const found = await readWithFingerprint(path, directory);
    if (found === undefined)
      missing.push(`the waiver file ${path} can't be read; correct cutover:waivers or put the file back`);
    else if (found.sha256 !== sha256) missing.push(changedSinceReview(path));
    else waivers.push(parseWaivers(found.content.toString('utf8'), path));
  }
  return waivers;
}
