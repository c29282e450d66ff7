import { join } from 'node:path';
import type { Assessment } from '../../src/domain/assessment.js';
import { freshServerPages } from '../../src/domain/connect-commands.js';
import { UserError } from '../../src/domain/errors.js';
import { attributeDeletion } from '../../src/validation/rules/attribute-deletion.js';
import { pendingAddOfExisting } from '../../src/validation/rules/pending-add.js';
import { type ConnectDesk, readsDirectory, wordsOf } from '../engine/connect-server.js';
import { createProject, type Project, scenarioFolder } from '../engine/project.js';
import {
  auditTrail,
  command,
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
  step,
  workFolder,
  writes,
} from './telling.js';

type Site = Project & { readonly desk: ConnectDesk };

/** The road of the tutorial with Entra Connect: the update says each step at the server, and looks whether it was done. */
export async function connectDemo(): Promise<void> {
  await compare();
  const project = await createProject({
    directory: join(workFolder, 'project'),
    engine: await getEngine(),
    scenario: 'mismatching-organisation',
    connect: {},
  });
  const { desk } = project;
  if (desk === undefined) throw new Error('The project has no Entra Connect server.');
  try {
    const site = { ...project, desk };
    await staging(site);
    await refused(site);
    await repaired(site);
    await cutover(site);
  } finally {
    await project.stop();
  }
}

/** Plays the operator: the words as they were said, then the export script. */
async function operate({ desk }: Site, ...words: readonly string[]): Promise<void> {
  for (const line of words) {
    say(`   ${desk.server.state.serverName}> ${line}`);
    await desk.perform(line);
  }
  await desk.exportEvidence();
}

async function compare(): Promise<void> {
  step('1. Compare the two exports of the tutorial');
  const { code, stdout } = await command([
    'assess',
    ...exportsOf('mismatching-organisation'),
    ...['--format', 'json', '--output', reports.blocked],
  ]);
  expectThat(code === 2, 'it blocks (exit code 2):', stdout);
  sayByRule(errorsOf(stdout).map(({ rule, subject }) => [rule, subject?.userPrincipalName ?? '']));
}

async function staging(project: Site): Promise<void> {
  step('3. Entra Connect is installed in staging mode, and has synchronized');
  project.setPhase('assess');
  await succeeds(project, '   # cutover:phase is assess, then stage');
  project.setPhase('stage');
  const asked = wordsOf(await succeeds(project));
  expectThat(asked !== undefined, 'the update says what is not ready yet');
  await operate(project, asked ?? '');
  expectThat(wordsOf(await succeeds(project, '')) === undefined, 'the server is ready: it exports nothing');
}

async function refused(project: Site): Promise<void> {
  step('4. What it would export is reviewed, and refused');
  project.setPhase('cutover');
  const mark = markOf(project);
  const assessed = await command(['assess', '--stack', 'staging', '--format', 'json'], project);
  expectThat(assessed.code === 2, 'the review blocks, and names each person with the reason:', everything(assessed));
  const { findings } = JSON.parse(assessed.stdout) as Assessment;
  for (const { id, title } of [pendingAddOfExisting, attributeDeletion]) {
    say(`   ${id}: ${title}`);
    for (const { subject, found } of findings.filter(({ rule }) => rule === id))
      say(`     ${subject?.userPrincipalName}: ${found}`);
  }
  const up = await pulumi(project, ['up', '--yes', '--skip-preview']);
  expectThat(
    up.code !== 0 && writes(project, mark).length === 0,
    'the update is refused, and Okta and Microsoft Graph did not get a single write',
    everything(up),
  );
}

async function repaired(project: Site): Promise<void> {
  step('5. The anchors are repaired, Entra Connect is installed again, its first export is approved');
  await project.organisation.replacePeople(scenarioFolder('repaired-organisation'));
  await project.collect('repaired-organisation');
  const assessed = await command(['assess', ...exportsOf('repaired-organisation'), '--output', reports.cleared]);
  expectThat(assessed.code === 0, 'of the two exports nobody blocks any more', assessed.stdout);
  // Its connector spaces can't be emptied: it is installed again, and reads what is there now.
  const { organizationalUnits, sourceAnchorAttribute } = project.desk.server.state;
  await project.desk.perform(freshServerPages(sourceAnchorAttribute, organizationalUnits));
  say('   SYNC1> Uninstall Microsoft Entra Connect, install it again in staging mode, let it synchronize');
  await operate(project, 'Set-ADSyncScheduler -SyncCycleEnabled $true');
  project.set('budget', { updates: { onPremisesObjectIdentifier: 38 } });
  say('   cutover:budget approves 38 updates of onPremisesObjectIdentifier, no addition, no deletion');
}

/** The operator does what each update asks for, and nothing else, until the update asks for nothing. */
async function cutover(project: Site): Promise<void> {
  step('6. Cutover: Okta off; then, after each update, one step at the server, cleared first');
  const mark = markOf(project);
  let output = await succeeds(project, '   # and after each step');
  for (const line of writes(project, mark).filter((write) => write.includes('lifecycle'))) say(`   ${line}`);
  for (let asked = wordsOf(output); asked !== undefined; asked = wordsOf(output)) {
    if (readsDirectory(asked)) await project.collect('repaired-organisation');
    await operate(project, asked);
    output = await succeeds(project);
  }
  step('7. The export is verified');
  const { runs, entraConnector } = project.desk.server.state;
  const run = runs.findLast(({ profile, connector }) => profile === 'Export' && connector === entraConnector);
  const exported = `${run?.result}, ${run?.exported?.update} updates, ${run?.exported?.add} additions`;
  expectThat(/verification: "passed"/.test(output), `everybody is who they were: ${exported}`, output);
  const again = await pulumi(project, ['up', '--yes', '--expect-no-changes']);
  expectThat(
    again.code === 0 && project.organisation.violations().length === 0,
    'a second update changes nothing, and at no moment were two provisioners on',
    everything(again) + project.organisation.violations().join('\n'),
  );
  await auditTrail(project);
}

/** Runs an update; it is told, with the remark, where there is one. */
async function succeeds(project: Project, remark?: string): Promise<string> {
  if (remark !== undefined) say(`   $ pulumi up --yes --skip-preview${remark}`);
  const up = await project.pulumi(['up', '--yes', '--skip-preview']);
  if (up.code !== 0) throw new UserError(`The demo expected that the update succeeds.\n${everything(up)}`);
  return everything(up);
}
