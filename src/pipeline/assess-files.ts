import { readWaiverFile } from '../config/waivers.js';
import type { Evidence, EvidenceKind } from '../domain/evidence.js';
import { defaultSourceAnchor, type SourceAnchorSetting } from '../domain/source-anchor.js';
import type { Thresholds } from '../gate/thresholds.js';
import {
  readConnectConfigurationFiles,
  readDisconnectorFiles,
  readExportErrorFiles,
  readOktaFiles,
  readPendingExportFiles,
  readSyncStatusFiles,
} from '../sources/connect-files.js';
import { demandSigners, readSigner } from '../sources/evidence-file/signature.js';
import { readEntraFiles, readOnPremFiles } from '../sources/files.js';
import { type AssessmentRequest, type AssessmentResult, assess } from './assess.js';

export interface FileAssessment {
  /** Paths by the kind of evidence; a kind that is left out is an open question. */
  readonly files: Readonly<Partial<Record<EvidenceKind, readonly string[]>>>;
  readonly waivers: readonly string[];
  readonly sourceAnchor?: SourceAnchorSetting;
  readonly verifiedDomains?: readonly string[];
  readonly thresholds: Thresholds;
  /** Public keys (Base64 or the paths of PEM files): every evidence file must be signed by one of them. */
  readonly evidenceSigners?: readonly string[];
  /** The time of the assessment, ISO 8601 in UTC. */
  readonly at: string;
}

/**
 * Assesses files given directly: the decision covers the questions that they can answer.
 *
 * @throws UserError for a path that can't be read and for a malformed waiver file.
 */
export async function assessFiles(files: FileAssessment): Promise<AssessmentResult> {
  return assess(await requestFromFiles(files));
}

/** Reads the files into what an assessment is made from. Throws as `assessFiles` does. */
export async function requestFromFiles({ files, ...request }: FileAssessment): Promise<AssessmentRequest> {
  const waivers = await Promise.all(request.waivers.map(readWaiverFile));
  const signers = request.evidenceSigners && new Set(await Promise.all(request.evidenceSigners.map(readSigner)));
  const signed = <Item>(evidence: readonly Evidence<Item>[]) => demandSigners(evidence, signers);
  const verifiedDomains = request.verifiedDomains?.map((domain) => domain.toLowerCase());
  return {
    evidence: {
      onPrem: signed(await readOnPremFiles(files.onPrem ?? [])),
      entra: signed(await readEntraFiles(files.entra ?? [])),
      pendingExports: signed(await readPendingExportFiles(files.pendingExports ?? [])),
      disconnectors: signed(await readDisconnectorFiles(files.disconnectors ?? [])),
      exportErrors: signed(await readExportErrorFiles(files.exportErrors ?? [])),
      syncStatus: signed(await readSyncStatusFiles(files.syncStatus ?? [])),
      connectConfig: signed(await readConnectConfigurationFiles(files.connectConfig ?? [])),
      okta: signed(await readOktaFiles(files.okta ?? [])),
    },
    validation: {
      sourceAnchor: request.sourceAnchor ?? defaultSourceAnchor,
      ...(verifiedDomains && { verifiedDomains: new Set(verifiedDomains) }),
    },
    gate: { thresholds: request.thresholds, waivers, missing: [], at: request.at },
  };
}
