import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { GraphClient } from '../../../src/connectors/graph/client.js';
import type { Finding } from '../../../src/domain/assessment.js';
import type { PendingExport } from '../../../src/domain/connect.js';
import { UserError } from '../../../src/domain/errors.js';
import {
  baselinePath,
  differencesAgainst,
  matchedPeople,
  readAll,
  readBaseline,
  readGroupsOf,
  recogniser,
  takeBaseline,
  verifyAgainst,
  writeBaseline,
} from '../../../src/pipeline/verify/baseline.js';
import { differencesSince, tellDifferences } from '../../../src/validation/verify-people.js';

const folder = mkdtempSync(join(tmpdir(), 'entra-cutover-baseline-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const anchor = 'MyIRAFVEd2aImaq7zN3u/w==';
const ann = {
  id: '11112222-3333-4444-5555-66667777AAAA',
  userPrincipalName: 'ann.smith@corp.example',
  onPremisesImmutableId: anchor,
  onPremisesProvisioningErrors: [{ propertyCausingError: 'mail', value: 'ann.smith@corp.example' }],
  accountEnabled: true,
  assignedLicenses: [{ skuId: 'sku-of-ann' }],
};

/** Object ids by the id of a group. */
let groups: Readonly<Record<string, readonly unknown[]>> = {};
let groupsProblem: Error | undefined;

/** A tenant with these users, `groups`, and nobody in the recycle bin. */
function tenant(...users: readonly object[]): GraphClient {
  const list = async function* (path: string) {
    if (path.startsWith('/users')) yield* users;
    if (!path.startsWith('/groups')) return;
    if (groupsProblem) throw groupsProblem;
    yield* Object.keys(groups).map((id) => ({ id }));
  };
  const batch = async (paths: readonly string[]) =>
    paths.map((path) => ({ body: { value: (groups[path.split('/')[2] ?? ''] ?? []).map((id) => ({ id })) } }));
  return { list, batch, graphUrl: 'https://graph.example' } as unknown as GraphClient;
}
beforeEach(() => {
  groups = { 'aaaa-group': [ann.id, 'somebody'], 'bbbb-group': ['somebody'] };
  groupsProblem = undefined;
});

const matched = {
  outcome: 'hardMatch',
  userPrincipalName: 'ann.smith@corp.example',
  entraObjectId: ann.id,
  immutableId: anchor,
  sourceAnchor: anchor,
} as const;

async function kept(name: string, findings: readonly Finding[] = []) {
  const journal = join(folder, `${name}.jsonl`);
  const identities = [matched, { outcome: 'entraOnly', entraObjectId: 'x' } as const];
  const { baseline, people } = await takeBaseline(tenant(ann), identities, findings);
  await writeBaseline(journal, baseline);
  return { text: readFileSync(baselinePath(journal), 'utf8'), again: await readBaseline(journal), people };
}

describe('the people of a cutover', () => {
  it('are kept without a name, an id, an anchor, a license or an error, and two files of them can’t be compared', async () => {
    const [one, other] = [await kept('one'), await kept('other')];
    for (const secret of ['ann', 'smith', 'corp', '11112222', '7777', anchor, 'MyIRAF', 'sku', 'true', 'mail'])
      expect(one.text.toLowerCase()).not.toContain(`"${secret.toLowerCase()}`);
    expect(one.text).not.toMatch(/@|smith|66667777|sku-of|aaaa-group/i);
    const [first] = one.again?.people ?? [];
    expect(first?.account).toMatch(/^[\w-]{22}$/);
    expect(other.text).not.toContain(first?.account);
  });

  it('are verified by the file alone, and told by what they are called now', async () => {
    const { again } = await kept('again');
    if (again === undefined) throw new Error('no baseline');
    expect(again.people).toHaveLength(1);
    expect(await verifyAgainst(tenant(ann), again)).toEqual([]);
    expect(await verifyAgainst(tenant({ ...ann, onPremisesImmutableId: 'other' }), again)).toEqual([
      'ann.smith@corp.example: the ImmutableID is other, expected the one of the cleared evidence',
    ]);
    expect(await verifyAgainst(tenant(), again)).toEqual([
      expect.stringMatching(/^an account of the cutover .* is gone/),
    ]);
    const known = await recogniser(tenant({ ...ann, userPrincipalName: 'ann.jones@corp.example' }), again);
    expect(['Ann.Jones@corp.example', ann.id, anchor].every((text) => known([text]))).toBe(true);
    expect(['ann.smith@corp.example', 'x'].some((text) => known([text]))).toBe(false);
  });

  it('are the others of the tenant too, whom nobody was matched with, without what somebody else administers', async () => {
    const cloud = {
      ...ann,
      id: 'c1',
      userPrincipalName: 'cloud@corp.example',
      onPremisesImmutableId: null,
      proxyAddresses: [],
    };
    const loss = { rule: 'entra-only', waived: true, subject: { objectType: 'user', entraObjectId: 'C2' } };
    const everybody = tenant(ann, { ...cloud, onPremisesSyncEnabled: false }, { ...cloud, id: 'c2' });
    const { baseline, people } = await takeBaseline(everybody, [matched], [loss as Finding]);
    await writeBaseline(join(folder, 'others.jsonl'), baseline);
    const again = await readBaseline(join(folder, 'others.jsonl'));
    if (again === undefined) throw new Error('no baseline');
    expect([again.people.length, matchedPeople(again).length]).toEqual([3, 1]);
    const others = again.people.filter(({ unmatched }) => unmatched);
    expect(others.map((person) => person.mayBeLost ?? false).sort()).toEqual([false, true]);
    for (const one of others)
      expect([one.groups, one.licences, one.manager]).toEqual([undefined, undefined, undefined]);
    // They are nobody whom an account could be taken over for.
    expect(people(['cloud@corp.example', 'c1'])).toBeUndefined();
    expect(await verifyAgainst(tenant(ann), again)).toEqual([]);
    const lost = tellDifferences(await differencesAgainst(tenant(ann), again, await readAll(tenant(ann))));
    expect(lost).toEqual([
      expect.stringMatching(/^not matched before the cutover, and now in the recycle bin or gone: an account/),
      expect.stringMatching(/recycle bin or gone, as cleared/),
    ]);
  });

  it('are compared by the service plans of their licenses', async () => {
    const withPlans = (...disabledPlans: string[]) =>
      tenant({ ...ann, assignedLicenses: [{ skuId: 's', disabledPlans }] });
    const { baseline } = await takeBaseline(withPlans('b', 'a'), [matched], []);
    const told = async (client: GraphClient) => tellDifferences(differencesSince(baseline, await readAll(client)));
    expect(await told(withPlans('a', 'b'))).toEqual([]);
    const other = ['other licenses than before the cutover: ann.smith@corp.example'];
    expect(await told(withPlans('a', 'b', 'exchange'))).toEqual(other);
    expect(await told(withPlans())).toEqual(other);
  });

  it('are compared by the groups that they are in, where both times could be read', async () => {
    const told = async (name: string): Promise<string[]> => {
      const { again } = await kept(name);
      if (again === undefined) throw new Error('no baseline');
      const now = async (): Promise<string[]> => {
        const client = tenant(ann);
        return tellDifferences(differencesSince(again, await readGroupsOf(client, await readAll(client))));
      };
      const same = await now();
      groups = { 'bbbb-group': [ann.id.toLowerCase(), 'somebody'], 'aaaa-group': [] };
      const other = await now();
      groups = { ...groups, 'cccc-group': [null] };
      return [...same, ...other, ...(await now())];
    };
    expect(await told('groups')).toEqual(['in other groups than before the cutover: ann.smith@corp.example']);
    groups = { 'cccc-group': [7] };
    expect(await told('unreadable-groups')).toEqual([]);
    groupsProblem = new UserError('403');
    const { again } = await kept('refused-groups');
    expect(again?.people[0]).toMatchObject({ licences: expect.any(String) });
    expect(again?.people[0]?.groups).toBeUndefined();
    groupsProblem = new Error('ours');
    await expect(kept('bug')).rejects.toThrow('ours');
  });

  it('say what was cleared or is staged to become another one, and that of nobody else', async () => {
    const expectedBy = async (findings: readonly object[], staged: readonly object[] = []) => {
      const { baseline } = await takeBaseline(tenant(ann), [matched], findings as Finding[], staged as PendingExport[]);
      return baseline.people[0]?.expected;
    };
    const subject = { objectType: 'user', entraObjectId: ann.id };
    expect(await expectedBy([])).toBeUndefined();
    expect(
      await expectedBy([{ rule: 'upn-changed', subject: { ...subject, entraObjectId: 'other' } }]),
    ).toBeUndefined();
    expect(await expectedBy([{ rule: 'upn-changed', subject }, { rule: 'source-attribute' }])).toEqual(['addresses']);
    expect(await expectedBy([{ rule: 'account-state-change', subject, expected: 'disabled' }])).toEqual(['locked']);
    expect(await expectedBy([{ rule: 'attribute-deletion', subject, found: 'manager; title: boss' }])).toEqual([
      'manager',
    ]);
    const changes = ['proxyAddresses', 'title', 'accountEnabled'].map((name) => ({ name }));
    expect(await expectedBy([], [{ csObjectDn: 'x', entraObjectId: ann.id.toUpperCase(), changes }])).toEqual([
      'addresses',
      'locked',
    ]);
    expect(await expectedBy([], [{ csObjectDn: 'x', sourceAnchor: anchor, changes }])).toEqual(['addresses', 'locked']);
    expect(await expectedBy([], [{ csObjectDn: 'x', sourceAnchor: 'other', changes }])).toBeUndefined();
  });

  it('are compared in addresses and manager by the file alone', async () => {
    const held = { ...ann, mail: 'ann.smith@corp.example', proxyAddresses: ['SMTP:Ann.Smith@corp.example'] };
    const journal = join(folder, 'addresses.jsonl');
    await writeBaseline(
      journal,
      (await takeBaseline(tenant({ ...held, manager: { id: 'M1' } }), [matched], [])).baseline,
    );
    const baseline = await readBaseline(journal);
    if (baseline === undefined) throw new Error('no baseline');
    expect(readFileSync(baselinePath(journal), 'utf8')).not.toMatch(/smith|m1"/i);
    const since = async (user: object) => {
      const client = tenant(user);
      return tellDifferences(await differencesAgainst(client, baseline, await readAll(client)));
    };
    expect(await since({ ...held, manager: { id: 'm1' }, proxyAddresses: ['SMTP:ann.smith@corp.example'] })).toEqual(
      [],
    );
    expect(await since({ ...held, proxyAddresses: ['smtp:ann.smith@corp.example'] })).toEqual([
      'another UPN or other addresses than before the cutover: ann.smith@corp.example',
      'another manager than before the cutover: ann.smith@corp.example',
    ]);
  });

  it('are known by the names of the evidence at the moment of the activation', async () => {
    const { people } = await kept('now');
    const account = people([ann.id])?.account;
    expect(account).not.toContain(ann.id);
    expect(people(['ANN.SMITH@corp.example'])).toEqual({ account, hasSource: false, mayBeLocked: false });
    expect(people(['x', 'ANN.SMITH@corp.example', ann.id])).toEqual({
      account,
      hasSource: false,
      mayBeLocked: false,
      wasEnabled: true,
    });
    expect(people(['bob@corp.example'])).toBeUndefined();
  });

  it('are remembered as to be locked where the clearance says so, in the file too', async () => {
    const finding = (rule: string, expected: string): Finding => ({
      rule,
      severity: 'warning',
      waived: false,
      subject: { objectType: 'user', entraObjectId: ann.id.toLowerCase() },
      expected,
      consequence: '',
      remedy: '',
    });
    const locked = async (name: string, ...findings: Finding[]) => {
      const { people, again } = await kept(name, findings);
      if (again === undefined) throw new Error('no baseline');
      const known = await recogniser(tenant(ann), again);
      return [people([ann.id])?.mayBeLocked, known([ann.id])?.mayBeLocked];
    };
    expect(await locked('locked', finding('account-state-change', 'disabled'))).toEqual([true, true]);
    expect(await locked('unlocked', finding('account-state-change', 'enabled'))).toEqual([false, false]);
    expect(await locked('other', finding('upn-changed', 'disabled'))).toEqual([false, false]);
  });
});
