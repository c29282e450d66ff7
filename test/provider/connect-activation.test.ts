import { randomBytes, randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { appendEntry, readStatus } from '../../src/audit/index.js';
import type { SyncRun } from '../../src/domain/connect.js';
import type { EvidenceKind } from '../../src/domain/evidence.js';
import type { ConnectReading } from '../../src/pipeline/assess/connect-evidence.js';
import { record } from '../audit/record.js';
import {
  appIds,
  assessScenario,
  connectInputs,
  type Harness,
  type State,
  startHarness,
  switchOkta,
} from './harness.js';

// A loaded machine takes seconds to start two servers and a provider.
vi.setConfig({ testTimeout: 30_000 });

let harness: Harness;
afterEach(() => harness?.stop());

const kind = 'ConnectActivation';
const connector = 'corp.onmicrosoft.com - AAD';

interface Server {
  readonly staging: boolean;
  readonly scheduler: boolean;
  readonly runs?: readonly SyncRun[];
  readonly cycleRuns?: boolean;
  readonly anchor?: string;
  /** Null where no file shows it. */
  readonly threshold?: number | null;
  /** Minutes from now; the evidence of a moment ago when left out. */
  readonly minutes?: number;
}

/** What the exports of the server say, all of one time. */
function exported({ staging, scheduler, runs = [], cycleRuns = false, anchor, threshold, minutes = 0 }: Server): void {
  const readAt = new Date(Date.now() + minutes * 60_000).toISOString();
  const at = { origin: 'export', line: 1 };
  const of = <Item>(name: EvidenceKind, records: readonly Item[]) => [
    {
      source: {
        kind: name,
        origin: `${name}.json`,
        sha256: 'a'.repeat(64),
        records: records.length,
        rejected: 0,
        skipped: 0,
        readAt,
        fields: new Set<string>(),
        issues: [],
      },
      records,
    },
  ];
  const reading: ConnectReading = {
    problems: [],
    evidence: {
      pendingExports: of('pendingExports', []),
      disconnectors: of('disconnectors', []),
      exportErrors: of('exportErrors', []),
      syncStatus: of('syncStatus', [
        {
          at,
          scheduler: {
            stagingModeEnabled: staging,
            syncCycleEnabled: scheduler,
            schedulerSuspended: false,
            syncCycleInProgress: cycleRuns,
          },
          runs,
        },
      ]),
      connectConfig: of('connectConfig', [
        {
          at,
          sourceAnchorAttribute: anchor ?? 'mS-DS-ConsistencyGuid',
          ...(threshold !== null && { deletionThreshold: threshold ?? 10 }),
        },
      ]),
    },
  };
  harness.connectWith(async () => reading);
}

const soon = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();
const run = (profileName: string, result = 'success', minutes = 1): SyncRun => ({
  profileName,
  result,
  connectorName: connector,
  endedAt: soon(minutes),
});
const bothRead = (): SyncRun[] => [run('Full Import'), run('Delta Synchronization')];
/** A minute after the test began: on a loaded machine the file takes longer than that. */
let readAgain = bothRead();

async function switchApps(lifecycle: 'activate' | 'deactivate'): Promise<void> {
  for (const id of appIds) await switchOkta(harness, id, lifecycle);
}

/** A synchronized account more in the tenant. */
async function addAccount(userPrincipalName: string, createdDateTime: string): Promise<void> {
  const state = JSON.parse(harness.organisation.snapshot());
  const [first] = state.graph.users.filter((user: { onPremisesImmutableId: unknown }) => user.onPremisesImmutableId);
  const own = { id: randomUUID(), onPremisesImmutableId: randomBytes(16).toString('base64'), proxyAddresses: [] };
  state.graph.users.push({ ...first, ...own, userPrincipalName, mail: null, createdDateTime });
  harness.organisation.restore(JSON.stringify(state));
}

/** By how much the provider's clock is ahead. */
let hoursLater = 0;
afterEach(() => {
  hoursLater = 0;
});

async function staged(): Promise<State> {
  readAgain = bothRead();
  harness = await startHarness('repaired-organisation', {}, () => ({
    now: () => new Date(Date.now() + hoursLater * 3_600_000),
  }));
  harness.assessWith(async () => ({
    ...(await assessScenario('scenarios/repaired-organisation')),
    entraReadAt: [soon(60)],
  }));
  exported({ staging: true, scheduler: false });
  return harness.create(kind, harness.inputs(kind, 'stage'));
}

const up = (state: State, phase: 'cutover' | 'complete' | 'rollback' | 'stage' = 'cutover'): Promise<State> =>
  harness.update(kind, state, harness.inputs(kind, phase));

/** What the journal tells besides the evidence that was seen. */
async function journaled(): Promise<readonly string[]> {
  const operations = (await harness.journal()).map(({ operation }) => operation);
  return operations.filter((operation) => operation !== 'connect.evidence.seen');
}

/** Up to the step at which the operator may enable the scheduler. */
async function cleared(): Promise<State> {
  const stage = await staged();
  await switchApps('deactivate');
  const first = await up(stage);
  exported({ staging: true, scheduler: false, runs: readAgain, minutes: 1 });
  const second = await up(first);
  exported({ staging: false, scheduler: false, runs: readAgain, minutes: 2 });
  return up(second);
}

describe('an Entra Connect server before the cutover', () => {
  it.each([
    ['off', { scheduler: false, runs: readAgain }],
    ['off, and synchronized less than 7 days ago', { scheduler: false, runs: [run('Delta Sync', 'success', -9_000)] }],
    ['on: in staging mode it exports nothing', { scheduler: true, runs: [run('Delta Sync', 'success', -11_000)] }],
  ])('is ready in staging mode with the same anchor, a low threshold and its scheduler %s', async (_, server) => {
    await staged();
    exported({ staging: true, ...server });
    const state = await harness.create(kind, harness.inputs(kind, 'stage'));
    expect(state.properties).toMatchObject({ state: 'unmanaged', waitingFor: [] });
    expect((await harness.diff(kind, state, harness.inputs(kind, 'stage'))).changed).toEqual([]);
  });

  it('asks for staging mode first where a synchronization is overdue: out of it, a cycle exports', async () => {
    const ready = await staged();
    exported({ staging: false, scheduler: false, runs: [run('Delta Sync', 'success', -11_000)] });
    const { properties } = await up(ready, 'stage');
    expect(String(properties.waitingFor)).toMatch(/not in staging mode/);
    expect(String(properties.waitingFor)).not.toMatch(/SyncCycleEnabled \$true|Start-ADSyncSyncCycle/);
  });

  it.each([
    [{ staging: false, scheduler: false }, /not in staging mode/],
    [
      { staging: true, scheduler: false, runs: [run('Delta Sync', 'success', -11_000)] },
      /more than 7 days before its evidence, and its scheduler is off[\s\S]*PolicyType Delta/,
    ],
    [{ staging: true, scheduler: false, anchor: 'objectGUID' }, /source anchor of SYNC01 is objectGUID/],
    [{ staging: true, scheduler: false, threshold: 500 }, /stops an export at 500 deletions, expected 10/],
    [{ staging: true, scheduler: false, threshold: 0 }, /stops an export at no number of deletions/],
    [{ staging: true, scheduler: false, threshold: null }, /No evidence shows at how many deletions SYNC\S* stops/],
  ])('waits, visibly, while %j', async (server, reason) => {
    const ready = await staged();
    exported(server);
    const state = await up(ready, 'stage');
    expect(state.properties.state).toBe('waiting');
    expect(String(state.properties.waitingFor)).toMatch(reason);
    expect((await harness.diff(kind, state, harness.inputs(kind, 'stage'))).changed).toEqual(['state']);
  });
});

describe('the cutover to an Entra Connect server', () => {
  it('is taken step by step, each cleared and told, and verified by newer evidence', async () => {
    const enabled = await cleared();
    expect(enabled.properties).toMatchObject({ state: 'waiting', step: 'enableScheduler' });
    expect(String(enabled.properties.waitingFor)).toMatch(
      /SyncCycleEnabled \$true[\s\S]*Keep at hand: Stop-ADSyncSyncCycle; Set-ADSync/,
    );
    await expect(up(enabled, 'complete')).rejects.toThrow(/not verified yet/);
    exported({ staging: false, scheduler: true, runs: [...readAgain, run('Export', 'success', 3)], minutes: 3 });
    const active = await up(enabled);
    expect(active.properties).toMatchObject({ state: 'active', verification: 'passed', waitingFor: [] });
    expect((await harness.diff(kind, active, harness.inputs(kind, 'cutover'))).changed).toEqual([]);
    expect((await up(active, 'complete')).properties.state).toBe('active');
    expect(await journaled()).toEqual([
      'connect.leaveStaging.cleared',
      'connect.enableScheduler.cleared',
      'connect.verified',
    ]);
    expect(harness.writes().filter((line) => !line.includes('/lifecycle/'))).toEqual([]);
  });

  it('is cleared again where its scheduler was left off for weeks, and kept again where it did not export', async () => {
    const kept = () => harness.logs.filter((line) => line.includes('Kept before the first write')).length;
    const clearedTimes = async () =>
      (await harness.journal()).filter(({ operation }) => operation === 'connect.enableScheduler.cleared').length;
    const off = { staging: false, scheduler: false, runs: readAgain };
    const enabled = await cleared();
    expect([kept(), await clearedTimes()]).toEqual([1, 1]);
    hoursLater = 11;
    exported({ ...off, minutes: 11 * 60 });
    const soonAgain = await up(enabled);
    expect([soonAgain.properties.step, kept(), await clearedTimes()]).toEqual(['enableScheduler', 1, 1]);
    hoursLater = 21 * 24;
    const late = await up(enabled);
    expect(String(late.properties.waitingFor)).toMatch(
      /more than 12 hours ago, and was never switched on\. Leave it off/,
    );
    expect([late.properties.step, kept(), await clearedTimes()]).toEqual(['enableScheduler', 1, 1]);
    harness.assessWith(async () => ({
      ...(await assessScenario('scenarios/repaired-organisation')),
      entraReadAt: [soon(hoursLater * 60 + 60)],
    }));
    const shownOff = { minutes: hoursLater * 60 - 10 };
    exported({ ...off, ...shownOff });
    const again = await up(late);
    expect(again.properties).toMatchObject({ state: 'waiting', step: 'enableScheduler' });
    expect(String(again.properties.waitingFor)).toMatch(/^Cleared again[\s\S]*within 12 hours: Set-ADSync/);
    expect([kept(), await clearedTimes()]).toEqual([2, 2]);
    await up(again);
    expect([kept(), await clearedTimes()]).toEqual([2, 2]);
    exported({ ...off, runs: [...readAgain, run('Export', 'success', 3)], ...shownOff });
    expect((await up(late)).properties.step).toBe('enableScheduler');
    expect([kept(), await clearedTimes()]).toEqual([2, 3]);
  });

  it('is refused while a job that this stack switched on may still run', async () => {
    const stage = await staged();
    await switchApps('deactivate');
    await appendEntry(harness.journalPath, {
      ...record('/servicePrincipals/one/synchronization/jobs/a'),
      operation: 'entra.synchronization.start',
      after: { scheduleState: 'Active' },
    });
    await expect(up(stage)).rejects.toThrow(/servicePrincipals.one.* on before/);
  });

  it('waits for evidence that is newer than Okta’s end, with a full import and a synchronization of that time', async () => {
    const stage = await staged();
    await expect(up(stage)).rejects.toThrow(/while Okta provisions/);
    await switchApps('deactivate');
    const first = await up(stage);
    expect(first.properties).toMatchObject({ state: 'waiting', step: 'evidence' });
    expect(harness.logs.join('\n')).toMatch(/Waiting: Okta is off\. From now on the scheduler of SYNC01/);
    expect((await readStatus(harness.journalPath))?.parts.it?.waitingFor).toHaveLength(1);
    exported({ staging: true, scheduler: false, minutes: 1 });
    expect((await up(first)).properties.step).toBe('evidence');
    exported({ staging: true, scheduler: false, runs: [run('Full Import')], minutes: 1 });
    const still = await up(first);
    expect(still.properties).toEqual({ ...first.properties, evidenceSeen: expect.anything() });
    expect(await journaled()).toEqual([]);
  });

  it('is refused by the second gate; both stay off', async () => {
    const stage = await staged();
    await switchApps('deactivate');
    const first = await up(stage);
    exported({ staging: true, scheduler: false, runs: readAgain, minutes: 1 });
    harness.assessWith(() => assessScenario('scenarios/mismatching-organisation'));
    await expect(up(first)).rejects.toThrow(/Refused to activate-entra-sync: the assessment is blocked/);
    expect(await journaled()).toEqual([]);
  });

  it('demands the stop command when the server exports before anybody was told to let it', async () => {
    const stage = await staged();
    await switchApps('deactivate');
    const first = await up(stage);
    exported({ staging: false, scheduler: true, minutes: 1 });
    await expect(up(first)).rejects.toThrow(/nobody was told to start it[\s\S]*SyncCycleEnabled \$false/);
  });

  it.each([
    ['with the scheduler on', { staging: true, scheduler: true, runs: readAgain }],
    ['in the middle of a cycle', { staging: true, scheduler: false, cycleRuns: true, runs: readAgain }],
    [
      'while a run has not ended',
      { staging: true, scheduler: false, runs: [...readAgain, run('Export', 'in-progress')] },
    ],
    ['out of staging mode', { staging: false, scheduler: false, runs: readAgain }],
    [
      'after an import that broke off',
      {
        staging: true,
        scheduler: false,
        runs: [run('Full Import', 'completed-discovery-errors'), run('Delta Synchronization')],
      },
    ],
  ])('clears nothing %s', async (_, server) => {
    const stage = await staged();
    await switchApps('deactivate');
    const first = await up(stage);
    exported({ ...server, minutes: 1 });
    const still = await up(first);
    expect(still.properties).toMatchObject({ state: 'waiting', step: 'evidence' });
    expect(String(still.properties.waitingFor)).toMatch(/scheduler of SYNC01 must be off[\s\S]*Stop-ADSyncSyncCycle;/);
    expect(await journaled()).toEqual([]);
  });

  it('takes runs that found nothing, or name their errors, for runs', async () => {
    const stage = await staged();
    await switchApps('deactivate');
    const first = await up(stage);
    const runs = [run('Full Import', 'completed-no-objects'), run('Delta Synchronization', 'completed-sync-errors')];
    exported({ staging: true, scheduler: false, runs, minutes: 1 });
    expect((await up(first)).properties.step).toBe('leaveStaging');
  });

  it.each([
    [[], /no export of it has begun yet/],
    [
      [run('Export', 'in-progress', 3)],
      /has not ended. That is not a failure[\s\S]*may take hours[\s\S]*Get-ADSyncConnectorRunStatus/,
    ],
    [
      [run('Export', 'stopped-server', 3)],
      /with stopped-server: it did not send everything[\s\S]*the next cycle sends the rest/,
    ],
    [[run('Export', 'no-start-connection', 3)], /with no-start-connection/],
    [[run('Export', 'completed-export-errors', 3)], /no list that is newer names the objects/],
    [[run('Export', 'success', 3), run('Export', 'stopped-user-termination', 4)], /with stopped-user-termination/],
  ])('waits for the export to end, whatever %j says, and says what to look at', async (exports, reason) => {
    const enabled = await cleared();
    exported({ staging: false, scheduler: true, runs: [...readAgain, ...exports], minutes: 5 });
    const state = await up(enabled);
    expect(state.properties).toMatchObject({ state: 'waiting', step: 'firstCycle' });
    expect(String(state.properties.waitingFor)).toMatch(reason);
    expect(String(state.properties.waitingFor)).toMatch(/Stop-ADSyncSyncCycle; Set-ADSyncScheduler|csexport/);
  });

  it('judges an export with errors by its objects: refused ones are named and waited for, accepted ones are not', async () => {
    const enabled = await cleared();
    const errors = [run('Export', 'completed-export-errors', 3)];
    exported({ staging: false, scheduler: true, runs: [...readAgain, ...errors], minutes: 4 });
    const scenario = await assessScenario('scenarios/repaired-organisation');
    const refused = (waived: boolean) => async () => ({
      ...scenario,
      assessment: {
        ...scenario.assessment,
        findings: [
          {
            ...{ rule: 'export-error', severity: 'error' as const, waived, found: 'AttributeValueMustBeUnique' },
            ...{ consequence: '', remedy: 'Fix it.' },
            subject: { objectType: 'user' as const, userPrincipalName: 'anna.berg@corp.example' },
          },
        ],
      },
    });
    harness.assessWith(refused(false));
    const waiting = await up(enabled);
    expect(waiting.properties).toMatchObject({ state: 'waiting', step: 'firstCycle' });
    expect(String(waiting.properties.waitingFor)).toMatch(/Entra refused 1 object of the last export/);
    expect(String(waiting.properties.waitingFor)).not.toMatch(/anna/);
    expect(harness.logs.join('\n')).toMatch(
      /anna\.berg@corp\.example: export-error\. found AttributeValueMustBeUnique/,
    );
    harness.assessWith(refused(true));
    expect((await up(waiting)).properties).toMatchObject({ state: 'active', verification: 'passed' });
  });

  it('goes on with an export that found nothing to send', async () => {
    const enabled = await cleared();
    exported({ staging: false, scheduler: true, runs: [run('Export', 'completed-no-objects', 3)], minutes: 3 });
    expect((await up(enabled)).properties.state).toBe('active');
  });

  it('demands the stop command when the threshold stops an export or people are not as they were', async () => {
    const enabled = await cleared();
    const stopped = run('Export', 'stopped-deletion-threshold-exceeded', 3);
    exported({ staging: false, scheduler: true, runs: [stopped], minutes: 3 });
    await expect(up(enabled)).rejects.toThrow(
      /stopped its export \(stopped-deletion-threshold-exceeded\)[\s\S]*nothing was exported\. Stop it now: Stop-ADSyncSyncCycle;/,
    );
    await harness.organisation.replacePeople('scenarios/mismatching-organisation');
    exported({ staging: false, scheduler: true, runs: [run('Export', 'success', 3)], minutes: 3 });
    await expect(up(enabled)).rejects.toThrow(
      /SYNC01: the first verification failed[\s\S]*priya\.raman@corp\.example: the ImmutableID is[\s\S]*Stop SYNC01 now/,
    );
  });

  it('looks at the people where somebody exported by hand before it was cleared', async () => {
    const stage = await staged();
    await switchApps('deactivate');
    const first = await up(stage);
    exported({ staging: true, scheduler: false, runs: readAgain, minutes: 1 });
    const second = await up(first);
    const byHand = { staging: false, scheduler: false, runs: [...readAgain, run('Export', 'success', 2)], minutes: 3 };
    exported(byHand);
    expect((await up(second)).properties.step).toBe('enableScheduler');
    await harness.organisation.replacePeople('scenarios/mismatching-organisation');
    exported(byHand);
    await expect(up(second)).rejects.toThrow(/the first verification failed[\s\S]*Stop SYNC01 now/);
  });

  it('tells nobody to switch anything while there is a hold', async () => {
    const stage = await staged();
    await switchApps('deactivate');
    const first = await up(stage);
    exported({ staging: true, scheduler: false, runs: readAgain, minutes: 1 });
    const held = harness.inputs(kind, 'cutover', { hold: true });
    await expect(harness.update(kind, first, held)).rejects.toThrow(/cutover:hold/);
  });
});

describe('the approved budget of the first export', () => {
  const budget = { adds: 1, updates: { onPremisesObjectIdentifier: 12, displayName: 3 }, deletes: 0 };
  const counts = (change: Partial<SyncRun['exported']> = {}) => ({
    exported: { ...{ adds: 1, updates: 15, deletes: 0, recreations: 0 }, ...change },
  });
  // The runs reach back to before Okta was off.
  const earlier = run('Delta Import', 'success', -5);
  const judgedBy = (assessment: State['inputs']) => {
    const inputs = harness.inputs(kind, 'cutover');
    return { ...inputs, assessment: { ...(inputs.assessment as object), ...assessment } };
  };
  const exportedWith = async (runs: readonly SyncRun[], given: State['inputs'] = { budget }): Promise<State> => {
    const enabled = await cleared();
    exported({ staging: false, scheduler: true, runs: [earlier, ...readAgain, ...runs], minutes: 5 });
    return harness.update(kind, enabled, judgedBy(given));
  };

  it.each([
    ['one export within it', [{ ...run('Export', 'success', 3), ...counts() }]],
    [
      'two within it',
      [
        { ...run('Export', 'success', 3), ...counts({ adds: 0 }) },
        { ...run('Export', 'success', 4), ...counts({ updates: 0 }) },
      ],
    ],
    ['one that sent nothing', [{ ...run('Export', 'completed-no-objects', 3), ...counts({ adds: 0, updates: 0 }) }]],
  ])('lets pass %s', async (_, runs) => {
    expect((await exportedWith(runs)).properties).toMatchObject({ state: 'active', verification: 'passed' });
  });

  it('is not asked for where the stack declares none', async () => {
    const runs = [{ ...run('Export', 'success', 3), ...counts({ adds: 99 }) }];
    expect((await exportedWith(runs, {})).properties.state).toBe('active');
  });

  it.each([
    ['adds', [counts({ adds: 2 })], /its runs counted 2 adds, expected at most 1/],
    ['updates', [counts({ updates: 16 })], /its runs counted 16 updates, expected at most 15/],
    ['deletes', [counts({ deletes: 1 })], /its runs counted 1 deletes, expected at most 0/],
    ['recreations', [counts({ recreations: 1 })], /counted 2 adds, expected at most 1; its runs counted 1 deletes/],
    ['the sum of several', [counts(), counts({ updates: 0 })], /its runs counted 2 adds/],
  ])('stops an export that exceeds it: %s', async (_, each, reason) => {
    const runs = each.map((one, index) => ({ ...run('Export', 'success', 3 + index), ...one }));
    const failed = exportedWith(runs);
    await expect(failed).rejects.toThrow(reason);
    await expect(failed).rejects.toThrow(/more than cutover:budget approves[\s\S]*Stop it now: Stop-ADSyncSyncCycle;/);
  });

  it('stops an export while it still runs', async () => {
    const runs = [{ ...run('Export', 'in-progress', 3), ...counts({ adds: 2 }) }];
    await expect(exportedWith(runs)).rejects.toThrow(/its runs counted 2 adds/);
  });

  it('waits where the run does not say what it exported', async () => {
    const state = await exportedWith([run('Export', 'success', 3)]);
    expect(state.properties).toMatchObject({ state: 'waiting', step: 'firstCycle' });
    expect(String(state.properties.waitingFor)).toMatch(/does not show how much[\s\S]*-RunStepDetails/);
  });

  it('stops where Entra has more accounts than were approved, whatever the run counted', async () => {
    const enabled = await cleared();
    const runs = [earlier, ...readAgain, { ...run('Export', 'success', 3), ...counts({ adds: 0 }) }];
    exported({ staging: false, scheduler: true, runs, minutes: 5 });
    const none = { budget: { ...budget, adds: 0 } };
    await addAccount('created.before@corp.example', soon(-60));
    expect((await harness.update(kind, enabled, judgedBy(none))).properties.state).toBe('active');
    await addAccount('created.since@corp.example', soon(1));
    await expect(harness.update(kind, enabled, judgedBy(none))).rejects.toThrow(
      /Entra shows 1 adds, expected at most 0/,
    );
  });
});

describe('a rollback from an Entra Connect server', () => {
  /** Okta as the stack knows it during the cutover. */
  async function oktaOff(): Promise<{ server: State; okta: State }> {
    const server = await cleared();
    await switchApps('activate');
    const inputs = (phase: 'assess' | 'stage' | 'cutover') => oktaInputs(phase);
    const found = await harness.create('OktaProvisioning', inputs('assess'));
    const looked = await harness.update('OktaProvisioning', found, inputs('stage'));
    return { server, okta: await harness.update('OktaProvisioning', looked, inputs('cutover')) };
  }

  function oktaInputs(phase: 'assess' | 'stage' | 'cutover' | 'rollback'): State['inputs'] {
    const { servicePrincipalId: _, ...inputs } = harness.inputs('OktaProvisioning', phase);
    return { ...inputs, assessment: { ...(inputs.assessment as object), connect: connectInputs } };
  }

  it('keeps Okta off until newer evidence shows the server as off, whatever older evidence said', async () => {
    const { server, okta } = await oktaOff();
    const before = harness.writes().length;
    const stopping = await up(server, 'rollback');
    expect(stopping.properties).toMatchObject({ state: 'waiting', step: 'stopping' });
    const waits = await harness.update('OktaProvisioning', okta, oktaInputs('rollback'));
    expect((await harness.diff('OktaProvisioning', waits, oktaInputs('rollback'))).changed).toEqual(['provisioning']);
    await expect(harness.update('OktaProvisioning', waits, oktaInputs('assess'))).rejects.toThrow(/not on again/);
    exported({ staging: false, scheduler: true, minutes: 5 });
    const still = await harness.update('OktaProvisioning', waits, oktaInputs('rollback'));
    expect(still.properties.connectionStatus).toBe('DISABLED');
    expect(harness.writes()).toHaveLength(before);

    // What still runs may still export.
    exported({ staging: true, scheduler: false, cycleRuns: true, minutes: 5 });
    expect((await up(stopping, 'rollback')).properties.state).toBe('waiting');
    exported({ staging: true, scheduler: false, runs: [run('Export', 'in-progress', 5)], minutes: 5 });
    expect((await up(stopping, 'rollback')).properties.state).toBe('waiting');
    // A server that was only stopped exports what somebody runs by hand; a scheduler alone tells nothing of such a run.
    const done = [run('Export', 'success', 5)];
    for (const unsaid of [
      { staging: false, scheduler: false, runs: done, minutes: 5 },
      { staging: true, scheduler: false, runs: [], minutes: 5 },
      { staging: true, scheduler: false, runs: done, minutes: 60 },
    ]) {
      exported(unsaid);
      expect((await up(stopping, 'rollback')).properties.state).toBe('waiting');
      const off = await harness.update('OktaProvisioning', still, oktaInputs('rollback'));
      expect(off.properties.connectionStatus).toBe('DISABLED');
    }
    exported({ staging: true, scheduler: false, runs: done, minutes: 5 });
    // The export was cleared, and nobody judged it.
    const off = await up(stopping, 'rollback');
    expect(off.properties.step).toBe('off');
    expect(String(off.properties.waitingFor)).toMatch(/SYNC01 exported at \S+ \(success\), and nobody has reviewed/);
    const on = await harness.update('OktaProvisioning', still, oktaInputs('rollback'));
    expect(on.properties).toMatchObject({ connectionStatus: 'ENABLED', waitingSince: null });
    expect((await harness.diff('OktaProvisioning', on, oktaInputs('rollback'))).changed).toEqual([]);
  });
});
