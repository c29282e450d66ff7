import { join } from 'node:path';
import { createProject, type Project, scenarioFolder } from '../engine/project.js';
import {
  auditTrail,
  command,
  everything,
  expectThat,
  exportsOf,
  getEngine,
  journalOf,
  markOf,
  pulumi,
  report,
  say,
  show,
  step,
  workFolder,
  writes,
} from './telling.js';

async function assessFirst(): Promise<void> {
  step('1. Assess: compare the two exports of the tutorial');
  const { code, stdout } = await command(['assess', ...exportsOf('mismatching-organisation'), '--output', report]);
  show(stdout, /^(BLOCKED|CLEARED|[A-Z]+ [a-z-]+:| {2}\S+@| {4}diagnosis)/, 40);
  expectThat(code === 2, 'the assessment blocks (exit code 2) and names the people', stdout);
}

async function refusedCutover(project: Project): Promise<void> {
  step('3. The environment moves: assess, then stage (the cloud sync job is declared and paused)');
  for (const phase of ['assess', 'stage']) {
    project.setPhase(phase);
    const moved = await pulumi(project, ['up', '--yes', '--skip-preview']);
    expectThat(
      moved.code === 0,
      `phase ${phase} is reached; mismatches are warnings until the cutover`,
      everything(moved),
    );
  }

  step('4. Cutover with the mismatches still there');
  project.setPhase('cutover');
  const mark = markOf(project);
  const preview = await pulumi(project, ['preview']);
  show(everything(preview).replaceAll(/^.* has a problem: /gm, ''), /@corp\.example/, 8);
  expectThat(preview.code !== 0, 'the preview fails and names the people', everything(preview));
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
  expectThat(up.code === 0, 'the update succeeds', everything(up));
  for (const line of writes(project, mark)) say(`   ${line}`);
  expectThat(project.organisation.violations().length === 0, 'at no moment were two provisioners on');
}

async function verify(project: Project): Promise<void> {
  step('7. Verification: run it again');
  const mark = markOf(project);
  const again = await pulumi(project, ['up', '--yes', '--expect-no-changes']);
  expectThat(again.code === 0, 'a second update changes nothing', everything(again));
  expectThat(writes(project, mark).length === 0, 'and writes nothing');

  step('8. The audit trail');
  const shown = await command(['audit', 'show', '--journal', journalOf(project)]);
  show(shown.stdout, /^ *\d+\. /, 20);
  expectThat(/^ *1\. /m.test(shown.stdout), 'the story of the run is told, oldest first', everything(shown));
  await auditTrail(project);
}

/** The road with cloud sync: the update itself switches it on. */
export async function cloudSyncDemo(): Promise<void> {
  await assessFirst();
  const project = await createProject({
    directory: join(workFolder, 'project'),
    engine: await getEngine(),
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
}
