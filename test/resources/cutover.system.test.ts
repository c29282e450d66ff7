import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Assessment } from '../../src/domain/assessment.js';
import { permissions } from '../../src/domain/permissions.js';
import { acquireEngine } from '../../workshop/engine/acquire.js';
import type { Finished } from '../../workshop/engine/processes.js';
import { createProject, type Project, scenarioFolder } from '../../workshop/engine/project.js';
import type { Rehearsal } from '../../workshop/rehearsal/report.js';
import { onlyReads } from '../../workshop/simulators/index.js';
import { type CliResult, runCli } from '../cli/run-cli.js';
import { grantOnly } from '../granted.js';
import { createCanaries } from './canaries.js';
import { connectionOf, switchOktaByHand } from './okta-by-hand.js';

const apps = ['0oa1office365staging01', '0oa1office365staging02'];
/** Everybody whom a cutover of the mismatching organization would harm: scenarios/README.md. */
const defective = [
  'ingrid.halvorsen',
  'renee.vandermeer',
  'tomas.eriksson',
  'anna.berg',
  'anna.bergstrom',
  'dario.conti',
  'fatima.elidrissi',
  'grace.okafor',
  'marek.novak',
  'priya.raman',
  'viktor.sandahl',
].map((name) => `${name}@corp.example`);

let project: Project;
let violationsByHand = 0;
let rehearsal: Promise<CliResult>;
const canaries = createCanaries();
const directory = mkdtempSync(join(tmpdir(), 'entra-cutover project '));

const output = ({ stdout, stderr }: Finished): string => `${stdout}\n${stderr}`;

/** Requests since the mark that change something in the services; signing in is none, and a batch of ours only reads. */
function writesSince(mark: number): string[] {
  return project.organisation
    .requests()
    .filter((request) => request.sequence > mark && !onlyReads(request))
    .map(({ method, path }) => `${method} ${path.replace(/^https?:\/\/[^/]+/, '')}`);
}

interface Entry {
  readonly operation: string;
  readonly outcome: string;
  readonly after?: Readonly<Record<string, unknown>>;
}

const journal = (): Entry[] =>
  readFileSync(join(directory, '.entra-cutover/embedded/audit.jsonl'), 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Entry);

const mark = (): number => project.organisation.requests().at(-1)?.sequence ?? 0;

async function up(...args: string[]): Promise<Finished> {
  return project.pulumi(['up', '--yes', '--skip-preview', ...args]);
}

/** The tool's own commands, in the folder of the project. */
const cli = (...args: string[]): Promise<CliResult> => runCli(args, { cwd: directory, env: project.env });

async function resourceNames(): Promise<string[]> {
  const { stdout } = await project.pulumi(['stack', 'export']);
  const state = JSON.parse(stdout) as { deployment: { resources: { urn: string; type: string }[] } };
  return state.deployment.resources.filter(({ type }) => !type.startsWith('pulumi:')).map(({ urn }) => urn);
}

beforeAll(async () => {
  const engine = await acquireEngine({ say: (line) => process.stderr.write(`${line}\n`) });
  const { watcher } = canaries;
  const made = await createProject({ directory, engine, scenario: 'mismatching-organisation', watcher });
  project = { ...made, pulumi: (args) => made.pulumi(args).then(canaries.note) };
  // Whatever this whole run asks of Graph and Okta, it may with these alone.
  const granted = permissions.filter(
    ({ identity, setting = 'cloudSync', optional }) =>
      identity !== 'administrator' && setting === 'cloudSync' && !optional,
  );
  grantOnly(
    project.organisation,
    granted.map(({ permission }) => permission),
  );
  await canaries.plant(project);
});

afterAll(async () => {
  await project?.stop();
  canaries.remove();
  rmSync(directory, { recursive: true, force: true });
});

// One environment on its way: each test goes on where the one before ended.
describe('an environment on its way, on the real engine', () => {
  /** What the stack’s outputs say, the apps in one line. */
  async function outputsNow() {
    const { stdout } = await project.pulumi(['stack', 'output', '--json']);
    const outputs = JSON.parse(stdout.slice(stdout.indexOf('{')));
    const line = (states: object): string => Object.values(states).join(' ');
    // An output that is null may be left out.
    return {
      ...outputs,
      verification: outputs.verification ?? null,
      oktaBefore: line(outputs.oktaBefore),
      okta: line(outputs.okta),
    };
  }

  it('assess and stage: adopts what it finds, warns with the names, writes nothing to Okta and starts nothing', async () => {
    const before = mark();
    const assessed = await up();
    expect(output(assessed)).toContain('tomas.eriksson@corp.example');
    expect(assessed.code).toBe(0);
    expect(writesSince(before)).toEqual([]);

    project.setPhase('stage');
    const { okta, entraSync, verification, counts } = await outputsNow();
    expect({ okta, entraSync, verification }).toEqual({
      okta: 'ENABLED ENABLED',
      entraSync: 'not declared yet',
      verification: null,
    });
    expect(counts.outcomes.anchorMismatch).toBeGreaterThan(0);
    const staged = await up();
    expect(output(staged)).not.toMatch(/\n\s+at .*\.ts/);
    expect(staged.code).toBe(0);
    const writes = writesSince(before);
    expect(writes.filter((write) => write.includes('/api/v1/'))).toEqual([]);
    expect(writes.some((write) => write.endsWith('/synchronization/jobs'))).toBe(true);
    expect(writes.filter((write) => write.endsWith('/start'))).toEqual([]);
    const declared = journal().filter(({ operation }) => /\.(secrets|declare)$/.test(operation));
    expect(declared.map(({ outcome }) => outcome).sort()).toEqual(['done', 'done', 'started', 'started']);
    expect(declared.find(({ after }) => after?.deletionThreshold !== undefined)?.after?.deletionThreshold).toBe(10);
  });

  it('while there is a hold, azuread writes nothing either, and the journal has nothing of it', async () => {
    const [file, holdFile] = [join(directory, 'Pulumi.staging.yaml'), join(directory, 'hold')];
    const [text, before, entries] = [readFileSync(file, 'utf8'), mark(), journal().length];
    writeFileSync(file, text.replace('deletionThreshold: 10', 'deletionThreshold: 500'));
    writeFileSync(holdFile, '');
    project.env.CUTOVER_HOLD_FILE = holdFile;
    const held = await up();
    delete project.env.CUTOVER_HOLD_FILE;
    writeFileSync(file, text);
    expect(text).toContain('deletionThreshold: 10');
    expect(held.code).not.toBe(0);
    expect(output(held)).toContain(`The hold file ${holdFile} is there: nothing was written. Remove it to go on.`);
    expect(writesSince(before)).toEqual([]);
    expect(journal()).toHaveLength(entries);
  });

  it('cutover with mismatches: preview and up are refused, name exactly the defective people, and write nothing', async () => {
    project.setPhase('cutover');
    const before = mark();
    const preview = await project.pulumi(['preview']);
    expect(preview.code).not.toBe(0);
    for (const person of defective) expect(output(preview)).toContain(person);
    expect(output(preview)).toContain('byte-order-swapped');
    expect(output(preview)).not.toContain('ada.lindqvist@corp.example');
    const ordinary = await project.pulumi(['up', '--yes']);
    expect(ordinary.code).not.toBe(0);
    const skipped = await up();
    expect(skipped.code).not.toBe(0);
    expect(writesSince(before)).toEqual([]);
  });

  it('a Graph that answers 500 is indeterminate: exit code 3, one sentence, and the preview is refused', async () => {
    const clear = project.organisation.faults.add({
      service: 'graph',
      method: 'GET',
      path: /\/users\?/,
      status: 500,
      times: 1000,
    });
    const before = mark();
    const assessed = await cli('assess', '--stack', 'staging', '--format', 'json');
    expect(assessed.code).toBe(3);
    const { decision, findings } = JSON.parse(assessed.stdout) as Assessment;
    expect(decision).toBe('indeterminate');
    expect(findings.find(({ rule }) => rule === 'evidence-missing')?.found).toContain('500');
    expect(assessed.stderr).not.toMatch(/\n\s+at /);
    const preview = await project.pulumi(['preview']);
    expect(preview.code).not.toBe(0);
    expect(output(preview)).toContain('500');
    expect(output(preview)).not.toMatch(/\n\s+at .*\.ts/);
    expect(writesSince(before)).toEqual([]);
    clear();
  });

  it('no target and no exclude gets around the gate', async () => {
    const before = mark();
    const urns = await resourceNames();
    const guarded = urns.filter((urn) => /:(OktaProvisioning|CloudSyncActivation)::/.test(urn));
    expect(guarded).toHaveLength(3);
    for (const urn of guarded) {
      const targeted = await up('--target', urn);
      expect(targeted.code, output(targeted)).not.toBe(0);
    }
    // Everything but the gate, which is then neither checked nor updated.
    const [gate = ''] = urns.filter((urn) => urn.includes(':AnchorGate::'));
    const excluded = await up('--exclude', gate);
    expect(excluded.code, output(excluded)).not.toBe(0);
    expect(writesSince(before)).toEqual([]);
    for (const app of apps) expect(await connectionOf(project, app)).toBe('ENABLED');
  });

  it('status waits for the update, and verify has nobody to verify: exit code 3', async () => {
    const [status, verified] = [await cli('status', '--stack', 'staging'), await cli('verify', '--stack', 'staging')];
    expect(status.stdout).toContain('an update: phase cutover is declared, stage is reached');
    expect(verified.stdout).toContain('Entra was not switched on from here');
    expect([status.code, verified.code]).toEqual([3, 3]);
  });

  it('cutover after the repair: Okta off and read back, evidence read again, only then Entra on', async () => {
    await project.organisation.replacePeople(scenarioFolder('repaired-organisation'));
    await project.collect('repaired-organisation');
    const previewed = await project.pulumi(['preview']);
    expect(previewed.code, output(previewed)).toBe(0);
    const before = mark();
    const done = await project.pulumi(['up', '--yes']);
    expect(done.code, output(done)).toBe(0);
    for (const app of apps) expect(await connectionOf(project, app)).toBe('DISABLED');
    expect(await outputsNow()).toMatchObject({
      phase: 'cutover',
      decision: 'cleared',
      counts: { onPremUsers: expect.any(Number), outcomes: { hardMatch: expect.any(Number), anchorMismatch: 0 } },
      // The plugin looks Okta up as the update begins; what follows was read back at its end.
      oktaBefore: 'ENABLED ENABLED',
      okta: 'DISABLED DISABLED',
      entraSync: 'Active',
      verification: 'passed',
    });

    const log = project.organisation.requests().filter(({ sequence }) => sequence > before);
    const position = (method: string, path: RegExp, from = 0): number =>
      log.findIndex((entry, index) => index >= from && entry.method === method && path.test(entry.path));
    const last = (method: string, path: RegExp): number =>
      log.findLastIndex((entry) => entry.method === method && path.test(entry.path));
    const start = position('POST', /\/synchronization\/jobs\/[^/]+\/start$/);
    expect(start).toBeGreaterThan(0);
    for (const app of apps) {
      const off = position('PUT', new RegExp(`${app}/features/USER_PROVISIONING`));
      const deactivated = position('POST', new RegExp(`${app}/connections/default/lifecycle/deactivate`));
      const readBack = position('GET', new RegExp(`${app}/connections/default`), deactivated);
      expect(off).toBeGreaterThanOrEqual(0);
      expect(deactivated).toBeGreaterThan(off);
      expect(readBack).toBeGreaterThan(deactivated);
      expect(start).toBeGreaterThan(readBack);
    }
    const lastDeactivation = last('POST', /lifecycle\/deactivate$/);
    const readAgain = position('GET', /\/users\?/, lastDeactivation);
    expect(readAgain).toBeGreaterThan(lastDeactivation);
    expect(start).toBeGreaterThan(readAgain);
    // As a whole: for the preview, the update's gate, and once Okta is off. What changed since clears both apps, and is kept.
    const listings = log.filter(({ path }) => /^\/v1\.0\/users\?(?!.*skiptoken).*licenseAssignmentStates/.test(path));
    expect(listings).toHaveLength(3);
    expect(log.filter(({ path, method }) => method === 'POST' && /\/apps\/[^/]+\/lifecycle\//.test(path))).toEqual([]);
    expect(project.organisation.violations()).toEqual([]);
  });

  it('a second up changes nothing and writes nothing', async () => {
    const before = mark();
    const entries = journal();
    const again = await project.pulumi(['up', '--yes', '--expect-no-changes']);
    expect(again.code, output(again)).toBe(0);
    expect(writesSince(before)).toEqual([]);
    expect(journal()).toEqual(entries);
  });

  it('status waits for nothing, and verify finds everybody, or names whom somebody changed', async () => {
    const [status, verified] = [await cli('status', '--stack', 'staging'), await cli('verify', '--stack', 'staging')];
    expect(status.stdout).toMatch(/phase +cutover since .*\n +holds +none\n/);
    expect(verified.stdout).toMatch(/^staging \(cutover\): 3\d people: everybody is as the cutover left them\n$/);
    expect([status.code, verified.code]).toEqual([0, 0]);

    const organisation = project.organisation.snapshot();
    await project.organisation.replacePeople(scenarioFolder('mismatching-organisation'));
    const changed = await cli('verify', '--stack', 'staging');
    project.organisation.restore(organisation);
    expect(changed.code).toBe(2);
    // The running job may have had its next cycle by then, and harmed them: named all the same.
    expect(changed.stdout).toContain('! dario.conti@corp.example: ');
    expect(changed.stdout).not.toContain('ada.lindqvist@corp.example');

    // Reads what is there now, then works on stand-ins of its own while the next tests run.
    rehearsal = cli('rehearse', '--stack', 'staging', '--quiet');
  });

  it('refresh shows that somebody turned Okta back on by hand, and destroy switches nothing', async () => {
    await switchOktaByHand(project, apps[0] ?? '', 'activate');
    const plain = await project.pulumi(['preview', '--expect-no-changes']);
    expect(plain.code, output(plain)).not.toBe(0);
    expect(output(plain)).toContain('two-writers');
    const [assessed, verified] = [await cli('assess', '--stack', 'staging'), await cli('verify', '--stack', 'staging')];
    expect([assessed.code, verified.code]).toEqual([2, 2]);
    expect(verified.stdout).toMatch(/^! two-writers: .*0oa1office365staging01/m);
    const drift = await project.pulumi(['preview', '--refresh', '--diff']);
    expect(output(drift)).toMatch(/provisioning/);
    const refreshed = await project.pulumi(['refresh', '--yes', '--expect-no-changes']);
    expect(refreshed.code).not.toBe(0);
    await switchOktaByHand(project, apps[0] ?? '', 'deactivate');
    const settled = await project.pulumi(['refresh', '--yes']);
    expect(settled.code, output(settled)).toBe(0);
    // The hand made the stand-ins see two writers; from here on nothing may add to that.
    violationsByHand = project.organisation.violations().length;
  });

  it('after a refresh the policy pack lets the preview through, and a destroy keeps what a rollback needs', async () => {
    const before = mark();
    const pack = join(import.meta.dirname, '../../policy-pack');
    const previewed = await project.pulumi(['preview', '--policy-pack', pack]);
    expect(previewed.code, output(previewed)).toBe(0);
    const destroyed = await project.pulumi(['destroy', '--yes', '--skip-preview']);
    expect(destroyed.code).not.toBe(0);
    expect(output(destroyed)).toContain('was switched off by the cutover');
    expect(writesSince(before)).toEqual([]);
  });

  it('rollback does the reverse: Entra paused and read back, then Okta on', async () => {
    project.setPhase('rollback');
    const before = mark();
    const done = await project.pulumi(['up', '--yes']);
    expect(done.code, output(done)).toBe(0);
    for (const app of apps) expect(await connectionOf(project, app)).toBe('ENABLED');
    expect(await outputsNow()).toMatchObject({ okta: 'ENABLED ENABLED', entraSync: 'Paused', verification: null });
    const log = project.organisation.requests().filter(({ sequence }) => sequence > before);
    const pause = log.findIndex(({ method, path }) => method === 'POST' && /\/jobs\/[^/]+\/pause$/.test(path));
    const firstActivation = log.findIndex(
      ({ method, path }) => method === 'POST' && path.endsWith('/lifecycle/activate'),
    );
    expect(pause).toBeGreaterThanOrEqual(0);
    expect(firstActivation).toBeGreaterThan(pause);
    expect(project.organisation.violations()).toHaveLength(violationsByHand);
  });

  it('a move that is not allowed is refused before anything is written', async () => {
    project.setPhase('complete');
    const before = mark();
    const refused = await up();
    expect(refused.code).not.toBe(0);
    // The gate is asked first; whatever it says, Okta’s apps and the phase itself do not move that way.
    expect(output(refused)).toMatch(/phase complete is refused|last updated in phase rollback/);
    expect(writesSince(before)).toEqual([]);
    project.setPhase('assess');
    const back = await project.pulumi(['up', '--yes']);
    expect(back.code, output(back)).toBe(0);
  });

  it('a rehearsal has taken the same people through every step, and is silent when it is asked to be', async () => {
    expect(await rehearsal).toEqual({ code: 0, stdout: '', stderr: '' });
    const report = (name: string): string => readFileSync(join(directory, 'reports', name), 'utf8');
    const { steps, people, violations, joiner } = JSON.parse(report('rehearsal-staging.json')) as Rehearsal;
    expect(joiner).toEqual({
      userPrincipalName: 'rehearsed.newcomer@corp.example',
      // A stack's evidence does not show Okta's mapping.
      unproven: expect.stringContaining('Okta’s default mapping'),
    });
    expect(steps).toEqual(['assess', 'stage', 'cutover', 'rollback'].map((name) => ({ name, succeeded: true })));
    expect(people.length).toBeGreaterThan(30);
    expect([people.filter(({ outcome }) => outcome !== 'unchanged'), violations]).toEqual([[], []]);
    expect(report('rehearsal-staging.md')).toContain('# Rehearsal of staging: it went well');
  });

  it('destroy deletes nothing in the tenant and switches nothing', async () => {
    const before = mark();
    const destroyed = await project.pulumi(['destroy', '--yes']);
    expect(destroyed.code, output(destroyed)).toBe(0);
    expect(writesSince(before)).toEqual([]);
    for (const app of apps) expect(await connectionOf(project, app)).toBe('ENABLED');
  });

  it('nothing that was written on this way or printed holds a credential, whatever was refused and however talkative', async () => {
    await canaries.useEverywhere(project);
    const { secrets, bytes, leaks } = canaries.search(project);
    process.stderr.write(`canaries: ${secrets} secrets, ${bytes >> 20} MB searched\n`);
    expect(leaks).toEqual([]);
    expect(secrets).toBeGreaterThan(30);
    expect(bytes).toBeGreaterThan(1 << 20);
  });
});
