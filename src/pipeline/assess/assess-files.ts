import type { Assessment } from '../../domain/assessment.js';
import type { CompleteSide, Evidence, EvidenceKind } from '../../domain/evidence.js';
import { defaultSourceAnchor, type SourceAnchorSetting } from '../../domain/source-anchor.js';
import type { WaiverFile } from '../../domain/waiver.js';
import { demandSigners, readSigner } from '../../evidence/evidence-file/signature.js';
import { readEntraFiles, readOnPremFiles } from '../../evidence/files.js';
import type { Thresholds } from '../../gate/thresholds.js';
import { type AssessmentRequest, assess } from './assess.js';
import { assessInColumns, largePair } from './compact/large-files.js';
import { writeIdentityLines } from './identity-lines.js';

export interface FileAssessment {
  /** Paths by the kind of evidence; a kind that is left out is an open question. */
  readonly files: Readonly<Partial<Record<EvidenceKind, readonly string[]>>>;
  readonly waivers: readonly string[];
  readonly sourceAnchor?: SourceAnchorSetting;
  readonly verifiedDomains?: readonly string[];
  readonly thresholds: Thresholds;
  /** Sides that are declared complete. */
  readonly complete?: readonly CompleteSide[];
  /** Public keys (Base64 or the paths of PEM files): every evidence file must be signed by one of them. */
  readonly evidenceSigners?: readonly string[];
  /** The time of the assessment, ISO 8601 in UTC. */
  readonly at: string;
}

/**
 * Assesses files given directly: the decision covers the questions that they can answer.
 *
 * @param identities an empty file that is open for writing: gets one line per identity, sorted.
 * @throws UserError for a path that can't be read and for a malformed waiver file.
 */
export async function assessFiles(files: FileAssessment, identities?: number): Promise<Assessment> {
  const { onPrem = [], entra = [], ...others } = files.files;
  const isOfBothSides = Object.values(others).flat().length === 0;
  const pair = isOfBothSides ? await largePair([onPrem, entra]) : undefined;
  if (pair !== undefined) {
    const settings = await settingsFromFiles(files);
    const compact = await assessInColumns({ ...pair, ...settings, signers: await signersOf(files), identities });
    if (compact !== undefined) return compact;
  }
  const result = assess(await requestFromFiles(files));
  if (identities !== undefined) writeIdentityLines(identities, result.identities);
  return result.assessment;
}

async function signersOf({ evidenceSigners }: FileAssessment): Promise<ReadonlySet<string> | undefined> {
  return evidenceSigners && new Set(await Promise.all(evidenceSigners.map(readSigner)));
}

/** Reads the files into what an assessment is made from. Throws as `assessFiles` does. */
export async function requestFromFiles(request: FileAssessment): Promise<AssessmentRequest> {
  const { files } = request;
  const settings = await settingsFromFiles(request);
  // Loaded when needed, as the waivers are.
  const connect = await import('../../evidence/connect-files.js');
  const signers = await signersOf(request);
  const signed = <Item>(evidence: readonly Evidence<Item>[]) => demandSigners(evidence, signers);
  return {
    evidence: {
      onPrem: signed(await readOnPremFiles(files.onPrem ?? [])),
      entra: signed(await readEntraFiles(files.entra ?? [])),
      pendingExports: signed(await connect.readPendingExportFiles(files.pendingExports ?? [])),
      disconnectors: signed(await connect.readDisconnectorFiles(files.disconnectors ?? [])),
      exportErrors: signed(await connect.readExportErrorFiles(files.exportErrors ?? [])),
      syncStatus: signed(await connect.readSyncStatusFiles(files.syncStatus ?? [])),
      connectConfig: signed(await connect.readConnectConfigurationFiles(files.connectConfig ?? [])),
      okta: signed(await connect.readOktaFiles(files.okta ?? [])),
    },
    ...settings,
  };
}

/** What is judged by, besides the evidence. */
async function settingsFromFiles(request: FileAssessment): Promise<Pick<AssessmentRequest, 'validation' | 'gate'>> {
  const waivers = request.waivers.length === 0 ? [] : await readWaivers(request.waivers);
  const verifiedDomains = request.verifiedDomains?.map((domain) => domain.toLowerCase());
  return {
    validation: {
      sourceAnchor: request.sourceAnchor ?? defaultSourceAnchor,
      ...(verifiedDomains && { verifiedDomains: new Set(verifiedDomains) }),
    },
    gate: {
      thresholds: request.thresholds,
      waivers,
      missing: [],
      at: request.at,
      ...(request.complete && { complete: request.complete }),
    },
  };
}

/** Loaded when needed: checking schemas takes longer to start than most files take to assess. */
async function readWaivers(paths: readonly string[]): Promise<WaiverFile[]> {
  const { readWaiverFile } = await import('../../config/waivers.js');
  return Promise.all(paths.map(readWaiverFile));
}
