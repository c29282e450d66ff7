import type { ConnectConfiguration, Disconnector, ExportError, PendingExport, SyncStatus } from '../domain/connect.js';
import type { Evidence, EvidenceSource } from '../domain/evidence.js';
import type { OktaApp } from '../domain/okta.js';
import { createConnectConfigurationReader } from './connect-config/read.js';
import { createAnalyzerReader } from './csexport/analyzer.js';
import { createDisconnectorTableReader } from './csexport/disconnector-table.js';
import { createDisconnectorReader, createExportErrorReader, createPendingExportReader } from './csexport/read.js';
import type { FormatReader } from './format-reader.js';
import { createOktaFileReader } from './okta-file/read.js';
import { type ChooseReader, readEvidenceFile, readEvidenceFiles, refuseKind } from './read-evidence.js';
import type { ReadLog } from './read-log.js';
import { recogniseText } from './recognise.js';
import { createSyncStatusReader } from './sync-status/read.js';

// The files of Entra Connect and Okta: one function per flag of `assess`. All throw as readEvidenceFiles does.

/** `--pending-exports`: the XML of csexport `/f:x`, or the CSV of CSExportAnalyzer. */
export function readPendingExportFiles(paths: readonly string[]): Promise<Evidence<PendingExport>[]> {
  return readEvidenceFiles(paths, 'pendingExports', choosePendingExports());
}

/**
 * The same one record at a time, in the order of the file: the XML of an export of any size needs the memory of one
 * object. No record counts unless the returned source turns out to be complete. Throws as readPendingExportFiles does.
 */
export async function scanPendingExports(
  path: string,
  onRecord: (record: PendingExport) => void,
): Promise<EvidenceSource> {
  let streamed = 0;
  const choose = choosePendingExports((record) => {
    streamed += 1;
    onRecord(record);
  });
  const { source, records } = await readEvidenceFile(path, 'pendingExports', choose);
  for (const record of records) onRecord(record);
  return { ...source, records: source.records + streamed };
}

function choosePendingExports(onXmlRecord?: (record: PendingExport) => void): ChooseReader<PendingExport> {
  return chooser(
    'pendingExports',
    reviveConnectRecord.pendingExports,
    'the XML of csexport /f:x or the CSV of CSExportAnalyzer',
    { xml: (log) => createPendingExportReader(log, onXmlRecord), csv: createAnalyzerReader },
  );
}

/** `--disconnectors`: the XML of csexport `/f:s`, or the CSV of Export-ADSyncToolsAadDisconnectors. */
export function readDisconnectorFiles(paths: readonly string[]): Promise<Evidence<Disconnector>[]> {
  const expected = 'the XML of csexport /f:s or the CSV of Export-ADSyncToolsAadDisconnectors';
  const readers = { xml: createDisconnectorReader, csv: createDisconnectorTableReader };
  return readEvidenceFiles(
    paths,
    'disconnectors',
    chooser('disconnectors', reviveConnectRecord.disconnectors, expected, readers),
  );
}

/** `--export-errors`: the XML of csexport `/f:e`. */
export function readExportErrorFiles(paths: readonly string[]): Promise<Evidence<ExportError>[]> {
  const expected = 'the XML of csexport /f:e';
  const readers = { xml: createExportErrorReader };
  return readEvidenceFiles(
    paths,
    'exportErrors',
    chooser('exportErrors', reviveConnectRecord.exportErrors, expected, readers),
  );
}

/** `--sync-status`: scheduler and run results as JSON. */
export function readSyncStatusFiles(paths: readonly string[]): Promise<Evidence<SyncStatus>[]> {
  const expected = 'the JSON of Get-ADSyncScheduler | ConvertTo-Json or of run results';
  const readers = { json: createSyncStatusReader };
  return readEvidenceFiles(
    paths,
    'syncStatus',
    chooser('syncStatus', reviveConnectRecord.syncStatus, expected, readers),
  );
}

/** `--connect-config`: an exported synchronisation policy, or the global settings as JSON. */
export function readConnectConfigurationFiles(paths: readonly string[]): Promise<Evidence<ConnectConfiguration>[]> {
  const expected = 'an exported SynchronizationPolicy JSON or the JSON of Get-ADSyncGlobalSettings';
  const readers = { json: createConnectConfigurationReader };
  return readEvidenceFiles(
    paths,
    'connectConfig',
    chooser('connectConfig', reviveConnectRecord.connectConfig, expected, readers),
  );
}

/** `--okta`: a JSON list of apps, each with its connection and features. */
export function readOktaFiles(paths: readonly string[]): Promise<Evidence<OktaApp>[]> {
  const expected = 'a JSON list of Okta apps, each with its connection and features';
  const readers = { json: createOktaFileReader };
  return readEvidenceFiles(paths, 'okta', chooser('okta', reviveConnectRecord.okta, expected, readers));
}

/** How the readers of a kind are chosen: by content, never by name. `expected` is what the refusal of others names. */
function chooser<Item>(
  kind: keyof typeof reviveConnectRecord & EvidenceKind,
  revive: Revive<Item>,
  expected: string,
  readers: {
    readonly xml?: (log: ReadLog) => FormatReader<Item>;
    readonly csv?: ChooseReader<Item>;
    readonly json?: (log: ReadLog) => FormatReader<Item>;
  },
): ChooseReader<Item> {
  return (head, log) => {
    const { format } = recogniseText(head);
    if (format === 'evidence-file') return createEvidenceFileReader(kind, log, revive);
    const { xml, csv, json } = readers;
    if (xml !== undefined && /^\s*</.test(head.toString('utf8'))) return xml(log);
    if (csv !== undefined && format === 'csv') return csv(head, log);
    if (json !== undefined && format === 'json') return json(log);
    return refuseKind(head, log, `${expected}, or a file that collect wrote`);
  };
}
