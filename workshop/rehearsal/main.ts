// `entra-cutover rehearse --stack NAME`: started by src/cli/workshop.ts in the stack's folder.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readStackSettings } from '../../src/config/read.js';
import type { Settings } from '../../src/config/settings.js';
import { UserError } from '../../src/domain/errors.js';
import { requestFromStack } from '../../src/pipeline/assess/assess-stack.js';
import { newcomerClaims } from '../../src/validation/newcomer-claim.js';
import { acquireEngine } from '../engine/acquire.js';
import { readsDirectory, wordsOf } from '../engine/connect-server.js';
import { createProject, type Project } from '../engine/project.js';
import { NotEvaluated } from '../simulators/okta/expression.js';
import { storiesBetween } from './people.js';
import { type Rehearsal, type RehearsedJoiner, reasonOf, rehearsalMarkdown, type Step, wentWell } from './report.js';
import { claimMappings, installationOf, writeScenario } from './scenario.js';
import { writeStack } from './stack.js';

const { values } = parseArgs({
  options: { stack: { type: 'string' }, output: { type: 'string' }, quiet: { type: 'boolean', default: false } },
});
const say = (line: string): void => {
  if (!values.quiet) process.stderr.write(`${line}\n`);
};
const longestOutput = 20_000;
/** An operator who does what each update says needs a dozen. */
const mostSteps = 30;

async function rehearse(stack: string, directory: string): Promise<Rehearsal> {
  const settings = await readStackSettings(stack, directory);
  const request = await requestFromStack(stack, directory, new Date().toISOString());
  const [missing] = request.gate.missing;
  if (missing !== undefined || request.evidence.entra.length === 0) {
    throw new UserError(`There is nothing to rehearse with: ${missing ?? 'the Entra side was not read.'}`);
  }
  const folder = mkdtempSync(join(tmpdir(), 'entra-cutover-rehearsal-'));
  try {
    const scenario = join(folder, 'evidence');
    writeScenario(scenario, settings, request);
    const engine = await acquireEngine({ say });
    const connect = settings.connect && installationOf(settings);
    const project = await createProject({
      directory: join(folder, 'project'),
      engine,
      scenario,
      stack,
      say,
      ...(connect && { connect }),
    });
    try {
      writeStack(project.directory, stack, settings, directory);
      return {
        schemaVersion: 1,
        stack,
        syncTool: settings.syncTool,
        ...(await run(project, scenario, settings, claimMappings(request.evidence))),
      };
    } finally {
      await project.stop();
    }
  } finally {
    // It holds everybody's names.
    rmSync(folder, { recursive: true, force: true });
  }
}

async function run(
  project: Project,
  scenario: string,
  settings: Settings,
  mappings: ReadonlyMap<string, string>,
): Promise<Pick<Rehearsal, 'steps' | 'violations' | 'people' | 'joiner'>> {
  const waves = settings.waves.length;
  const steps: Step[] = [];
  const before = project.organisation.snapshot();
  const up = async (name: string, phase: string, wave = 1): Promise<boolean> => {
    say(`== ${name}`);
    project.setPhase(phase);
    if (waves > 0) project.set('wave', wave);
    const { code, stdout, stderr } = await project.pulumi(['up', '--yes', '--skip-preview']);
    const succeeded = code === 0;
    steps.push({ name, succeeded, ...(!succeeded && { output: `${stdout}\n${stderr}`.slice(-longestOutput) }) });
    return succeeded ? operated(name, phase, wave, wordsOf(stdout + stderr)) : false;
  };
  /** The operator of an Entra Connect server does what the update asked for, and runs it again. */
  const operated = async (name: string, phase: string, wave: number, words: string | undefined): Promise<boolean> => {
    const { desk } = project;
    if (desk === undefined || words === undefined) return true;
    if (steps.length > mostSteps) {
      steps.push({ name: `${name}: still asks for ${words}`, succeeded: false });
      return false;
    }
    say(`   ${desk.server.state.serverName}> ${words}`);
    if (readsDirectory(words)) await project.collect(scenario);
    await desk.perform(words);
    await desk.exportEvidence();
    return up(`${name.replace(/, after .*/, '')}, after ${words}`, phase, wave);
  };
  const forward = async (): Promise<boolean> => {
    if (!((await up('assess', 'assess')) && (await up('stage', 'stage')) && (await up('cutover', 'cutover'))))
      return false;
    for (let wave = 2; wave <= waves; wave += 1) if (!(await up(`wave ${wave}`, 'cutover', wave))) return false;
    return true;
  };
  const arrived = await forward();
  const after = project.organisation.snapshot();
  const joiner = arrived ? await joins(project, settings, mappings) : undefined;
  // A cutover that was refused has nothing to roll back; one that went wrong half way has.
  if (steps.some(({ name }) => name.startsWith('cutover'))) await up('rollback', 'rollback', Math.max(1, waves));
  return {
    steps,
    violations: project.organisation.violations(),
    people: storiesBetween(before, after),
    ...(joiner && { joiner }),
  };
}

/** Hires somebody after the cutover, lets the tool synchronize, and signs them in as Okta does. */
async function joins(
  { organisation, desk }: Project,
  { scope, okta }: Settings,
  mappings: ReadonlyMap<string, string>,
): Promise<RehearsedJoiner | undefined> {
  const { directory } = JSON.parse(organisation.snapshot()) as { directory: { users: Placed[] } };
  const places = directory.users.flatMap(({ distinguishedName, userPrincipalName }) => {
    const [domain, container] = [userPrincipalName.split('@')[1], /(?<!\\),(.+)$/s.exec(distinguishedName)?.[1]];
    return domain && container ? [{ domain, container }] : [];
  });
  const inScope = (name: string): boolean =>
    scope.organizationalUnits.length === 0 ||
    scope.organizationalUnits.some((unit) => name.toLowerCase().endsWith(unit.toLowerCase()));
  const place = places.find(({ container }) => inScope(container));
  if (place === undefined) return undefined;
  say('== a newcomer');
  const userPrincipalName = organisation.hire({ account: 'rehearsed.newcomer', ...place });
  if (desk === undefined) organisation.synchronize();
  else await desk.perform('Start-ADSyncSyncCycle -PolicyType Delta');
  try {
    const problem = organisation.signInThroughOkta(userPrincipalName);
    if (problem !== undefined) return { userPrincipalName, problem };
  } catch (error) {
    if (!(error instanceof NotEvaluated)) throw error;
    return { userPrincipalName, unproven: error.message };
  }
  const unproven = unprovenOf(okta.apps, mappings);
  return { userPrincipalName, ...(unproven !== undefined && { unproven }) };
}

/** Why a newcomer who is in on the stand-ins proves nothing of the real mappings; undefined where it does. */
function unprovenOf(apps: Settings['okta']['apps'], mappings: ReadonlyMap<string, string>): string | undefined {
  // The stand-in's own mapping took the place of one that nobody read.
  if (apps.some(({ id }) => !mappings.has(id)))
    return 'they are in with Okta’s default mapping, and the evidence of the stack does not show which mapping fills the ImmutableID';
  const isOpen = (expression: string): boolean => newcomerClaims(expression).some(({ of }) => of === 'unknown');
  const open = apps.find(({ id }) => isOpen(mappings.get(id) ?? ''));
  if (open !== undefined)
    return `they are in where the attribute of the mapping of ${open.label} holds the objectGUID, and nothing tells that it does`;
  const [first, ...others] = apps;
  const other = others.find(({ id }) => mappings.get(id) !== mappings.get(first?.id ?? ''));
  return (
    other && `they are in by ${first?.label}, and ${other.label} has another mapping, with which nobody was signed in`
  );
}

interface Placed {
  readonly distinguishedName: string;
  readonly userPrincipalName: string;
}

try {
  if (values.stack === undefined) throw new UserError('Give the stack: entra-cutover rehearse --stack NAME.');
  const rehearsal = await rehearse(values.stack, process.cwd());
  const folder = resolve(values.output ?? 'reports');
  mkdirSync(folder, { recursive: true });
  const name = join(folder, `rehearsal-${values.stack}`);
  writeFileSync(`${name}.json`, `${JSON.stringify(rehearsal, null, 2)}\n`, { mode: 0o600 });
  writeFileSync(`${name}.md`, rehearsalMarkdown(rehearsal), { mode: 0o600 });
  const well = wentWell(rehearsal);
  if (!values.quiet || !well) {
    for (const step of rehearsal.steps)
      process.stdout.write(`${step.name}: ${step.succeeded ? 'done' : `failed${reasonOf(step)}`}\n`);
    process.stdout.write(`${name}.md\n`);
  }
  process.exitCode = well ? 0 : 2;
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`entra-cutover: ${error.message}\n`);
  process.exitCode = 1;
}
