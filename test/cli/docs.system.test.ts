import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Organisation, startOrganisation } from '../../workshop/simulators/index.js';
import { documentedCommands } from './documented-commands.js';
import { folderWith, repository, runCli } from './run-cli.js';
import { signIn } from './sign-in.js';

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

/** Commands with a stack that can't run here, by their first word, and why. */
const runElsewhere: Readonly<Record<string, string>> = {
  review: 'it compares two checkouts: documented-blocks.system.test.ts has them',
  comment: 'it shows what a review wrote: documented-blocks.system.test.ts',
  audit: 'it needs the journal of a deployment: documented-blocks.system.test.ts',
};

describe('the commands with a stack in the documentation', () => {
  let organisation: Organisation;
  let folder: string;
  beforeAll(async () => {
    organisation = await startOrganisation({ scenario: join(repository, 'scenarios/mismatching-organisation') });
    folder = folderWith({
      'Pulumi.staging.yaml': readFileSync(join(repository, 'Pulumi.staging.yaml')),
      'OnPremIDs.csv': readFileSync(join(repository, 'scenarios/mismatching-organisation/OnPremIDs.csv')),
    });
    const output = '.entra-cutover/embedded/on-prem.evidence.ndjson';
    const exportedAt = new Date().toISOString();
    const collected = await run(
      'collect',
      'on-prem',
      '--from',
      'OnPremIDs.csv',
      ...['--exported-at', exportedAt],
      '--output',
      output,
    );
    expect(collected.code, collected.stderr).toBe(0);
  });
  afterAll(() => organisation?.stop());
  const run = (...words: readonly string[]) => runCli(words, { cwd: folder, env: signIn(organisation) });

  const withStack = commands.filter(({ words }) => words.includes('--stack'));
  // Of a page's person, somebody of the organization; what a rule or a file is called stays.
  const filledIn = withStack.map(({ words }) =>
    words.map((word) => (word === 'prod' ? 'staging' : /^[^/]+@/.test(word) ? 'tomas.eriksson@corp.example' : word)),
  );
  const different = [...new Map(filledIn.map((words) => [words.join(' '), words])).values()];
  // A reading that goes on from an earlier one comes after it.
  const inOrder = [
    ...different.filter((words) => !words.includes('--since')),
    ...different.filter((words) => words.includes('--since')),
  ];

  it.each(
    inOrder
      .filter(([first = '']) => !Object.hasOwn(runElsewhere, first))
      .map((words) => [words.join(' '), words] as const),
  )('%s: runs', async (_, words) => {
    const { code, stdout, stderr } = await run(...words);
    expect([0, 2, 3], `${stdout}\n${stderr}`).toContain(code);
    expect(stderr).not.toMatch(/\n {4}at /);
  });

  it.each(Object.keys(runElsewhere))('%s is in a block of a shell, which runs there', (command) => {
    const places = withStack.filter(({ words }) => words[0] === command);
    expect(places.length).toBeGreaterThan(0);
    const shell = new Set(documentedCommands('sh|bash|console').map(({ place }) => place));
    expect(places.filter(({ place }) => !shell.has(place))).toEqual([]);
  });
});
