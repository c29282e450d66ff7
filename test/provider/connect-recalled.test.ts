import { rmSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readEntries, readStatus } from '../../src/audit/index.js';
import type { AssessmentInputs } from '../../src/config/resource-table.js';
import { enableCommand, enterStagingPages, leaveStagingPages, stopCommand } from '../../src/domain/connect-commands.js';
import { nextAtServer, oktaOff } from '../../src/domain/connect-next.js';
import type { Phase } from '../../src/domain/phase.js';
import { type ConnectSite, obey, startSite } from './connect-site.js';
import { appIds, type State, switchOkta } from './harness.js';

// Where the state of a server does not answer: the update is refused before it, or it is lost.
vi.setConfig({ testTimeout: 60_000 });

let site: ConnectSite;
afterEach(() => site?.stop());

const stop = nextAtServer.stop({ serverName: 'SYNC01', connectorName: '' });
const uncleared = /SYNC01 exports, although nobody was told to start it/;
const byHand = /SYNC01 exported at \S+ \(success\), before its scheduler was cleared/;
const aDay = 24 * 60;

/** Up to the words, or to the end of the cutover; Okta is switched off by hand. */
async function toldTo(words?: string): Promise<State> {
  site = await startSite();
  const staged = (await obey(await site.up(undefined, 'stage'), 'stage', site)).state;
  await site.switchOktaOff();
  return (await obey(await site.up(staged, 'cutover'), 'cutover', site, words)).state;
}

/** The gate with the evidence as it is now, which `site.up` names. */
async function gate(state: State, phase: Phase = 'cutover'): Promise<readonly string[]> {
  const { journalPath: journal } = site.harness;
  const { assessment } = state.inputs;
  return site.harness.check('AnchorGate', {}, { stack: 'staging', phase, assessment: assessment as object, journal });
}

/** Of whom Entra shows an ImmutableID that nobody cleared. */
function writeAnchor(): void {
  const now = JSON.parse(site.harness.organisation.snapshot());
  now.graph.users.find(
    (user: { onPremisesImmutableId: string | null }) => user.onPremisesImmutableId,
  ).onPremisesImmutableId = 'AAAAAAAAAAAAAAAAAAAAAA==';
  site.harness.organisation.restore(JSON.stringify(now));
}

async function exportUncleared(): Promise<void> {
  site.server.openWizard();
  site.server.finishWizard({ stagingMode: false }, { startSynchronization: true });
  await site.settle(site.server);
  site.exportEvidence();
}

describe('a gate that refuses the cutover', () => {
  it('names a server that exports uncleared, and what it exported, and demands the stop first', async () => {
    const state = await toldTo(leaveStagingPages);
    await exportUncleared();
    expect(await gate(state)).toEqual([]);
    site.pass(aDay);
    site.exportEvidence();
    const refused = await gate(state);
    expect(refused.slice(0, 2)).toEqual([expect.stringMatching(uncleared), expect.stringMatching(byHand)]);
    expect(refused.join('\n')).toContain('evidence-stale');
    expect((await readStatus(site.harness.journalPath))?.refusals.it).toMatchObject({ next: stop });
    // The update itself, where the evidence became old since its check.
    const inputs = site.harness.inputs('AnchorGate', 'stage', { journal: site.harness.journalPath });
    const created = await site.harness.create('AnchorGate', inputs);
    const { assessment } = state.inputs;
    const update = site.harness.update('AnchorGate', created, {
      ...inputs,
      phase: 'cutover',
      assessment,
    } as State['inputs']);
    await expect(update).rejects.toThrow(uncleared);
  });

  it('names a server that exports before the first review', async () => {
    site = await startSite();
    const staged = (await obey(await site.up(undefined, 'stage'), 'stage', site)).state;
    const { harness } = site;
    const { assessment } = staged.inputs;
    const app = (phase: Phase) => ({
      ...harness.inputs('OktaProvisioning', phase),
      servicePrincipalId: undefined,
      assessment,
    });
    let okta = await harness.create('OktaProvisioning', app('assess') as State['inputs']);
    for (const phase of ['stage', 'cutover'] as const)
      okta = await harness.update('OktaProvisioning', okta, app(phase) as State['inputs']);
    await exportUncleared();
    site.pass(aDay);
    expect((await gate(staged)).slice(0, 2)).toEqual([
      expect.stringMatching(uncleared),
      expect.stringMatching(/SYNC01 exported at \S+ \(success\), and nobody has reviewed/),
    ]);
  });

  it('names at once what was exported since stage, where a deletion threshold refuses the cutover', async () => {
    site = await startSite();
    await site.harness.create('Phase', site.harness.inputs('Phase', 'assess', { journal: site.harness.journalPath }));
    const staged = (await obey(await site.up(undefined, 'stage'), 'stage', site)).state;
    const connect = { ...(staged.inputs.assessment as AssessmentInputs).connect, deletionThreshold: 500 };
    const declared = {
      ...staged,
      inputs: { ...staged.inputs, assessment: { ...(staged.inputs.assessment as object), connect } },
    };
    await site.exportByHand();
    await site.operate('Disable-ADSyncExportDeletionThreshold');
    site.exportEvidence();
    const refused = (await gate(declared)).join('\n');
    expect(refused).toMatch(/SYNC01 exported at \S+ \(success\), and nobody has reviewed/);
    expect(refused).toMatch(/Okta is not switched off: SYNC01 stops an export at no number of deletions/);
  });

  it('takes nothing from evidence that is older than what was seen', async () => {
    const told = await toldTo(leaveStagingPages);
    const putBack = site.keepEvidence();
    await exportUncleared();
    await expect(site.up(told, 'cutover')).rejects.toThrow(uncleared);
    const newer = site.keepEvidence();
    putBack();
    site.pass(aDay);
    const refused = await gate(told);
    expect(refused[0]).toMatch(/^An update has seen .*Put the newer evidence back/);
    expect(refused.join('\n')).not.toMatch(uncleared);
    newer();
    expect((await gate(told))[0]).toMatch(uncleared);
  });

  it('names whom an export wrote wrong, and demands the stop', async () => {
    const state = await toldTo(enableCommand);
    await site.operate(enableCommand);
    writeAnchor();
    site.exportEvidence();
    const [verification, ...others] = await gate(state);
    expect(verification).toMatch(/the first verification failed for 1 account/);
    expect(others.join('\n')).toContain('anchor-mismatch');
    expect((await readStatus(site.harness.journalPath))?.refusals.it).toMatchObject({ next: stop });
  });

  it.each<[string, string | undefined, string]>([
    ['Okta is switched off where the server was verified', undefined, oktaOff],
    ['the server is stopped where nobody was told to start it', leaveStagingPages, stop],
  ])('says how two writers end: %s', async (_, until, next) => {
    const state = await toldTo(until);
    for (const id of appIds) await switchOkta(site.harness, id, 'activate');
    if (until !== undefined) await exportUncleared();
    site.pass(aDay);
    site.exportEvidence();
    const refused = await gate(state);
    expect(refused.filter((line) => line.startsWith('two-writers: '))).toHaveLength(2);
    expect((await readStatus(site.harness.journalPath))?.refusals.it).toMatchObject({ next });
  });

  it.each<[string, Phase, () => void]>([
    ['that was verified', 'cutover', () => {}],
    ['that was verified, in phase complete', 'complete', () => {}],
    ['of which the journal is lost', 'cutover', () => rmSync(site.harness.journalPath)],
  ])('says nothing of a server %s', async (_, phase, happens) => {
    const done = await toldTo();
    site.pass(aDay);
    site.exportEvidence();
    happens();
    const refused = await gate(done, phase);
    expect(refused[0]).toMatch(/^The assessment is indeterminate/);
    expect(refused.join('\n')).not.toContain(stopCommand);
  });
});

describe('a server whose state was lost', () => {
  const waits = async (phase: Phase) => {
    const { properties } = await site.up(undefined, phase);
    return [properties.step, properties.waitingFor];
  };

  it.each<Phase>(['cutover', 'complete'])('is still verified by the journal in %s', async (phase) => {
    await toldTo();
    expect((await readEntries(site.harness.journalPath)).at(-1)).toMatchObject({ operation: 'connect.verified' });
    site.exportEvidence();
    expect(await waits(phase)).toEqual(['active', []]);
    await vi.waitFor(() => expect(site.harness.logs.join('\n')).not.toMatch(/while Okta provisions|Stop it now/));
  });

  it('goes on where it was cleared, within the budget of then', async () => {
    site = await startSite();
    site.approve({ adds: 0, updates: { onPremisesObjectIdentifier: 38 }, deletes: 0 });
    const staged = (await obey(await site.up(undefined, 'stage'), 'stage', site)).state;
    await site.switchOktaOff();
    const told = (await obey(await site.up(staged, 'cutover'), 'cutover', site, enableCommand)).state;
    site.approve(undefined);
    const again = await site.up(undefined, 'cutover');
    const { exportsSince, oktaOffSince, approvedBudget } = told.properties;
    expect(again.properties).toMatchObject({ step: 'enableScheduler', exportsSince, oktaOffSince, approvedBudget });
    expect(site.harness.logs.filter((line) => line.includes('Next: '))).not.toEqual(
      expect.arrayContaining([expect.stringContaining('tick “Start')]),
    );
    expect((await obey(again, 'cutover', site)).state.properties.state).toBe('active');
  });

  it('is not taken for cleared once it was to be reviewed from the start', async () => {
    const told = await toldTo(enableCommand);
    await site.operate(enterStagingPages);
    site.exportEvidence();
    expect((await site.up(told, 'cutover')).properties.step).not.toBe('enableScheduler');
    for (const words of [leaveStagingPages, enableCommand]) await site.operate(words);
    site.exportEvidence();
    await expect(site.up(undefined, 'cutover')).rejects.toThrow(uncleared);
  });

  it('is not taken for verified once a rollback demanded its stop', async () => {
    const done = await toldTo();
    expect((await site.up(done, 'rollback')).properties.step).toBe('stopping');
    site.exportEvidence();
    await expect(site.up(undefined, 'cutover')).rejects.toThrow(
      /is created in phase stage|nobody was told to start it/,
    );
  });
});
