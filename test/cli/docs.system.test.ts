import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentedCommands } from './documented-commands.js';
import { folderWith, repository, runCli } from './run-cli.js';

/** Commands that need nothing but files: they are run as they stand, in a folder with the tutorial's exports. */
const runnable: ReadonlySet<string> = new Set(['assess', 'explain', 'anchor', 'init', 'completion', 'remediate']);

/** False for an evidence file that only a real environment has. */
function isThereOrNoFile(word: string): boolean {
  const name = word.replace(/^scenarios\/[^/]+\//, '');
  return (
    !/\.(csv|json|ndjson|ldif|xml)(\.gz)?$/.test(name) ||
    /^(OnPremIDs\.csv|AzureADSyncedIDS\.csv|identities\.ndjson|report\.\w+)$/.test(name)
  );
}

const commands = documentedCommands();

describe('the commands in the documentation', () => {
  it.each(
    commands.filter(
      ({ words }) => runnable.has(words[0] ?? '') && !words.includes('--stack') && words.every(isThereOrNoFile),
    ),
  )('$place: runs', async ({ words }) => {
    const folder = folderWith({});
    const scenario = join(repository, 'scenarios/mismatching-organisation');
    for (const name of ['OnPremIDs.csv', 'AzureADSyncedIDS.csv']) cpSync(join(scenario, name), join(folder, name));
    mkdirSync(join(folder, 'scenarios'));
    cpSync(join(repository, 'scenarios'), join(folder, 'scenarios'), { recursive: true });
    const { code, stderr } = await runCli(words, { cwd: folder });
    expect([0, 2, 3], stderr).toContain(code);
  });
});
