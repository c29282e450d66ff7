import { join } from 'node:path';
import { createProject, type Project, scenarioFolder } from '../engine/project.js';
import {
  auditTrail,
  briefly,
  command,
  detail,
  errorsOf,
  everything,
  expectThat,
  exportsOf,
  getEngine,
  markOf,
  pulumi,
  reports,
  say,
  sayByRule,
  sayWhoAndWhy,
  step,
  workFolder,
  writes,
} from './telling.js';

async function assessFirst(): Promise<void> {
  step('1. Assess: compare the two exports of the tutorial');
  const { code, stdout } = await command([
    ...['assess', ...exportsOf('mismatching-organisation')],
    ...['--format', 'json', '--output', reports.blocked],
  ]);
  expectThat(code === 2, 'it blocks (exit code 2), and names each person with the reason:', stdout);
  sayWhoAndWhy(errorsOf(stdout));
}

async function refusedCutover(project: Project): Promise<void> {
  step('3. The environment moves: assess, then stage (the job of cloud sync is there, and paused)');
  say('   $ pulumi up --yes --skip-preview   # cutover:phase is assess, then stage');
  for (const phase of ['assess', 'stage']) {
    project.setPhase(phase);
    const moved = await project.pulumi(['up', '--yes', '--skip-preview']);
    expectThat(moved.code === 0, `phase ${phase} is reached`, everything(moved));
  }

  step('4. Cutover with the mismatches still there');
  project.setPhase('cutover');
  const mark = markOf(project);
  const preview = await pulumi(project, ['preview']);
  expectThat(preview.code !== 0, 'the preview fails, and names the same people:', everything(preview));
  sayByRule(refusedIn(everything(preview)));
  const up = await pulumi(project, ['up', '--yes', '--skip-preview']);
  expectThat(
    up.code !== 0 && writes(project, mark).length === 0,
    'so does the update without a preview; Okta and Microsoft Graph did not get a single write',
    everything(up) + writes(project, mark).join('\n'),
  );
}

async function repairedCutover(project: Project): Promise<void> {
  step('5. The repair: anchors bound on-premises and in Entra (scenarios/README.md, person by person)');
  await project.organisation.replacePeople(scenarioFolder('repaired-organisation'));
  await project.collect('repaired-organisation');
  const assessed = await command(['assess', ...exportsOf('repaired-organisation'), '--output', reports.cleared]);
  expectThat(assessed.code === 0, `nobody blocks any more: ${assessed.stdout.split('\n', 1)[0]}`, assessed.stdout);

  step('6. Cutover: Okta off, read back, evidence read again, Entra on');
  const mark = markOf(project);
  const up = await pulumi(project, ['up', '--yes']);
  for (const line of writes(project, mark)) say(`   ${line}`);
  expectThat(
    up.code === 0 && project.organisation.violations().length === 0,
    'the update succeeds, and at no moment were two provisioners on',
    everything(up),
  );
}

async function verify(project: Project): Promise<void> {
  step('7. Verification: run it again');
  const mark = markOf(project);
  const again = await pulumi(project, ['up', '--yes', '--expect-no-changes']);
  expectThat(
    again.code === 0 && writes(project, mark).length === 0,
    'a second update changes nothing, and writes nothing',
    everything(again),
  );

  step('8. The audit trail');
  const shown = await command(['audit', 'show', '--stack', 'staging'], project);
  const story = shown.stdout.split('\n').filter((line) => /^ *\d+\. /.test(line));
  expectThat(
    story.length > 0,
    `it tells ${story.length} steps, oldest first; the switches among them:`,
    everything(shown),
  );
  for (const line of story.filter((step) => /switched off|started/.test(step))) say(`   ${switchOf(line)}`);
  await auditTrail(project);
}

/** Whom the refusals of the engine's output name. */
function refusedIn(output: string): [rule: string, person: string][] {
  const refusals = output.matchAll(/(\S+@corp\.example): ([a-z-]+)(?: \([^)]*\))?\. found/g);
  return [...refusals].map(([, person = '', rule = '']) => [rule, person]);
}

/** A step of the journal without its day, its stack and its identifiers. */
function switchOf(step: string): string {
  return briefly(step)
    .replace(/\d{4}-\d\d-\d\d (\S+) UTC, .*?: \S+ /, '$1 ')
    .replace(/ \(\w+\)\.$| of \/\S+$/, '');
}

/** The road with cloud sync: the update itself switches it on. */
export async function cloudSyncDemo(): Promise<void> {
  await assessFirst();
  const project = await createProject({
    directory: join(workFolder, 'project'),
    engine: await getEngine(),
    scenario: 'mismatching-organisation',
    say: detail,
  });
  try {
    await refusedCutover(project);
    await repairedCutover(project);
    await verify(project);
  } finally {
    await project.stop();
  }
}
