import type { ConnectConfiguration } from '../../domain/connect.js';
import type { FormatReader, FormatResult } from '../format-reader.js';
import { createJsonDocumentReader } from '../json-document.js';
import type { ReadLog } from '../read-log.js';
import { convertGlobalSettings, isGlobalSettings } from './global-settings.js';
import { convertSynchronizationPolicy, isSynchronizationPolicy } from './policy.js';

/** Reads how Entra Connect is set up: an exported synchronization policy, or its global settings as JSON. */
export function createConnectConfigurationReader(log: ReadLog): FormatReader<ConnectConfiguration> {
  return createJsonDocumentReader(log, (document) => {
    if (isSynchronizationPolicy(document)) return resultOf(convertSynchronizationPolicy(document, log));
    if (isGlobalSettings(document)) return resultOf(convertGlobalSettings(document, log));
    log.incomplete(
      1,
      'This is not a configuration of Entra Connect, expected Applied- or Exported-SynchronizationPolicy-*.JSON, or the output of Get-ADSyncGlobalSettings | ConvertTo-Json -Depth 5.',
    );
    return resultOf(undefined);
  });
}

function resultOf(configuration: ConnectConfiguration | undefined): FormatResult<ConnectConfiguration> {
  if (configuration === undefined) return { records: [], fields: new Set() };
  const { at: _, ...known } = configuration;
  return { records: [configuration], fields: new Set(Object.keys(known)) };
}
