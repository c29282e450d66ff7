import type { PendingExport } from '../domain/connect.js';
import type { Evidence, EvidenceSource } from '../domain/evidence.js';
import type { OktaRecord } from '../domain/okta.js';
import { createConnectConfigurationReader } from './connect-config/read.js';
import { type ConnectEvidenceKind, reviveConnectRecord } from './connect-records.js';
import { createAnalyzerReader } from './csexport/analyzer.js';
import { createDisconnectorTableReader } from './csexport/disconnector-table.js';
import { createDisconnectorReader, createExportErrorReader, createPendingExportReader } from './csexport/read.js';
import { createEvidenceFileReader, type Revive } from './evidence-file/read.js';
import type { FormatReader } from './format-reader.js';
import { createOktaFileReader } from './okta-file/read.js';
import { type ChooseReader, readEvidenceFile, readEvidenceFiles, refuseKind } from './read-evidence.js';
import type { ReadLog } from './read-log.js';
import { recogniseText } from './recognise.js';
import { createSyncStatusReader } from './sync-status/read.js';

/** What the files of one flag of `assess` are, besides those that `collect` wrote. */
interface FlagFiles<Item> {
  readonly kind: ConnectEvidenceKind;
  readonly revive: Revive<Item>;
  /** What the flag expects, for the refusal of anything else. */
  readonly expected: string;
  readonly xml?: (log: ReadLog) => FormatReader<Item>;
  readonly csv?: ChooseReader<Item>;
  readonly json?: (log: ReadLog) => FormatReader<Item>;
}

type ReadFiles<Item> = (paths: readonly string[]) => Promise<Evidence<Item>[]>;

const pendingExports: FlagFiles<PendingExport> = {
  kind: 'pendingExports',
  revive: reviveConnectRecord.pendingExports,
  expected: 'the XML of csexport /f:x or the CSV of CSExportAnalyzer',
  xml: createPendingExportReader,
  csv: createAnalyzerReader,
};

/** `--pending-exports`: the XML of csexport `/f:x`, or the CSV of CSExportAnalyzer. Throws as readEvidenceFiles does. */
export const readPendingExportFiles = filesOf(pendingExports);

/** `--disconnectors`: the XML of csexport `/f:s`, or the CSV of Export-ADSyncToolsAadDisconnectors. Throws likewise. */
export const readDisconnectorFiles = filesOf({
  kind: 'disconnectors',
  revive: reviveConnectRecord.disconnectors,
  expected: 'the XML of csexport /f:s or the CSV of Export-ADSyncToolsAadDisconnectors',
  xml: createDisconnectorReader,
  csv: createDisconnectorTableReader,
});

/** `--export-errors`: the XML of csexport `/f:e`. Throws likewise. */
export const readExportErrorFiles = filesOf({
  kind: 'exportErrors',
  revive: reviveConnectRecord.exportErrors,
  expected: 'the XML of csexport /f:e',
  xml: createExportErrorReader,
});

/** `--sync-status`: scheduler and run results as JSON. Throws likewise. */
export const readSyncStatusFiles = filesOf({
  kind: 'syncStatus',
  revive: reviveConnectRecord.syncStatus,
  expected: 'the JSON of Get-ADSyncScheduler | ConvertTo-Json or of run results',
  json: createSyncStatusReader,
});

/** `--connect-config`: an exported synchronization policy, or the global settings as JSON. Throws likewise. */
export const readConnectConfigurationFiles = filesOf({
  kind: 'connectConfig',
  revive: reviveConnectRecord.connectConfig,
  expected: 'an exported SynchronizationPolicy JSON or the JSON of Get-ADSyncGlobalSettings',
  json: createConnectConfigurationReader,
});

/** `--okta`: a JSON list of apps, each with its connection and features, and of app users. Throws likewise. */
export const readOktaFiles = filesOf<OktaRecord>({
  kind: 'okta',
  revive: reviveConnectRecord.okta,
  expected: 'a JSON list of Okta apps, each with its connection and features, or of app users',
  json: createOktaFileReader,
});

/**
 * The pending exports of a file one at a time, in its order: the XML of an export of any size needs the memory of one
 * object. No record counts unless the returned source turns out to be complete. Throws as readEvidenceFiles does.
 */
export async function scanPendingExports(
  path: string,
  onRecord: (record: PendingExport) => void,
): Promise<EvidenceSource> {
  let streamed = 0;
  const xml = (log: ReadLog): FormatReader<PendingExport> =>
    createPendingExportReader(log, (record) => {
      streamed += 1;
      onRecord(record);
    });
  const { source, records } = await readEvidenceFile(path, 'pendingExports', chooserOf({ ...pendingExports, xml }));
  for (const record of records) onRecord(record);
  return { ...source, records: source.records + streamed };
}

function filesOf<Item>(files: FlagFiles<Item>): ReadFiles<Item> {
  return (paths) => readEvidenceFiles(paths, files.kind, chooserOf(files));
}

/** Formats are told by content, never by name. */
function chooserOf<Item>({ kind, revive, expected, xml, csv, json }: FlagFiles<Item>): ChooseReader<Item> {
  return (head, log) => {
    const { format } = recogniseText(head);
    if (format === 'evidence-file') return createEvidenceFileReader(kind, log, revive);
    if (xml !== undefined && /^\s*</.test(head.toString('utf8'))) return xml(log);
    if (csv !== undefined && format === 'csv') return csv(head, log);
    if (json !== undefined && format === 'json') return json(log);
    return refuseKind(head, log, `${expected}, or a file that collect wrote`);
  };
}
