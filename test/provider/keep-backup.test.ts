import { existsSync, statSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { appendEntry } from '../../src/audit/index.js';
import { backupPath, readBackup } from '../../src/pipeline/backup/backup.js';
import { record } from '../audit/record.js';
import { appIds, type Harness, type State, startHarness, switchOkta } from './harness.js';

const running: Harness[] = [];
afterEach(() => Promise.all(running.splice(0).map((harness) => harness.stop())));

async function staged(appId: string, harness: Harness) {
  const born = await harness.create('OktaProvisioning', harness.inputs('OktaProvisioning', 'assess', { appId }));
  return harness.update('OktaProvisioning', born, harness.inputs('OktaProvisioning', 'stage', { appId }));
}

describe('before the first write of a cutover', () => {
  it('everything that it could take is kept, once for all apps', async () => {
    const harness = await startHarness('repaired-organisation');
    running.push(harness);
    const path = backupPath(harness.journalPath);
    const states = await Promise.all(appIds.map((appId) => staged(appId, harness)));
    expect(existsSync(path)).toBe(false);
    await Promise.all(
      states.map((state, index) =>
        harness.update(
          'OktaProvisioning',
          state,
          harness.inputs('OktaProvisioning', 'cutover', { appId: appIds[index] ?? '' }),
        ),
      ),
    );
    const requests = harness.organisation.requests();
    const firstWrite = requests.findIndex(({ service, method }) => service === 'okta' && method === 'PUT');
    const lastOfBackup = requests.findLastIndex(({ path: read }) => read.includes('/contacts?'));
    expect(lastOfBackup).toBeGreaterThan(-1);
    expect(firstWrite).toBeGreaterThan(lastOfBackup);
    expect(harness.logs.filter((line) => line.includes('Kept before the first write'))).toHaveLength(1);
    const backup = await readBackup(path, 'staging', harness.environment);
    expect(backup?.records.length).toBeGreaterThan(20);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('it is kept again weeks later, but not once a sync could have written', async () => {
    let now = Date.now();
    const harness = await startHarness('repaired-organisation', {}, () => ({ now: () => new Date(now) }));
    running.push(harness);
    const kept = () => harness.logs.filter((line) => line.includes('Kept before the first write')).length;
    const [one, other] = await Promise.all(appIds.map((appId) => staged(appId, harness)));
    const switchOff = (state: State | undefined, appId: string) =>
      state && harness.update('OktaProvisioning', state, harness.inputs('OktaProvisioning', 'cutover', { appId }));
    await switchOff(one, appIds[0]);
    expect(kept()).toBe(1);
    now += 21 * 24 * 3_600_000;
    await switchOff(other, appIds[1]);
    expect(kept()).toBe(2);
    const at = new Date(now).toISOString();
    await appendEntry(harness.journalPath, { ...record('job'), operation: 'entra.synchronization.start', at });
    now += 24 * 3_600_000;
    await switchOkta(harness, appIds[0], 'activate');
    await switchOff(one, appIds[0]);
    expect(kept()).toBe(2);
  });

  it('nothing is written without the key', async () => {
    const harness = await startHarness('repaired-organisation');
    running.push(harness);
    const state = await staged(appIds[0], harness);
    delete harness.environment.ENTRA_CUTOVER_JOURNAL_KEY;
    const cutover = harness.update('OktaProvisioning', state, harness.inputs('OktaProvisioning', 'cutover'));
    await expect(cutover).rejects.toThrow('ENTRA_CUTOVER_JOURNAL_KEY is not set');
    expect(harness.writes()).toEqual([]);
    expect(await harness.journal()).toEqual([]);
  });
});
