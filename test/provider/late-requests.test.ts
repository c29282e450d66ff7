import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { mayStillArrive } from '../../src/audit/index.js';
import type { Watcher } from '../../workshop/simulators/index.js';
import { trustingSession } from '../connectors/graph/trusting.js';
import { appIds, type Harness, principal, type State, startHarness, switchOkta } from './harness.js';

let harness: Harness;
const home = process.cwd();
afterEach(async () => {
  process.chdir(home);
  await harness?.stop();
});

const sync = 'CloudSyncActivation';
const okta = 'OktaProvisioning';
const jobWrites = (): string[] => harness.writes().flatMap((write) => /\/jobs\/[^/]+\/(\w+)$/.exec(write)?.[1] ?? []);
const jobState = (): string => JSON.parse(harness.organisation.snapshot()).graph.jobs[0].state;
const connections = (): string[] =>
  JSON.parse(harness.organisation.snapshot()).okta.apps.map(
    ({ connection }: { connection?: { status: string } }) => connection?.status,
  );

/** The next such request is not answered; the function that is returned lets it arrive. */
function holdBack(service: 'graph' | 'okta', path: RegExp, method = 'POST'): () => void {
  const waiting: (() => void)[] = [];
  harness.organisation.faults.add({ service, method, path, times: 1, later: (arrive) => waiting.push(arrive) });
  return () => {
    expect(waiting).toHaveLength(1);
    for (const arrive of waiting) arrive();
  };
}

/** Both apps off, the job as it was found. */
async function offAtOkta() {
  const apps = [];
  for (const appId of appIds) {
    let app = await harness.create(okta, harness.inputs(okta, 'assess', { appId }));
    for (const phase of ['stage', 'cutover'] as const)
      app = await harness.update(okta, app, harness.inputs(okta, phase, { appId }));
    apps.push(app);
  }
  const graph = await trustingSession(harness.organisation);
  const synchronization = `/servicePrincipals/${principal}/synchronization`;
  await graph.send({ method: 'POST', path: `${synchronization}/jobs`, body: { templateId: 'AD2AADProvisioning' } });
  const value = [
    { key: 'Domain', value: '{"domain":"corp.example"}' },
    { key: 'AppKey', value: '{"appKeyScenario":"AD2AADProvisioning"}' },
    { key: 'SyncNotificationSettings', value: notification },
  ];
  await graph.send({ method: 'PUT', path: `${synchronization}/secrets`, body: { value } });
  const job = await harness.create(sync, harness.inputs(sync, 'stage'));
  return { apps, job };
}

const notification = JSON.stringify({ DeleteThresholdEnabled: true, DeleteThresholdValue: 10 });
const start = /\/start$/;
const activate = /\/lifecycle\/activate$/;

describe('a start that arrives late', () => {
  it('has a pause behind it in the rollback, although the job reads as off, and once: a settled one is not paused again', async () => {
    harness = await startHarness('repaired-organisation');
    const { job } = await offAtOkta();
    const arrive = holdBack('graph', start);
    await expect(harness.update(sync, job, harness.inputs(sync, 'cutover'))).rejects.toThrow();
    const rolledBack = await harness.update(sync, job, harness.inputs(sync, 'rollback'));
    expect(jobWrites()).toEqual(['start', 'pause']);
    await harness.update(sync, rolledBack, harness.inputs(sync, 'rollback'));
    expect(jobWrites()).toEqual(['start', 'pause']);
    arrive();
    expect(jobState()).toBe('Active');
    expect((await harness.diff(sync, rolledBack, harness.inputs(sync, 'rollback'))).changed).toEqual(['active']);
    await harness.update(sync, rolledBack, harness.inputs(sync, 'rollback'));
    expect(jobState()).toBe('Paused');
  });

  it.each([
    ['right after Okta was switched on', /\/lifecycle\/activate$/],
    ['while its capabilities are put back', /\/features\/USER_PROVISIONING$/],
  ])('%s is paused by the last look, and the rollback says so', async (_when, write) => {
    let arrives: (() => void) | undefined;
    const watcher: Watcher = {
      after({ request }) {
        if (request.method === 'GET' || !write.test(request.path)) return;
        const now = arrives;
        arrives = undefined;
        now?.();
      },
    };
    harness = await startHarness('repaired-organisation', { watcher });
    const { apps, job } = await offAtOkta();
    const arrive = holdBack('graph', start);
    await expect(harness.update(sync, job, harness.inputs(sync, 'cutover'))).rejects.toThrow();
    await harness.update(sync, job, harness.inputs(sync, 'rollback'));
    const [app] = apps;
    if (app === undefined) throw new Error('no app');
    arrives = arrive;
    await harness.update(okta, app, harness.inputs(okta, 'rollback')).catch((error: unknown) => {
      expect(String(error)).toMatch(/Okta is on, so .* was paused/);
    });
    expect(arrives).toBeUndefined();
    expect(connections()[0]).toBe('ENABLED');
    expect(jobState()).toBe('Paused');
  });

  it('is expected where the journal is lost: a rollback pauses a job that reads as off', async () => {
    harness = await startHarness('repaired-organisation');
    const { job } = await offAtOkta();
    await rm(harness.journalPath);
    await harness.update(sync, job, harness.inputs(sync, 'rollback'));
    expect(jobWrites()).toEqual(['pause']);
  });

  it('is not expected where every start ended well', async () => {
    harness = await startHarness('repaired-organisation');
    const { job } = await offAtOkta();
    await harness.update(sync, job, harness.inputs(sync, 'rollback'));
    expect(jobWrites()).toEqual([]);
  });
});

describe('an activation of Okta that arrives late', () => {
  it('has a deactivation behind it in the next cutover, and Entra does not stay on next to one that arrives after that', async () => {
    harness = await startHarness('repaired-organisation');
    const { apps, job } = await offAtOkta();
    const [app] = apps;
    if (app === undefined) throw new Error('no app');
    const arrive = holdBack('okta', activate);
    await expect(harness.update(okta, app, harness.inputs(okta, 'rollback'))).rejects.toThrow();
    const off = await harness.update(okta, app, harness.inputs(okta, 'cutover'));
    expect(harness.writes().filter((write) => write.endsWith('/deactivate'))).toHaveLength(3);
    const on = await harness.update(sync, job, harness.inputs(sync, 'cutover'));
    expect(jobState()).toBe('Active');
    arrive();
    expect((await harness.diff(okta, off, harness.inputs(okta, 'cutover'))).changed).toEqual(['provisioning']);
    // Held, so that it may not be switched off: then Entra is paused.
    await expect(harness.update(okta, off, harness.inputs(okta, 'cutover', { hold: true }))).rejects.toThrow(
      /cutover:hold is set.*two-writers: .* was paused; Okta alone provisions now/s,
    );
    expect([jobState(), connections()[0]]).toEqual(['Paused', 'ENABLED']);
    await harness.update(okta, off, harness.inputs(okta, 'cutover'));
    await harness.update(sync, on, harness.inputs(sync, 'cutover'));
    expect([jobState(), connections()[0]]).toEqual(['Active', 'DISABLED']);
  });
});

describe('what switches Okta off and arrives after the rollback', () => {
  it.each([
    ['POST', /\/lifecycle\/deactivate$/],
    ['PUT', /\/features\/USER_PROVISIONING$/],
  ] as const)(
    '%s %s: the next update sees it and puts Okta back, and one by hand is left alone',
    async (method, path) => {
      harness = await startHarness('repaired-organisation');
      let app = await harness.create(okta, harness.inputs(okta, 'assess'));
      app = await harness.update(okta, app, harness.inputs(okta, 'stage'));
      const capabilities = (): unknown => {
        const [{ connection, features }] = JSON.parse(harness.organisation.snapshot()).okta.apps;
        return [connection.status, features];
      };
      const before = capabilities();
      const arrive = holdBack('okta', path, method);
      await expect(harness.update(okta, app, harness.inputs(okta, 'cutover'))).rejects.toThrow();
      const inputs = harness.inputs(okta, 'rollback');
      const restored = await harness.update(okta, app, inputs);
      expect((await harness.diff(okta, restored, inputs)).changed).toEqual([]);
      arrive();
      expect(capabilities()).not.toEqual(before);
      expect((await harness.diff(okta, restored, inputs)).changed).toEqual(['provisioning']);
      await harness.update(okta, restored, inputs);
      expect(capabilities()).toEqual(before);
    },
  );

  it('is not looked for where nothing was begun that did not end', async () => {
    harness = await startHarness('repaired-organisation');
    const [app] = (await offAtOkta()).apps;
    if (app === undefined) throw new Error('no app');
    const inputs = harness.inputs(okta, 'rollback');
    const restored = await harness.update(okta, app, inputs);
    await switchOkta(harness, appIds[0], 'deactivate');
    expect(connections()[0]).toBe('DISABLED');
    expect((await harness.diff(okta, restored, inputs)).changed).toEqual([]);
  });
});

it('closes matching that was opened late, after the rollback', async () => {
  const switches = 'TenantSwitches';
  harness = await startHarness('repaired-organisation');
  const now = (): unknown => JSON.parse(harness.organisation.snapshot()).graph.onPremisesSynchronization.features;
  const assessed = await harness.create(switches, harness.inputs(switches, 'assess'));
  const before = now();
  const closed = harness.inputs(switches, 'stage', { hardMatch: false });
  const staged = await harness.update(switches, assessed, closed);
  const arrive = holdBack('graph', /onPremisesSynchronization/, 'PATCH');
  await expect(harness.update(switches, staged, harness.inputs(switches, 'cutover'))).rejects.toThrow();
  const inputs = harness.inputs(switches, 'rollback');
  const restored = await harness.update(switches, staged, inputs);
  expect((await harness.diff(switches, restored, inputs)).changed).toEqual([]);
  arrive();
  expect(now()).not.toEqual(before);
  expect((await harness.diff(switches, restored, inputs)).changed).toEqual(['switches']);
  await harness.update(switches, restored, inputs);
  expect(now()).toEqual(before);
});

it('pauses without a journal, keeps the record, and the next run enters it', async () => {
  harness = await startHarness('repaired-organisation');
  const folder = await mkdtemp(join(tmpdir(), 'entra-cutover unrecorded '));
  const { apps, job } = await offAtOkta();
  const active = await harness.update(sync, job, harness.inputs(sync, 'cutover'));
  process.chdir(folder);
  // A folder where the journal should be can't be written, by root neither.
  const inputs = harness.inputs(sync, 'rollback', { journal: folder });
  await harness.update(sync, active, inputs);
  expect(jobState()).toBe('Paused');
  const kept = await readFile(join(folder, '.entra-cutover', 'staging.unrecorded.jsonl'), 'utf8');
  expect(
    kept
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line).outcome),
  ).toEqual(['started', 'done']);
  expect(harness.logs.join('\n')).toMatch(/audit journal can't be .*staging\.unrecorded\.jsonl/s);
  // What no run wrote, or one of another stack, is not entered: everybody who reads the journal would trip over it.
  const [first = ''] = kept.split('\n');
  const foreign = ['null', '{}', '{"stack":"staging"', first.replace('"stack":"staging"', '"stack":"prod"')];
  await writeFile(join(folder, '.entra-cutover', 'staging.unrecorded.jsonl'), `${kept}${foreign.join('\n')}\n`);
  await harness.update(okta, apps[0] as State, harness.inputs(okta, 'rollback'));
  const pauses = (await harness.journal()).filter(({ operation }) => operation === 'entra.synchronization.pause');
  expect(pauses.map(({ outcome }) => outcome)).toEqual(['started', 'done']);
  for (const entry of await harness.journal())
    expect(entry).toMatchObject({ stack: 'staging', operation: expect.any(String) });
  await expect(readFile(join(folder, '.entra-cutover', 'staging.unrecorded.jsonl'))).rejects.toThrow(/ENOENT/);
  process.chdir(home);
  await rm(folder, { recursive: true });
});

it('pauses while somebody else keeps the journal locked', async () => {
  harness = await startHarness('repaired-organisation');
  const folder = await mkdtemp(join(tmpdir(), 'entra-cutover locked '));
  const { job } = await offAtOkta();
  const active = await harness.update(sync, job, harness.inputs(sync, 'cutover'));
  process.chdir(folder);
  // A process that is there and does not let go.
  await writeFile(`${harness.journalPath}.lock`, `${process.pid} ${hostname()} held`);
  const began = performance.now();
  await harness.update(sync, active, harness.inputs(sync, 'rollback'));
  expect(performance.now() - began).toBeLessThan(15_000);
  expect(jobState()).toBe('Paused');
  expect(harness.logs.join('\n')).toMatch(/locked by another run.*staging\.unrecorded\.jsonl/s);
  process.chdir(home);
  await rm(folder, { recursive: true });
});

describe('what the journal tells of begun requests', () => {
  const is = (entry: { operation: string }) => entry.operation === 'on';
  const counter = (entry: { operation: string }) => entry.operation === 'off';
  it.each([
    ['', false],
    ['on started, on done', false],
    ['on started', true],
    ['on started, on failed', true],
    ['on started, on started, on done', true],
    ['on started, off started', true],
    ['on started, off started, off done', false],
    ['on started, off done, on started', true],
    ['off done, on started, on done', false],
  ] as const)('%s: %s', (text, expected) => {
    const entries = text
      .split(', ')
      .filter(Boolean)
      .map((entry) => entry.split(' '))
      .map(([operation = '', outcome]) => ({ operation, outcome: outcome as 'started', target: 't' }));
    expect(mayStillArrive(entries, is, counter)).toBe(expected);
  });
});

describe('another clone that goes the other way', () => {
  const theirs = { journal: '' };
  const update = async (states: State[], phase: 'cutover' | 'rollback', more = {}): Promise<State[]> => {
    const updated: State[] = [];
    for (const [index, state] of states.entries())
      updated.push(await harness.update(okta, state, harness.inputs(okta, phase, { appId: appIds[index], ...more })));
    return updated;
  };
  const changed = async (
    kind: typeof sync | typeof okta,
    state: State,
    phase: 'cutover' | 'rollback',
  ): Promise<readonly string[]> => (await harness.diff(kind, state, harness.inputs(kind, phase))).changed;

  it('after our cutover: a plain update switches Okta off again, and then Entra on', async () => {
    harness = await startHarness('repaired-organisation');
    theirs.journal = `${harness.journalPath}.theirs`;
    const { apps, job } = await offAtOkta();
    const on = await harness.update(sync, job, harness.inputs(sync, 'cutover'));
    await harness.update(sync, on, harness.inputs(sync, 'rollback', theirs));
    await update(apps, 'rollback', theirs);
    expect([jobState(), ...connections().slice(0, 2)]).toEqual(['Paused', 'ENABLED', 'ENABLED']);
    expect(await changed(sync, on, 'cutover')).toEqual([]);
    expect(await changed(okta, apps[0] as State, 'cutover')).toEqual(['provisioning']);
    await update(apps, 'cutover');
    expect(await changed(sync, on, 'cutover')).toEqual(['active']);
    const again = await harness.update(sync, on, harness.inputs(sync, 'cutover'));
    expect([jobState(), ...connections().slice(0, 2)]).toEqual(['Active', 'DISABLED', 'DISABLED']);
    expect(await changed(sync, again, 'cutover')).toEqual([]);
  });

  it('after our rollback: a plain update pauses Entra again, and then switches Okta on', async () => {
    harness = await startHarness('repaired-organisation');
    theirs.journal = `${harness.journalPath}.theirs`;
    const { apps, job } = await offAtOkta();
    const on = await harness.update(sync, job, harness.inputs(sync, 'cutover'));
    const off = await harness.update(sync, on, harness.inputs(sync, 'rollback'));
    const restored = await update(apps, 'rollback');
    expect(await changed(okta, restored[0] as State, 'rollback')).toEqual([]);
    await update(apps, 'cutover', theirs);
    await harness.update(sync, job, harness.inputs(sync, 'cutover', theirs));
    expect(await changed(sync, off, 'rollback')).toEqual(['active']);
    await harness.update(sync, off, harness.inputs(sync, 'rollback'));
    expect(await changed(okta, restored[0] as State, 'rollback')).toEqual(['provisioning']);
    const back = await update(restored, 'rollback');
    expect([jobState(), ...connections().slice(0, 2)]).toEqual(['Paused', 'ENABLED', 'ENABLED']);
    expect(await changed(okta, back[0] as State, 'rollback')).toEqual([]);
  });

  it('while our start is verified: the update ends with it, and says that nobody provisions', async () => {
    let [looks, pauses] = [0, true];
    const watcher: Watcher = {
      async before({ request }) {
        if (request.method === 'POST' && start.test(request.path)) looks = 1;
        if (looks === 0 || request.method !== 'GET' || !/\/jobs\/[^/]+$/.test(request.path)) return undefined;
        looks += 1;
        if (looks !== 3 || !pauses) return undefined;
        pauses = false;
        const graph = await trustingSession(harness.organisation);
        await graph.send({ method: 'POST', path: `${request.path.replace('/v1.0', '')}/pause` });
        return undefined;
      },
    };
    harness = await startHarness('repaired-organisation', { watcher });
    const { job } = await offAtOkta();
    await expect(harness.update(sync, job, harness.inputs(sync, 'cutover'))).rejects.toThrow(
      /was paused by somebody else while .* nobody provisions/,
    );
    await harness.update(sync, job, harness.inputs(sync, 'cutover'));
    expect(jobState()).toBe('Active');
  });
});
