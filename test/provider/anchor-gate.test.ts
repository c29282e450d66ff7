import { afterAll, beforeAll, expect, it } from 'vitest';
import { UserError } from '../../src/domain/errors.js';
import { assessScenario, type Harness, startHarness } from './harness.js';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness('repaired-organisation');
});
afterAll(() => harness.stop());

it('the gate forgets digest and counts of evidence that it can’t read any more', async () => {
  const state = await harness.create('AnchorGate', harness.inputs('AnchorGate', 'assess'));
  expect(state.properties).toMatchObject({ decision: 'cleared', counts: { onPremUsers: expect.any(Number) } });
  harness.assessWith(() => Promise.reject(new UserError('OnPremIDs.csv: it is not there.')));
  const blind = await harness.update('AnchorGate', state, harness.inputs('AnchorGate', 'stage'));
  expect(blind.properties).toMatchObject({ decision: 'indeterminate', digest: null, counts: null });
  harness.assessWith(() => assessScenario('scenarios/repaired-organisation'));
  const again = await harness.update('AnchorGate', blind, harness.inputs('AnchorGate', 'assess'));
  expect(again.properties).toMatchObject({ decision: 'cleared', digest: state.properties.digest });
});
