import { z } from 'zod';
import type { AssessmentInputs, ConnectEvidenceInputs } from '../../config/resource-table.js';
import type {
  ConnectConfiguration,
  Disconnector,
  ExportError,
  PendingExport,
  SyncStatus,
} from '../../domain/connect.js';
import type { Evidence, EvidenceSource } from '../../domain/evidence.js';
import { demandSigners } from '../../evidence/evidence-file/signature.js';
import { foreignOrigin, type OriginDemands } from '../../gate/origin.js';
import { changedSinceReview, readReviewed } from '../review/reviewed.js';
import { connectReaders } from './connect-readers.js';
import { readWithFingerprint } from './fingerprints.js';

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

/** Whose exports an assessment takes. */
export type ConnectDemands = Pick<AssessmentInputs, 'tenantId' | 'connect' | 'verifiedDomains'> & {
  readonly evidence: Pick<AssessmentInputs['evidence'], 'signers'>;
};

/** What binds the exports to the stack: its tenant, its server, and domains where they are known. */
export function originDemands({ tenantId, connect, verifiedDomains }: Omit<ConnectDemands, 'evidence'>): OriginDemands {
  if (connect?.server === undefined) return { tenantId };
  const { name, connector } = connect.server;
  // The wizard names the connector after the tenant: "corp.onmicrosoft.com - AAD".
  const domains = verifiedDomains && [...verifiedDomains, ...connector.split(' ').slice(0, 1)];
  return { tenantId, serverName: name, ...(domains && { domains }) };
}

/**
 * Reads the reviewed files of the server and dates them by its manifest, where they do not say their time themselves. Where
 * signers are demanded, each must be signed by one of them. Of what is unsigned, or of another tenant or
 * server, only the source remains.
 *
 * @param sources of the directory, whose domains count too.
 */
export async function readConnectEvidence(
  demands: ConnectDemands,
  directory: string,
  sources: readonly EvidenceSource[] = [],
): Promise<ConnectReading> {
  const { connect: inputs } = demands;
  if (inputs === undefined) return { evidence: none, problems: [] };
  const problems: string[] = [];
  const signers = demands.evidence.signers && new Set(demands.evidence.signers);
  const origin = originDemands(demands);
  const manifest = await readManifest(inputs, directory, problems);
  const dated = <Item>(evidence: readonly Evidence<Item>[]): Evidence<Item>[] =>
    demandSigners(evidence, signers).map(({ source: written, records }) => {
      const exportedAt = manifest.dates.get(written.sha256);
      const server = written.server ?? (exportedAt && manifest.server);
      const readAt = written.readAt ?? exportedAt;
      const source = { ...written, ...(readAt && { readAt }), ...(server && { server }) };
      const trusted = signers === undefined || (source.signer !== undefined && signers.has(source.signer));
      return { source, records: trusted && foreignOrigin(source, sources, origin) === undefined ? records : [] };
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
  server: z.string().optional(),
  connector: z.string().optional(),
  files: z.array(
    z.object({ sha256: z.string().regex(/^[0-9A-Fa-f]{64}$/), exportedAt: z.iso.datetime({ offset: true }) }),
  ),
});

interface Manifest {
  /** When each file was exported, by its SHA-256 in lower-case hex. */
  readonly dates: ReadonlyMap<string, string>;
  readonly server?: string;
}

async function readManifest(
  { manifest, server: declared }: ConnectEvidenceInputs,
  directory: string,
  problems: string[],
): Promise<Manifest> {
  if (manifest === undefined) return { dates: new Map() };
  const read = await readWithFingerprint(manifest.path, directory);
  if (read === undefined) problems.push(`${manifest.path} can’t be read, so nobody knows how old the exports are`);
  else if (read.sha256 !== manifest.sha256) problems.push(changedSinceReview(manifest.path));
  else {
    // Windows PowerShell writes a BOM.
    const parsed = manifestSchema.safeParse(jsonOf(read.content.toString('utf8').replace(/^\uFEFF/, '')));
    if (!parsed.success) {
      problems.push(
        `${manifest.path} is not a manifest of Export-ConnectEvidence.ps1, so nobody knows how old the exports are`,
      );
      return { dates: new Map() };
    }
    const { files, server, connector } = parsed.data;
    if (connector !== undefined && declared !== undefined && connector !== declared.connector) {
      problems.push(
        `${manifest.path} is about the connector “${connector}”, expected “${declared.connector}”: export that one, or correct cutover:connect.connectorName`,
      );
      return { dates: new Map() };
    }
    if (server === undefined && declared !== undefined) {
      problems.push(
        `${manifest.path} does not say of which server it is, expected ${declared.name}, so its files say nothing of that one: export them again on ${declared.name} with Export-ConnectEvidence.ps1, which writes the name`,
      );
      return { dates: new Map() };
    }
    const dates = files.map(({ sha256, exportedAt }): [string, string] => [
      sha256.toLowerCase(),
      new Date(exportedAt).toISOString(),
    ]);
    return { dates: new Map(dates), ...(server !== undefined && { server }) };
  }
  return { dates: new Map() };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
