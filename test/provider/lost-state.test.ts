import { rm } from 'node:fs/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readEntries } from '../../src/audit/index.js';
import { trustingSession } from '../connectors/graph/trusting.js';
import { appIds, type Harness, type Kind, type State, startHarness } from './harness.js';

// What a destroy, `pulumi state delete` or another clone leaves behind: whatever was lost, there is a way back.
vi.setConfig({ testTimeout: 30_000 });

let harness: Harness;
afterEach(() => harness?.stop());

const app = `/api/v1/apps/${appIds[0]}`;
const restored = [
  `POST ${app}/connections/default/lifecycle/activate`,
  `PUT ${app}/features/USER_PROVISIONING`,
  `PUT ${app}/features/INBOUND_PROVISIONING`,
];

async function moved(kind: Kind, ...phases: Parameters<Harness['inputs']>[1][]): Promise<State> {
  let state: State | undefined;
  for (const phase of phases) {
    const inputs = harness.inputs(kind, phase);
    state = state === undefined ? await harness.create(kind, inputs) : await harness.update(kind, state, inputs);
  }
  return state as State;
}

async function okta(path: string, method = 'GET'): Promise<Record<string, unknown>> {
  const { url, apiToken } = harness.organisation.endpoints.okta;
  const answer = await fetch(`${url}${path}`, { method, headers: { authorization: `SSWS ${apiToken}` } });
  return answer.status === 204 ? {} : ((await answer.json()) as Record<string, unknown>);
}

describe('an app whose state was lost after the cutover', () => {
  it('is put back by a rollback from the journal, as it was', async () => {
    harness = await startHarness('repaired-organisation');
    const features = await okta(`${app}/features`);
    await moved('OktaProvisioning', 'assess', 'stage', 'cutover');
    const inputs = harness.inputs('OktaProvisioning', 'rollback');
    expect(await harness.check('OktaProvisioning', {}, inputs)).toEqual([]);
    const back = await harness.create('OktaProvisioning', inputs);
    expect(harness.writes().slice(3)).toEqual(restored);
    expect(back.properties).toMatchObject({ connectionStatus: 'ENABLED' });
    expect(await okta(`${app}/features`)).toEqual(features);
  });

  it('is remembered by assess and stage again too, and a rollback from there restores it', async () => {
    harness = await startHarness('repaired-organisation');
    await moved('OktaProvisioning', 'assess', 'stage', 'cutover');
    await moved('OktaProvisioning', 'assess', 'stage', 'rollback');
    expect(harness.writes().slice(3)).toEqual(restored);
  });

  it('of which nobody knows what it did is not called restored: the rollback says what to do', async () => {
    harness = await startHarness('repaired-organisation');
    await moved('OktaProvisioning', 'assess', 'stage', 'cutover');
    await rm(harness.journalPath);
    const inputs = harness.inputs('OktaProvisioning', 'rollback');
    await expect(harness.create('OktaProvisioning', inputs)).rejects.toThrow(
      /is off, and neither the state nor the audit journal .* Fetch the journal/,
    );
    await okta(`${app}/connections/default/lifecycle/activate`, 'POST');
    expect((await harness.create('OktaProvisioning', inputs)).properties).toMatchObject({
      connectionStatus: 'ENABLED',
    });
  });

  it('goes on in cutover and complete by the journal, and the gate is asked', async () => {
    harness = await startHarness('repaired-organisation');
    await moved('OktaProvisioning', 'assess', 'stage', 'cutover');
    const writes = harness.writes().length;
    for (const phase of ['cutover', 'complete'] as const) {
      const off = await harness.create('OktaProvisioning', harness.inputs('OktaProvisioning', phase));
      expect(off.properties).toMatchObject({ integrationOff: true, found: { connectionStatus: 'ENABLED' } });
    }
    expect(harness.writes()).toHaveLength(writes);
    await okta(`${app}/connections/default/lifecycle/activate`, 'POST');
    harness.assessWith(() => Promise.reject(new Error('nobody is cleared')));
    await expect(harness.create('OktaProvisioning', harness.inputs('OktaProvisioning', 'cutover'))).rejects.toThrow(
      /nobody is cleared/,
    );
  });

  it('added after the cutover, is switched off in cutover; added in a rollback, is left as it is', async () => {
    harness = await startHarness('repaired-organisation');
    await moved('OktaProvisioning', 'assess', 'stage', 'cutover');
    const [, other] = appIds;
    const inputs = harness.inputs('OktaProvisioning', 'rollback', { appId: other, label: 'Frontline' });
    const writes = harness.writes().length;
    expect((await harness.create('OktaProvisioning', inputs)).properties).toMatchObject({
      connectionStatus: 'ENABLED',
    });
    expect(harness.writes()).toHaveLength(writes);
    const cutover = harness.inputs('OktaProvisioning', 'cutover', { appId: other, label: 'Frontline' });
    expect((await harness.create('OktaProvisioning', cutover)).properties).toMatchObject({ integrationOff: true });
  });

  it('no journal of another round or stack tells of it', async () => {
    harness = await startHarness('repaired-organisation');
    await moved('OktaProvisioning', 'assess', 'stage', 'cutover', 'rollback', 'assess', 'stage');
    const cutover = harness.inputs('OktaProvisioning', 'cutover');
    await expect(harness.create('OktaProvisioning', cutover)).rejects.toThrow(/is created in phase assess/);
    await expect(harness.create('OktaProvisioning', { ...cutover, stack: 'other' })).rejects.toThrow(
      /is created in phase assess/,
    );
  });
});

describe('the record of an app that the cutover switched off', () => {
  it('is kept in cutover and complete, and may go once the app does again what it did', async () => {
    harness = await startHarness('repaired-organisation');
    const off = await moved('OktaProvisioning', 'assess', 'stage', 'cutover');
    const done = await harness.update('OktaProvisioning', off, harness.inputs('OktaProvisioning', 'complete'));
    for (const state of [off, done])
      await expect(harness.remove('OktaProvisioning', state)).rejects.toThrow(/switched off by the cutover.* rollback/);
    const back = await harness.update('OktaProvisioning', done, harness.inputs('OktaProvisioning', 'rollback'));
    await harness.remove('OktaProvisioning', back);
    await harness.remove('OktaProvisioning', { ...back, inputs: harness.inputs('OktaProvisioning', 'cutover') });
  });

  it('is kept in stage too where an interrupted cutover has begun; one that was never on goes', async () => {
    harness = await startHarness('repaired-organisation', { readsUntilSettled: 30 });
    const staged = await moved('OktaProvisioning', 'assess', 'stage');
    await harness.remove('OktaProvisioning', staged);
    await harness
      .update('OktaProvisioning', staged, harness.inputs('OktaProvisioning', 'cutover'))
      .catch(() => undefined);
    await expect(harness.remove('OktaProvisioning', staged)).rejects.toThrow(/kept/);
    const found = { connectionStatus: 'DISABLED', features: {} };
    await harness.remove('OktaProvisioning', { ...staged, properties: { ...staged.properties, found } });
  });

  it('goes with an app that is gone from Okta', async () => {
    harness = await startHarness('repaired-organisation');
    const off = await moved('OktaProvisioning', 'assess', 'stage', 'cutover');
    harness.organisation.faults.add({ service: 'okta', method: 'GET', path: /\/apps\/0oa1/, status: 404 });
    await harness.remove('OktaProvisioning', off);
  });
});

describe('other resources whose state was lost', () => {
  it('the job is paused by a rollback', async () => {
    harness = await startHarness('repaired-organisation');
    await moved('OktaProvisioning', 'assess', 'stage', 'cutover');
    const graph = await trustingSession(harness.organisation);
    const inputs = harness.inputs('CloudSyncActivation', 'rollback');
    const jobs = String(inputs.jobId).replace(/\/[^/]+$/, '');
    await graph.send({ method: 'POST', path: jobs, body: { templateId: 'AD2AADProvisioning' } });
    await graph.send({ method: 'POST', path: `${String(inputs.jobId)}/start` });
    const paused = await harness.create('CloudSyncActivation', inputs);
    expect(paused.properties).toMatchObject({ scheduleState: 'Paused' });
    expect(harness.writes().at(-1)).toMatch(/\/pause$/);
  });

  it('the tenant’s switches are put back as the journal found them', async () => {
    harness = await startHarness('repaired-organisation');
    const graph = await trustingSession(harness.organisation);
    const path = '/directory/onPremisesSynchronization';
    const read = async () =>
      ((await graph.send({ method: 'GET', path })) as { value: { features: object }[] }).value[0];
    const before = await read();
    await moved('TenantSwitches', 'assess', 'stage', 'cutover');
    expect(await read()).not.toEqual(before);
    await harness.create('TenantSwitches', harness.inputs('TenantSwitches', 'rollback'));
    expect(await read()).toEqual(before);
    const writes = harness.writes().length;
    await rm(harness.journalPath);
    await harness.create('TenantSwitches', harness.inputs('TenantSwitches', 'rollback'));
    expect(harness.writes()).toHaveLength(writes);
  });
});

describe('the witness of the journal', () => {
  const kind = 'AuditTrail';

  it('refuses in cutover what does not continue what it saw, and says in a rollback what is lost', async () => {
    harness = await startHarness('repaired-organisation');
    await moved('OktaProvisioning', 'assess', 'stage', 'cutover');
    const seen = await moved(kind, 'assess', 'stage', 'cutover');
    expect(seen.properties).toMatchObject({ sequence: 6 });
    await rm(harness.journalPath);
    await expect(harness.update(kind, seen, harness.inputs(kind, 'complete'))).rejects.toThrow(
      /does not continue .*Bring the journal back/s,
    );
    const run = { GITHUB_ACTOR: 'octo-engineer', GITHUB_SHA: 'c'.repeat(40), CI_JOB_URL: 'https://gitlab.example/1' };
    Object.assign(harness.environment, run);
    const back = await harness.update(kind, seen, harness.inputs(kind, 'rollback'));
    const { sequence, head } = seen.properties;
    expect(await harness.journal()).toMatchObject([
      {
        operation: 'audit.journal.lost',
        outcome: 'done',
        phase: 'rollback',
        before: { sequence, head },
        actor: run.GITHUB_ACTOR,
        commit: run.GITHUB_SHA,
        run: run.CI_JOB_URL,
      },
    ]);
    expect(back.properties).toMatchObject({ sequence: 1 });
    expect((await harness.diff(kind, back, back.inputs)).changed).toEqual([]);
    await harness.update(kind, back, harness.inputs(kind, 'assess'));
    expect(await harness.journal()).toHaveLength(1);
    await expect.poll(() => harness.logs.join('\n')).toMatch(/WARNING: .*up to 6 .*the Pulumi state recorded/);
  });

  it('goes on in cutover where a review acknowledged exactly this loss, and says so', async () => {
    harness = await startHarness('repaired-organisation');
    await moved('OktaProvisioning', 'assess', 'stage', 'cutover');
    const seen = await moved(kind, 'assess', 'stage', 'cutover');
    const { sequence, head } = seen.properties as { sequence: number; head: string };
    await rm(harness.journalPath);
    const withLoss = (hash: string) =>
      harness.inputs(kind, 'complete', { lost: [{ sequence, hash, reason: 'lost with the runner', owner: 'ops' }] });
    await expect(harness.update(kind, seen, withLoss('f'.repeat(64)))).rejects.toThrow(/does not continue/);
    const next = await harness.update(kind, seen, withLoss(head));
    expect(next.properties).toMatchObject({ sequence: 1 });
    expect(await harness.journal()).toMatchObject([
      { operation: 'audit.journal.lost', after: { acknowledged: ['ops: lost with the runner'] } },
    ]);
  });

  it('goes on with another journal that the stack names, which begins by saying what it lacks', async () => {
    harness = await startHarness('repaired-organisation');
    await moved('OktaProvisioning', 'assess', 'stage', 'cutover');
    const seen = await moved(kind, 'assess', 'stage', 'cutover');
    const journal = `${harness.journalPath}.moved`;
    const next = await harness.update(kind, seen, harness.inputs(kind, 'complete', { journal }));
    expect(next.properties).toMatchObject({ sequence: 1 });
    const { sequence, head } = seen.properties;
    expect(await readEntries(journal)).toMatchObject([
      { operation: 'audit.journal.lost', before: { sequence, head, journal: harness.journalPath } },
    ]);
  });

  it('of a journal that continues says nothing in a rollback', async () => {
    harness = await startHarness('repaired-organisation');
    const seen = await moved(kind, 'assess', 'stage');
    await moved('OktaProvisioning', 'assess', 'stage', 'cutover', 'rollback');
    const entries = (await harness.journal()).length;
    const back = await harness.update(kind, seen, harness.inputs(kind, 'rollback'));
    expect([back.properties.sequence, (await harness.journal()).length]).toEqual([entries, entries]);
  });
});
