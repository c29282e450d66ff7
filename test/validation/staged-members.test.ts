import { expect, it } from 'vitest';
import type { AttributeChange, PendingExport } from '../../src/domain/connect.js';
import { namelessValues } from '../../src/domain/connect.js';
import { encodeConnectorDn } from '../../src/domain/connector-dn.js';
import { attribute, evidence, staged } from './evidence.js';
import { anchor, organisation } from './organisation.js';

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
  [
    'of no group',
    [staged('update', { displayName: 'Ann', changes: group({ valuesDeleted: [dn(2)] }).changes })],
    [`attribute-deletion warning Ann: member: ${dn(2)}`],
  ],
])('a staged member: %s', (_what, exports, expected) => {
  expect(losses(...exports)).toEqual(expected);
});
