import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import type { AssessmentInputs, ConnectEvidenceInputs, FileFingerprint } from '../../config/resource-table.js';
import type { Settings } from '../../config/settings.js';
import type { ConnectEvidenceKind } from '../../domain/connect.js';
import { UserError } from '../../domain/errors.js';
import type { Evidence } from '../../domain/evidence.js';
import { unitsOf } from '../../domain/waves.js';
import { readSigner } from '../../evidence/evidence-file/signature.js';
import { readEntraFiles, readOnPremFiles } from '../../evidence/files.js';
import { connectReaders } from './connect-readers.js';
import { readParsed } from './parsed-evidence.js';

/** Stands for the hash of a file that could not be read when it was reviewed: no file has it. */
const unreadable = 'unreadable';

/**
 * What an environment is judged by, with every file as it is now: what a guarded operation judges later must be the same.
 *
 * @param directory the folder that the paths of the stack are relative to.
 */
export async function assessmentInputsOf(settings: Settings, directory: string): Promise<AssessmentInputs> {
  const { evidence, tenant, okta, sourceAnchor, scope, thresholds, verifiedDomains, waivers } = settings;
  const files = (paths: readonly string[], read: (paths: readonly string[]) => Promise<Evidence<unknown>[]>) =>
    Promise.all(paths.map((path) => fingerprintOf(path, directory, read)));
  const waiverFile = waivers === undefined ? undefined : await readWithFingerprint(waivers, directory);
  return {
    tenantId: tenant.id,
    graphEndpoint: tenant.graphEndpoint,
    oktaOrgUrl: okta.orgUrl,
    oktaAppIds: okta.apps.map(({ id }) => id),
    ...(settings.connect && { connect: await connectInputs(settings.connect, directory) }),
    evidence: {
      onPrem: await files(evidence.onPrem, readOnPremFiles),
      entra: evidence.entra === 'live' ? 'live' : await files(evidence.entra, readEntraFiles),
      maximumAgeHours: evidence.maximumAgeHours,
      ...(evidence.changesLagSeconds !== undefined && { changesLagSeconds: evidence.changesLagSeconds }),
      ...(evidence.factsAcceptedUntil && { factsAcceptedUntil: evidence.factsAcceptedUntil }),
      ...(evidence.versionsAccepted && { versionsAccepted: [...evidence.versionsAccepted].sort() }),
      ...(evidence.complete && { complete: [...evidence.complete].sort() }),
      ...(evidence.signers && { signers: await signersOf(evidence.signers, settings, directory) }),
    },
    sourceAnchor,
    scope,
    ...(verifiedDomains && { verifiedDomains }),
    thresholds,
    ...wavesOf(settings),
    ...(settings.budget && { budget: settings.budget }),
    waivers: waivers === undefined ? [] : [{ path: waivers, sha256: waiverFile?.sha256 ?? unreadable }],
  };
}

/** The waves of a server up to the declared one. Of cloud sync they are its job's own. */
function wavesOf({ connect, waves, wave, pilot }: Settings): Pick<AssessmentInputs, 'waves'> {
  if (connect === undefined || waves.length === 0) return {};
  const organizationalUnits = Array.from({ length: wave }, (_, index) => unitsOf({ waves, wave: index + 1 }) ?? []);
  return { waves: { organizationalUnits, isLast: wave >= waves.length, ...(pilot.length > 0 && { pilot }) } };
}

/** Keys are compared as they are in the repository now: a path would let another key take its place later. */
function signersOf(signers: readonly string[], { phase }: Settings, directory: string): Promise<string[]> {
  return Promise.all(
    signers.map((signer) =>
      readSigner(/^[A-Za-z0-9+/]{43,}=*$/.test(signer) ? signer : pathFromHere(signer, directory)).catch((error) => {
        // No evidence is judged in a rollback, so no key that is gone may stop one.
        if (phase === 'rollback' && error instanceof UserError) return unreadable;
        throw error;
      }),
    ),
  );
}

/** The exports of a server, each as it is now. */
export async function connectInputs(
  { evidence, maximumAgeHours, serverName, connectorName, deletionThreshold }: NonNullable<Settings['connect']>,
  directory: string,
): Promise<ConnectEvidenceInputs> {
  const files = (kind: ConnectEvidenceKind): Promise<FileFingerprint[]> =>
    Promise.all(evidence[kind].map((path) => fingerprintOf(path, directory, connectReaders[kind])));
  const { manifest } = evidence;
  const read = manifest === undefined ? undefined : await readWithFingerprint(manifest, directory);
  return {
    pendingExports: await files('pendingExports'),
    disconnectors: await files('disconnectors'),
    exportErrors: await files('exportErrors'),
    syncStatus: await files('syncStatus'),
    connectConfig: await files('connectConfig'),
    ...(manifest !== undefined && { manifest: { path: manifest, sha256: read?.sha256 ?? unreadable } }),
    maximumAgeHours,
    server: { name: serverName, connector: connectorName },
    deletionThreshold,
  };
}

async function fingerprintOf(
  path: string,
  directory: string,
  read: (paths: readonly string[]) => Promise<Evidence<unknown>[]>,
): Promise<FileFingerprint> {
  try {
    const [evidence] = await readParsed(pathFromHere(path, directory), read);
    return { path, sha256: evidence?.source.sha256 ?? unreadable };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { path, sha256: unreadable };
  }
}

/** The content of a file with its SHA-256, or undefined when it can't be read. */
export async function readWithFingerprint(
  path: string,
  directory: string,
): Promise<{ content: Buffer; sha256: string } | undefined> {
  const content = await readFile(resolve(directory, path)).catch(() => undefined);
  return content && { content, sha256: createHash('sha256').update(content).digest('hex') };
}

/** The path as the process sees it, short for messages: relative where the process runs in the stack's folder. */
export function pathFromHere(path: string, directory: string): string {
  return relative(process.cwd(), resolve(directory, path));
}
