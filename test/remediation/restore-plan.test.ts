import { describe, expect, it } from 'vitest';
import type { EntraObject } from '../../src/domain/objects.js';
import type { DomainFact, EntraRecord, LicenceFact } from '../../src/domain/service.js';
import { planRestore } from '../../src/remediation/restore-plan.js';

const at = { origin: 'graph', line: 1 };
const user = (id: string, more: Partial<EntraObject> = {}): EntraObject => ({
  ...{
    objectType: 'user',
    at,
    entraObjectId: id,
    userPrincipalName: `${id}@corp.example`,
    accountEnabled: true,
    synced: false,
  },
  ...more,
});
const group = (members: readonly string[], more: Partial<EntraObject> = {}): EntraObject => ({
  ...{ objectType: 'group', at, entraObjectId: 'g1', displayName: 'Staff', mailEnabled: false, members, synced: false },
  ...more,
});
const licence = (entraObjectId: string, skuId: string, more: Partial<LicenceFact> = {}): LicenceFact => ({
  ...{ fact: 'licence', at, entraObjectId, skuId },
  ...more,
});
const domain = (name: string, federated: boolean): DomainFact => ({
  ...{ fact: 'domain', at, name, verified: true, federated },
});
const domains = [domain('corp.example', true), domain('corp.onmicrosoft.com', false)];
const graphUrl = 'https://graph.microsoft.com';
const told = (before: readonly EntraRecord[], now: readonly EntraRecord[], person?: string) =>
  planRestore(before, now, graphUrl, person)?.map(
    ({ kind, subject, where, text }) => `${kind} ${subject} ${where}: ${text}`,
  );
const asked = (before: readonly EntraRecord[], now: readonly EntraRecord[]) =>
  planRestore(before, now, graphUrl)?.map(({ request }) => request);

describe('what would be written to have it back', () => {
  it('is nothing where everything is there, whatever came since', () => {
    const before = [user('a', { mail: 'A@corp.example' }), group(['a']), licence('a', 's1')];
    const now = [
      user('A', { mail: 'a@corp.example' }),
      user('new'),
      group(['new', 'A']),
      licence('a', 's1'),
      licence('a', 's2'),
    ];
    expect(told(before, now)).toEqual([]);
  });

  it('is the account first, from the recycle bin while it is there', () => {
    const before = [user('a'), user('b'), group(['a', 'b']), licence('a', 's1')];
    const now = [user('a', { deletedDateTime: '2026-11-30T01:00:00Z' }), group([])];
    expect(told(before, now)).toEqual([
      'account a@corp.example Graph: is in the recycle bin until 2026-12-30: restore it, with its mailbox and licenses; then make the plan again',
      'account b@corp.example nowhere: is gone, from the recycle bin too: no request brings its object id back',
    ]);
    expect(asked(before, now)).toEqual([{ method: 'POST', path: '/directory/deletedItems/a/restore' }, undefined]);
  });

  it('is written through Graph for an account of the cloud', () => {
    const properties = new Map([
      ['manager', 'm1'],
      ['displayname', 'Ada'],
      ['extensionattribute3', 'x'],
      ['businessphones', '+46 1'],
    ]);
    const before = [user('a', { immutableId: 'AAA=', properties })];
    const changed = { accountEnabled: false, userPrincipalName: 'b@corp.example', immutableId: 'BBB=' };
    const now = [user('a', changed), user('m1'), domain('corp.example', false)];
    expect(asked(before, now)).toEqual([
      { method: 'PATCH', path: '/users/a', body: { accountEnabled: true } },
      { method: 'PATCH', path: '/users/a', body: { userPrincipalName: 'a@corp.example' } },
      { method: 'PATCH', path: '/users/a', body: { businessPhones: ['+46 1'] } },
      { method: 'PATCH', path: '/users/a', body: { displayName: 'Ada' } },
      { method: 'PATCH', path: '/users/a', body: { onPremisesExtensionAttributes: { extensionAttribute3: 'x' } } },
      { method: 'PATCH', path: '/users/a', body: { onPremisesImmutableId: 'AAA=' } },
      {
        method: 'PUT',
        path: '/users/a/manager/$ref',
        body: { '@odata.id': 'https://graph.microsoft.com/v1.0/users/m1' },
      },
    ]);
  });

  it('is Active Directory’s where that masters the account now, but for licenses and the usage location', () => {
    const properties = new Map([
      ['manager', 'm1'],
      ['usagelocation', 'SE'],
    ]);
    const before = [
      user('a', { properties, proxyAddresses: ['SMTP:a@corp.example', 'smtp:x@corp.example'] }),
      licence('a', 's1'),
    ];
    const now = [
      user('m1'),
      user('a', { synced: true, accountEnabled: false, proxyAddresses: ['SMTP:a@corp.example'] }),
    ];
    expect(told(before, now)).toEqual([
      'state a@corp.example Active Directory: accountEnabled false, was true',
      'addresses a@corp.example Active Directory: proxyAddresses without smtp:x@corp.example (in Exchange, where IsExchangeCloudManaged of the mailbox is true)',
      'attributes a@corp.example Graph: usageLocation (none), was SE',
      'manager a@corp.example Active Directory: manager (none), was m1',
      'licenses a@corp.example Graph: without s1, or with other service plans',
    ]);
    expect(asked(before, now)?.map((request) => request?.path)).toEqual([
      ...[undefined, undefined, '/users/a', undefined, '/users/a/assignLicense'],
    ]);
    expect(told([user('a')], [user('a', { synced: true, cloudManaged: true, accountEnabled: false })])).toEqual([
      'state a@corp.example Graph: accountEnabled false, was true',
    ]);
  });

  it('of addresses is Exchange’s', () => {
    expect(told([user('a', { mail: 'a@corp.example' })], [user('a')])).toEqual([
      'addresses a@corp.example Exchange: mail (none), was a@corp.example',
    ]);
  });

  it('of licenses has the service plans of then, and names the group of one that came from it', () => {
    const before = [
      ...[user('a'), user('b'), group(['a', 'b'])],
      ...[licence('a', 's1', { disabledPlans: ['p1'] }), licence('a', 's2', { throughGroup: 'g1' })],
      licence('b', 's2', { throughGroup: 'g1' }),
    ];
    const now = [user('a'), user('b'), group(['b'])];
    expect(told(before, now)).toEqual([
      'groups a@corp.example Graph: no member of Staff any more',
      'licenses a@corp.example Graph: license s2 came from the group Staff, and comes back with it',
      'licenses a@corp.example Graph: without s1, or with other service plans',
      'licenses b@corp.example Graph: license s2 came from the group Staff, where nobody has it now: check whether the group still has the license',
    ]);
    expect(asked(before, now)).toEqual([
      {
        method: 'POST',
        path: '/groups/g1/members/$ref',
        body: { '@odata.id': 'https://graph.microsoft.com/v1.0/directoryObjects/a' },
      },
      undefined,
      {
        method: 'POST',
        path: '/users/a/assignLicense',
        body: { addLicenses: [{ skuId: 's1', disabledPlans: ['p1'] }], removeLicenses: [] },
      },
      { method: 'POST', path: '/users/b/reprocessLicenseAssignment' },
    ]);
    // A group that gives the license now is as good.
    expect(told([user('a'), licence('a', 's1')], [user('a'), licence('a', 's1', { throughGroup: 'g1' })])).toEqual([]);
  });

  it('of a group has its members, and of a member that was not read no more than that it is gone', () => {
    const before = [
      user('a'),
      user('b'),
      group(['a', 'device']),
      group(['b'], { entraObjectId: 'g2', displayName: 'Other' }),
    ];
    const now = [user('a'), user('b'), group([]), group([], { entraObjectId: 'g2', displayName: 'Other' })];
    const ofStaff = [
      'groups a@corp.example Graph: no member of Staff any more',
      'groups device Graph: no member of Staff any more; what it is was not read, a device for instance: look whether it is still there',
    ];
    expect(told(before, now, 'Staff')).toEqual(ofStaff);
    expect(told(before, now, 'g1')).toEqual(ofStaff);
    expect(told(before, now, 'a@corp.example')).toEqual(ofStaff.slice(0, 1));
    expect(told(before, now)).toHaveLength(3);
    expect(told(before, [user('a'), user('b'), now[3] as EntraRecord], 'Staff')).toEqual([
      expect.stringMatching(/^group Staff .*is gone/),
    ]);
  });

  it('of addresses goes by the letter case of the prefix alone', () => {
    const mailed = (...proxyAddresses: string[]) => [user('a', { proxyAddresses })];
    expect(told(mailed('SMTP:A@corp.example'), mailed('SMTP:a@corp.example'))).toEqual([]);
    expect(told(mailed('SMTP:a@corp.example'), mailed('smtp:a@corp.example'))).toHaveLength(1);
  });

  it('of one person tells a group that is gone, and sends no manager who is not there', () => {
    const before = [user('a', { properties: new Map([['manager', 'b']]) }), user('b'), group(['a'])];
    const plan = planRestore(before, [user('a')], graphUrl, 'a@corp.example');
    expect(plan?.map(({ kind, where, text, request }) => [kind, where, text, request])).toEqual([
      ['manager', 'Graph', 'manager (none), was b, whose account is not there now', undefined],
      ['groups', 'nowhere', 'no member of Staff any more: the group is gone', undefined],
    ]);
  });

  it('of a group or contact says that a new one is another object', () => {
    const contact: EntraObject = { objectType: 'contact', at, entraObjectId: 'c1', displayName: 'Partner' };
    expect(told([group([]), contact], [])).toEqual([
      expect.stringContaining('group Staff nowhere: is gone: look for it in the deleted groups'),
      'contact Partner Exchange: is gone: create it again; it gets a new object id',
    ]);
    expect(told([user('a'), group(['a'])], [user('a'), group([], { synced: true, mailEnabled: true })])).toEqual([
      'groups a@corp.example Active Directory: no member of Staff any more',
    ]);
  });

  it('can be asked of one person, by id, name or address', () => {
    const before = [user('a', { proxyAddresses: ['smtp:ada@corp.example'] }), user('b'), group(['a', 'b'])];
    const now = [user('a', { proxyAddresses: ['smtp:ada@corp.example'] }), user('b'), group([])];
    for (const person of ['A', 'a@corp.example', 'ADA@corp.example'])
      expect(told(before, now, person)).toEqual(['groups a@corp.example Graph: no member of Staff any more']);
    expect(told(before, now, 'nobody')).toBeUndefined();
  });

  it('of a group takes members where its kind takes them', () => {
    const asOf = (more: Partial<EntraObject>) => {
      const [step] = planRestore([user('a'), group(['a'])], [user('a'), group([], more)], graphUrl) ?? [];
      return [step?.where, step?.request?.path, step?.text];
    };
    const plain = 'no member of Staff any more';
    const added = '/groups/g1/members/$ref';
    expect(asOf({ groupTypes: [] })).toEqual(['Graph', added, plain]);
    expect(asOf({ groupTypes: ['Unified'], mailEnabled: true })).toEqual(['Graph', added, plain]);
    expect(asOf({ groupTypes: [], mailEnabled: true })).toEqual(['Exchange', undefined, plain]);
    // A backup or tenant whose types are not known.
    expect(asOf({ mailEnabled: true })).toEqual([
      ...['Graph', added, `${plain} (a distribution list takes members in Exchange only)`],
    ]);
    for (const types of [['DynamicMembership'], ['Unified', 'dynamicMembership']])
      expect(asOf({ groupTypes: types })).toEqual([
        ...['membership rule', undefined],
        `${plain}: its membership rule decides: give the person the attributes that the rule asks for`,
      ]);
    expect(asOf({ groupTypes: [], synced: true })).toEqual(['Active Directory', undefined, plain]);
  });

  it('refers to what lies in the cloud of the tenant', () => {
    const properties = new Map([['manager', 'm1']]);
    const before = [user('a', { properties }), user('m1'), group(['a'])];
    const plan = planRestore(before, [user('a'), user('m1'), group([])], 'https://microsoftgraph.chinacloudapi.cn');
    expect(plan?.map(({ request }) => request?.body)).toEqual([
      { '@odata.id': 'https://microsoftgraph.chinacloudapi.cn/v1.0/users/m1' },
      { '@odata.id': 'https://microsoftgraph.chinacloudapi.cn/v1.0/directoryObjects/a' },
    ]);
  });

  it('says first who has the name now, and that it has to be free', () => {
    const renamed = { userPrincipalName: 'a0@corp.example' };
    const twin = user('t', { userPrincipalName: 'A@corp.example' });
    const free = 'is held by the user A@corp.example (t), which was not there then: free the name first';
    expect(told([user('a')], [user('a', renamed), twin])).toEqual([
      `names a@corp.example Graph: a@corp.example ${free}`,
      'addresses a@corp.example Graph: userPrincipalName a0@corp.example, was a@corp.example',
    ]);
    // The twin of a sync is renamed where the sync reads it.
    expect(told([user('a')], [user('a', renamed), { ...twin, synced: true }])?.[0]).toBe(
      `names a@corp.example Active Directory: a@corp.example ${free}`,
    );
    // One in the recycle bin comes back only once its name is free.
    expect(told([user('a')], [user('a', { deletedDateTime: '2026-11-30T01:00:00Z' }), twin])).toEqual([
      `names a@corp.example Graph: a@corp.example ${free}`,
      expect.stringContaining('account a@corp.example Graph: is in the recycle bin until'),
    ]);
    // Of somebody who was there before, a contact or a group, an address is Exchange's.
    const had = user('a', { mail: 'a@corp.example', proxyAddresses: ['SMTP:a@corp.example', 'smtp:x@corp.example'] });
    const list = group([], { proxyAddresses: ['SMTP:X@corp.example'] });
    expect(told([had, group([])], [{ ...had, proxyAddresses: ['SMTP:a@corp.example'] }, list])).toEqual([
      'names a@corp.example Exchange: x@corp.example is held by the group Staff (g1): free the name first',
      'addresses a@corp.example Exchange: proxyAddresses without smtp:x@corp.example',
    ]);
    // A name that somebody has as well, and that nobody lost, is not in the way.
    expect(told([user('a')], [user('a'), user('t', { mail: 'a@corp.example' })])).toEqual([]);
    expect(told([user('a')], [user('a', renamed), twin], 'a')).toHaveLength(2);
  });

  it('of a license that came from a group does not make it a direct one', () => {
    const before = [user('a'), group(['a']), licence('a', 's1', { throughGroup: 'g1' })];
    const came = 'licenses a@corp.example Graph: license s1 came from the group Staff';
    expect(told(before, [user('a')])).toContain(`${came}, which is gone: give it by another group, or directly`);
    expect(told(before, [user('a'), group(['a'])])).toEqual([
      `${came}, where nobody has it now: check whether the group still has the license`,
    ]);
    const others = [user('a'), user('b'), group(['a', 'b']), licence('b', 's1', { throughGroup: 'g1' })];
    expect(told(before, others)).toEqual([came]);
    // With the license directly, or by another group, and all its plans, nothing is missing.
    for (const more of [{}, { throughGroup: 'g2' }])
      expect(told(before, [user('a'), group(['a']), licence('a', 's1', more)])).toEqual([]);
    expect(
      told(before, [user('a'), group(['a']), licence('a', 's1', { throughGroup: 'g2', disabledPlans: ['p1'] })]),
    ).toHaveLength(1);
  });

  it('of a license sees the plans that the groups of today leave off', () => {
    const without = 'licenses a@corp.example Graph: without s1, or with other service plans';
    const now = (...licences: readonly EntraRecord[]) =>
      told([user('a'), licence('a', 's1')], [user('a'), ...licences]);
    const [left, right] = [{ throughGroup: 'g1' }, { throughGroup: 'g2' }];
    expect(now(licence('a', 's1', { ...left, disabledPlans: ['p1'] }))).toEqual([without]);
    expect(now(licence('a', 's1', { ...left, disabledPlans: ['p1'] }), licence('a', 's1', right))).toEqual([]);
    // Each of two groups gives what the other leaves off.
    const both = [
      licence('a', 's1', { ...left, disabledPlans: ['p1'] }),
      licence('a', 's1', { ...right, disabledPlans: ['p2'] }),
    ];
    expect(now(...both)).toEqual([]);
    expect(now(licence('a', 's1', { disabledPlans: ['p1'] }))).toEqual([without]);
    const fewer = [user('a'), licence('a', 's1', { disabledPlans: ['p1'] })];
    expect(told(fewer, [user('a'), licence('a', 's1', left)])).toEqual([]);
    // A plan that came since stays on.
    expect(told(fewer, [user('a'), licence('a', 's1')])).toEqual([]);
    const off = (...disabledPlans: string[]) => [user('a'), licence('a', 's1', { disabledPlans })];
    expect(asked(off('p1', 'p2'), off('p2', 'p3'))).toMatchObject([
      { body: { addLicenses: [{ skuId: 's1', disabledPlans: ['p2'] }] } },
    ]);
  });

  it('leaves alone the ImmutableID and UPN that came since: a match brings them', () => {
    const stamped = { immutableId: 'AAA=', synced: true };
    expect(told([user('a')], [user('a', stamped)])).toEqual([]);
    expect(told([user('a')], [user('a', { immutableId: 'AAA=' })])).toEqual([]);
    const { userPrincipalName: _, ...nameless } = user('a');
    expect(told([nameless], [user('a')])).toEqual([]);
    // Another one than before can't be written while the account is synchronized.
    expect(told([user('a', { immutableId: 'BBB=' })], [user('a', stamped)])).toEqual([
      'attributes a@corp.example nowhere: onPremisesImmutableId AAA=, was BBB=: while the account is synchronized, nobody can change it',
    ]);
  });

  it('of an ImmutableID goes by the domain of the UPN: on a federated one Graph writes none', () => {
    const plan = (now: Partial<EntraObject>, facts: readonly DomainFact[] = domains) =>
      planRestore(
        [user('a', { immutableId: 'AAA=' })],
        [user('a', { immutableId: 'BBB=', ...now }), ...facts],
        graphUrl,
      )
        ?.map(({ kind, text, request }) => [kind, text.replace(/^.*AAA=/, ''), request?.body] as const)
        .filter(([kind]) => kind !== 'names');
    const anchor = { onPremisesImmutableId: 'AAA=' };
    expect(plan({})).toEqual([
      [
        'attributes',
        ': on a federated domain Graph refuses it. Move the UPN to a managed domain, such as corp.onmicrosoft.com, write the ImmutableID, and move the UPN back',
        undefined,
      ],
    ]);
    // On the way to a federated domain the ImmutableID comes first; on the way from one, the UPN.
    expect(plan({ userPrincipalName: 'a@corp.onmicrosoft.com' })).toEqual([
      [
        'addresses',
        'userPrincipalName a@corp.onmicrosoft.com, was a@corp.example, on a federated domain: write the ImmutableID first, then make the plan again',
        undefined,
      ],
      ['attributes', '', anchor],
    ]);
    expect(
      plan({ userPrincipalName: 'a@fed.example' }, [domain('corp.example', false), domain('fed.example', true)]),
    ).toEqual([
      ['addresses', 'userPrincipalName a@fed.example, was a@corp.example', { userPrincipalName: 'a@corp.example' }],
      ['attributes', '', anchor],
    ]);
    // With the same ImmutableID the UPN alone is written.
    expect(plan({ userPrincipalName: 'a@corp.onmicrosoft.com', immutableId: 'AAA=' })?.[0]?.[2]).toEqual({
      userPrincipalName: 'a@corp.example',
    });
    expect(plan({}, [domain('corp.example', false)])).toEqual([['attributes', '', anchor]]);
    expect(plan({}, [])).toEqual([
      ['attributes', expect.stringContaining('which domains are federated was not read'), anchor],
    ]);
  });

  it('of Exchange attributes goes by who manages them, and says where that is not known', () => {
    const had = user('a', {
      proxyAddresses: ['SMTP:a@corp.example', 'smtp:x@corp.example'],
      properties: new Map([
        ['mailnickname', 'a'],
        ['extensionattribute1', 'x'],
        ['jobtitle', 'J'],
      ]),
    });
    const where = (more: Partial<EntraObject>) =>
      planRestore(
        [had],
        [user('a', { synced: true, proxyAddresses: ['SMTP:a@corp.example'], ...more })],
        graphUrl,
      )?.map((one) => [one.text.split(' ')[0], one.where, one.text.includes('IsExchangeCloudManaged')]);
    const of = (master: string, isAsked: boolean) => [
      ['proxyAddresses', master, isAsked],
      ['extensionAttribute1', master, isAsked],
      ['jobTitle', 'Active Directory', false],
      ['mailNickname', master, isAsked],
    ];
    expect(where({})).toEqual(of('Active Directory', true));
    expect(where({ exchangeCloudManaged: true })).toEqual(of('Exchange', false));
    expect(where({ exchangeCloudManaged: false })).toEqual(of('Active Directory', false));
  });

  it('of a Microsoft 365 group that is gone is a request: Graph restores it', () => {
    const unified = { groupTypes: ['Unified'], mailEnabled: true };
    const before = [user('a'), group(['a'], unified)];
    const restored = { method: 'POST', path: '/directory/deletedItems/g1/restore' };
    const bin = group([], { ...unified, deletedDateTime: '2026-11-30T01:00:00Z' });
    expect(asked(before, [user('a')])).toEqual([restored]);
    expect(told(before, [user('a')])).toEqual([
      'group Staff Graph: is gone, or in the recycle bin: restore it; then make the plan again',
    ]);
    expect(told(before, [user('a'), bin])).toEqual([
      'group Staff Graph: is in the recycle bin until 2026-12-30: restore it; then make the plan again',
    ]);
    expect(told(before, [user('a')], 'a')).toEqual([
      'groups a@corp.example Graph: no member of Staff any more: the group is gone: restore it first, by its own plan',
    ]);
    expect(asked([group([])], [])).toEqual([undefined]);
  });
});
