import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { enableCommand, enterStagingPages, leaveStagingPages, stopCommand } from '../../src/domain/connect-commands.js';
import type { Phase } from '../../src/domain/phase.js';
import { type ConnectSite, changeTimes, nextOf, obey, startSite } from './connect-site.js';
import type { State } from './harness.js';

vi.setConfig({ testTimeout: 60_000 });

let site: ConnectSite;
afterEach(() => site?.stop());

const older = /An update has seen the scheduler of SYNC01 as of \S+, and this evidence is of \S+: nothing follows/;

async function staged(): Promise<State> {
  site = await startSite();
  return (await obey(await site.up(undefined, 'stage'), 'stage', site)).state;
}

async function active(): Promise<State> {
  const stage = await staged();
  await site.switchOktaOff();
  return (await obey(await site.up(stage, 'cutover'), 'cutover', site)).state;
}

async function at(...words: readonly string[]): Promise<void> {
  for (const one of words) await site.operate(one);
  site.exportEvidence();
}

/** The preview of an update: what it says, or why it refuses. */
async function previewed(state: State, phase: Phase): Promise<string> {
  const before = site.harness.logs.length;
  const refused = await site.harness
    .update('ConnectActivation', state, await site.inputs(phase), true)
    .then(() => '', String);
  return [...site.harness.logs.slice(before), refused].join('\n');
}

describe('older evidence, once an update has seen newer evidence', () => {
  it('answers nothing in stage, and the newer one goes on', async () => {
    const stage = await staged();
    const putBack = site.keepEvidence();
    await at(stopCommand, leaveStagingPages);
    const out = await site.up(stage, 'stage');
    expect(String(out.properties.waitingFor)).toContain('not in staging mode while Okta provisions');
    const putNewer = site.keepEvidence();
    putBack();
    expect(await previewed(out, 'stage')).toMatch(older);
    const held = await site.up(out, 'stage');
    expect(held.properties).toMatchObject({ state: 'waiting', waitingFor: [expect.stringMatching(older)] });
    expect(nextOf(held)?.words).toContain('Export-ConnectEvidence.ps1');
    // An equal moment answers.
    putNewer();
    expect((await site.up(held, 'stage')).properties.waitingFor).toEqual(out.properties.waitingFor);
    await at(enterStagingPages);
    expect((await site.up(held, 'stage')).properties.state).toBe('unmanaged');
  });

  it('hides in cutover and complete no server that was stopped, even after the state or the journal is lost', async () => {
    const verified = await active();
    site.exportEvidence();
    const exporting = await site.up(verified, 'cutover');
    expect(exporting.properties.state).toBe('active');
    const putBack = site.keepEvidence();
    await at(stopCommand, enterStagingPages);
    const stopped = await site.up(exporting, 'cutover');
    expect(String(stopped.properties.waitingFor)).toContain('Nobody provisions');
    putBack();
    // The state of before: the journal alone knows.
    for (const state of [verified, stopped]) {
      const held = await site.up(state, 'cutover');
      expect(held.properties).toMatchObject({
        state: 'waiting',
        step: 'active',
        waitingFor: [expect.stringMatching(older)],
      });
      await expect(site.up(held, 'complete')).rejects.toThrow(older);
      expect(await previewed(held, 'complete')).toMatch(older);
    }
    rmSync(site.harness.journalPath);
    expect(String((await site.up(stopped, 'cutover')).properties.waitingFor)).toMatch(older);
    // The state has told the journal.
    expect((await site.harness.journal()).map(({ operation }) => operation)).toEqual(['connect.evidence.seen']);
    expect(String((await site.up(verified, 'cutover')).properties.waitingFor)).toMatch(older);
  });

  it('clears no step by one file of it', async () => {
    const stage = await staged();
    await site.switchOktaOff();
    const first = await site.up(stage, 'cutover');
    const asked = (await obey(first, 'cutover', site, 'clear “Enable staging mode”')).state;
    site.exportEvidence();
    changeTimes(site.folder, (name, time) => (name === 'pending-exports.xml' ? time - 3_600_000 : time));
    const held = await site.up(asked, 'cutover');
    expect(String(held.properties.waitingFor)).toMatch(/An update has seen the pending exports of SYNC01/);
    site.exportEvidence();
    expect(String((await site.up(held, 'cutover')).properties.waitingFor)).not.toMatch(/An update has seen/);
  });

  it('is nothing more than a wait for a clock that was ahead and is put right', async () => {
    site = await startSite();
    changeTimes(site.folder, (_, time) => time + 8 * 3_600_000);
    const ahead = await site.up(undefined, 'stage');
    await at();
    expect(String((await site.up(ahead, 'stage')).properties.waitingFor)).not.toMatch(older);
  });

  it('counts for nothing once its clock was seen ahead, also when that time has come', async () => {
    const verified = await active();
    changeTimes(site.folder, (_, time) => time + 3_600_000);
    const ahead = site.keepEvidence();
    const held = await site.up(verified, 'cutover');
    await at(stopCommand, enterStagingPages);
    const stopped = await site.up(held, 'cutover');
    expect(String(stopped.properties.waitingFor)).toContain('Nobody provisions');
    site.pass(65);
    ahead();
    for (const state of [stopped, undefined]) {
      const again = await site.up(state, 'cutover');
      expect(String(again.properties.waitingFor)).toMatch(/the clock of the server was ahead, so nothing follows/);
    }
    await expect(site.up(stopped, 'complete')).rejects.toThrow(/the clock of the server was ahead/);
  });
});

describe('a verdict by evidence after which the server did something', () => {
  /** Before the first export, and how the next update is asked. */
  async function exporting(): Promise<State> {
    const stage = await staged();
    await site.switchOktaOff();
    const asked = (
      await obey(await site.up(stage, 'cutover'), 'cutover', site, 'Set-ADSyncScheduler -SyncCycleEnabled $true')
    ).state;
    await site.operate(enableCommand);
    return asked;
  }

  it('is not about that: a server that was stopped since is named by the next update', async () => {
    const asked = await exporting();
    site.exportEvidence();
    const putBack = site.keepEvidence();
    site.pass(5);
    await at(stopCommand);
    const putNewer = site.keepEvidence();
    putBack();
    const verified = await site.up(asked, 'cutover');
    expect(verified.properties).toMatchObject({ step: 'active', waitingFor: [] });
    putNewer();
    const stopped = await site.up(verified, 'cutover');
    expect(String(stopped.properties.waitingFor)).toContain('Nobody provisions');
    await expect(site.up(stopped, 'complete')).rejects.toThrow(/Nobody provisions/);
  });

  it.each(['SchedulerSuspended', 'SyncCycleEnabled'])(
    'waits for the rest where the evidence lacks %s',
    async (name) => {
      const asked = await exporting();
      site.exportEvidence();
      // The manifest dates the file by its hash.
      const [path, manifest] = ['sync-status.json', 'manifest.json'].map((file) => join(site.folder, file)) as [
        string,
        string,
      ];
      const hashOf = (): string => createHash('sha256').update(readFileSync(path)).digest('hex');
      const before = hashOf();
      writeFileSync(path, readFileSync(path, 'utf8').replace(new RegExp(`"${name}":\\s*\\w+,?`, 'i'), ''));
      writeFileSync(manifest, readFileSync(manifest, 'utf8').replace(new RegExp(before, 'i'), hashOf()));
      expect(hashOf()).not.toBe(before);
      const held = await site.up(asked, 'cutover');
      expect(held.properties).toMatchObject({
        ...{ state: 'waiting', step: 'enableScheduler' },
        waitingFor: [expect.stringMatching(/^No dated evidence shows the whole scheduler of SYNC01/)],
      });
      expect(nextOf(held)?.words).toContain('Export-ConnectEvidence.ps1');
      site.exportEvidence();
      expect((await site.up(held, 'cutover')).properties.state).toBe('active');
    },
  );
});
