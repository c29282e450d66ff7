import { describe, expect, it } from 'vitest';
import { anchor, guid, type Organisation, organisation, organisationWithNumbers, setting } from './organisation.js';

type Settings = Parameters<Organisation['judge']>[0];

const told = (org: Organisation, settings: Settings = {}) =>
  org
    .judge(settings)
    .findings.filter(({ rule }) => rule === 'anchor-duplicate-on-prem')
    .map(({ subject, related = [] }) => `${subject?.name}: ${related.map(({ name }) => name).join(', ')}`)
    .sort();
const ann = () => organisation().person(1, 'ann');
const copy = { objectGuid: guid(2), consistencyGuid: anchor(1) };
/** Somebody who has the objectGUID of another object as mS-DS-ConsistencyGuid. */
const twin = () =>
  organisation().person(1, 'ann', { onPrem: { consistencyGuid: anchor(2) }, entra: { immutableId: anchor(2) } });
const ownGuid = { objectGuid: guid(2), consistencyGuid: anchor(7) };
const pairOf = (mail: string) => ({ mail, synced: true });

describe('a source anchor that objects share', () => {
  it.each([
    ['group', ann(), copy],
    ['contact', twin(), ownGuid],
  ] as const)('is told of a person and a %s that Entra shows nothing of', (type, people, sides) => {
    const org = people.object(type, 'copy', { onPrem: { ...sides, mail: 'copy@x' } });
    expect(told(org)).toEqual(['ann: copy', 'copy: ann']);
    expect(org.populate().counts.outcomes).toMatchObject({ ambiguous: 1, hardMatch: 0 });
  });

  it.each([
    ['group', ann(), copy],
    ['contact', twin(), ownGuid],
  ] as const)('is told of a person and a %s that has its pair', (type, people, sides) => {
    const org = people.object(type, 'copy', { onPrem: { ...sides, mail: 'copy@x' }, entra: pairOf('copy@x') });
    expect(told(org)).toEqual(['ann: copy', 'copy: ann']);
    const { objects } = org.populate();
    expect(objects).toHaveLength(1);
    const sourceAnchor = type === 'group' ? anchor(1) : anchor(2);
    expect(objects[0]).toMatchObject({ outcome: 'ambiguous', sourceAnchor, entra: { mail: 'copy@x' } });
  });

  it('is told of two groups, and of a group and a contact', () => {
    const sides = (number: number) => ({
      onPrem: { objectGuid: guid(number), consistencyGuid: anchor(3), mail: 'a@x' },
    });
    for (const [one, other] of [
      ['group', 'group'],
      ['group', 'contact'],
    ] as const) {
      const org = ann().object(one, 'one', sides(2)).object(other, 'other', sides(3));
      expect(told(org)).toEqual(['one: other', 'other: one']);
      expect(org.populate().counts.outcomes.hardMatch).toBe(1);
    }
  });

  it('is told where the group bears the objectGUID that the person has as mS-DS-ConsistencyGuid', () => {
    const org = organisation()
      .person(1, 'ann', { onPrem: { consistencyGuid: anchor(2) }, entra: { immutableId: anchor(2) } })
      .object('group', 'sales', { onPrem: { objectGuid: guid(2) } });
    expect(told(org)).toEqual(['ann: sales', 'sales: ann']);
  });

  it.each<[string, 'contact' | 'device', object, Settings]>([
    ['a contact with the value of a person', 'contact', copy, {}],
    ['a device with it', 'device', copy, {}],
    ['a contact with it, as objectGUID is the source anchor', 'contact', copy, { sourceAnchor: setting('objectGUID') }],
    ['a contact with a value that nobody has', 'contact', { ...copy, consistencyGuid: anchor(7) }, {}],
    ['a contact without a value', 'contact', { objectGuid: guid(2) }, {}],
  ])('is none where mS-DS-ConsistencyGuid says nothing: %s', (_, type, sides, settings) => {
    expect(told(ann().object(type, 'kim', { onPrem: { ...sides, mail: 'k@x' } }), settings)).toEqual([]);
  });

  it('is none of two contacts whose mS-DS-ConsistencyGuid was copied', () => {
    const kim = { objectGuid: guid(2), consistencyGuid: anchor(9), mail: 'k@x' };
    const org = organisation()
      .object('contact', 'kim', { onPrem: kim })
      .object('contact', 'lee', { onPrem: { ...kim, objectGuid: guid(3), mail: 'l@x' } });
    expect(told(org)).toEqual([]);
  });

  it('is told of another attribute than mS-DS-ConsistencyGuid', () => {
    const org = organisationWithNumbers()
      .person(1, 'ann', { onPrem: { attributes: { employeeid: '4711' } }, entra: { immutableId: '4711' } })
      .object('contact', 'kim', { onPrem: { objectGuid: guid(2), mail: 'k@x', attributes: { employeeid: '4711' } } });
    expect(told(org, { sourceAnchor: setting('employeeID:text') })).toEqual(['ann: kim', 'kim: ann']);
    expect(told(org)).toEqual([]);
  });

  it('is none where the group or contact is left out, or has an anchor of its own', () => {
    const out = { attributes: { iscriticalsystemobject: 'TRUE' } };
    expect(told(ann().object('group', 'sales', { onPrem: { ...copy, ...out } }))).toEqual([]);
    expect(told(twin().object('contact', 'kim', { onPrem: { ...ownGuid, mail: 'k@x', deleted: true } }))).toEqual([]);
    expect(told(twin().object('contact', 'kim', { onPrem: ownGuid }).sources({ onPrem: mailShown }))).toEqual([]);
    expect(told(ann().object('group', 'sales', { onPrem: { objectGuid: guid(2) } }))).toEqual([]);
    const managed = { immutableId: anchor(1), cloudManaged: true };
    expect(told(ann().object('group', 'sales', { onPrem: copy, entra: managed }))).toEqual([]);
  });

  it('of people who are left out takes no anchor from a group', () => {
    const org = organisation()
      .onPrem(1, 'ann', { attributes: { admindescription: 'User_NoSync' } })
      .person(3, 'bob')
      .object('group', 'sales', { onPrem: copy });
    expect(told(org)).toEqual([]);
  });
});

const mailShown = { fields: new Set(['objectGuid', 'consistencyGuid', 'userPrincipalName', 'mail']) };
