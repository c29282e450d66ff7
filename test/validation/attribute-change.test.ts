import { describe, expect, it } from 'vitest';
import type { AttributeChange } from '../../src/domain/connect.js';
import {
  deletionOf,
  isAddressList,
  isMembership,
  replaceableAddresses,
} from '../../src/validation/attribute-change.js';
import { at, attribute, staged } from './evidence.js';

describe('what a change takes away', () => {
  const [ann, sales, old] = ['SMTP:ann@corp.example', 'smtp:sales@corp.example', 'smtp:old@corp.example'];

  it.each<[string, string, Partial<AttributeChange>, readonly string[] | undefined, readonly string[] | undefined]>([
    ['a deletion', 'title', { operation: 'delete', valuesDeleted: ['Chef'] }, undefined, ['Chef']],
    [
      'a deletion that names values as new ones, too',
      'title',
      { operation: 'delete', valuesAdded: ['Chef'], valuesDeleted: [] },
      undefined,
      [],
    ],
    ['an update without values', 'title', { valuesDeleted: ['Chef'] }, undefined, ['Chef']],
    ['a changed value', 'title', { valuesAdded: ['Cook'], valuesDeleted: ['Chef'] }, undefined, undefined],
    ['an addition without values', 'title', { operation: 'add' }, undefined, undefined],
    ['an emptied attribute of which nobody knows the values', 'title', { operation: 'replace' }, undefined, []],
    [
      'a replacement, which names what it brings',
      'proxyAddresses',
      { operation: 'replace', valuesAdded: [ann] },
      [ann, sales],
      [sales],
    ],
    [
      'a replacement of a list that the evidence does not show',
      'proxyAddresses',
      { operation: 'replace', valuesAdded: [ann], valuesDeleted: [old] },
      undefined,
      [old],
    ],
    ['an update, which leaves the others', 'proxyAddresses', { valuesAdded: [ann] }, [ann, sales], undefined],
    [
      'the primary address that becomes an alias',
      'proxyAddresses',
      { valuesAdded: [ann.toLowerCase()], valuesDeleted: [ann] },
      [],
      [ann],
    ],
    [
      'another spelling',
      'proxyAddresses',
      { valuesAdded: [ann], valuesDeleted: ['SMTP:Ann@corp.example'] },
      [],
      undefined,
    ],
  ])('%s', (_, name, change, present, values) => {
    const lost = deletionOf(attribute(name, change), present);
    expect(lost).toEqual(values && { name, values });
  });
});

it.each([
  ['proxyAddresses', true],
  ['PROXYADDRESSES', true],
  ['msExchShadowProxyAddresses', false],
  ['mail', false],
])('the list of addresses: %s → %s', (name, isList) => {
  expect(isAddressList(name)).toBe(isList);
});

it.each([
  ['group', 'member', true],
  ['group', 'Member', true],
  ['group', 'description', false],
  ['user', 'member', false],
] as const)('a change of members: %s, %s → %s', (objectType, name, is) => {
  expect(isMembership(staged('update', { objectType }), attribute(name, {}))).toBe(is);
});

it('a replacement of the list leaves what Entra adds itself', () => {
  const kept = [
    'smtp:ann@corp.example',
    'smtp:ann@contoso.onmicrosoft.com',
    'SIP:ann@corp.example',
    'X500:/o=C/cn=smtp:1',
  ];
  const taken = ['SMTP:Ann@corp.example', 'smtp:Sales@corp.example'];
  const user = { at, objectType: 'user', userPrincipalName: 'Ann@Corp.example' } as const;
  expect(replaceableAddresses({ ...user, proxyAddresses: [...kept, ...taken] })).toEqual(taken);
  expect(replaceableAddresses(user)).toEqual([]);
  // Without a UPN nothing is added for it.
  expect(replaceableAddresses({ at, objectType: 'user', proxyAddresses: ['smtp:ann@corp.example'] })).toEqual([
    'smtp:ann@corp.example',
  ]);
});
