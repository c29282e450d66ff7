import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { Assessment, Finding } from '../../src/domain/assessment.js';
import { UserError } from '../../src/domain/errors.js';
import { diagnosisMeaning } from '../../src/reports/describe.js';
import { ruleRegistry } from '../../src/validation/rules/index.js';
import { acquireEngine } from '../engine/acquire.js';
import type { Engine } from '../engine/engine.js';
import { packageDirectory } from '../engine/launchers.js';
import { type Finished, run } from '../engine/processes.js';
import { type Say, sayOn } from '../engine/progress.js';
import { type Project, scenarioFolder } from '../engine/project.js';
import { onlyReads } from '../simulators/index.js';

const cli = join(packageDirectory, 'dist', 'cli', 'main.js');
export const workFolder = resolve('.entra-cutover', 'demo');
/** The reports that are kept. */
export const reports = { blocked: join(workFolder, 'blocked.html'), cleared: join(workFolder, 'cleared.html') };

/** What a terminal and a page show without breaking lines. */
const columns = 100;

/** Prints a line; one that is too long goes on below. */
export const say: Say = sayOn(process.stdout, (line) => folded(line.trimEnd(), columns, 7, '').join('\n'));

/** The same, as a step says what it did. */
export const detail: Say = Object.assign((line: string) => say(`   ${line}`), say.moving && { moving: say.moving });

export function step(title: string): void {
  say(`== ${title}`);
}

/** Who would be harmed, one line each: the person, the rule and the reason. */
export function sayWhoAndWhy(findings: readonly Finding[]): void {
  for (const { subject, rule, diagnosis } of findings) {
    const name = subject?.userPrincipalName?.split('@')[0] ?? 'somebody';
    const title = ruleRegistry.find(({ id }) => id === rule)?.title ?? '';
    say(`     ${name.padEnd(18)} ${rule}: ${diagnosis === undefined ? title : diagnosisMeaning(diagnosis)}`);
  }
}

/** Who would be harmed by rule, where each person and reason was said already. */
export function sayByRule(refusals: readonly (readonly [rule: string, person: string])[]): void {
  for (const rule of new Set(refusals.map(([name]) => name))) {
    const people = new Set(refusals.filter(([name]) => name === rule).map(([, person]) => person.split('@')[0]));
    say(`     ${rule}: ${[...people].join(', ')}`);
  }
}

/** The errors of an assessment. */
export const errorsOf = (json: string): readonly Finding[] =>
  (JSON.parse(json) as Assessment).findings.filter(({ severity }) => severity === 'error');

/** @throws UserError where it is not so: that ends the demo. */
export function expectThat(condition: boolean, what: string, evidence = ''): void {
  if (!condition) throw new UserError(`The demo expected that ${what}, and it is not so.\n${evidence}`);
  say(`   ✓ ${what}`);
}

/** Runs the tool: in the folder of the project, where one is given. */
export async function command(args: readonly string[], project?: Project): Promise<Finished> {
  const shown = args.map((word) => (word.startsWith(workFolder) ? relative(process.cwd(), word) : word));
  for (const line of folded(`   $ entra-cutover ${shown.join(' ')}`, columns, 7, ' \\'))
    process.stdout.write(`${line}\n`);
  return run(process.execPath, [cli, ...args], project && { cwd: project.directory, env: project.env });
}

export async function pulumi(project: Project, args: readonly string[]): Promise<Finished> {
  say(`   $ pulumi ${args.join(' ')}`);
  return project.pulumi(args);
}

/** What the engine said, for a failure's report. */
export const everything = ({ stdout, stderr }: Finished): string => stdout + stderr;

/**
 * The two exports of the tutorial as options of `assess`. They are copied next to the reports, so that anyone who reads the
 * command can run it again, and it is as short wherever the package is.
 */
export function exportsOf(scenario: string): string[] {
  const copied = (file: string): string => {
    const copy = join(workFolder, scenario, file);
    mkdirSync(dirname(copy), { recursive: true });
    copyFileSync(join(scenarioFolder(scenario), file), copy);
    return copy;
  };
  return ['--on-prem', copied('OnPremIDs.csv'), '--entra', copied('AzureADSyncedIDS.csv')];
}

export const markOf = (project: Project): number => project.organisation.requests().at(-1)?.sequence ?? 0;

/** A path or a sentence without host, version and the tails of long identifiers. */
export function briefly(text: string): string {
  return text.replace(/^https?:\/\/[^/]+|\/v1\.0(?=\/)/g, '').replace(/([0-9a-f]{8})[-0-9a-f]{20,}/g, '$1…');
}

/** What the services were asked to change since the mark; signing in is not a change. */
export function writes(project: Project, mark: number): string[] {
  const requests = project.organisation.requests().filter(({ sequence }) => sequence > mark);
  return requests
    .filter((request) => !onlyReads(request))
    .map(({ service, method, path }) => `${service.padEnd(5)} ${method.padEnd(5)} ${briefly(path)}`);
}

export async function getEngine(): Promise<Engine> {
  step('2. The Pulumi engine');
  const engine = await acquireEngine({ say: detail });
  say(`   Pulumi ${engine.version} (${engine.origin})`);
  return engine;
}

export async function auditTrail(project: Project): Promise<void> {
  const verified = await command(['audit', 'verify', '--stack', 'staging'], project);
  expectThat(verified.code === 0, 'the hash chain is intact, and the Pulumi state agrees', everything(verified));
}

/** A line as it fits into the columns: what is left goes below, behind the indent; `end` stands where a line was broken. */
export function folded(line: string, width: number, indent: number, end: string): readonly string[] {
  if (Array.from(line).length <= width) return [line];
  const limit = width - end.length;
  const option = line.lastIndexOf(' --', limit);
  const place = option > limit / 2 ? option : line.lastIndexOf(' ', limit);
  if (line.slice(0, place).trim() === '') return [line];
  return [line.slice(0, place) + end, ...folded(' '.repeat(indent) + line.slice(place + 1), width, indent, end)];
}
