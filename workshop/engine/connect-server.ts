import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { placedWords } from '../../src/domain/connect-next.js';
import { type ConnectOptions, type ConnectServer, perform } from '../simulators/connect/index.js';
import type { Organisation } from '../simulators/index.js';
import { evidenceFolder } from './stack-settings.js';

/** What somebody at the stand-in of an Entra Connect server works with. */
export interface ConnectDesk {
  readonly server: ConnectServer;
  /**
   * Does what the words say (cmdlets, a walk through the wizard, the export script), and lets the server work until nothing is
   * left to do.
   */
  readonly perform: (words: string) => Promise<void>;
  /** Runs Export-ConnectEvidence.ps1, in a second that has not been before. */
  readonly exportEvidence: () => Promise<void>;
}

/**
 * The desk of the organization's server. One that is new was installed in staging mode, and its first cycle has run: the
 * evidence of that is there.
 *
 * @param workDirectory where the embedded organization keeps its files.
 * @param installation what the wizard was told, where it is another than by default.
 */
export async function openDesk(
  organisation: Pick<Organisation, 'connectServer'>,
  workDirectory: string,
  installation: ConnectOptions['installation'] = {},
): Promise<ConnectDesk> {
  const server = organisation.connectServer({ installation });
  const folder = join(workDirectory, evidenceFolder);
  const desk: ConnectDesk = {
    server,
    async perform(words) {
      if (words.startsWith('.\\Export-ConnectEvidence.ps1')) return desk.exportEvidence();
      if (!words.startsWith('wait until')) await perform(server, words);
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

/** True for words by which the server reads the directory again: it has to do so after us, whose evidence comes first. */
export function readsDirectory(words: string): boolean {
  return /Import|Initial|Domain and OU filtering/.test(words);
}

/** What an update says that is next at the server: the words that are typed, or the wizard's pages; undefined where it asks for nothing. */
export function wordsOf(output: string): string | undefined {
  const [, next] = /warning: Next: (On [^\n]*)/.exec(output) ?? [];
  return next === undefined ? undefined : placedWords(next).words;
}
