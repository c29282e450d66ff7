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
    .facts(policy('P', { everybody: true, excludedGroups: ['g1'] }));
  expect(found(org)).toEqual(['P (mfa)']);
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
