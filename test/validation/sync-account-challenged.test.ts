import { expect, it } from 'vitest';
import { type Organisation, organisation } from './organisation.js';

const account = {
  immutableId: undefined,
  entraObjectId: 'E9',
  displayName: 'On-Premises Directory Synchronization Service Account',
};
const name = 'Sync_SERVER_0a1b2c3d4e5f';
const open = { includedUsers: [], includedGroups: [], excludedUsers: [], excludedGroups: [], everybody: false };
const policy = (name: string, more: object) =>
  ({ fact: 'accessPolicy', name, demands: ['mfa'], ...open, ...more }) as never;
const withAccount = (): Organisation =>
  organisation()
    .person(1, 'ann')
    .entra(9, name, { ...account, userPrincipalName: `${name}@corp.onmicrosoft.com` });
const found = (org: Organisation) =>
  org.judge().findings.flatMap(({ rule, found }) => (rule === 'sync-account-challenged' ? found : []));

it('is told of each policy that concerns the account of the sync, sorted', () => {
  expect(found(withAccount())).toEqual([]);
  expect(
    found(
      withAccount().facts(
        policy('Z', { everybody: true }),
        policy('A', { includedUsers: ['e9'], demands: ['mfa', 'compliantDevice'] }),
        policy('role', { syncRole: 'included' }),
        policy('other', { includedUsers: ['e1'] }),
        policy('not the role', { everybody: true, syncRole: 'excluded' }),
        policy('not the account', { everybody: true, excludedUsers: ['e9'] }),
      ),
    ),
  ).toEqual(['A (mfa, compliantDevice); Z (mfa); role (mfa)']);
});

it('is told by the groups that the account is a member of', () => {
  const org = (members: readonly string[] | undefined, more: object) =>
    withAccount()
      .object('group', 'Robots', { entra: { entraObjectId: 'G1', synced: false, members } })
      .object('group', 'Nobody', { entra: { entraObjectId: undefined, synced: false } })
      .facts(policy('P', more));
  expect(found(org(['e1', 'E9'], { includedGroups: ['g1'] }))).toEqual(['P (mfa)']);
  expect(found(org(['e1', 'E9'], { everybody: true, excludedGroups: ['g1'] }))).toEqual([]);
  expect(found(org(['e1'], { includedGroups: ['g1'] }))).toEqual([]);
  expect(found(org(undefined, { includedGroups: ['g1'] }))).toEqual([]);
  expect(found(org(undefined, { everybody: true, excludedGroups: ['g1'] }))).toEqual([]);
});

it('is told of an account without object id by what concerns everybody', () => {
  const org = (more: object) =>
    organisation()
      .person(1, 'ann')
      .entra(9, name, { ...account, entraObjectId: undefined, userPrincipalName: `${name}@corp.onmicrosoft.com` })
      .object('group', 'Robots', { entra: { entraObjectId: 'g1', synced: false, members: ['e9'] } })
      .facts(policy('P', more));
  expect(found(org({ everybody: true }))).toEqual(['P (mfa)']);
  expect(found(org({ includedUsers: ['e9'], includedGroups: ['g1'] }))).toEqual([]);
});

it('is not told by a group without object id', () => {
  const org = withAccount()
    .object('group', 'Robots', { entra: { entraObjectId: undefined, synced: false, members: ['E9'] } })
    .object('group', 'Others', { entra: { entraObjectId: 'G1', synced: false, members: [] } })
    .facts(policy('P', { everybody: true, excludedGroups: ['g1'] }));
  expect(found(org)).toEqual(['P (mfa)']);
});

it('names the conditions that are not evaluated, and leaves alone what concerns no sync', () => {
  const said = (more: object) => found(withAccount().facts(policy('P', { everybody: true, ...more })));
  expect(said({ undecided: ['apps', 'places'] })).toEqual(['P (mfa; not checked: apps, places)']);
  expect(said({ undecided: [] })).toEqual(['P (mfa)']);
  expect(said({ sparesSync: true })).toEqual([]);
  expect(said({ demands: [] })).toEqual([]);
  expect(said({ demands: ['termsOfUse'] })).toEqual(['P (termsOfUse)']);
});

it('knows the account of a server with a sign of underlining in its name', () => {
  const called = (server: string) =>
    found(
      organisation()
        .person(1, 'ann')
        .entra(9, 'x', { ...account, userPrincipalName: `Sync_${server}_0a1b2c3d4e5f@corp.onmicrosoft.com` })
        .facts(policy('P', { everybody: true })),
    ).length;
  expect(called('SRV_1')).toBe(1);
  expect(called('SRV-1')).toBe(1);
  expect(called('SIXTEEN_LETTERS_')).toBe(0);
});

it('says that it can’t look where the policies were not read', () => {
  const said = (fields: readonly string[]) =>
    withAccount()
      .sources({ entra: { fields: new Set(fields) } })
      .judge().unchecked?.['sync-account-challenged'];
  expect(said(['service'])).toBe('the evidence does not have the Conditional Access policies');
  expect(said(['service', 'accessPolicies'])).toBeUndefined();
});

it('says nothing of people', () => {
  expect(
    found(
      organisation()
        .person(1, 'ann')
        .facts(policy('Z', { everybody: true })),
    ),
  ).toEqual([]);
});

it('is told by groups in groups, and by no other way round', () => {
  const org = (more: object) =>
    withAccount()
      .object('group', 'Inner', { entra: { entraObjectId: 'G1', synced: false, members: ['E9'] } })
      .object('group', 'Middle', { entra: { entraObjectId: 'G2', synced: false, members: ['g1', 'G3'] } })
      .object('group', 'Outer', { entra: { entraObjectId: 'G3', synced: false, members: ['G2'] } })
      .object('group', 'Other', { entra: { entraObjectId: 'G4', synced: false, members: ['e1'] } })
      .facts(policy('P', more));
  for (const group of ['g1', 'g2', 'g3']) {
    expect(found(org({ includedGroups: [group] }))).toEqual(['P (mfa)']);
    expect(found(org({ everybody: true, excludedGroups: [group] }))).toEqual([]);
    expect(found(org({ includedGroups: ['g3'], excludedGroups: [group] }))).toEqual([]);
  }
  expect(found(org({ includedGroups: ['g4'] }))).toEqual([]);
  expect(found(org({ everybody: true, excludedGroups: ['g4'] }))).toEqual(['P (mfa)']);
});

it('is told of accounts that sign in for the tool that takes over', () => {
  const other = 'ADToAADSyncServiceAccount';
  const said = (change: object, settings: Parameters<Organisation['judge']>[0] = {}, called = name) =>
    organisation()
      .person(1, 'ann')
      .entra(9, called, { ...account, userPrincipalName: `${called}@corp.onmicrosoft.com`, ...change })
      .facts(policy('P', { everybody: true }))
      .judge(settings)
      .findings.filter(({ rule }) => rule === 'sync-account-challenged').length;
  expect(said({ accountEnabled: true })).toBe(1);
  expect(said({ accountEnabled: false })).toBe(0);
  expect(said({}, { syncTool: 'connect' })).toBe(1);
  // One that an old server left behind.
  expect(said({}, { syncTool: 'cloudSync' })).toBe(0);
  expect(said({}, { syncTool: 'cloudSync' }, other)).toBe(1);
  expect(said({}, { syncTool: 'connect' }, other)).toBe(0);
  expect(said({}, {}, other)).toBe(1);
  expect(said({ userPrincipalName: `${name}@corp.onmicrosoft.us` })).toBe(1);
  expect(said({ userPrincipalName: `${name}@corp.example` })).toBe(0);
  expect(said({ immutableId: 'AAAA' })).toBe(0);
  expect(said({ deletedDateTime: '2026-11-01T00:00:00Z' })).toBe(0);
});

it('says that it can’t look where the members of a group that decides are not in the evidence', () => {
  const said = (org: Organisation) => org.judge().unchecked?.['sync-account-challenged'];
  const missing =
    'the evidence does not have the members of each group that a Conditional Access policy includes or excludes';
  const robots = (members: readonly string[] | undefined, org = withAccount()) =>
    org.object('group', 'Robots', { entra: { entraObjectId: 'G1', synced: false, members } });
  const nested = (members: readonly string[] | undefined) =>
    robots(['G2']).object('group', 'Inner', { entra: { entraObjectId: 'G2', synced: false, members } });
  const including = policy('P', { includedGroups: ['g1'] });
  const excluding = policy('P', { everybody: true, excludedGroups: ['g1'] });
  for (const one of [including, excluding]) {
    expect(said(withAccount().facts(one))).toBe(missing);
    expect(said(robots(undefined).facts(one))).toBe(missing);
    expect(said(nested(undefined).facts(one))).toBe(missing);
    expect(said(nested([]).facts(one))).toBeUndefined();
    expect(said(robots([]).facts(one))).toBeUndefined();
  }
  // What decides already leaves nothing open.
  const decided = [
    { everybody: true, excludedGroups: ['g1'], excludedUsers: ['e9'] },
    { everybody: true, excludedGroups: ['g1'], syncRole: 'excluded' },
    { everybody: true, includedGroups: ['g1'] },
    { excludedGroups: ['g1'], includedUsers: ['e1'] },
    { includedGroups: ['g1'], sparesSync: true },
    { includedGroups: ['g1'], demands: [] },
  ];
  for (const more of decided) expect(said(withAccount().facts(policy('P', more)))).toBeUndefined();
});

const principal = (entraObjectId: string, signsInFor: string) =>
  ({ fact: 'syncPrincipal', entraObjectId, name: `app ${entraObjectId}`, signsInFor }) as never;
const blocking = (more: object) =>
  policy('B', { demands: ['block'], includedUsers: ['none'], includedPrincipals: [], excludedPrincipals: [], ...more });
const all = { everyPrincipal: true, principalFilter: false };
const applications = (...policies: readonly object[]) =>
  organisation()
    .person(1, 'ann')
    .facts(
      ...[principal('c1', 'connect'), principal('s1', 'cloudSync'), principal('p1', 'pipeline')],
      ...(policies as never[]),
    );
const told = (org: Organisation, settings: Parameters<Organisation['judge']>[0] = {}) =>
  org
    .judge(settings)
    .findings.flatMap(({ rule, expected }) =>
      rule === 'sync-account-challenged' ? (/app (..)/.exec(expected ?? '')?.[1] ?? '') : [],
    )
    .sort();

it('is told of each application that a policy for applications concerns', () => {
  expect(told(applications(blocking(all)))).toEqual(['c1', 'p1', 's1']);
  expect(told(applications(blocking({ ...all, excludedPrincipals: ['c1', 's1'] })))).toEqual(['p1']);
  expect(told(applications(blocking({ includedPrincipals: ['c1', 'other'] })))).toEqual(['c1']);
  expect(told(applications(blocking({ includedPrincipals: ['other'] })))).toEqual([]);
  expect(told(applications(policy('for users', { everybody: true })))).toEqual([]);
  expect(told(applications(blocking(all)), { syncTool: 'connect' })).toEqual(['c1', 'p1']);
  expect(told(applications(blocking(all)), { syncTool: 'cloudSync' })).toEqual(['p1', 's1']);
});

it('says that it can’t look where a filter chooses the applications', () => {
  const said = (more: object) => applications(blocking(more)).judge().unchecked?.['sync-account-challenged'];
  const filtered = { principalFilter: true };
  expect(told(applications(blocking({ ...all, ...filtered })))).toEqual([]);
  expect(said({ ...all, ...filtered })).toMatch(/by a filter/);
  expect(said({ ...filtered })).toMatch(/by a filter/);
  expect(said({ includedPrincipals: ['c1'], ...filtered })).toMatch(/by a filter/);
  expect(said({ includedPrincipals: ['other'], ...filtered })).toBeUndefined();
  expect(said({ ...all, ...filtered, excludedPrincipals: ['c1', 's1', 'p1'] })).toBeUndefined();
  expect(said(all)).toBeUndefined();
});

it('says that it can’t look where nothing tells the application of the sync', () => {
  const said = (
    org: Organisation,
    settings: Parameters<Organisation['judge']>[0] = { syncTool: 'connect' },
    more: object = all,
  ) => org.facts(blocking(more)).judge(settings).unchecked?.['sync-account-challenged'];
  const bare = () => organisation().person(1, 'ann');
  const reason = /which one Entra Connect signs in as/;
  expect(said(bare())).toMatch(reason);
  expect(said(bare(), { syncTool: 'cloudSync' })).toMatch(/which one cloud sync signs in as/);
  expect(said(bare(), {})).toMatch(/which one a sync signs in as/);
  expect(said(bare().facts(principal('c1', 'cloudSync')), { syncTool: 'cloudSync' })).toBeUndefined();
  expect(said(bare(), { syncTool: 'cloudSync' }, { includedPrincipals: ['x1'] })).toBeUndefined();
  expect(said(bare().facts(principal('c1', 'connect')))).toBeUndefined();
  // A server that changed to an application leaves its account behind.
  expect(said(withAccount())).toMatch(reason);
  // An application of any name, and one that is known for something else.
  expect(said(bare(), undefined, { includedPrincipals: ['x1'] })).toMatch(reason);
  expect(said(bare(), undefined, { principalFilter: true })).toMatch(reason);
  expect(said(bare().facts(principal('p1', 'pipeline')), undefined, { includedPrincipals: ['p1'] })).toBeUndefined();
  expect(said(bare().facts(principal('c1', 'connect')), undefined, { includedPrincipals: ['x1'] })).toBeUndefined();
});

const holder = (role: string, assignment = 'active') =>
  ({ fact: 'roleHolder', entraObjectId: 'e9', role, assignment }) as never;
const renamed = (...facts: readonly object[]): Organisation =>
  organisation()
    .person(1, 'ann')
    .entra(9, 'svc', { ...account, displayName: 'Sync of DC1', userPrincipalName: 'svc@corp.example' })
    .facts(...(facts as never[]));

it('knows an account of any name by the directory role of a sync that it holds', () => {
  const forAll = policy('P', { everybody: true });
  for (const role of ['Directory Synchronization Accounts', 'On Premises Directory Sync Account']) {
    expect(found(renamed(forAll, holder(role)))).toEqual(['P (mfa)']);
    expect(found(renamed(forAll, holder(role, 'eligible')))).toEqual([]);
  }
  expect(found(renamed(forAll, holder('User Administrator')))).toEqual([]);
  expect(found(renamed(forAll))).toEqual([]);
});

it('holds a policy for one of the two roles against the one that the account holds', () => {
  const first = policy('P', { everybody: true, syncRole: 'excluded' });
  const second = policy('P', { everybody: true, syncRole: 'unnamed', onPremSyncRole: 'excluded' });
  const forSecond = policy('P', { syncRole: 'unnamed', onPremSyncRole: 'included' });
  const of = (role: string) => [first, second, forSecond].map((one) => found(renamed(one, holder(role))).length);
  expect(of('Directory Synchronization Accounts')).toEqual([0, 1, 0]);
  expect(of('On Premises Directory Sync Account')).toEqual([1, 0, 1]);
  // Nothing tells which one it holds.
  expect([first, second, forSecond].map((one) => found(withAccount().facts(one)).length)).toEqual([0, 0, 1]);
});

it('says that it can’t look where a policy is for all and nothing of a sync is in the evidence', () => {
  const said = (
    more: object,
    settings: Parameters<Organisation['judge']>[0] = { syncTool: 'connect' },
    org = organisation().person(1, 'ann'),
  ) => org.facts(policy('P', more)).judge(settings).unchecked?.['sync-account-challenged'];
  const forAll = { everybody: true };
  const reason = (signer: string) =>
    `a Conditional Access policy is for all users or for a role of the sync, and the evidence has neither an account nor an application with which ${signer} signs in: once it is installed, run collect entra again`;
  expect(said(forAll)).toBe(reason('Entra Connect'));
  expect(said(forAll, { syncTool: 'cloudSync' })).toBe(reason('cloud sync'));
  expect(said(forAll, {})).toBe(reason('a sync'));
  expect(said({ syncRole: 'included' })).toBe(reason('Entra Connect'));
  expect(said({ onPremSyncRole: 'included' })).toBe(reason('Entra Connect'));
  expect(said({ ...forAll, excludedGroups: ['g1'], excludedUsers: ['e1'] })).toBe(reason('Entra Connect'));
  // The account of the other tool, and the application of this pipeline, are not what signs in.
  expect(said(forAll, { syncTool: 'cloudSync' }, withAccount())).toBe(reason('cloud sync'));
  expect(said(forAll, undefined, renamed(principal('p1', 'pipeline')))).toBe(reason('Entra Connect'));
  expect(said(forAll, undefined, renamed(principal('s1', 'cloudSync')))).toBe(reason('Entra Connect'));
  // What signs in is known, or no such policy could concern it.
  expect(said(forAll, undefined, withAccount())).toBeUndefined();
  expect(said(forAll, undefined, renamed(principal('c1', 'connect')))).toBeUndefined();
  expect(said({ ...forAll, syncRole: 'excluded' })).toBeUndefined();
  expect(said({ ...forAll, onPremSyncRole: 'excluded' })).toBeUndefined();
  expect(said({ ...forAll, demands: [] })).toBeUndefined();
  expect(said({ ...forAll, sparesSync: true })).toBeUndefined();
  expect(said({ includedUsers: ['e1'], includedGroups: ['g1'] })).toBeUndefined();
});
