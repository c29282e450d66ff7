import { expect, it } from 'vitest';
import type { EntraObject } from '../../src/domain/objects.js';
import { groupsAround, membershipIn } from '../../src/validation/nested-groups.js';

const at = { origin: 'AzureADSyncedIDS.csv', line: 2 };
const account = (entraObjectId?: string): EntraObject => ({
  ...{ at, objectType: 'user' },
  ...(entraObjectId && { entraObjectId }),
});
const group = (entraObjectId: string | undefined, members?: readonly string[]): EntraObject => ({
  ...account(entraObjectId),
  objectType: 'group',
  ...(members && { members }),
});

const [ann, bob, dan] = [account('Ann'), account('bob'), account('dan')];
// Ann is in Sales, which is in Europe; Europe and World are in each other. Bob is in World. No ids of the last one were read.
const groups = [
  group('Sales', ['ANN']),
  group('Europe', ['sales', 'world']),
  group('World', ['europe', 'bob']),
  group('Admins', []),
  group(undefined, ['ann', 'sales']),
];

it.each([
  ['an account', ann, ['europe', 'sales', 'world']],
  ['an account in a ring', bob, ['europe', 'world']],
  ['an account in no group', dan, []],
  ['an account without an id', account(), []],
  ['a group', groups[0], ['europe', 'world']],
  ['a group in a ring', groups[1], ['europe', 'world']],
  ['a group in no other', groups[3], []],
  ['a group without an id', groups[4], []],
  ['one that nobody asked for', account('eve'), []],
])('the groups around %s', (_, object, around) => {
  const told = groupsAround([...groups, ann, account('eve'), group('Eves', ['eve'])], [ann, bob, dan]);
  expect(object && [...told(object)].sort()).toEqual(around);
});

it.each<[string, EntraObject, string, readonly EntraObject[], boolean | undefined]>([
  ['by itself', ann, 'sales', [], true],
  ['through groups', ann, 'world', [], true],
  ['not', bob, 'sales', [], false],
  ['not: it is empty', ann, 'admins', [], false],
  ['unknown: the group was not read', ann, 'partners', [], undefined],
  ['unknown: its members were not read', ann, 'partners', [group('Partners')], undefined],
  ['unknown: members of one in it were not', ann, 'all', [group('All', ['partners']), group('Partners')], undefined],
  ['in it, whatever was not read', ann, 'all', [group('All', ['ann', 'partners']), group('Partners')], true],
  ['not: those of another were not read', bob, 'sales', [group('Partners')], false],
])('an account is in a group: %s', (_, who, name, more, isIn) => {
  expect(membershipIn([...groups, ...more, ann, bob], [ann, bob])(name, who)).toBe(isIn);
});
