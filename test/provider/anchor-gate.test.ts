import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { readStatus } from '../../src/audit/index.js';
import { UserError } from '../../src/domain/errors.js';
import { appIds, assessScenario, type Harness, type State, startHarness } from './harness.js';

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

it('notes in the status file what its check refuses, with what is next, until a check refuses nothing', async () => {
  const { journalPath: journal } = harness;
  const noted = async () => (await readStatus(journal))?.refusals.it;
  const inputs = harness.inputs('AnchorGate', 'cutover', { journal });
  harness.assessWith(() => assessScenario('scenarios/repaired-organisation'));
  expect(await harness.check('AnchorGate', {}, inputs)).toEqual([]);
  expect(await readStatus(journal)).toBeUndefined();

  harness.assessWith(() => Promise.reject(new UserError('OnPremIDs.csv: it is not there:\n- ada@corp.example')));
  expect(await harness.check('AnchorGate', {}, inputs)).toEqual([expect.stringContaining('it is not there')]);
  const next = 'Here: entra-cutover assess --stack staging';
  const reasons = ['Nothing could be assessed, so nothing is cleared: OnPremIDs.csv: it is not there.'];
  expect(await noted()).toMatchObject({ label: 'gate', phase: 'cutover', reasons, next });
  // The engine gets messages apart from answers.
  await vi.waitFor(() => expect(harness.logs).toContain(`WARNING: Next: ${next}`));

  harness.assessWith(() => assessScenario('scenarios/mismatching-organisation'));
  const refused = await harness.check('AnchorGate', {}, inputs);
  expect(refused.length).toBeGreaterThan(1);
  expect((await noted())?.reasons).toEqual(['The assessment is blocked, so phase cutover is refused.']);
  harness.assessWith(() => assessScenario('scenarios/repaired-organisation'));
  expect(await harness.check('AnchorGate', {}, inputs)).toEqual([]);
  expect(await noted()).toBeUndefined();
});

it('refuses a cutover before its first write where Okta has other apps, or can not be asked', async () => {
  harness.assessWith(() => assessScenario('scenarios/repaired-organisation'));
  const inputs = harness.inputs('AnchorGate', 'cutover');
  const withApps = (oktaAppIds: readonly string[]) => ({
    ...inputs,
    assessment: { ...(inputs.assessment as object), oktaAppIds },
  });
  expect(await harness.check('AnchorGate', {}, withApps([appIds[0], '0oagone']) as State['inputs'])).toEqual([
    expect.stringMatching(
      /okta-app-undeclared: .*0oa1office365staging02[\s\S]*does not list the declared apps 0oagone/,
    ),
  ]);
  const signedOut = await startHarness('repaired-organisation', {}, () => ({
    openOkta: () => Promise.reject(new UserError('No credentials for Okta.')),
  }));
  try {
    const refused = await signedOut.check('AnchorGate', {}, signedOut.inputs('AnchorGate', 'cutover'));
    expect(refused).toEqual(['No credentials for Okta.']);
    // What is complete has no write before it, and a rollback is never stopped here.
    for (const phase of ['stage', 'complete', 'rollback'] as const)
      expect(await signedOut.check('AnchorGate', {}, signedOut.inputs('AnchorGate', phase)), phase).toEqual([]);
  } finally {
    await signedOut.stop();
  }
});

it('notes a move that is refused, in the check, in the preview and in the update', async () => {
  const { journalPath: journal } = harness;
  const from = { phase: 'complete' };
  const inputs = harness.inputs('Phase', 'stage', { journal });
  const next = 'In Pulumi.staging.yaml, by a pull request: cutover:phase: complete';
  const noted = async () => (await readStatus(journal))?.refusals.it;
  expect(await harness.check('Phase', from, inputs)).toHaveLength(1);
  expect(await noted()).toMatchObject({ label: 'phase', phase: 'stage', next });
  const complete = { id: 'staging', inputs: harness.inputs('Phase', 'complete', { journal }), properties: from };
  expect(await harness.check('Phase', from, complete.inputs)).toEqual([]);
  expect(await noted()).toBeUndefined();
  await expect(harness.update('Phase', complete, inputs, true)).rejects.toThrow(/can't move to stage/);
  expect(await noted()).toMatchObject({ phase: 'stage', next });
});
