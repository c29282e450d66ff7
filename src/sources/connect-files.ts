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
  return readEvidenceFiles(
    paths,
    'pendingExports',
    xmlOr(createPendingExportReader, 'the XML of csexport /f:x or the CSV of CSExportAnalyzer', createAnalyzerReader),
  );
}

/**
 * The XML of csexport `/f:x` one record at a time, in the order of the file: an export of any size needs the memory of
 * one object. No record counts unless the returned source turns out to be complete. Throws as readPendingExportFiles.
 */
export async function scanPendingExports(
  path: string,
  onRecord: (record: PendingExport) => void,
): Promise<EvidenceSource> {
  let records = 0;
  const counted = (record: PendingExport): void => {
    records += 1;
    onRecord(record);
  };
  const createXmlReader = (log: ReadLog): FormatReader<PendingExport> => createPendingExportReader(log, counted);
  const evidence = await readEvidenceFile(path, 'pendingExports', xmlOr(createXmlReader, 'the XML of csexport /f:x'));
  return { ...evidence.source, records };
}

/** `--disconnectors`: the XML of csexport `/f:s`, or the CSV of Export-ADSyncToolsAadDisconnectors. */
export function readDisconnectorFiles(paths: readonly string[]): Promise<Evidence<Disconnector>[]> {
  const expected = 'the XML of csexport /f:s or the CSV of Export-ADSyncToolsAadDisconnectors';
  return readEvidenceFiles(
    paths,
    'disconnectors',
    xmlOr(createDisconnectorReader, expected, createDisconnectorTableReader),
  );
}

/** `--export-errors`: the XML of csexport `/f:e`. */
export function readExportErrorFiles(paths: readonly string[]): Promise<Evidence<ExportError>[]> {
  return readEvidenceFiles(paths, 'exportErrors', xmlOr(createExportErrorReader, 'the XML of csexport /f:e'));
}

/** `--sync-status`: scheduler and run results as JSON. */
export function readSyncStatusFiles(paths: readonly string[]): Promise<Evidence<SyncStatus>[]> {
  const expected = 'the JSON of Get-ADSyncScheduler | ConvertTo-Json or of run results';
  return readEvidenceFiles(paths, 'syncStatus', jsonOnly(createSyncStatusReader, expected));
}

/** `--connect-config`: an exported synchronisation policy, or the global settings as JSON. */
export function readConnectConfigurationFiles(paths: readonly string[]): Promise<Evidence<ConnectConfiguration>[]> {
  const expected = 'an exported SynchronizationPolicy JSON or the JSON of Get-ADSyncGlobalSettings';
  return readEvidenceFiles(paths, 'connectConfig', jsonOnly(createConnectConfigurationReader, expected));
}

/** `--okta`: a JSON list of apps, each with its connection and features. */
export function readOktaFiles(paths: readonly string[]): Promise<Evidence<OktaApp>[]> {
  const expected = 'a JSON list of Okta apps, each with its connection and features';
  return readEvidenceFiles(paths, 'okta', jsonOnly(createOktaFileReader, expected));
}

function xmlOr<Item>(
  createXmlReader: (log: ReadLog) => FormatReader<Item>,
  expected: string,
  csv?: ChooseReader<Item>,
): ChooseReader<Item> {
  return (head, log) => {
    if (/^\s*</.test(head.toString('utf8'))) return createXmlReader(log);
    return csv !== undefined && recogniseText(head).format === 'csv' ? csv(head, log) : refuseKind(head, log, expected);
  };
}

function jsonOnly<Item>(create: (log: ReadLog) => FormatReader<Item>, expected: string): ChooseReader<Item> {
  return (head, log) => (recogniseText(head).format === 'json' ? create(log) : refuseKind(head, log, expected));
}
