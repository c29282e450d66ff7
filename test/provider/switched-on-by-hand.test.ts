import { afterEach, describe, expect, it, vi } from 'vitest';
import { trustingSession } from '../connectors/graph/trusting.js';
import { appIds, type Harness, type State, startHarness, switchOkta } from './harness.js';

// Nobody runs a refresh every hour: a plain preview and a plain update must see what somebody switched on at a console.
vi.setConfig({ testTimeout: 30_000 });

let harness: Harness;
afterEach(() => harness?.stop());

async function startJob(): Promise<string> {
  const graph = await trustingSession(harness.organisation);
  const path = String(harness.inputs('CloudSyncActivation', 'stage').jobId);
  const jobs = path.replace(/\/[^/]+$/, '');
  await graph.send({ method: 'POST', path: jobs, body: { templateId: 'AD2AADProvisioning' } });
  await graph.send({ method: 'POST', path: `${path}/start` });
  return path;
}

async function off(): Promise<State> {
  const born = await harness.create('OktaProvisioning', harness.inputs('OktaProvisioning', 'assess'));
  const staged = await harness.update('OktaProvisioning', born, harness.inputs('OktaProvisioning', 'stage'));
  return harness.update('OktaProvisioning', staged, harness.inputs('OktaProvisioning', 'cutover'));
}

describe('what somebody switched on by hand', () => {
  it('an app of Okta is a difference without a refresh, and the update switches it off', async () => {
    harness = await startHarness('repaired-organisation');
    const state = await off();
    const inputs = harness.inputs('OktaProvisioning', 'cutover');
    expect((await harness.diff('OktaProvisioning', state, inputs)).changed).toEqual([]);
    await switchOkta(harness, appIds[0], 'activate');
    expect((await harness.diff('OktaProvisioning', state, inputs)).changed).toEqual(['provisioning']);
    const settled = await harness.update('OktaProvisioning', state, inputs);
    expect(settled.properties).toMatchObject({ integrationOff: true, found: state.properties.found });
    expect((await harness.diff('OktaProvisioning', settled, inputs)).changed).toEqual([]);
  });

  it('what can’t be read is not a difference: the update reads again by itself', async () => {
    harness = await startHarness('repaired-organisation');
    const state = await off();
    harness.organisation.faults.add({ service: 'okta', method: 'GET', path: /\/apps\/0oa1/, status: 403, times: 9 });
    const inputs = harness.inputs('OktaProvisioning', 'cutover');
    expect((await harness.diff('OktaProvisioning', state, inputs)).changed).toEqual([]);
  });

  it('a job is a difference in stage and rollback, and the update pauses it', async () => {
    harness = await startHarness('repaired-organisation');
    await startJob();
    const inputs = harness.inputs('CloudSyncActivation', 'stage');
    const born = await harness.create('CloudSyncActivation', inputs);
    expect((await harness.diff('CloudSyncActivation', born, inputs)).changed).toEqual(['active']);
    const paused = await harness.update('CloudSyncActivation', born, inputs);
    expect(harness.writes().at(-1)).toMatch(/\/pause$/);
    expect((await harness.diff('CloudSyncActivation', paused, inputs)).changed).toEqual([]);
  });

  it('is named by the gate: declared apps are told, one that nobody declared refuses cutover and complete alone', async () => {
    harness = await startHarness('repaired-organisation');
    await startJob();
    const both = harness.inputs('AnchorGate', 'complete');
    expect(await harness.check('AnchorGate', both, both)).toEqual([]);
    await expect.poll(() => harness.logs.filter((line) => /WARNING: two-writers/.test(line))).toHaveLength(2);
    const one = (phase: 'complete' | 'rollback') => {
      const inputs = harness.inputs('AnchorGate', phase);
      return { ...inputs, assessment: { ...(inputs.assessment as object), oktaAppIds: [appIds[0]] } };
    };
    expect(await harness.check('AnchorGate', one('complete'), one('complete'))).toEqual([
      // What refuses the update keeps it from switching the declared one off.
      expect.stringMatching(/^two-writers: .*0oa1office365staging01\): its connection is ENABLED\.$/),
      expect.stringMatching(
        /^two-writers: .*0oa1office365staging02, which the stack does not declare.*cutover:okta.apps/,
      ),
    ]);
    expect(await harness.check('AnchorGate', one('complete'), one('rollback'))).toEqual([]);
    for (const id of appIds) await switchOkta(harness, id, 'deactivate');
    expect(await harness.check('AnchorGate', one('complete'), one('complete'))).toEqual([]);
  });
});
