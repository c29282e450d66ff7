import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type AuditRecord, appendEntry } from '../../src/audit/index.js';
import { announceStamped } from '../../src/provider/okta/stamped.js';

const folders: string[] = [];
afterEach(() => Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true }))));

/** What a rollback says of an app, with a journal of these operations. */
async function saidAfter(operations: readonly string[], broken = false) {
  const folder = await mkdtemp(join(tmpdir(), 'stamped-'));
  folders.push(folder);
  const journal = join(folder, 'audit.jsonl');
  for (const operation of operations) {
    await appendEntry(journal, {
      ...{ at: '2026-11-30T01:00:00.000Z', stack: 'prod', phase: 'cutover', actor: 'ada', runId: 'r' },
      ...{ operation, target: 'x', outcome: 'done' },
    } as AuditRecord);
  }
  if (broken) await mkdir(journal);
  const warnings: string[] = [];
  await announceStamped(
    { label: 'Office', appId: '0oa1', journal, stack: 'prod' } as never,
    { urn: 'urn', diagnostics: { warning: (_: string, text: string) => warnings.push(text) } } as never,
  );
  return warnings;
}

describe('a rollback over accounts that Entra has synchronized', () => {
  it.each([
    ['entra.synchronization.start'],
    ['entra.synchronization.provisionOnDemand'],
    ['connect.leaveStaging.cleared'],
  ])('says after %s what Okta finds, and to try the pilot first', async (operation) => {
    const [warning = '', ...more] = await saidAfter(['okta.features.USER_PROVISIONING.disable', operation]);
    expect(more).toEqual([]);
    expect(warning).toContain('Office (0oa1) comes back to accounts that Entra has synchronized');
    expect(warning).toContain('not documented');
    expect(warning).toContain('one person of the pilot first');
  });

  it('says nothing where Entra wrote nobody', async () => {
    expect(await saidAfter([])).toEqual([]);
    expect(await saidAfter(['okta.features.USER_PROVISIONING.disable', 'entra.synchronization.pause'])).toEqual([]);
  });

  it('is told where the journal can’t be read', async () => {
    expect(await saidAfter([], true)).toHaveLength(1);
  });
});
