import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type AuditRecord, appendEntry } from '../../src/audit/index.js';
import type { GraphClient } from '../../src/connectors/graph/client.js';
import { takeBaseline, writeBaseline } from '../../src/pipeline/verify/baseline.js';
import { announceStamped } from '../../src/provider/okta/stamped.js';

const folders: string[] = [];
afterEach(() => Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true }))));

const person = (id: string, more: object = {}) => ({
  ...{ id, userPrincipalName: `${id}@corp.example`, accountEnabled: true, assignedLicenses: [], proxyAddresses: [] },
  ...{ onPremisesSyncEnabled: null, onPremisesImmutableId: null },
  ...more,
});

/** A tenant with these users and no groups. */
function tenant(...users: readonly object[]): GraphClient {
  const list = async function* (path: string) {
    if (path.startsWith('/users')) yield* users;
  };
  return { list, batch: async () => [], graphUrl: 'https://graph.example' } as unknown as GraphClient;
}

interface Journal {
  readonly phase?: string;
  /** When Entra says that anybody synchronized last. */
  readonly last?: string;
  readonly change?: (text: string) => string;
}

/** What a rollback says of an app, with a journal of these operations. */
async function saidAfter(
  operations: readonly string[],
  {
    broken = false,
    before,
    now = [],
    bin = [],
    pushTried,
    ...journalOf
  }: {
    broken?: boolean;
    before?: readonly object[];
    now?: readonly object[];
    bin?: readonly object[];
    pushTried?: string;
  } & Journal = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'stamped-'));
  folders.push(folder);
  const journal = join(folder, 'audit.jsonl');
  const { phase = 'cutover', last, change } = journalOf;
  for (const operation of operations) {
    await appendEntry(journal, {
      ...{ at: '2026-11-30T01:00:00.000Z', stack: 'prod', phase, actor: 'ada', runId: 'r' },
      ...{ operation, target: 'x', outcome: 'done' },
    } as AuditRecord);
  }
  if (change) await writeFile(journal, change(await readFile(journal, 'utf8')));
  if (broken) await mkdir(journal);
  if (before !== undefined) {
    const lines = ['ann', 'bob'].map((entraObjectId) => ({ outcome: 'softMatch', entraObjectId }) as const);
    await writeBaseline(journal, (await takeBaseline(tenant(...before), lines, [])).baseline);
  }
  const warnings: string[] = [];
  // Graph's session is all that a client is made of.
  const send = async ({ path }: { path: string }) => ({
    value: path.startsWith('/users')
      ? now
      : path.startsWith('/directory/deletedItems')
        ? bin
        : path.startsWith('/organization') && last
          ? [{ onPremisesLastSyncDateTime: last }]
          : [],
  });
  await announceStamped(
    {
      label: 'Office',
      appId: '0oa1',
      journal,
      stack: 'prod',
      assessment: {},
      ...(pushTried && { pushTried }),
    } as never,
    {
      urn: 'urn',
      diagnostics: { warning: (_: string, text: string) => warnings.push(text) },
      ports: { openGraph: async () => ({ send, graphUrl: 'https://graph.example' }) },
    } as never,
  );
  return warnings;
}

describe('a rollback over accounts that Entra has synchronized', () => {
  it.each([
    ['entra.synchronization.start'],
    ['entra.synchronization.provisionOnDemand'],
    ['connect.leaveStaging.cleared'],
    ['connect.wave.verified'],
    ['connect.export.unreviewed'],
  ])('says after %s what is not documented, and asks for a trial', async (operation) => {
    const [warning = '', ...more] = await saidAfter(['okta.features.USER_PROVISIONING.disable', operation]);
    expect(more).toEqual([]);
    expect(warning).toContain('Office (0oa1) comes back to accounts that Entra has synchronized');
    expect(warning).toContain('not documented');
    expect(warning).toContain('one person of the pilot first');
    expect(warning).toContain('cutover:okta.pushTried');
    expect(warning).toContain('nobody can tell: who was there before is not next to the journal');
  });

  it.each([
    ['connect.evidence.seen'],
    ['connect.stop.demanded'],
    ['connect.exporter.besideOkta'],
    ['connect.review.restarted'],
  ])('takes %s for no export', async (operation) => {
    const [warning = ''] = await saidAfter(['okta.features.USER_PROVISIONING.disable', operation]);
    expect(warning).not.toContain('has synchronized since');
  });

  const start = ['entra.synchronization.start'];
  const before = [person('ann'), person('bob')];

  it('names whom Okta finds changed, by what', async () => {
    const now = [
      person('ann', {
        onPremisesSyncEnabled: true,
        onPremisesImmutableId: 'AAA=',
        userPrincipalName: 'anna@corp.example',
      }),
      person('bob', { onPremisesSyncEnabled: true }),
    ];
    const [warning = ''] = await saidAfter(start, { before, now });
    expect(warning.split('\n- ').slice(1)).toEqual([
      'synchronized from a directory or no longer: anna@corp.example, bob@corp.example',
      'another ImmutableID than before the cutover: anna@corp.example',
      'another UPN or other addresses than before the cutover: anna@corp.example',
    ]);
  });

  it('names whom Okta does not find any more, and who came with the synchronization', async () => {
    const now = [person('ann'), person('joiner', { onPremisesSyncEnabled: true }), person('guest')];
    const [binned = ''] = await saidAfter(start, { before, now, bin: [person('bob')] });
    expect(binned.split('\n- ').slice(1)).toEqual([
      'in the recycle bin: bob@corp.example',
      'synchronized from a directory, and not matched before the cutover, such as newcomers: joiner@corp.example',
    ]);
    const [gone = ''] = await saidAfter(start, { before, now: [person('ann')] });
    expect(gone).toMatch(/\n- gone, from the recycle bin too: an account of the cutover \(digest [^)]+\)$/);
  });

  it('says that everybody is as before where nobody was exported yet', async () => {
    const [warning = ''] = await saidAfter(start, { before, now: before });
    expect(warning.split('\n- ').slice(1)).toEqual(['2 people as before']);
  });

  it('repeats what a trial showed, and asks for none then', async () => {
    const [warning = ''] = await saidAfter(start, { pushTried: '2026-11-20 ann: nothing changed' });
    expect(warning).toContain('What was seen: 2026-11-20 ann: nothing changed.');
    expect(warning).not.toContain('one person of the pilot first');
  });

  const quiet = ['okta.features.USER_PROVISIONING.disable', 'entra.synchronization.pause'];

  it('says nothing where Entra wrote nobody', async () => {
    expect(await saidAfter(quiet)).toEqual([]);
    expect(await saidAfter(quiet, { last: '2026-11-30T00:59:00Z' })).toEqual([]);
  });

  it('is told where Entra shows a synchronization since Okta was off', async () => {
    const [warning = ''] = await saidAfter(quiet, { last: '2026-11-30T01:01:00Z' });
    expect(warning).toContain('Entra may have synchronized since Okta was off');
    expect(warning).toContain('Entra shows a synchronization at 2026-11-30T01:01:00Z');
  });

  it.each<[string, readonly string[], Journal & { readonly broken?: boolean }]>([
    ['can’t be read', [], { broken: true }],
    ['is missing', [], {}],
    ['begins with the rollback', quiet, { phase: 'rollback' }],
    ['is known to have lost entries', [...quiet, 'audit.journal.lost'], {}],
    ['lacks its first entry', quiet, { change: (text) => text.slice(text.indexOf('\n') + 1) }],
  ])('is told where the journal %s', async (_, operations, journal) => {
    const [warning = ''] = await saidAfter(operations, journal);
    expect(warning).toContain('the journal audit.jsonl may lack an export');
  });
});
