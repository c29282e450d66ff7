import { expect, it } from 'vitest';
import type { AttributeChange, PendingExport } from '../../src/domain/connect.js';
import { namelessValues } from '../../src/domain/connect.js';
import { encodeConnectorDn } from '../../src/domain/connector-dn.js';
import { attribute, evidence, staged } from './evidence.js';
import { id } from './findings.js';
import { anchor, guid, organisation } from './organisation.js';

const dn = (number: number) => encodeConnectorDn(anchor(number));
const people = () => organisation().person(1, 'ann').person(2, 'bob');
const group = (change: Partial<AttributeChange>, more: Partial<PendingExport> = {}) =>
  staged('update', {
    objectType: 'group',
    displayName: 'Staff',
    changes: [attribute('member', { multivalued: true, ...change })],
    ...more,
  });

function losses(...exports: PendingExport[]) {
  const { findings } = people()
    .with({ pendingExports: [evidence('pendingExports', exports)] })
    .judge();
  return findings
    .filter(({ rule }) => rule === 'group-membership-loss' || rule === 'attribute-deletion')
    .map(({ rule, severity, subject, found }) => {
      const who = subject?.userPrincipalName ?? subject?.name ?? subject?.sourceAnchor ?? subject?.objectType;
      return `${rule} ${severity} ${who}: ${found}`;
    })
    .sort();
}

it.each<[string, PendingExport[], string[]]>([
  ['taken out', [group({ valuesDeleted: [dn(2)] })], ['group-membership-loss error bob@corp.example: Staff']],
  [
    'replaced by another',
    [group({ valuesAdded: [dn(1)], valuesDeleted: [dn(2)] })],
    ['group-membership-loss error bob@corp.example: Staff'],
  ],
  [
    'taken out of two groups',
    [group({ valuesDeleted: [dn(2)] }), group({ valuesDeleted: [dn(2)] }, { displayName: 'Buyers' })],
    ['group-membership-loss error bob@corp.example: Buyers, Staff'],
  ],
  ['unknown to both sides', [group({ valuesDeleted: [dn(9)] })], [`group-membership-loss error ${anchor(9)}: Staff`]],
  [
    'counted and not named',
    [group({ valuesDeleted: [namelessValues(3)] })],
    ['group-membership-loss error Staff: member: (3 values not named in the file)'],
  ],
  ['all of them, by no name', [group({ operation: 'delete' })], ['group-membership-loss error Staff: member']],
  ['added', [group({ operation: 'add', valuesAdded: [dn(2)] })], []],
  ['taken out and put back', [group({ valuesAdded: [dn(2)], valuesDeleted: [dn(2)] })], []],
  ['of a group that is new', [group({ valuesDeleted: [dn(2)] }, { operation: 'add' })], []],
  [
    'of no group',
    [staged('update', { displayName: 'Ann', changes: group({ valuesDeleted: [dn(2)] }).changes })],
    [`attribute-deletion warning Ann: member: ${dn(2)}`],
  ],
])('a staged member: %s', (_what, exports, expected) => {
  expect(losses(...exports)).toEqual(expected);
});

it('a member who is taken out of a group is told once, by the person, whatever shows it', () => {
  const onPremDn = 'CN=bob,DC=corp,DC=example';
  const shown = (entraObjectId: string | undefined) =>
    organisation()
      .person(2, 'bob', { onPrem: { distinguishedName: onPremDn } })
      .onPrem(3, 'new')
      .entra(4, 'cloud')
      .object('group', 'Staff', {
        onPrem: { objectGuid: guid(7), objectSid: 'S-1-5-7', members: [] },
        entra: { entraObjectId, onPremisesSecurityIdentifier: 'S-1-5-7', synced: true, members: [id(2)] },
      });
  const told = (entraObjectId: string | undefined, ...lists: PendingExport[]) =>
    shown(entraObjectId)
      .with({ pendingExports: [evidence('pendingExports', lists)] })
      .judge()
      .findings.filter(({ rule }) => rule === 'group-membership-loss')
      .map(({ subject, found, related, at }) => [subject?.userPrincipalName, found, related?.length, at?.origin]);
  const ofStaff = (...numbers: number[]) =>
    group({ valuesDeleted: numbers.map(dn) }, { sourceAnchor: anchor(7), entraObjectId: 'ID-of-staff' });
  const other = group({ valuesDeleted: [dn(2)] }, { displayName: 'Buyers', entraObjectId: 'id-of-buyers' });
  const bob = ['bob@corp.example', 'Staff', 1, 'OnPremIDs.csv'];
  expect(told('id-of-Staff')).toEqual([bob]);
  expect(told('id-of-Staff', ofStaff(2))).toEqual([bob]);
  expect(told('id-of-Staff', ofStaff(2), other)).toEqual([['bob@corp.example', 'Buyers, Staff', 2, 'OnPremIDs.csv']]);
  // Anyone who is on one side only is told by that side.
  expect(told('id-of-Staff', ofStaff(3, 4)).slice(1)).toEqual([
    ['cloud@corp.example', 'Staff', 1, 'AzureADSyncedIDS.csv'],
    ['new@corp.example', 'Staff', 1, 'OnPremIDs.csv'],
  ]);
});

it('a nested group that both sides and the list show is told once', () => {
  const fields = ['userPrincipalName', 'members', 'distinguishedName', 'objectSid', 'onPremisesSecurityIdentifier'];
  const nested = (name: string, number: number, here: readonly string[], there: readonly string[]) =>
    [
      'group',
      name,
      {
        onPrem: {
          objectGuid: guid(number),
          objectSid: `S-1-5-21-1-2-3-${number}`,
          distinguishedName: `CN=${name},DC=corp`,
          members: here,
        },
        entra: {
          entraObjectId: id(number),
          onPremisesSecurityIdentifier: `S-1-5-21-1-2-3-${number}`,
          synced: true,
          members: there,
        },
      },
    ] as const;
  const { findings } = people()
    .object(...nested('In', 8, [], []))
    .object(...nested('Staff', 7, [], [id(8)]))
    .sources({ onPrem: { fields: new Set(fields) }, entra: { fields: new Set(fields) } })
    .with({
      pendingExports: [
        evidence('pendingExports', [
          group({ valuesDeleted: [dn(8)] }, { sourceAnchor: anchor(7), entraObjectId: id(7) }),
        ]),
      ],
    })
    .judge();
  const lost = findings.filter(({ rule }) => rule === 'group-membership-loss');
  expect(lost.map(({ subject, found }) => [subject?.name, found])).toEqual([['In', 'Staff']]);
});
