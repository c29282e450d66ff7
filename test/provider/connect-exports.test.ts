import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readEntries, readStatus } from '../../src/audit/index.js';
import {
  enableCommand,
  enterStagingPages,
  initialCommand,
  inStagingOnly,
  leaveStagingPages,
  stopCommand,
  switchOnCommand,
} from '../../src/domain/connect-commands.js';
import type { Phase } from '../../src/domain/phase.js';
import { type ConnectSite, nextOf, obey, type SiteWaves, startSite } from './connect-site.js';
import { appIds, connectInputs, type State, switchOkta } from './harness.js';

vi.setConfig({ testTimeout: 60_000 });

let site: ConnectSite;
afterEach(() => site?.stop());

const pilotUnit = 'ou=frontline,dc=corp,dc=example';
const waves: SiteWaves['waves'] = [
  { name: 'pilot', organizationalUnits: [pilotUnit] },
  { name: 'everybody', organizationalUnits: ['dc=corp,dc=example', 'dc=emea,dc=corp,dc=example'] },
];
const exportedText = /SYNC01 exported at \S+ \(success\)/;

/** Up to the cutover, Okta off; by waves where they are declared. */
async function begun(declared?: SiteWaves): Promise<State> {
  site = await startSite(declared && [pilotUnit]);
  site.declare(declared);
  const staged = (await obey(await site.up(undefined, 'stage'), 'stage', site)).state;
  await site.switchOktaOff();
  return site.up(staged, 'cutover');
}

/** Out of staging mode, an export, and back. */
async function exportFromStaging(): Promise<void> {
  for (const words of [stopCommand, leaveStagingPages]) await site.operate(words);
  await site.exportByHand();
  await site.operate(enterStagingPages);
}

const entriesOf = async (operation: string) =>
  (await readEntries(site.harness.journalPath)).filter((entry) => entry.operation === operation);

interface User {
  userPrincipalName: string;
  onPremisesImmutableId: string | null;
  onPremisesDistinguishedName: string | null;
  onPremisesLastSyncDateTime: string | null;
  displayName: string;
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
    const staged = (await obey(await site.up(undefined, 'stage'), 'stage', site)).state;
    expect(staged.properties.state).toBe('unmanaged');
    await exportFromStaging();
    // The evidence stays as it is: Entra shows it.
    const shown = await site.up(staged, 'stage');
    expect(String(shown.properties.waitingFor)).toMatch(/Entra shows a synchronization at/);
    site.exportEvidence();
    const named = await site.up(shown, 'stage');
    expect(named.properties.state).toBe('waiting');
    expect(String(named.properties.waitingFor)).toMatch(exportedText);
    expect(nextOf(named)?.words).toMatch(/'Full Import'/);
    expect(await entriesOf('connect.export.unreviewed')).toMatchObject([{ after: { exports: 1, result: 'success' } }]);
    expect((await obey(named, 'stage', site)).state.properties.state).toBe('unmanaged');
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
    const staged = (await obey(await site.up(undefined, 'stage'), 'stage', site)).state;
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
    expect(nextOf(named)?.words).toBe(inStagingOnly(readAgain));
    await site.operate(readAgain);
    site.exportEvidence();
    expect((await site.up(named, 'cutover')).properties.step).toBe('leaveStaging');
    expect(await entriesOf('connect.leaveStaging.cleared')).toMatchObject([{ after: { exportsBefore: 1 } }]);
  });

  it.each([
    ['before the review', 'Full Import'],
    ['after staging mode may be left', leaveStagingPages],
  ])('is named with each other one since the last update, %s', async (_, until) => {
    const state = (await obey(await begun(), 'cutover', site, until)).state;
    for (const words of [stopCommand, leaveStagingPages]) await site.operate(words);
    for (let count = 0; count < 12; count++) await site.exportByHand();
    await site.operate(enterStagingPages);
    site.exportEvidence();
    const { properties } = await site.up(state, 'cutover');
    const said = () => [properties.waitingFor, ...site.harness.logs].flat().join('\n');
    await vi.waitFor(() => expect(said()).toMatch(/… and 2 before these, the first at \S+\./));
    const moments = new Set([...said().matchAll(/SYNC01 exported at (\S+) \(/g)].map(([, moment]) => moment));
    expect(moments.size).toBe(10);
  });

  it('is named where it runs after the way back has ended', async () => {
    const active = (await obey(await begun(), 'cutover', site)).state;
    const off = (await obey(await site.up(active, 'rollback'), 'rollback', site)).state;
    expect(off.properties).toMatchObject({ state: 'off', reachedWave: 0 });
    await exportFromStaging();
    site.exportEvidence();
    const named = await site.up(off, 'rollback');
    expect(String(named.properties.waitingFor)).toMatch(exportedText);
    expect((await site.up(named, 'rollback')).properties.state).toBe('off');
  });
});

describe('an export that half of the evidence hides', () => {
  type Items = Record<string, unknown>[];
  const isExport = ({ RunProfileName }: Record<string, unknown>): boolean => RunProfileName === 'Export';

  function changeStatus(change: (items: Items) => Items): void {
    const path = join(site.folder, 'sync-status.json');
    const before = readFileSync(path);
    const bytes = Buffer.from(JSON.stringify(change(JSON.parse(before.toString('utf8').replace(/^\uFEFF/, '')))));
    const sha256 = (data: Buffer): string => createHash('sha256').update(data).digest('hex');
    const manifest = join(site.folder, 'manifest.json');
    const text = readFileSync(manifest, 'utf8').replace(new RegExp(sha256(before), 'i'), sha256(bytes));
    writeFileSync(path, bytes);
    writeFileSync(manifest, text);
  }

  async function exportedInStage(): Promise<State> {
    site = await startSite();
    const staged = (await obey(await site.up(undefined, 'stage'), 'stage', site)).state;
    await exportFromStaging();
    return staged;
  }

  it.each<[string, (items: Items) => Items]>([
    ['a run without its result', (items) => items.map((one) => (isExport(one) ? { ...one, Result: null } : one))],
    ['a scheduler alone', (items) => items.slice(0, 1)],
    ['the last runs alone', (items) => items.slice(0, 3)],
  ])('is named by the whole one: %s', async (_, change) => {
    const staged = await exportedInStage();
    site.pass(5);
    await site.operate('Start-ADSyncSyncCycle -PolicyType Delta');
    site.exportEvidence();
    changeStatus(change);
    const half = await site.up(staged, 'stage');
    expect(half.properties.exportsSince).toBe(staged.properties.exportsSince);
    site.exportEvidence();
    expect(String((await site.up(half, 'stage')).properties.waitingFor)).toMatch(exportedText);
  });

  it.each<[string, Record<string, unknown>]>([
    ['does not name its profile', { RunProfileName: '' }],
    ['has a profile of another name', { RunProfileName: 'Push' }],
    ['has one that tells of something else', { RunProfileName: 'Delta Import and more' }],
    ['has one of another name, and no counts', { RunProfileName: 'Push', RunStepResults: null }],
  ])('is named where the run %s', async (_, changed) => {
    const staged = await exportedInStage();
    site.exportEvidence();
    changeStatus((items) => items.map((one) => (isExport(one) ? { ...one, ...changed } : one)));
    expect(String((await site.up(staged, 'stage')).properties.waitingFor)).toMatch(exportedText);
  });

  it.each(['stage', 'cutover'])('is named on the way back from %s', async (phase) => {
    const before = phase === 'stage' ? await exportedInStage() : await begun();
    if (phase === 'cutover') await exportFromStaging();
    site.exportEvidence();
    const stopping = await site.up(before, 'rollback');
    expect(String(stopping.properties.waitingFor)).toMatch(exportedText);
    expect(await entriesOf('connect.export.unreviewed')).toHaveLength(1);
  });
});

describe('evidence that is older than an export', () => {
  const outdated = /Entra shows a synchronization at \S+, and the evidence of SYNC01 is of \S+: what happened since/;

  it.each([
    ['without waves', undefined],
    ['with waves', { waves, wave: 1 }],
  ])('clears nothing, and the export is not part of what was before: %s', async (_, declared) => {
    const told = (await obey(await begun(declared), 'cutover', site, leaveStagingPages)).state;
    await site.operate(leaveStagingPages);
    site.exportEvidence();
    await site.exportByHand();
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
    expect((await obey(cleared, 'cutover', site)).state.properties.state).toBe('active');
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
    const active = (await obey(await begun(), 'cutover', site)).state;
    const stopping = await site.up(active, 'rollback');
    for (const words of [stopCommand, enterStagingPages]) await site.operate(words);
    site.exportEvidence();
    await exportFromStaging();
    const waits = await site.up(stopping, 'rollback');
    expect(waits.properties.step).toBe('stopping');
    expect(String(waits.properties.waitingFor)).toMatch(outdated);
    site.exportEvidence();
    const off = await site.up(waits, 'rollback');
    expect(off.properties.step).toBe('off');
    expect(String(off.properties.waitingFor)).toMatch(exportedText);
  });
});

describe('the budget', () => {
  const none = { adds: 0, updates: {}, deletes: 0 };

  it.each(['before', 'after'])('counts an export by hand %s staging mode was left as told', async (when) => {
    const first = await begun();
    const told = when === 'before' ? first : (await obey(first, 'cutover', site, leaveStagingPages)).state;
    if (when === 'before') await exportFromStaging();
    else {
      await site.operate(leaveStagingPages);
      await site.exportByHand();
    }
    site.exportEvidence();
    site.approve(none);
    await expect(site.up(told, 'cutover')).rejects.toThrow(/more than cutover:budget approves: its runs counted/);
  });

  it('counts it once the scheduler is cleared, too', async () => {
    const told = (await obey(await begun(), 'cutover', site, leaveStagingPages)).state;
    await site.operate(leaveStagingPages);
    await site.exportByHand();
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
    const told = (await obey(await begun(wave1), 'cutover', site, enableCommand)).state;
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

  it.each<[string, SiteWaves['waves']]>([
    ['replaced', [{ name: 'everybody', organizationalUnits: waves[1]?.organizationalUnits ?? [] }]],
    [
      'widened',
      waves.map((one) => ({
        ...one,
        organizationalUnits: [...one.organizationalUnits, 'ou=leavers,dc=corp,dc=example'],
      })),
    ],
    ['the last one', waves.slice(0, 1)],
  ])('is no verdict about a wave that is %s after the go', async (_, changed) => {
    const pilot = (await obey(await begun(wave1), 'cutover', site)).state;
    site.declare({ waves: changed, wave: 1 });
    for (const phase of ['cutover', 'complete'] as const)
      await expect(site.up(pilot, phase)).rejects.toThrow(/wave 1 of 2 \(pilot\) is verified, and cutover:waves/);
  });

  it('before its review is named by object', async () => {
    const first = await begun(wave1);
    await site.operate(stopCommand);
    await site.operate(initialCommand);
    await exportFromStaging();
    site.exportEvidence();
    await site.up(first, 'cutover');
    expect(site.harness.logs.join('\n')).toMatch(
      /SYNC01 wrote these accounts, and nobody reviewed it:\n- \S+@\S+: was/,
    );
  });

  it('before its review is named also where only the scheduler was seen as off before it', async () => {
    const done = (await obey(await begun({ waves, wave: 1 }), 'cutover', site)).state;
    site.declare({ waves, wave: 2 });
    const asked = await site.up(done, 'cutover');
    await site.operate(stopCommand);
    site.exportEvidence();
    const stopped = await site.up(asked, 'cutover');
    expect(nextOf(stopped)?.words).toBe(enterStagingPages);
    await site.exportByHand();
    await site.operate(enterStagingPages);
    site.exportEvidence();
    const { waitingFor } = (await site.up(stopped, 'cutover')).properties;
    expect(String(waitingFor)).toMatch(/SYNC01 exported at \S+ \(\S+\), and nobody has reviewed/);
  });

  it('is compared in the last wave, too', async () => {
    const pilot = (await obey(await begun(wave1), 'cutover', site)).state;
    site.declare({ waves, wave: 2 });
    const told = (await obey(await site.up(pilot, 'cutover'), 'cutover', site, enableCommand)).state;
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
    const pilot = (await obey(await begun({ waves, wave: 1 }), 'cutover', site)).state;
    site.declare({ waves, wave: 2 });
    const last = (await obey(await site.up(pilot, 'cutover'), 'cutover', site)).state;
    expect(last.properties.reachedWave).toBe(2);
    const back = (await obey(await site.up(last, 'rollback'), 'rollback', site)).state;
    expect(back.properties.reachedWave).toBe(0);
    site.declare({ waves, wave: 1 });
    const staged = (await obey(await site.up(await site.up(back, 'assess'), 'stage'), 'stage', site)).state;
    const first = await site.up(staged, 'cutover');
    expect(first.properties).toMatchObject({ step: 'evidence', reachedWave: 0 });
    site.declare({ waves, wave: 2 });
    await expect(site.up(first, 'cutover')).rejects.toThrow(/no wave is verified yet/);
    site.declare({ waves, wave: 1 });
    // Meanwhile Okta has written somebody of the pilot: that is staged again.
    changeUsers((users) => {
      const pilot = users.find((user) => /,OU=Frontline,/i.test(user.onPremisesDistinguishedName ?? ''));
      if (pilot) pilot.displayName = 'By Okta';
    });
    expect((await obey(first, 'cutover', site)).state.properties).toMatchObject({ step: 'active', reachedWave: 1 });
  });

  const server = { name: 'SYNC01', connector: 'corp.onmicrosoft.com - AAD' };
  function oktaInputs(phase: Phase, connect: object | undefined = { ...connectInputs, server }): State['inputs'] {
    const inputs = site.harness.inputs('OktaProvisioning', phase);
    return { ...inputs, assessment: { ...(inputs.assessment as object), ...(connect && { connect }) } };
  }
  const okta = (state: State, phase: Phase): Promise<State> =>
    site.harness.update('OktaProvisioning', state, oktaInputs(phase));

  /** A verified cutover, and the first update of the way back. */
  async function goesBack(): Promise<{ stopping: State; waits: State }> {
    const { active, off } = await cutOver();
    return { stopping: await site.up(active, 'rollback'), waits: await okta(off, 'rollback') };
  }

  async function cutOver(): Promise<{ active: State; off: State }> {
    site = await startSite();
    const born = await site.harness.create('OktaProvisioning', oktaInputs('assess'));
    const looked = await okta(born, 'stage');
    const staged = (await obey(await site.up(undefined, 'stage'), 'stage', site)).state;
    const off = await okta(looked, 'cutover');
    await site.switchOktaOff();
    return { active: (await obey(await site.up(staged, 'cutover'), 'cutover', site)).state, off };
  }

  async function stopAtServer(): Promise<void> {
    for (const words of [stopCommand, enterStagingPages]) await site.operate(words);
  }

  function changeManifest(change: (manifest: { server?: string; files: { exportedAt: string }[] }) => void): void {
    const path = join(site.folder, 'manifest.json');
    const manifest = JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
    change(manifest);
    writeFileSync(path, JSON.stringify(manifest));
  }

  async function staysOff(stopping: State, waits: State, reason: RegExp): Promise<void> {
    const server = await site.up(stopping, 'rollback');
    expect(server.properties.step).toBe('stopping');
    expect(String(server.properties.waitingFor)).toMatch(reason);
    expect((await okta(waits, 'rollback')).properties.connectionStatus).toBe('DISABLED');
    expect(site.harness.organisation.violations()).toEqual([]);
  }

  it('keeps Okta off where Entra shows a synchronization after the evidence, and goes on by newer evidence', async () => {
    const { stopping, waits } = await goesBack();
    await stopAtServer();
    site.exportEvidence();
    for (const words of [leaveStagingPages, enableCommand]) await site.operate(words);
    await staysOff(stopping, waits, /Entra shows a synchronization at \S+[\s\S]*Export the evidence again, after/);
    await stopAtServer();
    site.pass(6);
    site.exportEvidence();
    expect((await site.up(stopping, 'rollback')).properties.step).toBe('off');
    expect((await okta(waits, 'rollback')).properties.connectionStatus).toBe('ENABLED');
    expect(site.harness.organisation.violations()).toEqual([]);
  });

  it('keeps Okta off by older evidence once newer evidence was seen, and says which', async () => {
    const { stopping, waits } = await goesBack();
    await stopAtServer();
    site.pass(6);
    site.exportEvidence();
    const putBack = site.keepEvidence();
    for (const words of [leaveStagingPages, switchOnCommand]) await site.operate(words);
    site.exportEvidence();
    const seen = await site.up(stopping, 'rollback');
    expect(seen.properties.step).toBe('stopping');
    putBack();
    const reason =
      /An update has seen the scheduler of SYNC01 as of \S+, and this evidence is of \S+: nothing follows from older evidence\.[\s\S]*export it again after/;
    const before = site.harness.logs.length;
    await staysOff(seen, waits, reason);
    const said = site.harness.logs.slice(before).join('\n');
    expect(said).toMatch(/stays off, for An update has seen/);
    expect(said).toMatch(/Next: On SYNC01[^\n]*Export-ConnectEvidence\.ps1/);
    await stopAtServer();
    site.pass(6);
    site.exportEvidence();
    expect((await site.up(seen, 'rollback')).properties.step).toBe('off');
    expect((await okta(waits, 'rollback')).properties.connectionStatus).toBe('ENABLED');
  });

  async function exportOther(): Promise<void> {
    const other = site.harness.organisation.connectServer({ installation: { serverName: 'OLD1', stagingMode: false } });
    other.startSyncCycle('Initial');
    await site.settle(other);
  }

  it.each(['before', 'after'])(
    'keeps Okta off for an hour where another server exported %s the demand, and names it beside Okta too',
    async (when) => {
      const { active, off } = await cutOver();
      await stopAtServer();
      if (when === 'before') await exportOther();
      const stopping = await site.up(active, 'rollback');
      const waits = await okta(off, 'rollback');
      if (when === 'after') await exportOther();
      site.pass(6);
      site.exportEvidence();
      await staysOff(stopping, waits, /OLD1 exports to this tenant too[\s\S]*On OLD1: Stop-ADSyncSyncCycle/);
      expect(await namesBesideOkta()).toBe(false);
      site.pass(60);
      site.exportEvidence();
      const stopped = await site.up(stopping, 'rollback');
      expect(stopped.properties.step).toBe('off');
      expect((await okta(waits, 'rollback')).properties.connectionStatus).toBe('ENABLED');
      expect(await namesBesideOkta()).toBe(false);
      await exportOther();
      expect(await namesBesideOkta()).toBe(true);
    },
  );

  it('switches no second app on next to a server that exports, and knows whom Okta may be', async () => {
    const { stopping, waits } = await goesBack();
    await stopAtServer();
    site.pass(6);
    site.exportEvidence();
    expect((await site.up(stopping, 'rollback')).properties.step).toBe('off');
    // Another app is on already.
    await switchOkta(site.harness, appIds[1], 'activate');
    const putBack = site.keepEvidence();
    const wait = async (reason: RegExp): Promise<void> => {
      const before = site.harness.logs.length;
      expect((await okta(waits, 'rollback')).properties.connectionStatus).toBe('DISABLED');
      expect(site.harness.logs.slice(before).join('\n')).toMatch(reason);
    };
    await exportOther();
    await wait(
      /OLD1 exports to this tenant too[\s\S]*If it is Okta itself \(Universal Sync\)[\s\S]*Okta admin console/,
    );
    for (const words of [leaveStagingPages, enableCommand, stopCommand, enterStagingPages]) await site.operate(words);
    putBack();
    // The server's own export hides the other one in Entra.
    await wait(/OLD1 exports to this tenant too/);
    expect(await entriesOf('connect.exporter.other')).toMatchObject([{ target: 'OLD1' }]);
    site.pass(60);
    await wait(/Entra shows a synchronization at \S+[\s\S]*Export the evidence again, after/);
    // In stage OLD1 exported while Okta provisioned: it may be Okta itself.
    await switchOkta(site.harness, appIds[0], 'activate');
    await exportOther();
    await site.up(await site.up(stopping, 'assess'), 'stage');
    expect(await entriesOf('connect.exporter.besideOkta')).toMatchObject([{ target: 'OLD1' }]);
    await switchOkta(site.harness, appIds[0], 'deactivate');
    site.pass(6);
    site.exportEvidence();
    expect((await okta(waits, 'rollback')).properties.connectionStatus).toBe('ENABLED');
  });

  it('is followed by a cutover from the first wave on: another one is told in stage, and refused before Okta is off', async () => {
    site = await startSite([pilotUnit]);
    const { journalPath: journal } = site.harness;
    await site.harness.create('Phase', site.harness.inputs('Phase', 'assess', { journal }));
    site.declare({ waves, wave: 2 });
    const staged = await site.up(undefined, 'stage');
    expect(String(staged.properties.waitingFor)).toContain('cutover:wave is 2, and no wave is verified yet');
    expect(nextOf(staged)?.words).toBe('cutover:wave: 1');
    expect(await gateRefusals()).toMatch(/Okta is not switched off: cutover:wave is 2, and no wave is verified yet/);
    expect((await readStatus(site.harness.journalPath))?.refusals?.it?.next).toContain('cutover:wave: 1');
    site.declare({ waves, wave: 1 });
    expect(await gateRefusals()).not.toContain('cutover:wave is');
  });

  async function gateRefusals(): Promise<string> {
    const { assessment } = await site.inputs('cutover');
    const inputs = { ...site.harness.inputs('AnchorGate', 'cutover'), assessment, journal: site.harness.journalPath };
    return (await site.harness.check('AnchorGate', inputs, inputs)).join('\n');
  }

  it('is not needed for a deletion threshold that is off: Okta stays on, and each step names it', async () => {
    const stage = await (async () => {
      site = await startSite();
      return (await obey(await site.up(undefined, 'stage'), 'stage', site)).state;
    })();
    const born = await site.harness.create('OktaProvisioning', oktaInputs('assess'));
    const looked = await okta(born, 'stage');
    const off = /SYNC01 stops an export at no number of deletions, expected 10 at most: Enable-ADSync/;
    await site.operate('Disable-ADSyncExportDeletionThreshold');
    site.exportEvidence();
    expect(await gateRefusals()).toMatch(off);
    const { assessment } = await site.inputs('cutover');
    const cutover = { ...site.harness.inputs('OktaProvisioning', 'cutover'), assessment };
    await expect(site.harness.update('OktaProvisioning', looked, cutover)).rejects.toThrow(off);
    await site.switchOktaOff();
    let now = await site.up(stage, 'cutover');
    for (const until of ['clear “Enable staging mode”', enableCommand, undefined]) {
      now = (await obey(now, 'cutover', site, until)).state;
      await site.operate('Disable-ADSyncExportDeletionThreshold');
      site.exportEvidence();
      now = await site.up(now, 'cutover');
      expect(String(now.properties.waitingFor)).toMatch(off);
      expect(nextOf(now)?.words).toBe('Enable-ADSyncExportDeletionThreshold -DeletionThreshold 10');
    }
    expect(now.properties.step).toBe('active');
    await expect(site.up(now, 'complete')).rejects.toThrow(off);
    expect((await obey(now, 'cutover', site)).state.properties.state).toBe('active');
  });

  /** Whether the next preview names OLD1. */
  async function namesBesideOkta(): Promise<boolean> {
    const before = site.harness.logs.length;
    await site.harness.check('ConnectActivation', {}, site.harness.inputs('ConnectActivation', 'rollback'));
    return /two-writers: OLD1 may export to this tenant while Okta provisions[\s\S]*On OLD1: Stop-ADSyncSyncCycle/.test(
      site.harness.logs.slice(before).join('\n'),
    );
  }

  it('refuses assess in the preview while a rollback waits, before anything else has moved, and rolls back all the same', async () => {
    const { waits } = await goesBack();
    await expect(site.harness.update('OktaProvisioning', waits, oktaInputs('assess'), true)).rejects.toThrow(
      /is not on again:[\s\S]*Stay in phase rollback, or set cutover:phase back to it/,
    );
    expect((await okta(waits, 'rollback')).properties.waitingSince).toBe(waits.properties.waitingSince);
    const gate = site.harness.inputs('AnchorGate', 'assess');
    expect(await site.harness.check('AnchorGate', gate, site.harness.inputs('AnchorGate', 'rollback'))).toEqual([]);
  });

  it('says that Okta provisions already where the server exports again', async () => {
    const { stopping, waits } = await goesBack();
    await stopAtServer();
    site.pass(6);
    site.exportEvidence();
    await site.up(stopping, 'rollback');
    const on = await okta(waits, 'rollback');
    for (const words of [leaveStagingPages, enableCommand]) await site.operate(words);
    site.exportEvidence();
    const before = site.harness.logs.length;
    const again = await okta(on, 'rollback');
    expect(again.properties.connectionStatus).toBe('ENABLED');
    const said = site.harness.logs.slice(before).join('\n');
    expect(said).toContain('Microsoft Office 365 provisions already, although the evidence does not show');
    expect(said).not.toContain('stays off');
    await expect(okta(again, 'assess')).rejects.toThrow(/is on, although[\s\S]*Stay in phase rollback/);
  });

  it('keeps Okta off where the journal is lost, no server is named and one exported within the hour', async () => {
    const { off } = await cutOver();
    rmSync(site.harness.journalPath);
    const { assessment, ...inputs } = oktaInputs('rollback');
    const { connect: _, ...others } = assessment as Record<string, unknown>;
    const goOn = (): Promise<State> =>
      site.harness.update('OktaProvisioning', off, { ...inputs, assessment: others } as State['inputs']);
    await expect(goOn()).rejects.toThrow(
      /the journal may lack[\s\S]*SYNC01 exports[\s\S]*the stack names no server[\s\S]*On SYNC01: Stop-ADSyncSyncCycle/,
    );
    await stopAtServer();
    site.pass(61);
    expect((await goOn()).properties.connectionStatus).toBe('ENABLED');
  });

  it('tells of accounts that were exported by hand before any update has seen it', async () => {
    site = await startSite();
    const looked = await okta(await site.harness.create('OktaProvisioning', oktaInputs('assess')), 'stage');
    await okta(looked, 'cutover');
    const told = async (): Promise<string> => {
      const before = site.harness.logs.length;
      await site.harness.check('OktaProvisioning', {}, oktaInputs('rollback'));
      return site.harness.logs.slice(before).join('\n');
    };
    expect(await told()).not.toContain('comes back to accounts');
    site.pass(1);
    for (const words of [stopCommand, leaveStagingPages]) await site.operate(words);
    await site.exportByHand();
    expect(await told()).toMatch(
      /comes back to accounts that Entra may have synchronized[\s\S]*Entra shows a synchronization at/,
    );
  });

  it('takes no evidence of before the demand, even where its clock is ahead', async () => {
    const { active, off } = await cutOver();
    await stopAtServer();
    site.exportEvidence();
    changeManifest(({ files }) => {
      for (const one of files) one.exportedAt = new Date(Date.parse(one.exportedAt) + 270_000).toISOString();
    });
    site.server.openWizard();
    site.server.finishWizard({ stagingMode: false });
    const stopping = await site.up(active, 'rollback');
    await staysOff(stopping, await okta(off, 'rollback'), /Okta stays off until the evidence shows it/);
  });

  it('says of evidence whose time is still to come that a clock is ahead', async () => {
    const { stopping, waits } = await goesBack();
    await stopAtServer();
    site.exportEvidence();
    changeManifest(({ files }) => {
      for (const one of files) one.exportedAt = new Date(Date.parse(one.exportedAt) + 1_800_000).toISOString();
    });
    await staysOff(stopping, waits, /which is still to come: its clock is ahead[\s\S]*Put the clock right/);
  });

  it('takes no evidence that names no server', async () => {
    const { stopping, waits } = await goesBack();
    await stopAtServer();
    site.exportEvidence();
    changeManifest((manifest) => delete manifest.server);
    await staysOff(stopping, waits, /does not say of which server it is, expected SYNC01/);
  });

  it('keeps Okta off where the stack names the server no longer, and says how to go on', async () => {
    const { off } = await cutOver();
    for (const connect of [undefined, { ...connectInputs, server: { ...server, name: 'SYNC02' } }]) {
      const { assessment, ...inputs } = oktaInputs('rollback', connect);
      const { connect: _, ...others } = assessment as Record<string, unknown>;
      const declared = { ...inputs, assessment: connect ? assessment : others } as State['inputs'];
      const refused = site.harness.update('OktaProvisioning', off, declared);
      await expect(refused).rejects.toThrow(/cleared the Entra Connect server SYNC01[\s\S]*Put the stack file back/);
    }
  });
});
