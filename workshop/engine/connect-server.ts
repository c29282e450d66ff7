import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseDocument } from 'yaml';
import { type ConnectServer, perform } from '../simulators/connect/index.js';

/** Where the export script of the stand-in writes, below the folder of an embedded organisation. */
const evidenceFolder = 'connect';

/** What somebody at the stand-in of an Entra Connect server works with. */
export interface ConnectDesk {
  readonly server: ConnectServer;
  /** Does what the words say (cmdlets, or a walk through the wizard), and lets the server work until nothing is left to do. */
  readonly perform: (words: string) => Promise<void>;
  /** Runs Export-ConnectEvidence.ps1, in a second that has not been before. */
  readonly exportEvidence: () => Promise<void>;
}

/**
 * The desk of the organisation's server. One that is new was installed in staging mode, and its first cycle has run: the
 * evidence of that is there.
 *
 * @param workDirectory where the embedded organisation keeps its files.
 */
export async function openDesk(
  organisation: { readonly connectServer: () => ConnectServer },
  workDirectory: string,
): Promise<ConnectDesk> {
  const server = organisation.connectServer();
  const folder = join(workDirectory, evidenceFolder);
  const desk: ConnectDesk = {
    server,
    async perform(words) {
      await perform(server, words);
      await server.settle();
    },
    async exportEvidence() {
      // The script dates by whole seconds: what was told in this one would seem to be newer.
      await setTimeout(1000 - (Date.now() % 1000));
      mkdirSync(folder, { recursive: true });
      for (const [name, bytes] of Object.entries(server.exportEvidence())) writeFileSync(join(folder, name), bytes);
    },
  };
  if (server.state.runs.length === 0) {
    await desk.perform('Start-ADSyncSyncCycle -PolicyType Initial');
    await desk.exportEvidence();
  }
  return desk;
}

/** Makes an embedded stack one whose tool is the stand-in of Entra Connect. */
export function declareConnect(stackFile: string, { state }: ConnectServer): void {
  const stack = parseDocument(readFileSync(stackFile, 'utf8'));
  for (const key of ['cloudSync', 'pilot', 'waves', 'wave']) stack.deleteIn(['config', `cutover:${key}`]);
  const file = (name: string): string => `.entra-cutover/embedded/${evidenceFolder}/${name}`;
  stack.setIn(['config', 'cutover:syncTool'], 'connect');
  stack.setIn(
    ['config', 'cutover:connect'],
    stack.createNode({
      serverName: state.serverName,
      connectorName: state.entraConnector,
      evidence: {
        pendingExports: [file('pending-exports.xml'), file('pending-exports-directory-1.xml')],
        disconnectors: [file('disconnectors.xml')],
        exportErrors: [file('export-errors.xml')],
        syncStatus: [file('sync-status.json')],
        connectConfig: [file('global-settings.json')],
        manifest: file('manifest.json'),
      },
    }),
  );
  writeFileSync(stackFile, stack.toString());
}
