import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readEntries, readStatus } from '../../src/audit/index.js';
import type { Finding } from '../../src/domain/assessment.js';
import {
  enableCommand,
  enterStagingPages,
  initialCommand,
  leaveStagingPages,
  stopCommand,
} from '../../src/domain/connect-commands.js';
import type { ExportBudget } from '../../src/gate/export-budget.js';
import { type ConnectSite, nextOf, obey, startSite } from './connect-site.js';
import { assessScenario, type State } from './harness.js';

vi.setConfig({ testTimeout: 120_000 });

let site: ConnectSite;
afterEach(() => site?.stop());

const ofUpdates = (onPremisesObjectIdentifier: number): ExportBudget => ({
  adds: 0,
  updates: { onPremisesObjectIdentifier },
  deletes: 0,
});
const enough = ofUpdates(40);
/** As much as the server has staged. */
const exact = ofUpdates(38);
const pilotUnit = 'ou=frontline,dc=corp,dc=example';

async function begun(): Promise<State> {
  const staged = (await obey(await site.up(undefined, 'stage'), 'stage', site)).state;
  await site.switchOktaOff();
  return site.up(staged, 'cutover');
}

/** Up to the step whose words these are, with a budget that was approved before. */
async function toldTo(words: string, budget = enough): Promise<State> {
  site = await startSite();
  site.approve(budget);
  return (await obey(await begun(), 'cutover', site, words)).state;
}

interface Item {
  readonly RunProfileName?: string;
  readonly ConnectorName?: string;
}
const isExport = ({ RunProfileName, ConnectorName }: Item): boolean =>
  RunProfileName === 'Export' && /AAD/.test(ConnectorName ?? '');
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const textOf = (name: string): string => readFileSync(join(site.folder, name), 'utf8').replace(/^\uFEFF/, '');

/** What the export script would have written of the scheduler and the runs, at the same time. */
function changeStatus(change: (items: Item[]) => Item[]): void {
  const path = join(site.folder, 'sync-status.json');
  const before = readFileSync(path);
  const bytes = Buffer.from(JSON.stringify(change(JSON.parse(textOf('sync-status.json')))));
  writeFileSync(path, bytes);
  const manifest = textOf('manifest.json').replace(new RegExp(sha256(before), 'i'), sha256(bytes));
  writeFileSync(join(site.folder, 'manifest.json'), manifest);
}

/** Without the steps of the exports from the given one on, the newest being 0. */
const uncounted =
  (from = 0) =>
  (items: Item[]): Item[] => {
    let met = 0;
    return items.map((one) => (isExport(one) && met++ >= from ? { ...one, RunStepResults: null } : one));
  };

const countsOf = (updates: number) => ({ ExportAdd: 0, ExportUpdate: updates, ExportDelete: 0, ExportDeleteAdd: 0 });

describe('an approved budget', () => {
  it('waits for the counts of an export by hand, before and after the scheduler is cleared', async () => {
    const told = await toldTo(leaveStagingPages);
    await site.operate(leaveStagingPages);
    await site.exportByHand();
    site.exportEvidence();
    changeStatus(uncounted());
    const waits = await site.up(told, 'cutover');
    expect(waits.properties.step).toBe('leaveStaging');
    expect(String(waits.properties.waitingFor)).toMatch(/does not show how much[\s\S]*-RunStepDetails/);
    site.exportEvidence();
    const cleared = await site.up(waits, 'cutover');
    expect(cleared.properties.step).toBe('enableScheduler');
    await site.operate(enableCommand);
    site.exportEvidence();
    changeStatus(uncounted(1));
    expect(String((await site.up(cleared, 'cutover')).properties.waitingFor)).toMatch(/does not show how much/);
  });

  it('waits where the runs begin later than it counts', async () => {
    const told = await toldTo(enableCommand);
    await site.operate(enableCommand);
    await site.operate('Start-ADSyncSyncCycle -PolicyType Delta');
    site.exportEvidence();
    changeStatus((items) => items.slice(0, 7));
    const waits = await site.up(told, 'cutover');
    expect(waits.properties.step).toBe('firstCycle');
    expect(String(waits.properties.waitingFor)).toMatch(/are shown from \S+ on, and cutover:budget counts since \S+:/);
    site.exportEvidence();
    expect((await site.up(waits, 'cutover')).properties.state).toBe('active');
  });

  it.each([
    ['is gone', undefined],
    ['is larger', enough],
  ])(
    'binds as it was when the server was cleared, where it %s now, until it is reviewed from the start',
    async (_, now) => {
      const told = await toldTo(enableCommand, exact);
      expect(told.properties.approvedBudget).toEqual(exact);
      site.approve(now);
      await site.operate(enableCommand);
      site.exportEvidence();
      changeStatus((items) => items.map((one) => (isExport(one) ? { ...one, RunStepResults: [countsOf(39)] } : one)));
      await expect(site.up(told, 'cutover')).rejects.toThrow(
        /its runs counted 39 updates, expected at most 38\. What was approved when the server was cleared counts/,
      );
      for (const words of [stopCommand, enterStagingPages]) await site.operate(words);
      site.exportEvidence();
      const anew = await site.up(told, 'cutover');
      expect(anew.properties.step).toBe('evidence');
      const cleared = (await obey(anew, 'cutover', site, enableCommand)).state;
      expect(cleared.properties.approvedBudget).toEqual(now ?? null);
      expect((await obey(cleared, 'cutover', site)).state.properties).toMatchObject({
        state: 'active',
        approvedBudget: null,
      });
    },
  );

  it.each([
    ['is gone', undefined],
    ['is larger', enough],
  ])('binds while staging mode is left, where it %s now, until it is reviewed from the start', async (_, now) => {
    // Less than is staged: more has come since the server was cleared.
    const told = await toldTo(leaveStagingPages, ofUpdates(37));
    await site.operate(leaveStagingPages);
    site.exportEvidence();
    site.approve(now);
    await expect(site.up(told, 'cutover')).rejects.toThrow(
      /would export more than cutover:budget approved when the server was cleared: found updates of onPremisesObjectIdentifier: 38, expected updates of onPremisesObjectIdentifier: at most 37/,
    );
    await site.operate(enterStagingPages);
    site.exportEvidence();
    const anew = await site.up(told, 'cutover');
    expect(anew.properties.step).toBe('evidence');
    const cleared = (await obey(anew, 'cutover', site, enableCommand)).state;
    expect(cleared.properties).toMatchObject({ step: 'enableScheduler', approvedBudget: now ?? null });
  });

  it.each([
    ['gone', undefined, exact],
    ['larger', { ...ofUpdates(100), adds: 7 }, exact],
    ['smaller', { ...enough, updates: { ONPREMISESOBJECTIDENTIFIER: 20 } }, ofUpdates(20)],
  ])('stays the smaller one where it is %s when the scheduler is cleared', async (_, now, binding) => {
    const told = await toldTo(leaveStagingPages, exact);
    await site.operate(leaveStagingPages);
    site.exportEvidence();
    site.approve(now);
    const { step, approvedBudget } = (await site.up(told, 'cutover')).properties;
    expect(step).toBe('enableScheduler');
    expect(approvedBudget).toMatchObject(binding);
  });

  /** What was exported before, and as many objects staged again. */
  async function stageAgain(count: number, change: () => Promise<void>): Promise<void> {
    const { evidence } = await site.read();
    const again = evidence.pendingExports
      .flatMap(({ records }) => records)
      .filter(({ operation }) => operation === 'update');
    await change();
    site.exportEvidence();
    const read = await site.read();
    const [first, ...others] = read.evidence.pendingExports;
    if (first === undefined) throw new Error('The evidence has no pending exports.');
    const pendingExports = [{ ...first, records: again.slice(0, count) }, ...others];
    site.harness.connectWith(async () => ({ ...read, evidence: { ...read.evidence, pendingExports } }));
  }

  it.each([
    [2, 'enableScheduler'],
    [3, undefined],
  ])(
    'holds what is staged to it with what was exported by hand, after staging mode was left: %s',
    async (count, step) => {
      const told = await toldTo(leaveStagingPages);
      await stageAgain(count, async () => {
        await site.operate(leaveStagingPages);
        await site.exportByHand();
      });
      const after = site.up(told, 'cutover');
      if (step === undefined)
        await expect(after).rejects.toThrow(
          /: 41 updates with those it has exported, expected at most 40\. That binds/,
        );
      else expect((await after).properties.step).toBe(step);
    },
  );

  it.each([
    [2, 'leaveStaging'],
    [3, undefined],
  ])('holds it to that before staging mode may be left, too: %s', async (count, step) => {
    site = await startSite();
    site.approve(enough);
    const first = await begun();
    await stageAgain(count, async () => {
      for (const words of [stopCommand, leaveStagingPages]) await site.operate(words);
      await site.exportByHand();
      for (const words of [enterStagingPages, initialCommand]) await site.operate(words);
    });
    const after = site.up(first, 'cutover');
    if (step === undefined)
      await expect(after).rejects.toThrow(/41 updates with those it has exported.*approve both in/);
    else expect((await after).properties.step).toBe(step);
  });

  it('counts a run once that stands in two files', async () => {
    const told = await toldTo(enableCommand);
    await site.operate(enableCommand);
    site.exportEvidence();
    const read = await site.read();
    const [status] = read.evidence.syncStatus;
    if (status === undefined) throw new Error('The evidence has no status.');
    const withoutCounts = status.records.map((record) => ({
      ...record,
      runs: record.runs.map(({ exported: _, ...run }) => run),
    }));
    const syncStatus = [status, status, { ...status, records: withoutCounts }];
    site.harness.connectWith(async () => ({ ...read, evidence: { ...read.evidence, syncStatus } }));
    expect((await site.up(told, 'cutover')).properties.state).toBe('active');
  });
});

describe('complete declared too early', () => {
  const cleared = async (): Promise<readonly string[]> =>
    (await readEntries(site.harness.journalPath))
      .map(({ operation }) => operation)
      .filter((operation) => operation.endsWith('.cleared'));
  /** What the update refuses with; cutover goes on from the same state afterwards. */
  async function refusal(state: State): Promise<string> {
    const before = await cleared();
    const error = await site.up(state, 'complete').then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(await cleared()).toEqual(before);
    const next = (await readStatus(site.harness.journalPath))?.parts.it?.next;
    expect(next).toBe('In Pulumi.staging.yaml, by a pull request: cutover:phase: cutover');
    return String(error);
  }

  it.each([
    ['read everything again', 'Full Import', true, []],
    ['was told to leave staging mode', leaveStagingPages, false, ['connect.leaveStaging.cleared']],
    ['left staging mode', leaveStagingPages, true, ['connect.leaveStaging.cleared']],
    [
      'was told to enable the scheduler',
      enableCommand,
      false,
      ['connect.leaveStaging.cleared', 'connect.enableScheduler.cleared'],
    ],
  ])('clears nothing and says no words that let a server export that %s', async (_, until, isDone, before) => {
    site = await startSite();
    const { state } = await obey(await begun(), 'cutover', site, until);
    if (isDone) {
      await site.operate(String(nextOf(state)?.words));
      site.exportEvidence();
    }
    expect(await cleared()).toEqual(before);
    const said = await refusal(state);
    expect(said).toMatch(/SYNC01 is not verified yet: [\s\S]*Set cutover:phase to cutover/);
    for (const words of [leaveStagingPages, enableCommand]) expect(said).not.toContain(words);
    expect((await obey(await site.up(state, 'cutover'), 'cutover', site)).state.properties.state).toBe('active');
  });
});

describe('a server that was verified', () => {
  it('lets nobody complete while nobody provisions, and goes on once it exports again', async () => {
    site = await startSite();
    const active = (await obey(await begun(), 'cutover', site)).state;
    for (const words of [stopCommand, enterStagingPages]) await site.operate(words);
    site.exportEvidence();
    await expect(site.up(active, 'complete')).rejects.toThrow(
      /Nobody provisions: Okta is off, and SYNC01(?![\s\S]*Let it go on)[\s\S]*Set cutover:phase to cutover/,
    );
    const said = await site.up(active, 'cutover');
    expect(said.properties).toMatchObject({ state: 'waiting', step: 'active' });
    expect(nextOf(said)?.words).toBe(leaveStagingPages);
    await site.operate(leaveStagingPages);
    site.exportEvidence();
    const stopped = await site.up(said, 'cutover');
    expect(nextOf(stopped)?.words).toBe(enableCommand);
    await site.operate(enableCommand);
    site.exportEvidence();
    expect((await site.up(stopped, 'complete')).properties).toMatchObject({ state: 'active', waitingFor: [] });
  });

  it.each([
    ['was stopped', [stopCommand]],
    ['is in staging mode', [stopCommand, enterStagingPages]],
  ])(
    'goes back from an environment that was complete where it %s, or on where somebody lets it export',
    async (_, words) => {
      site = await startSite();
      const active = (await obey(await begun(), 'cutover', site)).state;
      const complete = await site.up(active, 'complete');
      const phase = (to: 'complete' | 'cutover' | 'rollback') =>
        site.harness.inputs('Phase', to, { journal: site.harness.journalPath });
      const reached = { id: 'staging', inputs: phase('complete'), properties: phase('complete') };
      await site.harness.update('Phase', reached, reached.inputs);
      for (const one of words) await site.operate(one);
      site.exportEvidence();
      const nobody = /Nobody provisions: [\s\S]*The environment is complete[\s\S]*Set cutover:phase to rollback/;
      await expect(site.up(complete, 'complete')).rejects.toThrow(nobody);
      expect((await readStatus(site.harness.journalPath))?.parts.it).toMatchObject({
        state: 'refused',
        next: 'In Pulumi.staging.yaml, by a pull request: cutover:phase: rollback',
      });
      // The step that is said is one that the environment takes; cutover is none.
      expect(await site.harness.check('Phase', reached.properties, phase('cutover'))).toHaveLength(1);
      expect(await site.harness.check('Phase', reached.properties, phase('rollback'))).toEqual([]);
      expect((await obey(await site.up(complete, 'rollback'), 'rollback', site)).state.properties.state).toBe('off');
      for (const one of [leaveStagingPages, enableCommand]) await site.operate(one);
      site.exportEvidence();
      expect((await site.up(complete, 'complete')).properties).toMatchObject({ state: 'active', waitingFor: [] });
    },
  );

  it('is told in phase cutover whose last export never began', async () => {
    site = await startSite();
    const active = (await obey(await begun(), 'cutover', site)).state;
    const { runs, entraConnector: connector } = site.server.state;
    site.pass(60);
    const at = Math.max(...runs.map(({ endedAt }) => endedAt ?? 0)) + 30 * 60_000;
    runs.push({
      ...runs.at(-1),
      id: 'never',
      connector,
      profile: 'Export',
      startedAt: at,
      endedAt: at,
      result: 'no-start-connection',
    } as (typeof runs)[number]);
    site.exportEvidence();
    const failed = await site.up(active, 'cutover');
    expect(failed.properties).toMatchObject({ state: 'waiting', step: 'active', verification: 'passed' });
    expect(String(failed.properties.waitingFor)).toMatch(
      /The last export of SYNC01 ended at \S+ with no-start-connection/,
    );
    expect((await obey(failed, 'cutover', site)).state.properties).toMatchObject({ state: 'active', waitingFor: [] });
  });

  it('tells nobody to let it go on while the environment is held', async () => {
    site = await startSite();
    const active = (await obey(await begun(), 'cutover', site)).state;
    await site.operate(stopCommand);
    site.exportEvidence();
    site.harness.environment.CUTOVER_HOLD_FILE = site.folder;
    const held = await site.up(active, 'cutover');
    expect(held.properties).toMatchObject({ state: 'waiting', next: endOfHold });
    expect(held.properties.waitingFor).toEqual([expect.stringMatching(/^Nobody provisions: Okta is off, and SYNC01/)]);
    await expect(site.up(active, 'complete')).rejects.toThrow(/Nobody provisions/);
    delete site.harness.environment.CUTOVER_HOLD_FILE;
    expect(nextOf(await site.up(held, 'cutover'))?.words).toBe(enableCommand);
  });
});

const endOfHold = 'Where it lies: remove the file that CUTOVER_HOLD_FILE names';

describe('a server that is in staging mode again after its scheduler was cleared', () => {
  it.each([
    ['is stopped first', true],
    ['is reviewed from the start', false],
  ])('%s', async (_, isOn) => {
    site = await startSite();
    const told = (await obey(await begun(), 'cutover', site, enableCommand)).state;
    await site.operate(enterStagingPages);
    if (isOn) await site.operate(enableCommand);
    site.exportEvidence();
    const again = await site.up(told, 'cutover');
    expect(String(again.properties.next)).not.toContain(leaveStagingPages);
    if (isOn) expect(nextOf(again)?.words).toBe(stopCommand);
    else expect(again.properties.step).toBe('evidence');
    const { state, said } = await obey(again, 'cutover', site);
    expect(state.properties.state).toBe('active');
    expect(said.filter((words) => words.includes(leaveStagingPages))).toHaveLength(1);
  });
});

describe('complete', () => {
  const ended =
    (result: string) =>
    (items: Item[]): Item[] =>
      items.map((one) => (isExport(one) ? { ...one, Result: result } : one));

  it.each<[string, (items: Item[]) => Item[], RegExp, string | undefined]>([
    [
      'no scheduler is shown',
      (items) => items.slice(1),
      /No dated evidence shows the whole scheduler of SYNC01/,
      'Export-Connect',
    ],
    [
      'the last export had errors',
      ended('completed-export-errors'),
      /no list that is newer names the objects/,
      'PolicyType Delta',
    ],
    [
      'the last export broke off',
      ended('stopped-server-down'),
      /ended at \S+ with stopped-server-down/,
      'PolicyType Delta',
    ],
    [
      'the last export stopped at the threshold',
      ended('stopped-deletion-threshold-exceeded'),
      /more deletions waited than its threshold lets through/,
      stopCommand,
    ],
  ])('is refused where %s', async (_, change, reason, next) => {
    site = await startSite();
    const active = (await obey(await begun(), 'cutover', site)).state;
    await site.operate('Start-ADSyncSyncCycle -PolicyType Delta');
    site.exportEvidence();
    expect((await site.up(active, 'complete')).properties.state).toBe('active');
    changeStatus(change);
    await expect(site.up(active, 'complete')).rejects.toThrow(reason);
    expect((await readStatus(site.harness.journalPath))?.parts.it?.next).toContain(next);
  });
});

describe('a hold', () => {
  it.each([leaveStagingPages, enableCommand])(
    'comes before what was cleared, wherever that is said: %s',
    async (words) => {
      const told = await toldTo(words);
      expect(told.properties.next).toContain(words);
      site.harness.environment.CUTOVER_HOLD_FILE = site.folder;
      const before = site.harness.logs.length;
      const held = await site.up(told, 'cutover');
      const status = (await readStatus(site.harness.journalPath))?.parts.it;
      const heldText = expect.stringMatching(
        /^Held \(the hold file \S+ is there\): do nothing that lets the server export\./,
      );
      for (const said of [held.properties, status])
        expect(said).toMatchObject({
          state: said === status ? told.properties.step : 'waiting',
          waitingFor: [heldText],
          next: endOfHold,
        });
      const printed = site.harness.logs.slice(before).join('\n');
      for (const text of [printed, JSON.stringify(held.properties), JSON.stringify(status)]) {
        expect(text).not.toContain(leaveStagingPages);
        expect(text).not.toContain('SyncCycleEnabled $true');
      }
      expect(printed).toContain(`Next: ${endOfHold}`);
      delete site.harness.environment.CUTOVER_HOLD_FILE;
      expect(nextOf(await site.up(held, 'cutover'))?.words).toBe(words);
    },
  );
});

describe('a wave some of whose objects Entra refused', () => {
  it('is a go only when everybody else was exported', async () => {
    const waves = [
      { name: 'pilot', organizationalUnits: [pilotUnit] },
      { name: 'everybody', organizationalUnits: ['dc=corp,dc=example', 'dc=emea,dc=corp,dc=example'] },
    ];
    site = await startSite([pilotUnit]);
    site.declare({ waves, wave: 1 });
    const told = (await obey(await begun(), 'cutover', site, enableCommand)).state;
    const snapshot = () => JSON.parse(site.harness.organisation.snapshot());
    const before: Account[] = snapshot().graph.users;
    await site.operate(enableCommand);
    const now = snapshot();
    const [refused, other] = now.graph.users
      .filter(({ onPremisesDistinguishedName: dn }: Account) => /OU=Frontline/i.test(dn ?? ''))
      .map(({ id }: Account) => id);
    /** Nobody of these was exported. */
    const asBefore = (...ids: readonly string[]): void => {
      const users = now.graph.users.map((one: Account) =>
        ids.includes(one.id) ? before.find(({ id }) => id === one.id) : one,
      );
      site.harness.organisation.restore(JSON.stringify({ ...now, graph: { ...now.graph, users } }));
    };
    site.exportEvidence();
    changeStatus((items) => items.map((one) => (isExport(one) ? { ...one, Result: 'completed-export-errors' } : one)));
    const scenario = await assessScenario('scenarios/repaired-organisation');
    const accepted: Finding = {
      rule: 'export-error',
      severity: 'error',
      waived: true,
      found: 'AttributeValueMustBeUnique',
      consequence: '',
      remedy: '',
      subject: { objectType: 'user', entraObjectId: refused },
    };
    const { assessment } = scenario;
    site.harness.assessWith(async () => ({ ...scenario, assessment: { ...assessment, findings: [accepted] } }));
    asBefore(refused, other);
    const waits = await site.up(told, 'cutover');
    expect(waits.properties).toMatchObject({ state: 'waiting', step: 'firstCycle', reachedWave: 0 });
    expect(String(waits.properties.waitingFor)).toMatch(/1 object of this wave is as before/);
    asBefore(refused);
    expect((await site.up(told, 'cutover')).properties).toMatchObject({ state: 'active', reachedWave: 1 });
    expect(site.harness.logs.join('\n')).toMatch(/4 objects as staged[\s\S]*accepted by a waiver: 1 object\./);
  });
});

interface Account {
  readonly id: string;
  readonly onPremisesDistinguishedName: string | null;
}

describe('up to when the exports of a server are known', () => {
  it('outlives phase assess, in which it is not declared', async () => {
    site = await startSite();
    const active = (await obey(await begun(), 'cutover', site)).state;
    const off = (await obey(await site.up(active, 'rollback'), 'rollback', site)).state;
    const { exportsSince } = off.properties;
    await site.harness.remove('ConnectActivation', off);
    const kept = (await readEntries(site.harness.journalPath)).at(-1);
    expect(kept).toMatchObject({ operation: 'connect.exports.kept', target: 'SYNC01', after: { exportsSince } });
    for (const words of [stopCommand, leaveStagingPages]) await site.operate(words);
    await site.exportByHand();
    await site.operate(enterStagingPages);
    site.pass(8 * 24 * 60);
    await site.operate('Start-ADSyncSyncCycle -PolicyType Delta');
    site.exportEvidence();
    changeStatus((items) => items.slice(0, 4));
    const staged = await site.up(undefined, 'stage');
    expect(String(staged.properties.waitingFor)).toContain(`and its evidence before was of ${exportsSince}`);
    expect((await obey(staged, 'stage', site)).state.properties.state).toBe('unmanaged');
  });
});
