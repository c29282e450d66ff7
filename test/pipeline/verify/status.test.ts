import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { appendEntry, type Refusal, recordPart, recordPhase, recordRefusal } from '../../../src/audit/index.js';
import {
  cycleCommand,
  enableCommand,
  enterStagingPages,
  leaveStagingPages,
  stopCommand,
} from '../../../src/domain/connect-commands.js';
import type { Phase } from '../../../src/domain/phase.js';
import { statusOfStack } from '../../../src/pipeline/verify/status.js';
import { declareConnect, setConfiguration } from '../../../workshop/engine/stack-settings.js';
import { startOrganisation } from '../../../workshop/simulators/index.js';

const at = '2026-11-24T05:00:00.000Z';
const install =
  'On SYNC1, in the wizard of Microsoft Entra Connect: Identifying users > Choose a specific attribute > mS-DS-ConsistencyGuid > Next > Configure > clear “Start the synchronization process when configuration completes” > tick “Enable staging mode” > Install';

let folder: string;
const journal = () => join(folder, '.entra-cutover/embedded/audit.jsonl');
const stackFile = () => join(folder, 'Pulumi.staging.yaml');
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'entra-cutover-status-'));
  cpSync('Pulumi.staging.yaml', stackFile());
  declareConnect(stackFile(), { serverName: 'SYNC1', entraConnector: 'corp.onmicrosoft.com - AAD' });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const nextNow = async () => (await statusOfStack('staging', folder, {})).next;
async function reach(phase: Phase): Promise<void> {
  setConfiguration(stackFile(), 'phase', phase);
  await recordPhase(journal(), 'staging', phase, at);
}
function exportSomething(): void {
  mkdirSync(join(folder, '.entra-cutover/embedded/connect'), { recursive: true });
  for (const name of ['pending-exports.xml', 'pending-exports-directory-1.xml', 'sync-status.json'])
    writeFileSync(join(folder, '.entra-cutover/embedded/connect', name), '');
}

it('says the one thing to do next in each phase of the road of Entra Connect', async () => {
  expect(await nextNow()).toBe('Here: npm run pulumi -- up --stack staging');
  await reach('assess');
  expect(await nextNow()).toBe(install);
  exportSomething();
  expect(await nextNow()).toBe('In Pulumi.staging.yaml, by a pull request: cutover:phase: stage');
  await reach('stage');
  expect(await nextNow()).toBe('In Pulumi.staging.yaml, by a pull request: cutover:phase: cutover');
  setConfiguration(stackFile(), 'phase', 'cutover');
  expect(await nextNow()).toBe('Here: npm run pulumi -- up --stack staging');
  await reach('cutover');
  await recordPart(journal(), 'staging', 'entra-sync', { state: 'evidence', waitingFor: [], next: 'asked' }, at);
  expect(await nextNow()).toBe('asked');
  await recordPart(journal(), 'staging', 'entra-sync', { state: 'active', waitingFor: [] }, at);
  expect(await nextNow()).toBe('In Pulumi.staging.yaml, by a pull request: cutover:phase: complete');
  await reach('complete');
  expect(await nextNow()).toBeUndefined();
  await reach('rollback');
  expect(await nextNow()).toBe('In Pulumi.staging.yaml, by a pull request: cutover:phase: assess');
});

it('says while it is held how the hold ends, and nothing that lets the server export', async () => {
  await reach('cutover');
  const ask = (next: string) =>
    recordPart(journal(), 'staging', 'entra-sync', { state: 'waiting', waitingFor: ['it'], next }, at);
  const powerShell = 'On SYNC1, in Windows PowerShell as an administrator: ';
  const wizard = 'On SYNC1, in the wizard of Microsoft Entra Connect: ';
  const heldByFile = async () => (await statusOfStack('staging', folder, { CUTOVER_HOLD_FILE: folder })).next;
  const endOfFile = 'Where it lies: remove the file that CUTOVER_HOLD_FILE names';
  for (const forbidden of [
    `${wizard}${leaveStagingPages}`,
    `${powerShell}${enableCommand}`,
    `${powerShell}${cycleCommand}`,
  ]) {
    await ask(forbidden);
    expect(await nextNow()).toBe(forbidden);
    expect(await heldByFile()).toBe(endOfFile);
  }
  for (const allowed of [`${wizard}${enterStagingPages}`, `${powerShell}${stopCommand}`]) {
    await ask(allowed);
    expect(await heldByFile()).toBe(allowed);
  }
  await recordPart(journal(), 'staging', 'entra-sync', { state: 'active', waitingFor: [] }, at);
  expect(await heldByFile()).toBe(endOfFile);
  setConfiguration(stackFile(), 'hold', 'true');
  expect(await nextNow()).toBe('In Pulumi.staging.yaml, by a pull request: cutover:hold: false');
  await reach('rollback');
  expect(await nextNow()).toBe('In Pulumi.staging.yaml, by a pull request: cutover:phase: assess');
});

const enable = `On SYNC1, in Windows PowerShell as an administrator: ${enableCommand}`;
const due = 'Here: npm run pulumi -- up --stack staging';

it.each<[string, () => Promise<void> | void, string]>([
  ['another phase is declared', () => setConfiguration(stackFile(), 'phase', 'rollback'), due],
  [
    'an update was refused since',
    () =>
      recordPart(journal(), 'staging', 'okta-1', { state: 'refused', waitingFor: ['no'] }, '2026-11-24T06:00:00.000Z'),
    due,
  ],
  [
    'a refusal demands a stop',
    () =>
      recordPart(
        journal(),
        'staging',
        'a-part',
        { state: 'refused', waitingFor: ['no'], next: 'On SYNC1: stop' },
        '2026-11-24T06:00:00.000Z',
      ),
    'On SYNC1: stop',
  ],
  [
    'it is held',
    () => setConfiguration(stackFile(), 'hold', 'true'),
    'In Pulumi.staging.yaml, by a pull request: cutover:hold: false',
  ],
])('lets nobody export by what the last update cleared where %s', async (_, happens, next) => {
  await reach('cutover');
  const part = { state: 'enableScheduler', waitingFor: [`Cleared again: ${enableCommand}`, 'evidence'], next: enable };
  await recordPart(journal(), 'staging', 'entra-sync', part, at);
  expect(await nextNow()).toBe(enable);
  await happens();
  const status = await statusOfStack('staging', folder, {});
  expect(status.next).toBe(next);
  expect(JSON.stringify(status)).not.toContain('SyncCycleEnabled $true');
  expect(status.waitingFor).toContain('entra-sync: evidence');
});

it('shows what a check refused with what it says next, as long as its phase is declared', async () => {
  await reach('stage');
  await recordPart(journal(), 'staging', 'entra-sync', { state: 'unmanaged', waitingFor: [], next: enable }, at);
  setConfiguration(stackFile(), 'phase', 'cutover');
  const refusal: Refusal = {
    label: 'gate',
    phase: 'cutover',
    reasons: ['The assessment is blocked, so phase cutover is refused.'],
    next: 'Here: entra-cutover assess --stack staging',
    at: '2026-11-24T06:00:00.000Z',
  };
  await recordRefusal(journal(), 'staging', 'anchor-gate', refusal);
  const status = await statusOfStack('staging', folder, {});
  expect(status.waitingFor).toContain(`gate: ${refusal.reasons[0]}`);
  expect(status.parts).toMatchObject([{ label: 'gate', state: 'refused' }, { name: 'entra-sync' }]);
  expect(status.next).toBe(refusal.next);
  // A server that has to be stopped is first.
  const stop = `On SYNC1, in Windows PowerShell as an administrator: ${stopCommand}`;
  await recordPart(
    journal(),
    'staging',
    'entra-sync',
    { state: 'refused', phase: 'cutover', waitingFor: ['it'], next: stop },
    '2026-11-24T06:00:00.000Z',
  );
  expect(await nextNow()).toBe(stop);
  setConfiguration(stackFile(), 'phase', 'stage');
  const back = await statusOfStack('staging', folder, {});
  expect(JSON.stringify(back)).not.toContain('The assessment is blocked');
  expect(back.next).toBe(stop);
  await recordPart(
    journal(),
    'staging',
    'entra-sync',
    { state: 'refused', phase: 'cutover', waitingFor: ['it'], next: String(refusal.next) },
    '2026-11-24T06:00:00.000Z',
  );
  expect(await nextNow()).toBe(due);
  setConfiguration(stackFile(), 'phase', 'cutover');
  await recordRefusal(journal(), 'staging', 'anchor-gate', undefined);
  expect(JSON.stringify(await statusOfStack('staging', folder, {}))).not.toContain('The assessment is blocked');
});

it('shows a refusal of cloud sync with what it says next, too', async () => {
  cpSync('Pulumi.staging.yaml', stackFile());
  await reach('cutover');
  const next = 'In Pulumi.staging.yaml, by a pull request: cutover:phase: cutover';
  await recordRefusal(journal(), 'staging', 'phase', { phase: 'cutover', reasons: ['no'], next, at });
  expect(await nextNow()).toBe(next);
});

it('lets the server go on where a refusal is older than what was asked for', async () => {
  await reach('cutover');
  await recordPart(journal(), 'staging', 'okta-1', { state: 'refused', waitingFor: ['no'] }, at);
  const part = { state: 'enableScheduler', waitingFor: ['it'], next: enable };
  await recordPart(journal(), 'staging', 'entra-sync', part, '2026-11-24T06:00:00.000Z');
  expect(await nextNow()).toBe(enable);
});

it('lets nobody export while a part is refused, whatever else the same update did after it', async () => {
  await reach('cutover');
  const part = { state: 'leaveStaging', waitingFor: ['it'], next: `On SYNC1: ${leaveStagingPages}` };
  await recordPart(journal(), 'staging', 'entra-sync', part, at);
  await recordPart(
    journal(),
    'staging',
    'okta-1',
    { state: 'refused', waitingFor: ['403'] },
    '2026-11-24T06:00:00.000Z',
  );
  await recordPart(journal(), 'staging', 'okta-2', { state: 'off', waitingFor: [] }, '2026-11-24T06:01:00.000Z');
  expect(await nextNow()).toBe(due);
  // The next update has nothing to do at the app, which somebody has switched off, and asks for the same again.
  await recordPart(journal(), 'staging', 'entra-sync', part, '2026-11-24T07:00:00.000Z');
  expect(await nextNow()).toBe(part.next);
});

it('lets nobody export while Okta is on by hand, whatever the last update asked for', async () => {
  const organisation = await startOrganisation({ scenario: 'scenarios/repaired-organisation' });
  try {
    const { url, apiToken } = organisation.endpoints.okta;
    vi.stubEnv('ENTRA_CUTOVER_EMBEDDED_OKTA', url);
    vi.stubEnv('OKTA_API_TOKEN', apiToken);
    await reach('cutover');
    const part = { state: 'enableScheduler', waitingFor: ['it'], next: enable };
    await recordPart(journal(), 'staging', 'entra-sync', part, at);
    const status = await statusOfStack('staging', folder, {});
    expect(status.next).toBe(due);
    expect(status.waitingFor.join()).toMatch(/an update that switches Okta off: it provisions \(Microsoft Office 365/);
    for (const id of ['0oa1office365staging01', '0oa1office365staging02']) {
      const path = `${url}/api/v1/apps/${id}/connections/default/lifecycle/deactivate`;
      await fetch(path, { method: 'POST', headers: { authorization: `SSWS ${apiToken}` } });
    }
    expect(await nextNow()).toBe(enable);
  } finally {
    vi.unstubAllEnvs();
    await organisation.stop();
  }
});

it('says after a hold file is gone that an update is due, and moves nobody on from a refusal', async () => {
  await reach('cutover');
  const next = 'Where it lies: remove the file that CUTOVER_HOLD_FILE names';
  const waitingFor = ['Held (the hold file /x is there): do nothing that lets the server export.'];
  await recordPart(journal(), 'staging', 'entra-sync', { state: 'enableScheduler', waitingFor, next }, at);
  expect(await statusOfStack('staging', folder, {})).toMatchObject({
    next: due,
    waitingFor: expect.not.arrayContaining([expect.stringContaining('Held')]),
  });
  await recordPart(journal(), 'staging', 'entra-sync', { state: 'refused', waitingFor: ['no'] }, at);
  expect(await nextNow()).toBe(due);
});

it('says only what update is due where cloud sync takes over', async () => {
  cpSync('Pulumi.staging.yaml', stackFile());
  const before = await statusOfStack('staging', folder, {});
  expect(before.next).toBe('Here: npm run pulumi -- up --stack staging');
  expect(before.waitingFor).toContain('an update: phase assess is declared, none is reached');
  await reach('assess');
  expect((await statusOfStack('staging', folder, {})).waitingFor).toEqual([]);
  expect(await nextNow()).toBeUndefined();
});

it('calls each part what people call it, and tells the last write in words', async () => {
  const part = { label: 'Okta app Microsoft Office 365', state: 'refused', waitingFor: ['it is held'] };
  await recordPart(journal(), 'staging', 'environment-okta-0oa1', part, at);
  const written = { stack: 'staging', phase: 'cutover', operation: 'okta.connection.deactivate' } as const;
  await appendEntry(journal(), { ...written, at, target: 'Microsoft Office 365 (0oa1)', outcome: 'done' });
  const { parts, waitingFor, lastWrite } = await statusOfStack('staging', folder, {});
  expect(parts).toMatchObject([{ name: 'environment-okta-0oa1', label: part.label }]);
  expect(waitingFor).toContain('Okta app Microsoft Office 365: it is held');
  expect(lastWrite).toBe(
    '2026-11-24 05:00:00 UTC: switched off the provisioning connection of Microsoft Office 365 (0oa1)',
  );
});
