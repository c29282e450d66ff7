import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readStatus } from '../../src/audit/index.js';
import { enableCommand, enterStagingPages, leaveStagingPages, stopCommand } from '../../src/domain/connect-commands.js';
import { type ConnectSite, nextOf, obey, type SiteWaves, startSite } from './connect-site.js';
import type { State } from './harness.js';

vi.setConfig({ testTimeout: 60_000 });

let site: ConnectSite;
afterEach(() => site?.stop());

const powerShell = 'On SYNC01, in Windows PowerShell as an administrator';
const wizard = 'On SYNC01, in the wizard of Microsoft Entra Connect';
const pilotUnit = 'ou=frontline,dc=corp,dc=example';
const everybody = ['dc=corp,dc=example', 'dc=emea,dc=corp,dc=example'];
const waves: SiteWaves['waves'] = [
  { name: 'pilot', organizationalUnits: [pilotUnit] },
  { name: 'everybody', organizationalUnits: everybody },
];
const stop = `${powerShell}: Stop-ADSyncSyncCycle; Set-ADSyncScheduler -SyncCycleEnabled $false`;
const staging = (verb: 'clear' | 'tick'): string =>
  `${wizard}: Configure > Configure staging mode > Next > sign in > ${verb} “Enable staging mode” > Next > clear “Start the synchronization process when configuration completes” > Configure`;
const initialWords = 'if ((Get-ADSyncScheduler).StagingModeEnabled) { Start-ADSyncSyncCycle -PolicyType Initial }';
const initial = `${powerShell}: ${initialWords}`;
const enable = `${powerShell}: Set-ADSyncScheduler -SyncCycleEnabled $true; Start-ADSyncSyncCycle -PolicyType Delta`;
const containers = (...units: readonly string[]): string =>
  `${wizard}: Configure > Customize synchronization options > Next > sign in > Next > Domain and OU filtering > Sync selected domains and OUs > ${units.map((unit) => `tick “${unit}”`).join(' > ')} > clear all others > Next > Next > tick “Start the synchronization process when configuration completes” > Configure`;

/** The people of the organization by whether the server has written their accounts. */
function written(): { inPilot: number; others: number } {
  const { graph } = JSON.parse(site.harness.organisation.snapshot()) as {
    graph: { users: { onPremisesObjectIdentifier: string | null; onPremisesDistinguishedName: string | null }[] };
  };
  const all = graph.users.filter(({ onPremisesObjectIdentifier }) => onPremisesObjectIdentifier);
  const inPilot = all.filter((user) => /,OU=Frontline,/i.test(user.onPremisesDistinguishedName ?? '')).length;
  return { inPilot, others: all.length - inPilot };
}

/** Staged and Okta off, with the pilot's wave declared. */
async function begun(units: readonly string[] = [pilotUnit], pilot?: readonly string[]): Promise<State> {
  site = await startSite(units);
  site.declare({ waves, wave: 1, ...(pilot && { pilot }) });
  const staged = await obey(await site.up(undefined, 'stage'), 'stage', site);
  await site.switchOktaOff();
  return site.up(staged.state, 'cutover');
}

describe('a pilot by the containers of Entra Connect', () => {
  it('ends with a go, and then the next wave is reviewed and exported', async () => {
    const first = await obey(await begun(), 'cutover', site);
    expect(first.said).toEqual([initial, staging('clear'), enable]);
    expect(first.state.properties).toMatchObject({
      state: 'active',
      verification: 'passed',
      reachedWave: 1,
      next: 'In Pulumi.staging.yaml, by a pull request: cutover:wave: 2',
    });
    expect(written()).toEqual({ inPilot: 5, others: 0 });
    const log = site.harness.logs.join('\n');
    expect(log).toMatch(/Go for wave 1 of 2 \(pilot\): 5 objects as staged, and nobody else was synchronized/);
    expect(log.match(/- \S+@corp\.example: \S.* changed as staged/g)).toHaveLength(5);
    expect((await readStatus(site.harness.journalPath))?.parts.it).toMatchObject({
      state: 'active in wave 1 of 2: go',
    });
    expect((await site.harness.journal()).at(-1)).toMatchObject({
      operation: 'connect.wave.verified',
      after: { verdict: 'go', wave: 1, asStaged: 5 },
    });
    await expect(site.up(first.state, 'cutover').then(({ properties }) => properties)).resolves.toEqual(
      first.state.properties,
    );

    site.declare({ waves, wave: 2 });
    const last = await obey(await site.up(first.state, 'cutover'), 'cutover', site);
    expect(last.said).toEqual([
      stop,
      staging('tick'),
      containers('dc=corp,dc=example', 'dc=emea,dc=corp,dc=example', pilotUnit),
      stop,
      staging('clear'),
      enable,
    ]);
    expect(last.state.properties).toMatchObject({ state: 'active', reachedWave: 2, next: null });
    expect(written().others).toBeGreaterThan(30);
    expect(site.harness.organisation.violations()).toEqual([]);
    // Nobody's name or value lies next to the journal.
    const record = readFileSync(site.harness.journalPath.replace('.jsonl', '.wave.ndjson'), 'utf8');
    expect(record).not.toMatch(/corp\.example|frontline|[A-Za-z]+@/i);
  });
});

/** Up to the moment at which the pilot may be exported. */
async function clearedPilot(pilot?: readonly string[]): Promise<State> {
  const { state } = await obey(await begun([pilotUnit], pilot), 'cutover', site, 'SyncCycleEnabled $true');
  expect(state.properties.step).toBe('enableScheduler');
  return state;
}

/** The source anchor of somebody without mS-DS-ConsistencyGuid. */
function anchorOf(guid: string): string {
  const [a = '', b = '', c = '', ...rest] = guid.split('-');
  const turned = [a, b, c].map((part) => Buffer.from(part, 'hex').reverse());
  return Buffer.concat([...turned, Buffer.from(rest.join(''), 'hex')]).toString('base64');
}

/** The objectGUIDs of the people of a unit. */
function peopleOf(unit: string): string[] {
  return readFileSync('scenarios/repaired-organisation/OnPremIDs.csv', 'utf8')
    .split('\n')
    .filter((line) => line.includes(`,OU=${unit},`))
    .map((line) => String(/"([0-9a-f-]{36})"/.exec(line)?.[1]));
}

async function tick(...organizationalUnits: readonly string[]): Promise<void> {
  site.server.openWizard();
  site.server.finishWizard({ organizationalUnits });
}

const stopNow = /Stop-ADSyncSyncCycle; Set-ADSyncScheduler -SyncCycleEnabled \$false/;
const enableNow = 'Set-ADSyncScheduler -SyncCycleEnabled $true; Start-ADSyncSyncCycle -PolicyType Initial';

describe('a verified pilot', () => {
  it('is named where its server is stopped: nobody provisions', async () => {
    const pilot = (await obey(await begun(), 'cutover', site)).state;
    for (const words of [stopCommand, enterStagingPages]) {
      await site.operate(words);
      site.exportEvidence();
      const stopped = await site.up(pilot, 'cutover');
      expect(stopped.properties).toMatchObject({
        state: 'waiting',
        step: 'active',
        next: 'In Pulumi.staging.yaml, by a pull request: cutover:wave: 2',
        waitingFor: [expect.stringMatching(/^Nobody provisions/), expect.stringMatching(/Let it go on \(/)],
      });
    }
    await expect(site.up(pilot, 'complete')).rejects.toThrow(/Nobody provisions/);
    for (const words of [leaveStagingPages, enableCommand]) await site.operate(words);
    site.exportEvidence();
    expect((await site.up(pilot, 'cutover')).properties).toMatchObject({ waitingFor: [] });
  });

  it('is not gone back to once the review of the next wave has begun', async () => {
    const pilot = (await obey(await begun(), 'cutover', site)).state;
    site.declare({ waves, wave: 2 });
    const second = await site.up(pilot, 'cutover');
    expect(second.properties.step).toBe('evidence');
    site.declare({ waves, wave: 1 });
    await expect(site.up(second, 'cutover')).rejects.toThrow(
      'Wave 1 is verified, and the review of wave 2 has begun: set cutover:wave to 2 again',
    );
  });

  it.each(['SyncCycleEnabled', 'SchedulerSuspended'])(
    'is not known to export where its scheduler lacks %s',
    async (name) => {
      const pilot = (await obey(await begun(), 'cutover', site)).state;
      await site.operate(stopCommand);
      site.exportEvidence();
      const path = join(site.folder, 'sync-status.json');
      const cut = readFileSync(path, 'utf8').replace(new RegExp(`"${name}":\\s*\\w+,?`, 'i'), '');
      writeFileSync(path, cut);
      expect((await site.up(pilot, 'cutover')).properties).toMatchObject({
        waitingFor: [expect.stringMatching(/^No dated evidence shows the whole scheduler of SYNC01/)],
      });
    },
  );
});

describe('the containers of the pilot', () => {
  it('are asked for in stage; whom a wider server synchronized before is not deleted', async () => {
    site = await startSite();
    site.declare({ waves, wave: 1 });
    const asked = await site.up(undefined, 'stage');
    const freshServer = `On SYNC01: Settings > Apps > Microsoft Entra Connect > Uninstall, then in the wizard of a new installation: Customize > Domain and OU filtering > Sync selected domains and OUs > tick “${pilotUnit}” > clear all others > Next > Identifying users > Choose a specific attribute > mS-DS-ConsistencyGuid > Next > Configure > clear “Start the synchronization process when configuration completes” > tick “Enable staging mode” > Install, then in Windows PowerShell: Start-ADSyncSyncCycle -PolicyType Initial`;
    const staged = await obey(asked, 'stage', site);
    expect(staged.said.slice(0, 2)).toEqual([containers(pilotUnit), freshServer]);

    // Nor does the cutover clear a deletion that is staged.
    await tick();
    await site.operate('Start-ADSyncSyncCycle -PolicyType Initial');
    await tick(pilotUnit);
    await site.operate('Start-ADSyncSyncCycle -PolicyType Initial');
    await site.switchOktaOff();
    site.exportEvidence();
    const first = await site.up(staged.state, 'cutover');
    expect(`${nextOf(first)?.where}: ${nextOf(first)?.words}`).toBe(freshServer);
    expect(String(first.properties.waitingFor)).toMatch(/SYNC01 would delete 33 objects/);
    const { state: done } = await obey(first, 'cutover', site);
    expect(done.properties).toMatchObject({ state: 'active', reachedWave: 1 });
    expect(written()).toEqual({ inPilot: 5, others: 0 });
  });

  it.each([
    ['lacks somebody of its unit', () => peopleOf('Frontline').slice(1), /cutover:pilot does not name the object/],
    [
      'names somebody elsewhere',
      () => [...peopleOf('Frontline'), String(peopleOf('Staff')[0])],
      /cutover:pilot names the person, and the person is in no unit of the first wave/,
    ],
  ])('are refused where the list of the pilot %s', async (_, pilot, reason) => {
    const state = await begun([pilotUnit], pilot());
    await site.operate('Start-ADSyncSyncCycle -PolicyType Initial');
    site.exportEvidence();
    await expect(site.up(state, 'cutover')).rejects.toThrow(reason);
    expect((await site.harness.journal()).map(({ operation }) => operation)).not.toContainEqual(
      expect.stringMatching(/cleared$/),
    );
  });

  it('are another unit: asked for again, and nothing is cleared', async () => {
    const state = await begun(['OU=Leavers,DC=corp,DC=example']);
    await site.operate('Start-ADSyncSyncCycle -PolicyType Initial');
    site.exportEvidence();
    // In stage the operator was told already, and has ticked another one again.
    await tick('OU=Leavers,DC=corp,DC=example');
    await site.operate('Start-ADSyncSyncCycle -PolicyType Initial');
    site.exportEvidence();
    const asked = await site.up(state, 'cutover');
    expect(`${nextOf(asked)?.where}: ${nextOf(asked)?.words}`).toBe(containers(pilotUnit));
    expect(String(asked.properties.waitingFor)).toMatch(/takes ou=leavers.* too, and does not take ou=frontline/);
    expect((await site.harness.journal()).map(({ operation }) => operation)).not.toContainEqual(
      expect.stringMatching(/cleared$/),
    );
  });
});

describe('a no-go', () => {
  it('names everybody whom a wider container let in between the clearance and the export', async () => {
    const state = await clearedPilot();
    await tick(pilotUnit, 'OU=Leavers,DC=corp,DC=example');
    await site.operate(enableNow);
    site.exportEvidence();
    await expect(site.up(state, 'cutover')).rejects.toThrow(
      /No-go for wave 1 of 2 \(pilot\): 1 account of Entra[\s\S]*was synchronized at .* and is not of this wave\nStop SYNC01 now/,
    );
    expect((await readStatus(site.harness.journalPath))?.parts.it).toMatchObject({ state: 'refused', next: stop });
  });

  it('holds where the other containers were ticked and unticked again before the evidence', async () => {
    const state = await clearedPilot(peopleOf('Frontline'));
    await tick(pilotUnit, 'OU=Leavers,DC=corp,DC=example');
    await site.operate(enableNow);
    await site.operate('Stop-ADSyncSyncCycle; Set-ADSyncScheduler -SyncCycleEnabled $false');
    await tick(pilotUnit);
    site.server.setScheduler({ syncCycleEnabled: true });
    site.exportEvidence();
    await expect(site.up(state, 'cutover')).rejects.toThrow(/No-go for wave 1/);
  });

  it('names what somebody else changed, until it is put back or the wave is reviewed from the start', async () => {
    const state = await clearedPilot();
    const change = (officeLocation: string | null, displayName?: string): string => {
      const now = JSON.parse(site.harness.organisation.snapshot());
      const [one] = now.graph.users.filter((user: { onPremisesImmutableId: string | null }) =>
        peopleOf('Frontline').some((guid) => user.onPremisesImmutableId === anchorOf(guid)),
      );
      one.officeLocation = officeLocation;
      one.displayName = displayName ?? one.displayName;
      site.harness.organisation.restore(JSON.stringify(now));
      return one.userPrincipalName;
    };
    const name = change('Somebody’s doing');
    await site.operate('Set-ADSyncScheduler -SyncCycleEnabled $true; Start-ADSyncSyncCycle -PolicyType Delta');
    site.exportEvidence();
    await expect(site.up(state, 'cutover')).rejects.toThrow(
      `${name}: officeLocation changed, and nothing of it was staged`,
    );
    change(null);
    const go = await site.up(state, 'cutover');
    expect(go.properties).toMatchObject({ state: 'active', reachedWave: 1 });

    change('Meant');
    await expect(site.up(state, 'cutover')).rejects.toThrow(/No-go/);
    await site.operate('Stop-ADSyncSyncCycle; Set-ADSyncScheduler -SyncCycleEnabled $false');
    await site.operate(staging('tick').slice(wizard.length + 2));
    site.exportEvidence();
    // Everybody was exported before: an export would show nothing of anybody, so there is nothing to judge.
    const nobody = await obey(await site.up(state, 'cutover'), 'cutover', site);
    expect(nobody.state.properties).toMatchObject({ state: 'waiting', step: 'evidence', reachedWave: 0 });
    expect(String(nobody.state.properties.waitingFor)).toMatch(/SYNC01 would export nobody of this wave/);
    expect(nextOf(nobody.state)?.words).toBe(initialWords);
    change('Meant', 'Another name');
    const anew = await obey(nobody.state, 'cutover', site);
    expect(anew.state.properties).toMatchObject({ state: 'active', reachedWave: 1 });
    expect(anew.said).toContain(staging('clear'));
  });

  it('is said, with the stop, where nothing is there to compare with', async () => {
    const state = await clearedPilot();
    rmSync(site.harness.journalPath.replace('.jsonl', '.wave.ndjson'));
    await site.operate('Set-ADSyncScheduler -SyncCycleEnabled $true; Start-ADSyncSyncCycle -PolicyType Delta');
    site.exportEvidence();
    await expect(site.up(state, 'cutover')).rejects.toThrow(stopNow);
  });

  it('may be followed by the way back', async () => {
    const state = await clearedPilot();
    await tick(pilotUnit, 'OU=Leavers,DC=corp,DC=example');
    await site.operate(enableNow);
    site.exportEvidence();
    await expect(site.up(state, 'cutover')).rejects.toThrow(/No-go/);
    const back = await obey(await site.up(state, 'rollback'), 'rollback', site);
    expect(back.state.properties.state).toBe('off');
    expect(site.harness.organisation.violations()).toEqual([]);
  });
});

describe('the waves of a server', () => {
  it('wait for an object that Entra shows as before, and go on once it was exported', async () => {
    const state = await clearedPilot();
    const people = () =>
      JSON.parse(site.harness.organisation.snapshot()).graph.users as { onPremisesImmutableId: string }[];
    const [one = ''] = peopleOf('Frontline').map(anchorOf);
    const before = people().find(({ onPremisesImmutableId }) => onPremisesImmutableId === one);
    await site.operate('Set-ADSyncScheduler -SyncCycleEnabled $true; Start-ADSyncSyncCycle -PolicyType Delta');
    const now = JSON.parse(site.harness.organisation.snapshot());
    now.graph.users = people().map((user) => (user.onPremisesImmutableId === one ? before : user));
    site.harness.organisation.restore(JSON.stringify(now));
    site.exportEvidence();
    const waiting = await site.up(state, 'cutover');
    expect(waiting.properties).toMatchObject({ state: 'waiting', step: 'firstCycle', reachedWave: 0 });
    expect(String(waiting.properties.waitingFor)).toMatch(/1 object of this wave is as before: the log names them/);
    expect(site.harness.logs.join('\n')).toMatch(/Not exported yet:\n- \S+@corp\.example: not exported yet/);
    await site.operate('Start-ADSyncSyncCycle -PolicyType Delta');
    site.exportEvidence();
    expect((await site.up(waiting, 'cutover')).properties).toMatchObject({ state: 'active', reachedWave: 1 });
  });

  it('follow one another, and neither begin nor end in the middle', async () => {
    const pilot = await clearedPilot();
    site.declare({ waves, wave: 2 });
    await expect(site.up(pilot, 'cutover')).rejects.toThrow(/no wave is verified yet: set it to 1 first/);
    site.declare({ waves, wave: 1 });
    const { state } = await obey(pilot, 'cutover', site);
    await expect(site.up(state, 'complete')).rejects.toThrow(/Only wave 1 of 2 \(pilot\) is reached/);
    site.declare(undefined);
    await expect(site.up(state, 'cutover')).rejects.toThrow(/cutover:waves is gone, and wave 1 is synchronized/);
    site.declare({ waves, wave: 2 });
    const { state: last } = await obey(await site.up(state, 'cutover'), 'cutover', site);
    site.declare({ waves, wave: 1 });
    await expect(site.up(last, 'cutover')).rejects.toThrow(/wave 2 is synchronized already: narrowing/);
  });

  it('are not begun on a server that synchronizes everybody', async () => {
    site = await startSite();
    const staged = await obey(await site.up(undefined, 'stage'), 'stage', site);
    await site.switchOktaOff();
    const { state } = await obey(await site.up(staged.state, 'cutover'), 'cutover', site);
    expect(state.properties.state).toBe('active');
    site.declare({ waves, wave: 1 });
    await expect(site.up(state, 'cutover')).rejects.toThrow(/Take cutover:waves out again/);
  });

  it('name whom somebody let in after the go by the next update, though all is as before at the server', async () => {
    const { state } = await obey(await clearedPilot(), 'cutover', site);
    const inputs = { ...state.inputs };
    expect((await site.harness.diff('ConnectActivation', state, inputs)).changed).toEqual([]);
    await tick(pilotUnit, 'OU=Leavers,DC=corp,DC=example');
    await site.operate(enableNow);
    await site.operate('Stop-ADSyncSyncCycle; Set-ADSyncScheduler -SyncCycleEnabled $false');
    await tick(pilotUnit);
    site.exportEvidence();
    expect((await site.harness.diff('ConnectActivation', state, inputs)).changed).toEqual(['state']);
    await expect(site.up(state, 'cutover')).rejects.toThrow(
      /exported more than wave 1[\s\S]*was synchronized[\s\S]*Stop it/,
    );
  });

  it('say that the record of the last one is lost, by the next update and as the next wave begins', async () => {
    const { state } = await obey(await clearedPilot(), 'cutover', site);
    rmSync(site.harness.journalPath.replace('.jsonl', '.wave.ndjson'));
    expect((await site.harness.diff('ConnectActivation', state, { ...state.inputs })).changed).toEqual(['state']);
    const lost = /The record of wave 1 of 2 \(pilot\) is not next to the journal \S+, so nobody can tell whom SYNC01/;
    const said = await site.up(state, 'cutover');
    expect(String(said.properties.waitingFor)).toMatch(lost);
    expect(said.properties.state).toBe('waiting');
    site.declare({ waves, wave: 2 });
    expect(String((await site.up(said, 'cutover')).properties.waitingFor)).toMatch(lost);
  });

  it('name whom somebody let in before the next one was reviewed', async () => {
    const { state } = await obey(await clearedPilot(), 'cutover', site);
    await tick(pilotUnit, 'OU=Leavers,DC=corp,DC=example');
    await site.operate(enableNow);
    site.exportEvidence();
    site.declare({ waves, wave: 2 });
    await expect(site.up(state, 'cutover')).rejects.toThrow(
      /SYNC01 exported more than wave 1, before the next one was reviewed:\n- \S+@corp\.example: was synchronized/,
    );
    await site.operate('Stop-ADSyncSyncCycle; Set-ADSyncScheduler -SyncCycleEnabled $false');
    await site.operate(staging('tick').slice(wizard.length + 2));
    site.exportEvidence();
    const { state: last } = await obey(await site.up(state, 'cutover'), 'cutover', site);
    expect(last.properties).toMatchObject({ state: 'active', reachedWave: 2 });
  });

  it('go on where an update was interrupted before the state knew', async () => {
    let state = await begun();
    for (let rounds = 0; state.properties.state !== 'active' && rounds < 9; rounds += 1) {
      const { words = '' } = nextOf(state) ?? {};
      await site.operate(words);
      site.exportEvidence();
      // The engine was killed after the first of them: the same is done again from the state of before.
      await site.up(state, 'cutover');
      state = await site.up(state, 'cutover');
    }
    expect(state.properties).toMatchObject({ state: 'active', reachedWave: 1 });
  });
});

describe('somebody next to the pilot was exported', () => {
  const leavers = 'OU=Leavers,DC=corp,DC=example';
  const words = (sentence: string): string => sentence.slice(sentence.indexOf(': ') + 2);
  const noGo = /No-go for wave 1/;

  it('is named again by each update until it is put right, however the server stands', async () => {
    const state = await clearedPilot();
    await tick(pilotUnit, leavers);
    await site.operate(enableNow);
    site.exportEvidence();
    await expect(site.up(state, 'cutover')).rejects.toThrow(noGo);
    await site.operate(words(stop));
    site.exportEvidence();
    await expect(site.up(state, 'cutover')).rejects.toThrow(noGo);
    // Back in staging mode the wave is reviewed from the start: that is said, and so is who was exported.
    await site.operate(words(staging('tick')));
    site.exportEvidence();
    expect((await site.up(state, 'cutover')).properties.step).toBe('evidence');
    expect(site.harness.logs.join('\n')).toMatch(noGo);
  });

  it('is named too where it was before the scheduler was cleared, and staging mode is on again', async () => {
    const { state } = await obey(await begun(), 'cutover', site, 'clear “Enable staging mode”');
    await site.operate(words(staging('clear')));
    await tick(pilotUnit, leavers);
    await site.operate(enableNow);
    await site.operate(words(stop));
    await site.operate(words(staging('tick')));
    site.exportEvidence();
    expect(written().others).toBeGreaterThan(0);
    await expect(site.up(state, 'cutover')).rejects.toThrow(noGo);
  });

  it.each<[string, SiteWaves | undefined]>([
    ['without waves', undefined],
    ['with one wave alone', { waves: waves.slice(0, 1), wave: 1 }],
  ])('is not forgotten by a stack %s', async (_what, declared) => {
    const state = await clearedPilot();
    await tick(pilotUnit, leavers);
    await site.operate(enableNow);
    site.exportEvidence();
    site.declare(declared);
    await expect(site.up(state, 'cutover')).rejects.toThrow(/wave 1 of 2 \(pilot\) is under way and has no verdict/);
  });
});
