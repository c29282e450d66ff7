import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { GraphClient } from '../../../src/connectors/graph/client.js';
import { isEntraObject } from '../../../src/domain/service.js';
import {
  type BackupMoment,
  backupPath,
  earlierBackups,
  keepBackup,
  readBackup,
} from '../../../src/pipeline/backup/backup.js';
import { restorePlan } from '../../../src/pipeline/backup/plan.js';
import { besideJournal } from '../../../src/pipeline/journal/audit-branch.js';
import { drill } from '../../../workshop/campaigns/restore/drill.js';

const folder = mkdtempSync(join(tmpdir(), 'entra-cutover-backup-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const environment = { ENTRA_CUTOVER_JOURNAL_KEY: Buffer.alloc(32, 1).toString('base64') };
const ada = { id: 'a0000000-0000-0000-0000-000000000001', userPrincipalName: 'ada@corp.example', accountEnabled: true };

function tenant(users: readonly unknown[], id = 'tenant-1', domains: readonly unknown[] = []): GraphClient {
  const pages = async function* (path: string) {
    yield { items: path.startsWith('/users') ? users : [] };
  };
  const list = async function* (path: string) {
    if (path.startsWith('/organization')) yield { id };
    if (path.startsWith('/domains')) yield* domains;
  };
  const batch = async (paths: readonly string[]) => paths.map(() => ({ body: { value: [] } }));
  return { pages, list, batch, graphUrl: 'https://graph.example' } as unknown as GraphClient;
}

let count = 0;
function place() {
  count += 1;
  return { journal: join(folder, String(count), 'prod.jsonl'), stack: 'prod', environment };
}
const first = { round: 0, at: '2026-11-30T01:00:00.000Z' };

describe('the backup before the first write', () => {
  it('is sealed, whole, and has everybody as they were', async () => {
    const where = place();
    expect(await keepBackup(tenant([ada]), where, first)).toBe('1 person, 0 groups, 0 contacts');
    const file = readFileSync(backupPath(where.journal), 'latin1');
    expect(Buffer.from(file, 'base64').toString('latin1')).not.toContain('ada');
    const backup = await readBackup(backupPath(where.journal), 'prod', environment);
    expect(backup?.header).toEqual({ ...first, wave: 0, tenant: 'tenant-1' });
    expect(backup?.records.filter(isEntraObject).map(({ userPrincipalName }) => userPrincipalName)).toEqual([
      'ada@corp.example',
    ]);
  });

  it('is kept once for a cutover, and that of an earlier one stays next to it', async () => {
    const where = place();
    await keepBackup(tenant([ada]), where, first);
    expect(await keepBackup(tenant([]), where, { round: 0, at: '2026-11-30T02:00:00.000Z' })).toBeUndefined();
    expect((await readBackup(backupPath(where.journal), 'prod', environment))?.header.at).toBe(first.at);
    await keepBackup(tenant([]), where, { round: 1, at: '2026-12-01T01:00:00.000Z' });
    expect(readdirSync(join(where.journal, '..')).sort()).toEqual([
      'prod.before-2026-11-30T010000.000Z.sealed',
      'prod.before.sealed',
    ]);
  });

  it('is kept again where it is not what was there before the write that is to come', async () => {
    const sevenHours = '2026-11-30T08:00:00.000Z';
    const weeks = '2026-12-21T01:00:00.000Z';
    // Asked for again so: true where it is kept again.
    const cases: [string, Partial<BackupMoment>, boolean][] = [
      ['the same night', { at: sevenHours }, false],
      ['12 hours later', { at: '2026-11-30T13:00:00.000Z' }, true],
      ['by a clock that was set back', { at: '2026-11-30T00:59:59.000Z' }, true],
      ['a minute less', { at: '2026-11-30T12:59:00.000Z' }, false],
      ['weeks later', { at: weeks }, true],
      ['weeks later, and a sync was on since', { at: weeks, lastSync: '2026-11-30T01:10:00.000Z' }, false],
      ['weeks later, and a sync was on before it', { at: weeks, lastSync: '2026-11-30T00:50:00.000Z' }, true],
      ['the next wave', { at: sevenHours, wave: 1, lastSync: '2026-11-30T01:10:00.000Z' }, true],
      ['the same wave', { at: sevenHours, wave: 0 }, false],
      ['the next cutover', { at: sevenHours, round: 1, lastSync: '2026-11-30T01:10:00.000Z' }, true],
    ];
    for (const [what, moment, again] of cases) {
      const where = place();
      await keepBackup(tenant([ada]), where, first);
      const kept = await keepBackup(tenant([]), where, { ...first, ...moment });
      expect([what, kept !== undefined]).toEqual([what, again]);
      const earlier = await earlierBackups(folder, where.journal);
      expect(earlier).toEqual(
        again ? [where.journal.replace('prod.jsonl', 'prod.before-2026-11-30T010000.000Z.sealed')] : [],
      );
      // Nothing is lost: the one of before can be read.
      for (const path of earlier) {
        expect((await readBackup(path, 'prod', environment))?.records).toHaveLength(1);
        expect(statSync(path).mode & 0o777).toBe(0o600);
      }
    }
  });

  it('knows the wave where nobody says it', async () => {
    const where = place();
    await keepBackup(tenant([]), where, { ...first, wave: 2 });
    await keepBackup(tenant([]), where, { round: 0, at: '2026-12-21T01:00:00.000Z' });
    expect((await readBackup(backupPath(where.journal), 'prod', environment))?.header.wave).toBe(2);
    await keepBackup(tenant([]), where, { round: 1, at: '2026-12-21T01:00:00.000Z' });
    expect((await readBackup(backupPath(where.journal), 'prod', environment))?.header.wave).toBe(0);
  });

  it('is refused without the key, and of a tenant that was not read whole: nothing is left then', async () => {
    const where = place();
    await expect(keepBackup(tenant([ada]), { ...where, environment: {} }, first)).rejects.toThrow(
      'ENTRA_CUTOVER_JOURNAL_KEY is not set',
    );
    await expect(keepBackup(tenant([ada, 'no user']), where, first)).rejects.toThrow('The tenant was not read whole');
    expect(readdirSync(join(where.journal, '..'))).toEqual([]);
  });

  it('that is cut off, or of another stack, is none', async () => {
    const where = place();
    await keepBackup(tenant([ada]), where, first);
    const path = backupPath(where.journal);
    await expect(readBackup(path, 'staging', environment)).rejects.toThrow("can't be decrypted");
    const [one, two] = readFileSync(path, 'latin1').split('\n');
    writeFileSync(path, `${one}\n${two}\n`);
    await expect(readBackup(path, 'prod', environment)).rejects.toThrow('not whole');
  });

  it('is compared with its own tenant only', async () => {
    const where = place();
    const plan = (client: GraphClient, person?: string) =>
      restorePlan({ path: backupPath(where.journal), stack: 'prod', environment, person }, async () => client);
    await expect(plan(tenant([ada]))).rejects.toThrow('is not there: it is kept before the first write');
    await keepBackup(tenant([ada]), where, first);
    await expect(plan(tenant([ada], 'tenant-2'))).rejects.toThrow('is of the tenant tenant-1');
    await expect(plan(tenant([ada]), 'bob')).rejects.toThrow('The backup has nobody called bob');
    expect(await plan(tenant([ada]))).toEqual({ keptAt: first.at, steps: [] });
    expect((await plan(tenant([]))).steps).toMatchObject([{ kind: 'account', where: 'nowhere' }]);
  });

  it('is compared by the domains of today; one that is not understood makes all of them unknown', async () => {
    const where = place();
    await keepBackup(tenant([{ ...ada, onPremisesImmutableId: 'AAA=' }]), where, first);
    const federated = { id: 'corp.example', isVerified: true, authenticationType: 'Federated' };
    const plan = async (...domains: readonly unknown[]) => {
      const now = tenant([{ ...ada, onPremisesImmutableId: 'BBB=' }], 'tenant-1', domains);
      const path = backupPath(where.journal);
      const { steps } = await restorePlan({ path, stack: 'prod', environment }, async () => now);
      return steps.map(({ text }) => text.replace(/^.*AAA=/, ''));
    };
    expect(await plan(federated)).toEqual([expect.stringContaining(': on a federated domain Graph refuses it')]);
    expect(await plan({ ...federated, authenticationType: 'Managed' })).toEqual(['']);
    expect(await plan({ ...federated, authenticationType: 'Managed' }, 'no domain')).toEqual([
      expect.stringContaining('which domains are federated was not read'),
    ]);
  });
});

it('the audit branch keeps it next to the journal', () => {
  expect(besideJournal('audit/prod.jsonl')).toContain(backupPath('audit/prod.jsonl'));
});

describe('the restore drill', () => {
  it('has accounts, mailboxes, licenses, memberships, states and managers back', async () => {
    const { wrongs, harmed, plans } = await drill(30);
    expect(wrongs).toEqual([]);
    expect({ harmed, plans }).toEqual({ harmed: 21, plans: 2 });
  });
});
