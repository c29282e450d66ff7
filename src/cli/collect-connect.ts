import { collectFromFile } from '../evidence/evidence-file/collect.js';
import { connectReaders } from '../pipeline/assess/connect-readers.js';
import { type CollectOptions, writeCollected } from './collect.js';
import type { connectKinds } from './options.js';

export interface ConnectOptions extends CollectOptions {
  readonly kind: (typeof connectKinds)[number];
  readonly from: string;
  readonly exportedAt: string;
  readonly tenant?: string;
  readonly server?: string;
}

/** Dates a file that was exported from an Entra Connect server. An incomplete one is written too, with exit code 3. */
export async function collectConnectCommand(options: ConnectOptions): Promise<number> {
  const { from, exportedAt, tenant, server } = options;
  const origin = { ...(tenant && { tenant }), ...(server && { server }) };
  switch (options.kind) {
    case 'pending-exports':
      return writeCollected(await collectFromFile(connectReaders.pendingExports, from, exportedAt), options, origin);
    case 'disconnectors':
      return writeCollected(await collectFromFile(connectReaders.disconnectors, from, exportedAt), options, origin);
    case 'export-errors':
      return writeCollected(await collectFromFile(connectReaders.exportErrors, from, exportedAt), options, origin);
    case 'sync-status':
      return writeCollected(await collectFromFile(connectReaders.syncStatus, from, exportedAt), options, origin);
    case 'connect-config':
      return writeCollected(await collectFromFile(connectReaders.connectConfig, from, exportedAt), options, origin);
  }
}
