import { z } from 'zod';
import type { ConnectConfiguration, Disconnector, ExportError, PendingExport, SyncStatus } from '../domain/connect.js';
import type { ConnectEvidenceInputs } from '../domain/environment.js';
import type { Evidence } from '../domain/evidence.js';
import { demandSigners } from '../sources/evidence-file/signature.js';
import { connectReaders } from './connect-readers.js';
import { readWithFingerprint } from './fingerprints.js';
import { changedSinceReview, readReviewed } from './reviewed.js';

/** What was exported from an Entra Connect server; every list is empty where no server is declared. */
export interface ConnectEvidence {
  readonly pendingExports: readonly Evidence<PendingExport>[];
  readonly disconnectors: readonly Evidence<Disconnector>[];
  readonly exportErrors: readonly Evidence<ExportError>[];
  readonly syncStatus: readonly Evidence<SyncStatus>[];
  readonly connectConfig: readonly Evidence<ConnectConfiguration>[];
}

export interface ConnectReading {
  readonly evidence: ConnectEvidence;
  /** What could not be read or is not what was reviewed, one sentence each. */
  readonly problems: readonly string[];
}

const none: ConnectEvidence = {
  pendingExports: [],
  disconnectors: [],
  exportErrors: [],
  syncStatus: [],
  connectConfig: [],
};

/**
 * Reads the reviewed files of the server and dates them by its manifest, where they do not say their time themselves. With
 * `signers`, each must be signed by one of them.
 */
export async function readConnectEvidence(
  inputs: ConnectEvidenceInputs | undefined,
  directory: string,
  signers?: ReadonlySet<string>,
): Promise<ConnectReading> {
  if (inputs === undefined) return { evidence: none, problems: [] };
  const problems: string[] = [];
  const dates = await readManifest(inputs.manifest, directory, problems);
  const dated = <Item>(evidence: readonly Evidence<Item>[]): Evidence<Item>[] =>
    demandSigners(evidence, signers).map(({ source, records }) => {
      const readAt = source.readAt ?? dates.get(source.sha256);
      return { source: { ...source, ...(readAt !== undefined && { readAt }) }, records };
    });
  const { pendingExports, disconnectors, exportErrors, syncStatus, connectConfig } = connectReaders;
  return {
    evidence: {
      pendingExports: dated(await readReviewed(inputs.pendingExports, pendingExports, directory, problems)),
      disconnectors: dated(await readReviewed(inputs.disconnectors, disconnectors, directory, problems)),
      exportErrors: dated(await readReviewed(inputs.exportErrors, exportErrors, directory, problems)),
      syncStatus: dated(await readReviewed(inputs.syncStatus, syncStatus, directory, problems)),
      connectConfig: dated(await readReviewed(inputs.connectConfig, connectConfig, directory, problems)),
    },
    problems,
  };
}

const manifestSchema = z.object({
  entraCutoverManifest: z.literal(1),
  files: z.array(
    z.object({ sha256: z.string().regex(/^[0-9A-Fa-f]{64}$/), exportedAt: z.iso.datetime({ offset: true }) }),
  ),
});

/** When each file was exported, by its SHA-256 in lower-case hex. */
async function readManifest(
  manifest: ConnectEvidenceInputs['manifest'],
  directory: string,
  problems: string[],
): Promise<ReadonlyMap<string, string>> {
  if (manifest === undefined) return new Map();
  const read = await readWithFingerprint(manifest.path, directory);
  if (read === undefined) problems.push(`${manifest.path} can’t be read, so nobody knows how old the exports are`);
  else if (read.sha256 !== manifest.sha256) problems.push(changedSinceReview(manifest.path));
  else {
    // Windows PowerShell writes a BOM.
    const parsed = manifestSchema.safeParse(jsonOf(read.content.toString('utf8').replace(/^\uFEFF/, '')));
    if (parsed.success) {
      return new Map(
        parsed.data.files.map(({ sha256, exportedAt }) => [sha256.toLowerCase(), new Date(exportedAt).toISOString()]),
      );
    }
    problems.push(
      `${manifest.path} is no manifest of Export-ConnectEvidence.ps1, so nobody knows how old the exports are`,
    );
  }
  return new Map();
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
