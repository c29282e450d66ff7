import type { SyncStatus } from '../../domain/connect.js';
import type { FormatReader } from '../format-reader.js';
import { createJsonDocumentReader } from '../json-document.js';
import type { ReadLog } from '../read-log.js';
import { convertSyncStatus } from './convert.js';

/** Reads the scheduler or the run results of Entra Connect from JSON. One record per file. */
export function createSyncStatusReader(log: ReadLog): FormatReader<SyncStatus> {
  return createJsonDocumentReader(log, (document) => {
    const status = convertSyncStatus(document, log);
    if (status === undefined) {
      log.incomplete(
        1,
        'The file holds neither a scheduler nor run results. Run Get-ADSyncScheduler | ConvertTo-Json.',
      );
      return { records: [], fields: new Set() };
    }
    const fields = [
      ...(status.scheduler === undefined ? [] : ['scheduler']),
      ...(status.runs.length > 0 ? ['runs'] : []),
    ];
    return { records: [status], fields: new Set(fields) };
  });
}
