import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Harness, type State, startHarness } from './harness.js';

vi.setConfig({ testTimeout: 60_000 });

// The plan of a preview binds the update, so it has to foresee that the witness of the journal moves.
const trail = 'AuditTrail';
let harness: Harness;
let state: State;

beforeEach(async () => {
  harness = await startHarness('repaired-organisation');
  state = await harness.create(trail, harness.inputs(trail, 'assess'));
});
afterEach(() => harness.stop());

const moves = async (): Promise<boolean> =>
  (await harness.diff(trail, state, harness.inputs(trail, 'assess'))).changed.includes('head');

it('a preview in which something else is written plans that the journal moves, once', async () => {
  expect(await moves()).toBe(false);
  const okta = 'OktaProvisioning';
  const app = await harness.create(okta, harness.inputs(okta, 'assess'));
  expect(await moves()).toBe(false);
  await harness.update(okta, app, harness.inputs(okta, 'stage'), true);
  expect(await moves()).toBe(true);
  expect(await moves()).toBe(false);
  await harness.create('CloudSyncActivation', harness.inputs('CloudSyncActivation', 'stage'), true);
  expect(await moves()).toBe(true);
  // What it would do itself is nothing to come, and a gate writes nothing.
  await harness.update(trail, state, harness.inputs(trail, 'assess'), true);
  await harness.create('AnchorGate', harness.inputs('AnchorGate', 'stage'), true);
  expect(await moves()).toBe(false);
});

it('so does a write of another provider, of which a preview writes nothing', async () => {
  const { stack, phase, assessment, journal } = harness.inputs('TenantSwitches', 'stage');
  const inputs = { stack, phase, assessment, journal, hold: true };
  const write = { operation: 'entra.synchronization.secrets', target: 'secrets', outcome: 'started' };
  await harness.invoke('recordDeclaredWrite', { inputs, write, preview: true });
  expect(await moves()).toBe(true);
  expect(await harness.journal()).toEqual([]);
});
