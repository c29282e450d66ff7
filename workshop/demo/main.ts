import { rmSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { UserError } from '../../src/domain/errors.js';
import { acquireEngine } from '../engine/acquire.js';
import { packageDirectory } from '../engine/launchers.js';
import { type Finished, run } from '../engine/processes.js';
import { buildProduct } from '../engine/product.js';
import { createProject, type Project, scenarioFolder } from '../engine/project.js';
import { onlyReads } from '../simulators/index.js';

// `npm run demo`: the whole job on this machine — real CLI, real Pulumi engine, real provider process; Okta and Microsoft
// Graph are the simulators. Every step is a command that a user would run; each expectation is checked, and the first one
// that is not met ends the demo with exit code 1.
const cli = join(packageDirectory, 'dist', 'cli', 'main.js');
const workFolder = resolve('.entra-cutover', 'demo');
const report = join(workFolder, 'assessment.html');

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

function step(title: string): void {
  say(`\n== ${title}`);
}

/** Shows the lines that matter of a long output, indented. */
function show(text: string, wanted: RegExp, limit = 12): void {
  const lines = text.split('\n').filter((line) => wanted.test(line));
  for (const line of lines.slice(0, limit)) say(`   ${line.trimEnd()}`);
  if (lines.length > limit) say(`   … and ${lines.length - limit} more lines`);
}

function expectThat(condition: boolean, what: string, evidence = ''): void {
  if (!condition) throw new UserError(`The demo expected that ${what}, and it is not so.\n${evidence}`);
  say(`   ✓ ${what}`);
}

async function command(args: readonly string[]): Promise<Finished> {
  const shown = args.map((word) => (word.startsWith(packageDirectory) ? relative(process.cwd(), word) : word));
  say(`   $ entra-cutover ${shown.join(' ')}`);
  return run(process.execPath, [cli, ...args]);
}

async function pulumi(project: Project, args: readonly string[]): Promise<Finished> {
  say(`   $ pulumi ${args.join(' ')}`);
  return project.pulumi(args);
}

function exportsOf(scenario: string): string[] {
  const folder = scenarioFolder(scenario);
  return ['--on-prem', join(folder, 'OnPremIDs.csv'), '--entra', join(folder, 'AzureADSyncedIDS.csv')];
}

async function assessFirst(): Promise<void> {
  step('1. Assess: compare the two exports of the tutorial');
  const { code, stdout } = await command(['assess', ...exportsOf('mismatching-organisation'), '--output', report]);
  show(stdout, /^(BLOCKED|CLEARED|[A-Z]+ [a-z-]+:| {2}\S+@| {4}diagnosis)/, 40);
  expectThat(code === 2, 'the assessment blocks (exit code 2) and names the people', stdout);
}

/** What the services were asked to change since the mark; signing in is no change. */
function writes(project: Project, mark: number): string[] {
  const requests = project.organisation.requests().filter(({ sequence }) => sequence > mark);
  return requests
    .filter((request) => !onlyReads(request))
    .map(
      ({ service, method, path }) =>
        `${service.padEnd(5)} ${method.padEnd(5)} ${path.replace(/^https?:\/\/[^/]+/, '')}`,
    );
}

const markOf = (project: Project): number => project.organisation.requests().at(-1)?.sequence ?? 0;

async function refusedCutover(project: Project): Promise<void> {
  step('3. The environment moves: assess, then stage (the cloud sync job is declared and paused)');
  for (const phase of ['assess', 'stage']) {
    project.setPhase(phase);
    const moved = await pulumi(project, ['up', '--yes', '--skip-preview']);
    expectThat(
      moved.code === 0,
      `phase ${phase} is reached; mismatches are warnings until the cutover`,
      moved.stdout + moved.stderr,
    );
  }

  step('4. Cutover with the mismatches still there');
  project.setPhase('cutover');
  const mark = markOf(project);
  const preview = await pulumi(project, ['preview']);
  show(preview.stdout + preview.stderr, /@corp\.example/, 8);
  expectThat(preview.code !== 0, 'the preview fails and names the people', preview.stdout + preview.stderr);
  const up = await pulumi(project, ['up', '--yes', '--skip-preview']);
  expectThat(up.code !== 0, 'so does the update, also without a preview');
  expectThat(
    writes(project, mark).length === 0,
    'Okta and Microsoft Graph saw not one write',
    writes(project, mark).join('\n'),
  );
}

async function repairedCutover(project: Project): Promise<void> {
  step('5. The repair: anchors bound on-premises and in Entra, as scenarios/README.md lists person by person');
  await project.organisation.replacePeople(scenarioFolder('repaired-organisation'));
  await project.collect('repaired-organisation');
  const assessed = await command(['assess', ...exportsOf('repaired-organisation'), '--output', report]);
  show(assessed.stdout, /^(ANCHORS|CLEARED|BLOCKED|Not answered)/);
  expectThat(assessed.code === 0, 'the anchors are cleared', assessed.stdout);

  step('6. Cutover: Okta off, read back, evidence read again, Entra on');
  const mark = markOf(project);
  const up = await pulumi(project, ['up', '--yes']);
  expectThat(up.code === 0, 'the update succeeds', up.stdout + up.stderr);
  for (const line of writes(project, mark)) say(`   ${line}`);
  expectThat(project.organisation.violations().length === 0, 'at no moment were two provisioners on');
}

async function verify(project: Project): Promise<void> {
  step('7. Verification: run it again');
  const mark = markOf(project);
  const again = await pulumi(project, ['up', '--yes', '--expect-no-changes']);
  expectThat(again.code === 0, 'a second update changes nothing', again.stdout + again.stderr);
  expectThat(writes(project, mark).length === 0, 'and writes nothing');

  step('8. The audit trail');
  const journal = join(project.directory, '.entra-cutover', 'embedded', 'audit.jsonl');
  const shown = await command(['audit', 'show', '--journal', journal]);
  show(shown.stdout, /^ *\d+\. /, 20);
  expectThat(/^ *1\. /m.test(shown.stdout), 'the story of the run is told, oldest first', shown.stdout + shown.stderr);
  const verified = await command(['audit', 'verify', '--journal', journal]);
  show(verified.stdout, /./);
  expectThat(verified.code === 0, 'the hash chain is whole', verified.stderr);
}

async function demo(): Promise<void> {
  await buildProduct();
  rmSync(workFolder, { recursive: true, force: true });
  await assessFirst();
  step('2. The Pulumi engine');
  const engine = await acquireEngine({ say: (line) => say(`   ${line}`) });
  say(`   Pulumi ${engine.version} (${engine.origin})`);
  const project = await createProject({
    directory: join(workFolder, 'project'),
    engine,
    scenario: 'mismatching-organisation',
    say: (line) => say(`   ${line}`),
  });
  try {
    await refusedCutover(project);
    await repairedCutover(project);
    await verify(project);
  } finally {
    await project.stop();
  }
  say(`\nThe report: ${relative(process.cwd(), report)}`);
}

try {
  await demo();
} catch (problem) {
  if (!(problem instanceof UserError)) throw problem;
  process.stderr.write(`${problem.message}\n`);
  process.exitCode = 1;
}
