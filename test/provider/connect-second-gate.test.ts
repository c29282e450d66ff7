import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readEntries } from '../../src/audit/index.js';
import { enableCommand, enterStagingPages, leaveStagingPages, stopCommand } from '../../src/domain/connect-commands.js';
import { type ConnectSite, obey, type SiteWaves, startSite } from './connect-site.js';
import { appIds, type State, switchOkta } from './harness.js';

vi.setConfig({ testTimeout: 60_000 });

let site: ConnectSite;
afterEach(() => site?.stop());

const readAgain =
  "Invoke-ADSyncRunProfile -ConnectorName 'corp.onmicrosoft.com - AAD' -RunProfileName 'Full Import'; Start-ADSyncSyncCycle -PolicyType Delta";
const exportedText = /SYNC01 exported at \S+ \(success\), and nobody has reviewed/;

const textOf = (name: string): string => readFileSync(join(site.folder, name), 'utf8').replace(/^\uFEFF/, '');
const sha256 = (bytes: string): string => createHash('sha256').update(bytes).digest('hex');

/** What the export script would have written of the scheduler and the runs, at the same time. */
function changeStatus(change: (text: string) => string): void {
  const before = sha256(readFileSync(join(site.folder, 'sync-status.json')) as never);
  const text = change(textOf('sync-status.json'));
  writeFileSync(join(site.folder, 'sync-status.json'), text);
  writeFileSync(
    join(site.folder, 'manifest.json'),
    textOf('manifest.json').replace(new RegExp(before, 'i'), sha256(text)),
  );
}

/** What the export script would have written on a server whose clock is ahead, or that of its database alone. */
function setClockAhead(minutes: number, ofScript = true): void {
  const later = (time: string | number): Date => new Date(new Date(time).getTime() + minutes * 60_000);
  const shift = (text: string): string =>
    text
      .replace(/(?<=")\d{4}-\d\d-\d\dT[^"]+Z(?=")/g, (time) => later(time).toISOString())
      .replace(/(?<=Date\()\d+/g, (time) => String(later(Number(time)).getTime()));
  changeStatus(shift);
  if (ofScript) writeFileSync(join(site.folder, 'manifest.json'), shift(textOf('manifest.json')));
}

/** All that is read again, in no time. */
async function readAtOnce(): Promise<void> {
  await site.operate(stopCommand);
  const { entraConnector, adConnector } = site.server.state;
  await site.server.runProfile(entraConnector, 'Full Import');
  for (const connector of [entraConnector, adConnector])
    await site.server.runProfile(connector, 'Delta Synchronization');
}

async function exportFromStaging(): Promise<void> {
  for (const words of [stopCommand, leaveStagingPages]) await site.operate(words);
  await site.exportByHand();
  await site.operate(enterStagingPages);
}

async function staged(declared?: SiteWaves): Promise<State> {
  site = await startSite(declared?.waves[0]?.organizationalUnits);
  site.declare(declared);
  return (await obey(await site.up(undefined, 'stage'), 'stage', site)).state;
}

async function begun(declared?: SiteWaves): Promise<State> {
  const before = await staged(declared);
  await site.switchOktaOff();
  return site.up(before, 'cutover');
}

const clearedFor = async (step: string) =>
  (await readEntries(site.harness.journalPath)).filter(({ operation }) => operation === `connect.${step}.cleared`);

/** An update of a stack that declares how late Graph tells of changes. */
async function upWithLag(state: State, changesLagSeconds: number): Promise<State> {
  const inputs = site.harness.inputs('ConnectActivation', 'cutover');
  const assessment = inputs.assessment as { evidence: object };
  const evidence = { ...assessment.evidence, entra: 'live', changesLagSeconds };
  return site.harness.update('ConnectActivation', state, {
    ...inputs,
    assessment: { ...assessment, evidence },
  } as State['inputs']);
}

describe('evidence of before Okta was off', () => {
  it('clears nothing, even where the clock of the server is ahead', async () => {
    const before = await staged();
    await readAtOnce();
    site.exportEvidence();
    setClockAhead(4.9);
    await site.switchOktaOff();
    const first = await site.up(before, 'cutover');
    const again = await site.up(first, 'cutover');
    expect(again.properties).toMatchObject({ state: 'waiting', step: 'evidence' });
    expect(await clearedFor('leaveStaging')).toEqual([]);
    // What is read after it, by the same clock, does.
    await site.operate(readAgain);
    site.exportEvidence();
    setClockAhead(4.9);
    expect((await site.up(again, 'cutover')).properties.step).toBe('leaveStaging');
  });

  it('clears nothing where the clock that dates the runs alone is ahead', async () => {
    const before = await staged();
    await readAtOnce();
    site.exportEvidence();
    setClockAhead(4.9, false);
    await site.switchOktaOff();
    const first = await site.up(before, 'cutover');
    site.exportEvidence();
    setClockAhead(4.9, false);
    expect((await site.up(first, 'cutover')).properties).toMatchObject({ state: 'waiting', step: 'evidence' });
    expect(await clearedFor('leaveStaging')).toEqual([]);
  });

  it('does not hide an export by hand after it, where the clock of the server is ahead', async () => {
    const first = await begun();
    for (const words of [stopCommand, readAgain]) await site.operate(words);
    site.exportEvidence();
    setClockAhead(4.9);
    await site.switchOktaOff();
    site.server.openWizard();
    site.server.finishWizard({ stagingMode: false });
    await site.server.runProfile(site.server.state.entraConnector, 'Export');
    const waits = await site.up(first, 'cutover');
    expect(waits.properties.step).toBe('evidence');
    expect(String(waits.properties.waitingFor)).toMatch(
      /Entra shows a synchronization at \S+, and the evidence of SYNC01/,
    );
    expect(await clearedFor('leaveStaging')).toEqual([]);
  });

  it('is not waited for by the clock of a server that is hours ahead', async () => {
    const first = await begun();
    await exportFromStaging();
    await site.operate(readAgain);
    site.exportEvidence();
    setClockAhead(8 * 60);
    await expect(upWithLag(first, 60)).rejects.toThrow(/Refused to activate-entra-sync/);
    expect(Math.max(0, ...site.harness.pauses)).toBeLessThan(2 * 60_000);
  });
});

describe('Okta', () => {
  it.each([
    ['leaveStaging', leaveStagingPages],
    ['enableScheduler', enableCommand],
  ])('is read as off once more before %s is cleared', async (step, words) => {
    const first = await begun();
    if (step === 'enableScheduler') {
      const told = (await obey(first, 'cutover', site, leaveStagingPages)).state;
      await site.operate(leaveStagingPages);
      site.exportEvidence();
      await refusesWhileOktaComesOn(told);
    } else {
      for (const one of [stopCommand, readAgain]) await site.operate(one);
      site.exportEvidence();
      await refusesWhileOktaComesOn(first);
    }
    expect(await clearedFor(step)).toEqual([]);
    expect(site.harness.logs.join('\n')).not.toContain(`Next: On SYNC01: ${words}`);
  });

  async function refusesWhileOktaComesOn(state: State): Promise<void> {
    site.harness.onPause(async () => {
      site.pass(61);
      for (const id of appIds) await switchOkta(site.harness, id, 'activate');
    });
    await expect(upWithLag(state, 3600)).rejects.toThrow(/Entra is not switched on while Okta provisions/);
    expect(site.harness.pauses).toHaveLength(1);
  }
});

describe('an export before the cutover', () => {
  it('is named where the evidence of the stage showed no runs, and has everything read again', async () => {
    site = await startSite();
    changeStatus((text) => JSON.stringify(JSON.parse(text).slice(0, 1)));
    const before = await site.up(undefined, 'stage');
    expect(String(before.properties.waitingFor)).toMatch(/No evidence shows what SYNC01 ran/);
    await exportFromStaging();
    await site.switchOktaOff();
    const first = await site.up(before, 'cutover');
    site.exportEvidence();
    const named = await site.up(first, 'cutover');
    expect(String(named.properties.waitingFor)).toMatch(exportedText);
    const back = await site.up(named, 'rollback');
    expect(String(back.properties.waitingFor)).toMatch(exportedText);
    // It is of before the budget counts.
    site.approve({ adds: 0, updates: { onPremisesObjectIdentifier: 0 }, deletes: 0 });
    const cleared = (await obey(named, 'cutover', site, leaveStagingPages)).state;
    expect(await clearedFor('leaveStaging')).toMatchObject([{ after: { exportsBefore: 1 } }]);
    site.approve(undefined);
    await site.operate(leaveStagingPages);
    site.exportEvidence();
    expect(String((await site.up(cleared, 'cutover')).properties.waitingFor)).not.toMatch(/ran it by hand/);
  });
});

describe('a wave that is under way', () => {
  const unit = 'ou=frontline,dc=corp,dc=example';
  const everybody = { name: 'everybody', organizationalUnits: ['dc=corp,dc=example', 'dc=emea,dc=corp,dc=example'] };
  const waves = [{ name: 'pilot', organizationalUnits: [unit] }, everybody];

  it.each([leaveStagingPages, enableCommand])('keeps its units after the clearance: %s', async (words) => {
    const told = (await obey(await begun({ waves, wave: 1 }), 'cutover', site, words)).state;
    const wider = [unit, 'ou=leavers,dc=corp,dc=example'];
    await site.operate(words);
    site.server.openWizard();
    site.server.finishWizard({ organizationalUnits: wider });
    await site.settle(site.server);
    site.exportEvidence();
    site.declare({ waves: [{ name: 'pilot', organizationalUnits: wider }, everybody], wave: 1 });
    await expect(site.up(told, 'cutover')).rejects.toThrow(/wave 1 of 2 \(pilot\) is under way and has no verdict/);
  });
});
