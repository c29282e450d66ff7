import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readEntries } from '../../src/audit/index.js';
import {
  enableCommand,
  enterStagingPages,
  initialCommand,
  leaveStagingPages,
  stopCommand,
} from '../../src/domain/connect-commands.js';
import type { Phase } from '../../src/domain/phase.js';
import { type ConnectSite, nextOf, type SiteWaves, startSite } from './connect-site.js';
import type { State } from './harness.js';

vi.setConfig({ testTimeout: 60_000 });

let site: ConnectSite;
afterEach(() => site?.stop());

const pilotUnit = 'ou=frontline,dc=corp,dc=example';
const waves: SiteWaves['waves'] = [
  { name: 'pilot', organizationalUnits: [pilotUnit] },
  { name: 'everybody', organizationalUnits: ['dc=corp,dc=example', 'dc=emea,dc=corp,dc=example'] },
];
const exportedText = /SYNC01 exported at \S+ \(success\)/;

/** Does what is said, and nothing else, until nothing more is to be done at the server, or the words are to be done. */
async function obey(state: State, phase: Phase, until?: string): Promise<State> {
  let now = state;
  for (let round = 0; round < 12; round += 1) {
    const next = nextOf(now);
    if (next === undefined || !next.where.startsWith('On ') || next.words === until) return now;
    await site.operate(next.words);
    site.exportEvidence();
    now = await site.up(now, phase);
  }
  return now;
}

/** Up to the cutover, Okta off; by waves where they are declared. */
async function begun(declared?: SiteWaves): Promise<State> {
  site = await startSite(declared && [pilotUnit]);
  site.declare(declared);
  const staged = await obey(await site.up(undefined, 'stage'), 'stage');
  await site.switchOktaOff();
  return site.up(staged, 'cutover');
}

async function exportByHand(): Promise<void> {
  site.pass(1);
  await site.server.runProfile(site.server.state.entraConnector, 'Export');
  site.pass(1);
}

/** Out of staging mode, an export, and back. */
async function exportFromStaging(): Promise<void> {
  for (const words of [stopCommand, leaveStagingPages]) await site.operate(words);
  await exportByHand();
  await site.operate(enterStagingPages);
}

const entriesOf = async (operation: string) =>
  (await readEntries(site.harness.journalPath)).filter((entry) => entry.operation === operation);

interface User {
  userPrincipalName: string;
  onPremisesImmutableId: string | null;
  onPremisesDistinguishedName: string | null;
  onPremisesLastSyncDateTime: string | null;
  jobTitle: string | null;
}

function changeUsers(change: (users: User[]) => void): void {
  const now = JSON.parse(site.harness.organisation.snapshot());
  change(now.graph.users);
  site.harness.organisation.restore(JSON.stringify(now));
}

describe('an export that nobody cleared', () => {
  it('is named by the next update of the stage, entered in the journal, and once', async () => {
    site = await startSite();
    const staged = await obey(await site.up(undefined, 'stage'), 'stage');
    expect(staged.properties.state).toBe('unmanaged');
    await exportFromStaging();
    // Before new evidence, by what Entra shows.
    expect(String((await site.up(staged, 'stage')).properties.waitingFor)).toMatch(/Entra shows a synchronization at/);
    site.exportEvidence();
    const named = await site.up(staged, 'stage');
    expect(named.properties.state).toBe('waiting');
    expect(String(named.properties.waitingFor)).toMatch(exportedText);
    expect(nextOf(named)?.words).toMatch(/'Full Import'/);
    expect(await entriesOf('connect.export.unreviewed')).toMatchObject([{ after: { exports: 1, result: 'success' } }]);
    expect((await obey(named, 'stage')).properties.state).toBe('unmanaged');
    expect(await entriesOf('connect.export.unreviewed')).toHaveLength(1);
  });

  it('is named where the evidence before was of the future, too', async () => {
    site = await startSite();
    const path = join(site.folder, 'manifest.json');
    const manifest = JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
    for (const one of manifest.files)
      one.exportedAt = new Date(Date.parse(one.exportedAt) + 8 * 3_600_000).toISOString();
    writeFileSync(path, JSON.stringify(manifest));
    const staged = await site.up(undefined, 'stage');
    await exportFromStaging();
    site.exportEvidence();
    expect(String((await site.up(staged, 'stage')).properties.waitingFor)).toMatch(exportedText);
  });

  it('of the stage is named by the first evidence of the cutover', async () => {
    site = await startSite();
    const staged = await obey(await site.up(undefined, 'stage'), 'stage');
    await exportFromStaging();
    await site.switchOktaOff();
    const first = await site.up(staged, 'cutover');
    site.exportEvidence();
    expect(String((await site.up(first, 'cutover')).properties.waitingFor)).toMatch(exportedText);
  });

  it('before Connect was cleared has everything read again after it', async () => {
    const first = await begun();
    await site.operate(stopCommand);
    await site.operate(String(nextOf(first)?.words));
    const readAgain =
      "Invoke-ADSyncRunProfile -ConnectorName 'corp.onmicrosoft.com - AAD' -RunProfileName 'Full Import'; Start-ADSyncSyncCycle -PolicyType Delta";
    await site.operate(readAgain);
    await exportFromStaging();
    site.exportEvidence();
    const named = await site.up(first, 'cutover');
    expect(named.properties.step).toBe('evidence');
    expect(String(named.properties.waitingFor)).toMatch(exportedText);
    expect(nextOf(named)?.words).toBe(readAgain);
    await site.operate(readAgain);
    site.exportEvidence();
    expect((await site.up(named, 'cutover')).properties.step).toBe('leaveStaging');
    expect(await entriesOf('connect.leaveStaging.cleared')).toMatchObject([{ after: { exportsBefore: 1 } }]);
  });

  it('is named where it runs after the way back has ended', async () => {
    const active = await obey(await begun(), 'cutover');
    const off = await obey(await site.up(active, 'rollback'), 'rollback');
    expect(off.properties).toMatchObject({ state: 'off', reachedWave: 0 });
    await exportFromStaging();
    site.exportEvidence();
    const named = await site.up(off, 'rollback');
    expect(String(named.properties.waitingFor)).toMatch(exportedText);
    expect((await site.up(named, 'rollback')).properties.state).toBe('off');
  });
});

describe('evidence that is older than an export', () => {
  const outdated = /Entra shows a synchronization at \S+, and the evidence of SYNC01 is of \S+: what happened since/;

  it.each([
    ['without waves', undefined],
    ['with waves', { waves, wave: 1 }],
  ])('clears nothing, and the export is not part of what was before: %s', async (_, declared) => {
    const told = await obey(await begun(declared), 'cutover', leaveStagingPages);
    await site.operate(leaveStagingPages);
    site.exportEvidence();
    await exportByHand();
    const waits = await site.up(told, 'cutover');
    expect(waits.properties.step).toBe('leaveStaging');
    expect(String(waits.properties.waitingFor)).toMatch(outdated);
    expect(nextOf(waits)?.words).toMatch(/Export-ConnectEvidence/);
    expect(await entriesOf('connect.enableScheduler.cleared')).toEqual([]);
    site.exportEvidence();
    const cleared = await site.up(waits, 'cutover');
    expect(cleared.properties.step).toBe('enableScheduler');
    expect(site.harness.logs.join('\n')).toMatch(/exported at \S+ \(success\), before its scheduler was cleared/);
    expect(await entriesOf('connect.enableScheduler.cleared')).toMatchObject([{ after: { exportsBefore: 1 } }]);
    expect((await obey(cleared, 'cutover')).properties.state).toBe('active');
  });

  it('clears nothing before staging mode may be left, either', async () => {
    const first = await begun();
    for (const words of [stopCommand, initialCommand]) await site.operate(words);
    site.exportEvidence();
    await exportFromStaging();
    const waits = await site.up(first, 'cutover');
    expect(waits.properties.step).toBe('evidence');
    expect(String(waits.properties.waitingFor)).toMatch(outdated);
    expect(await entriesOf('connect.leaveStaging.cleared')).toEqual([]);
  });

  it('shows no server as off', async () => {
    const active = await obey(await begun(), 'cutover');
    const stopping = await site.up(active, 'rollback');
    for (const words of [stopCommand, enterStagingPages]) await site.operate(words);
    site.exportEvidence();
    await exportFromStaging();
    const waits = await site.up(stopping, 'rollback');
    expect(waits.properties.step).toBe('stopping');
    expect(String(waits.properties.waitingFor)).toMatch(outdated);
    site.exportEvidence();
    expect((await site.up(waits, 'rollback')).properties.state).toBe('off');
  });
});

describe('the budget', () => {
  const none = { adds: 0, updates: {}, deletes: 0 };

  it.each(['before', 'after'])('counts an export by hand %s staging mode was left as told', async (when) => {
    const first = await begun();
    const told = when === 'before' ? first : await obey(first, 'cutover', leaveStagingPages);
    if (when === 'before') await exportFromStaging();
    else {
      await site.operate(leaveStagingPages);
      await exportByHand();
    }
    site.exportEvidence();
    site.approve(none);
    await expect(site.up(told, 'cutover')).rejects.toThrow(/more than cutover:budget approves: its runs counted/);
  });

  it('counts it once the scheduler is cleared, too', async () => {
    const told = await obey(await begun(), 'cutover', leaveStagingPages);
    await site.operate(leaveStagingPages);
    await exportByHand();
    site.exportEvidence();
    const cleared = await site.up(told, 'cutover');
    expect(cleared.properties.step).toBe('enableScheduler');
    site.approve(none);
    await site.operate(enableCommand);
    site.exportEvidence();
    await expect(site.up(cleared, 'cutover')).rejects.toThrow(/more than cutover:budget approves: its runs counted/);
  });
});

describe('what an export of a wave touched', () => {
  const wave1 = { waves, wave: 1 };

  it('is looked at where nothing was staged, too', async () => {
    const told = await obey(await begun(wave1), 'cutover', enableCommand);
    await site.operate(enableCommand);
    let name = '';
    changeUsers((users) => {
      const pilot = users.find((user) => /,OU=Frontline,/i.test(user.onPremisesDistinguishedName ?? ''));
      const other = users.find((user) => user.onPremisesImmutableId === null);
      if (pilot === undefined || other === undefined) throw new Error('the scenario lacks them');
      name = other.userPrincipalName;
      Object.assign(other, {
        onPremisesImmutableId: 'AAAAAAAAAAAAAAAAAAAAAA==',
        onPremisesDistinguishedName: 'CN=New,OU=Frontline,DC=corp,DC=example',
        onPremisesLastSyncDateTime: pilot.onPremisesLastSyncDateTime,
      });
    });
    site.exportEvidence();
    const refused = site.up(told, 'cutover');
    await expect(refused).rejects.toThrow(/No-go for wave 1/);
    await expect(refused).rejects.toThrow(`${name}: was changed by a synchronization, and nothing was staged`);
  });

  it('is compared in the last wave, too', async () => {
    const pilot = await obey(await begun(wave1), 'cutover');
    site.declare({ waves, wave: 2 });
    const told = await obey(await site.up(pilot, 'cutover'), 'cutover', enableCommand);
    await site.operate(enableCommand);
    const title = (jobTitle: string | null): void =>
      changeUsers((users) => {
        const one = users.find((user) => /,OU=Staff,|,OU=Sales,|,OU=/i.test(user.onPremisesDistinguishedName ?? ''));
        if (one) one.jobTitle = jobTitle;
      });
    let before: string | null = null;
    changeUsers((users) => {
      before = users.find((user) => /,OU=/i.test(user.onPremisesDistinguishedName ?? ''))?.jobTitle ?? null;
    });
    title('Somebody’s doing');
    site.exportEvidence();
    await expect(site.up(told, 'cutover')).rejects.toThrow(/No-go for wave 2 of 2[\s\S]*jobTitle changed/);
    title(before);
    expect((await site.up(told, 'cutover')).properties).toMatchObject({ state: 'active', reachedWave: 2, next: null });
    expect((await entriesOf('connect.wave.verified')).at(-1)).toMatchObject({
      after: { verdict: 'go', wave: 2, notCompared: 25, evidenceOf: expect.any(String) },
    });
  });
});

describe('a rollback', () => {
  it('ends the waves: they begin again', async () => {
    const pilot = await obey(await begun({ waves, wave: 1 }), 'cutover');
    site.declare({ waves, wave: 2 });
    const last = await obey(await site.up(pilot, 'cutover'), 'cutover');
    expect(last.properties.reachedWave).toBe(2);
    const back = await obey(await site.up(last, 'rollback'), 'rollback');
    expect(back.properties.reachedWave).toBe(0);
    site.declare({ waves, wave: 1 });
    const staged = await obey(await site.up(await site.up(back, 'assess'), 'stage'), 'stage');
    const first = await site.up(staged, 'cutover');
    expect(first.properties).toMatchObject({ step: 'evidence', reachedWave: 0 });
    site.declare({ waves, wave: 2 });
    await expect(site.up(first, 'cutover')).rejects.toThrow(/no wave is verified yet/);
    site.declare({ waves, wave: 1 });
    expect((await obey(first, 'cutover')).properties).toMatchObject({ step: 'active', reachedWave: 1 });
  });
});
