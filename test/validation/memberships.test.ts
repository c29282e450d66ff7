import { describe, expect, it } from 'vitest';
import { organisation } from './organisation.js';

const id = (number: number) => `e0000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const sid = (number: number) => `S-1-5-21-1-2-3-${number}`;
const staff = (name: string) => `CN=${name},OU=Staff,DC=corp,DC=example`;
const both = (number: number, name: string, distinguishedName?: string) =>
  [number, name, { onPrem: { distinguishedName, objectSid: sid(number) } }] as const;
const foreign = (number: number) => `CN=${sid(number)},CN=ForeignSecurityPrincipals,DC=corp,DC=example`;

interface Sales {
  readonly here?: readonly string[];
  readonly there?: readonly string[] | undefined;
  readonly groupSid?: string | undefined;
  readonly nameOfBob?: string | undefined;
}

/** Ann and Bob are in Sales, and so are a contact and a nested group. */
function judged({ groupSid = sid(90), ...sales }: Sales) {
  const here = sales.here ?? [
    staff('ann'),
    staff('Fox\\, bob'),
    'CN=c,OU=X,DC=corp,DC=example',
    'CN=In,DC=corp,DC=example',
  ];
  const there = 'there' in sales ? sales.there : [id(1), id(2), id(7), id(8)];
  const known = {
    onPrem: { fields: new Set(['objectGuid', 'userPrincipalName', 'objectSid', 'members', 'distinguishedName']) },
    entra: {
      fields: new Set(['entraObjectId', 'userPrincipalName', 'immutableId', 'members', 'onPremisesSecurityIdentifier']),
    },
  };
  const { findings, openQuestions } = organisation()
    .person(...both(1, 'ann', staff('ann')))
    .person(...both(2, 'bob', 'nameOfBob' in sales ? sales.nameOfBob : staff('Fox\\, bob')))
    .object('contact', 'c', {
      onPrem: { distinguishedName: 'CN=c,OU=X,DC=corp,DC=example', mail: 'c@x.example' },
      entra: { entraObjectId: id(7), mail: 'c@x.example', synced: true },
    })
    .object('group', 'In', {
      onPrem: { distinguishedName: 'CN=In,DC=corp,DC=example', objectSid: sid(91) },
      entra: { entraObjectId: id(8), onPremisesSecurityIdentifier: sid(91), synced: true, members: [] },
    })
    .object('group', 'Sales', {
      onPrem: { objectSid: sid(90), members: here },
      entra: { entraObjectId: id(9), onPremisesSecurityIdentifier: groupSid, synced: true, members: there },
    })
    .sources(known)
    .judge();
  return {
    findings: findings
      .filter(({ rule, severity }) => rule !== 'evidence-incomplete' && severity === 'error')
      .map(({ rule, subject }) => `${rule} ${subject?.userPrincipalName ?? subject?.name}`),
    isOpen: openQuestions.includes('groups'),
  };
}

describe('members of a group that is taken over', () => {
  it.each<[string, Sales]>([
    ['as they are', {}],
    [
      'a comma in hexadecimal',
      { here: [staff('ann'), staff('Fox\\2C bob'), 'CN=c,OU=X,DC=corp,DC=example', 'cn=in,dc=corp,dc=example'] },
    ],
    [
      'blanks after commas',
      {
        here: [
          'CN=ann, OU=Staff, DC=corp, DC=example',
          staff('Fox\\, bob'),
          'CN=c,OU=X,DC=corp,DC=example',
          'CN=In,DC=corp,DC=example',
        ],
      },
    ],
    ['a foreign security principal', { here: [staff('ann'), foreign(2)], there: [id(1), id(2)] }],
    ['nobody', { here: [], there: [] }],
  ])('stay: %s', (_, sales) => {
    expect(judged(sales)).toEqual({ findings: [], isOpen: false });
  });

  it.each<[string, Sales, string[]]>([
    ['a person', { here: [staff('ann')], there: [id(1), id(2)] }, ['bob@corp.example']],
    [
      'a person next to another foreign one',
      { here: [staff('ann'), foreign(3)], there: [id(1), id(2)] },
      ['bob@corp.example'],
    ],
    ['a contact', { here: [staff('ann')], there: [id(1), id(7)] }, ['c']],
    ['a nested group', { here: [staff('ann')], there: [id(1), id(8)] }, ['In']],
    ['all', { here: [], there: [id(1), id(8)] }, ['In', 'ann@corp.example']],
  ])('are lost: %s', (_, sales, names) => {
    const { findings, isOpen } = judged(sales);
    expect(findings.sort()).toEqual(names.map((name) => `group-membership-loss ${name}`));
    expect(isOpen).toBe(false);
  });

  it.each<[string, Sales, string[]]>([
    ['a group of which no members were read', { there: undefined }, []],
    ['a member whom the evidence lacks', { there: [id(1), id(55)] }, []],
    ['a member without a distinguished name', { nameOfBob: undefined }, []],
    [
      'the same next to somebody who is lost',
      { here: [], nameOfBob: undefined, there: [id(1), id(2)] },
      ['group-membership-loss ann@corp.example'],
    ],
    ['another SID', { groupSid: sid(95) }, ['entra-only Sales']],
  ])('are open: %s', (_, sales, findings) => {
    expect(judged(sales)).toEqual({ findings, isOpen: findings[0] !== 'entra-only Sales' });
  });
});

it.each<[string, string | undefined, readonly string[], string[]]>([
  ['is the old one', 'CN=bob,OU=Old,DC=corp,DC=example', [staff('bob')], []],
  ['is not known', undefined, [staff('bob')], []],
  ['is not in the on-premises group', staff('bob'), [], ['bob@corp.example']],
])('a member who is managed in the cloud has the name of Active Directory where that of the account %s', (...row) => {
  const [, onPremisesDistinguishedName, members, lost] = row;
  const { findings } = organisation()
    .person(2, 'bob', {
      onPrem: { distinguishedName: staff('bob'), objectSid: sid(2) },
      entra: { cloudManaged: true, synced: false, onPremisesDistinguishedName },
    })
    .object('group', 'Sales', {
      onPrem: { objectSid: sid(90), members },
      entra: { entraObjectId: id(9), onPremisesSecurityIdentifier: sid(90), synced: true, members: [id(2)] },
    })
    .sources({
      onPrem: { fields: new Set(['objectGuid', 'userPrincipalName', 'objectSid', 'members', 'distinguishedName']) },
      entra: { fields: new Set(['entraObjectId', 'userPrincipalName', 'immutableId', 'members']) },
    })
    .judge();
  const told = findings.filter(({ rule }) => rule === 'group-membership-loss');
  expect(told.map(({ subject }) => subject?.userPrincipalName)).toEqual(lost);
});

it.each([
  ['Entra', { onPrem: { objectSid: sid(90) }, entra: {} }],
  ['Active Directory', { onPrem: {}, entra: { onPremisesSecurityIdentifier: sid(90) } }],
])('a synchronized group is not an orphan where %s shows no SID of any group', (_, { onPrem, entra }) => {
  const { findings, openQuestions } = organisation()
    .person(...both(1, 'ann', staff('ann')))
    .object('group', 'Sales', {
      onPrem: { ...onPrem, members: [staff('ann')] },
      entra: { ...entra, entraObjectId: id(9), synced: true, members: [id(1)] },
    })
    .judge();
  expect(findings.map(({ rule }) => rule)).not.toContain('entra-only');
  expect(openQuestions).toContain('groups');
});
