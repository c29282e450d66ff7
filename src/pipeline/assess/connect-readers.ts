import {
  readConnectConfigurationFiles,
  readDisconnectorFiles,
  readExportErrorFiles,
  readPendingExportFiles,
  readSyncStatusFiles,
} from '../../evidence/connect-files.js';

/** The reader of each kind of evidence of an Entra Connect server. */
export const connectReaders = {
  pendingExports: readPendingExportFiles,
  disconnectors: readDisconnectorFiles,
  exportErrors: readExportErrorFiles,
  syncStatus: readSyncStatusFiles,
  connectConfig: readConnectConfigurationFiles,
} as const;
