import { afterEach, describe, expect, it, vi } from 'vitest';
import { readStatus } from '../../src/audit/index.js';
import {
  closeWizardWords,
  enableCommand,
  enterStagingPages,
  initialCommand,
  inStagingOnly,
  leaveStagingPages,
  stopCommand,
} from '../../src/domain/connect-commands.js';
import { nextAtServer, placedWords } from '../../src/domain/connect-next.js';
import { type ConnectSite, nextOf, obey, startSite } from './connect-site.js';
import { connectInputs, type State } from './harness.js';

vi.setConfig({ testTimeout: 30_000 });

let site: ConnectSite;
afterEach(() => site?.stop());

const powerShell = 'On SYNC01, in Windows PowerShell as an administrator';
const wizard = 'On SYNC01, in the wizard of Microsoft Entra Connect';

describe('an operator who does only what is said', () => {
  it('gets from the installation to the verified export, and from there back to staging', async () => {
    site = await startSite();
    // In staging mode the scheduler may stay on.
    site.server.setScheduler({ syncCycleEnabled: true });
    const staged = await obey(await site.up(undefined, 'stage'), 'stage', site);
    expect(staged.said).toEqual([`${powerShell}: Enable-ADSyncExportDeletionThreshold -DeletionThreshold 10`]);
    expect(staged.state.properties).toMatchObject({ state: 'unmanaged', next: null });

    await site.switchOktaOff();
    const done = await obey(await site.up(staged.state, 'cutover'), 'cutover', site);
    expect(done.said).toEqual([
      `${powerShell}: Stop-ADSyncSyncCycle; Set-ADSyncScheduler -SyncCycleEnabled $false`,
      `${powerShell}: if ((Get-ADSyncScheduler).StagingModeEnabled) { Invoke-ADSyncRunProfile -ConnectorName 'corp.onmicrosoft.com - AAD' -RunProfileName 'Full Import'; Start-ADSyncSyncCycle -PolicyType Delta }`,
      `${wizard}: Configure > Configure staging mode > Next > sign in > clear “Enable staging mode” > Next > clear “Start the synchronization process when configuration completes” > Configure`,
      `${powerShell}: Set-ADSyncScheduler -SyncCycleEnabled $true; Start-ADSyncSyncCycle -PolicyType Delta`,
    ]);
    expect(done.state.properties).toMatchObject({ state: 'active', verification: 'passed', next: null });
    // What was there is kept once, before anybody is told to leave staging mode.
    expect(site.harness.logs.filter((line) => line.includes('Kept before the first write, sealed'))).toHaveLength(1);

    const back = await obey(await site.up(done.state, 'rollback'), 'rollback', site);
    expect(back.said).toEqual([
      `${powerShell}: Stop-ADSyncSyncCycle; Set-ADSyncScheduler -SyncCycleEnabled $false`,
      `${wizard}: Configure > Configure staging mode > Next > sign in > tick “Enable staging mode” > Next > clear “Start the synchronization process when configuration completes” > Configure`,
    ]);
    expect(back.state.properties.state).toBe('off');
    expect(site.harness.organisation.violations()).toEqual([]);
  });

  it('is told what to do by new evidence alone, once nothing is waited for', async () => {
    site = await startSite();
    const staged = (await obey(await site.up(undefined, 'stage'), 'stage', site)).state;
    await site.operate(stopCommand);
    await site.operate(leaveStagingPages);
    site.exportEvidence();
    const left = await site.up(staged, 'stage');
    expect(String(left.properties.waitingFor)).toContain('is not in staging mode while Okta provisions');
    const back = (await obey(left, 'stage', site)).state;
    await site.switchOktaOff();
    const done = (await obey(await site.up(back, 'cutover'), 'cutover', site)).state;
    expect(done.properties.state).toBe('active');
    expect(await site.up(done, 'cutover')).toBe(done);
    for (const words of [stopCommand, enterStagingPages]) await site.operate(words);
    site.exportEvidence();
    const stopped = await site.up(done, 'cutover');
    expect(String(stopped.properties.waitingFor)).toContain('Nobody provisions');
    const off = (await obey(await site.up(stopped, 'rollback'), 'rollback', site)).state;
    expect(off.properties.state).toBe('off');
    expect(await site.up(off, 'rollback')).toBe(off);
    await site.operate(leaveStagingPages);
    site.exportEvidence();
    expect(nextOf(await site.up(off, 'rollback'))?.words).toBe(enterStagingPages);
  });

  it('is told to close the wizard, which keeps the scheduler from running', async () => {
    site = await startSite();
    const staged = (await obey(await site.up(undefined, 'stage'), 'stage', site)).state;
    await site.switchOktaOff();
    const told = (await obey(await site.up(staged, 'cutover'), 'cutover', site, enableCommand)).state;
    await site.operate(enableCommand);
    site.server.openWizard();
    site.exportEvidence();
    const close = `On SYNC01: ${closeWizardWords}`;
    const suspended = await site.up(told, 'cutover');
    expect(suspended.properties).toMatchObject({ step: 'enableScheduler', state: 'waiting', next: close });
    site.server.finishWizard({}, { startSynchronization: true });
    await site.settle(site.server);
    site.exportEvidence();
    const done = await site.up(suspended, 'cutover');
    expect(done.properties.state).toBe('active');
    site.server.openWizard();
    site.exportEvidence();
    const stopped = await site.up(done, 'cutover');
    expect(stopped.properties).toMatchObject({ state: 'waiting', next: close });
    await expect(site.up(stopped, 'complete')).rejects.toThrow(/Nobody provisions/);
    site.server.finishWizard({}, { startSynchronization: true });
    await site.settle(site.server);

    // What it exported by right until the demand is not named, and what it exported after it is.
    const asked = await site.up(done, 'rollback');
    await site.operate(stopCommand);
    await site.exportByHand();
    await site.operate(enterStagingPages);
    site.exportEvidence();
    const off = await site.up(asked, 'rollback');
    expect(off.properties.step).toBe('off');
    expect(off.properties.waitingFor).toEqual([expect.stringMatching(/SYNC01 exported at .*nobody has reviewed/)]);
    expect((await site.up(off, 'rollback')).properties.waitingFor).toEqual([]);
  });

  it('runs nothing by words that read again where staging mode was left unseen', async () => {
    site = await startSite();
    for (const words of [stopCommand, leaveStagingPages]) await site.operate(words);
    const before = site.server.state.runs.length;
    for (const say of [nextAtServer.readAgain, nextAtServer.initial, nextAtServer.cycleInStaging])
      await site.operate(placedWords(say({ serverName: 'SYNC01', connectorName: 'corp.onmicrosoft.com - AAD' })).words);
    expect(site.server.state.runs).toHaveLength(before);
    await site.operate(enterStagingPages);
    await site.operate(inStagingOnly(initialCommand));
    expect(site.server.state.runs.length).toBeGreaterThan(before);
  });

  it('finds the tenant kept again where the server was left for a day before it may export', async () => {
    site = await startSite();
    const kept = () => site.harness.logs.filter((line) => line.includes('Kept before the first write')).length;
    const staged = await site.up(undefined, 'stage');
    await site.switchOktaOff();
    let now = await site.up(staged, 'cutover');
    for (let count = 0; count < 9 && nextOf(now) !== undefined; count += 1) {
      const { words, where } = nextOf(now) ?? {};
      if (where === wizard && kept() === 1) site.pass(20 * 60);
      await site.operate(words ?? '');
      site.exportEvidence();
      now = await site.up(now, 'cutover');
    }
    expect(now.properties.state).toBe('active');
    // Once more before the scheduler is cleared, and not after an export.
    expect(kept()).toBe(2);
  });

  it('is told to stop at once where an update is refused for what the server does', async () => {
    site = await startSite();
    const staged = await site.up(undefined, 'stage');
    await site.switchOktaOff();
    const first = await site.up(staged, 'cutover');
    site.server.openWizard();
    site.server.finishWizard({ stagingMode: false }, { startSynchronization: true });
    site.exportEvidence();
    await expect(site.up(first, 'cutover')).rejects.toThrow(/nobody was told to start it/);
    expect((await readStatus(site.harness.journalPath))?.parts.it).toMatchObject({
      state: 'refused',
      next: `${powerShell}: Stop-ADSyncSyncCycle; Set-ADSyncScheduler -SyncCycleEnabled $false`,
    });
  });

  it('is told by the gate to stop a server that exports while Okta provisions', async () => {
    site = await startSite();
    for (const words of [stopCommand, leaveStagingPages, enableCommand]) await site.operate(words);
    site.exportEvidence();
    const inputs = site.harness.inputs('AnchorGate', 'stage');
    const assessment = { ...(inputs.assessment as object), connect: connectInputs };
    await site.harness.check('AnchorGate', {}, { ...inputs, assessment } as State['inputs']);
    const said = () => site.harness.logs.filter((line) => line.includes('two-writers')).join('\n');
    const stopIt = `No update can stop the server. Stop it (${stopCommand}), then switch staging mode on`;
    // The engine gets messages apart from answers.
    await vi.waitFor(() => expect(said()).toContain(stopIt));
    expect(said()).not.toContain('switches one of them off');
  });

  it('is told of another server that exports, also once everything is verified', async () => {
    site = await startSite();
    const staged = await site.up(undefined, 'stage');
    await site.switchOktaOff();
    const first = await site.up(staged, 'cutover');
    const other = site.harness.organisation.connectServer({ installation: { serverName: 'OLD1', stagingMode: false } });
    const exportOther = async (): Promise<void> => {
      other.startSyncCycle('Initial');
      await site.settle(other);
    };
    const refusal =
      /OLD1 exports to this tenant too[\s\S]*Only one server may be active\. On OLD1: Stop-ADSyncSyncCycle/;
    await exportOther();
    await expect(site.up(first, 'cutover')).rejects.toThrow(refusal);
    // A step that begins afterwards does not show that it was switched off.
    await expect(site.up(staged, 'cutover')).rejects.toThrow(refusal);
    site.pass(61);
    site.exportEvidence();
    const done = await obey(await site.up(staged, 'cutover'), 'cutover', site);
    expect(done.state.properties.state).toBe('active');
    await exportOther();
    await expect(site.up(done.state, 'complete')).rejects.toThrow(refusal);
  });

  it('is told in one update of another server and of what this one exported by hand before Okta was off', async () => {
    site = await startSite();
    const staged = await site.up(undefined, 'stage');
    for (const words of [stopCommand, leaveStagingPages]) await site.operate(words);
    await site.exportByHand();
    await site.operate(enterStagingPages);
    site.exportEvidence();
    await site.switchOktaOff();
    const other = site.harness.organisation.connectServer({ installation: { serverName: 'OLD1', stagingMode: false } });
    const exportOther = async (): Promise<void> => {
      other.startSyncCycle('Initial');
      await site.settle(other);
    };
    await exportOther();
    const both = /OLD1 exports to this tenant too[\s\S]*SYNC01 exported at \S+ \(success\), and nobody has reviewed/;
    await expect(site.up(staged, 'cutover')).rejects.toThrow(both);
    expect((await readStatus(site.harness.journalPath))?.parts.it).toMatchObject({
      state: 'refused',
      waitingFor: [expect.stringContaining('OLD1'), expect.stringContaining('SYNC01 exported at')],
      next: `On OLD1, in Windows PowerShell as an administrator: ${stopCommand}`,
    });
    // Out of staging mode with its scheduler on, this one exports too.
    for (const words of [leaveStagingPages, enableCommand]) await site.operate(words);
    site.exportEvidence();
    await expect(site.up(staged, 'cutover')).rejects.toThrow(
      /SYNC01 exports, although nobody was told to start it[\s\S]*nobody has reviewed/,
    );
    await exportOther();
    await expect(site.up(staged, 'cutover')).rejects.toThrow(
      /OLD1 exports to this tenant too[\s\S]*SYNC01 exports, although nobody was told to start it[\s\S]*nobody has reviewed/,
    );
  });
});
