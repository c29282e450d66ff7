import { join, relative, resolve } from 'node:path';
import { UserError } from '../../src/domain/errors.js';
import { acquireEngine } from '../engine/acquire.js';
import type { Engine } from '../engine/engine.js';
import { packageDirectory } from '../engine/launchers.js';
import { type Finished, run } from '../engine/processes.js';
import { type Project, scenarioFolder } from '../engine/project.js';
import { onlyReads } from '../simulators/index.js';

const cli = join(packageDirectory, 'dist', 'cli', 'main.js');
export const workFolder = resolve('.entra-cutover', 'demo');
export const report = join(workFolder, 'assessment.html');

/** What a terminal and a page show without breaking lines. */
const columns = 100;

/** Prints a line, cut where it is too long. */
export function say(line: string): void {
  const letters = [...line.trimEnd()];
  process.stdout.write(
    `${letters.length > columns ? `${letters.slice(0, columns - 1).join('')}…` : letters.join('')}\n`,
  );
}

export function step(title: string): void {
  say(`== ${title}`);
}

/** Shows the lines that matter of a long output, indented. */
export function show(text: string, wanted: RegExp, limit = 12): void {
  const lines = text.split('\n').filter((line) => wanted.test(line));
  for (const line of lines.slice(0, limit)) say(`   ${line}`);
  if (lines.length > limit) say(`   … and ${lines.length - limit} more lines`);
}

/** @throws UserError where it is not so: that ends the demo. */
export function expectThat(condition: boolean, what: string, evidence = ''): void {
  if (!condition) throw new UserError(`The demo expected that ${what}, and it is not so.\n${evidence}`);
  say(`   ✓ ${what}`);
}

/** Runs the tool: in the folder of the project, where one is given. */
export async function command(args: readonly string[], project?: Project): Promise<Finished> {
  const shown = args.map((word) => (word.startsWith(packageDirectory) ? relative(process.cwd(), word) : word));
  say(`   $ entra-cutover ${shown.join(' ')}`);
  return run(process.execPath, [cli, ...args], project && { cwd: project.directory, env: project.env });
}

export async function pulumi(project: Project, args: readonly string[]): Promise<Finished> {
  say(`   $ pulumi ${args.join(' ')}`);
  return project.pulumi(args);
}

/** What the engine said, for a failure's report. */
export const everything = ({ stdout, stderr }: Finished): string => stdout + stderr;

export function exportsOf(scenario: string): string[] {
  const folder = scenarioFolder(scenario);
  return ['--on-prem', join(folder, 'OnPremIDs.csv'), '--entra', join(folder, 'AzureADSyncedIDS.csv')];
}

export const markOf = (project: Project): number => project.organisation.requests().at(-1)?.sequence ?? 0;

/** What the services were asked to change since the mark; signing in is no change. */
export function writes(project: Project, mark: number): string[] {
  const requests = project.organisation.requests().filter(({ sequence }) => sequence > mark);
  return requests
    .filter((request) => !onlyReads(request))
    .map(
      ({ service, method, path }) =>
        `${service.padEnd(5)} ${method.padEnd(5)} ${path.replace(/^https?:\/\/[^/]+/, '')}`,
    );
}

export async function getEngine(): Promise<Engine> {
  step('2. The Pulumi engine');
  const engine = await acquireEngine({ say: (line) => say(`   ${line}`) });
  say(`   Pulumi ${engine.version} (${engine.origin})`);
  return engine;
}

/** Where the stack of a project keeps its journal. */
export const journalOf = ({ directory }: Project): string =>
  join(directory, '.entra-cutover', 'embedded', 'audit.jsonl');

export async function auditTrail(project: Project): Promise<void> {
  const journal = journalOf(project);
  const verified = await command(['audit', 'verify', '--journal', journal]);
  expectThat(verified.code === 0, 'the hash chain is whole', verified.stderr);
}
