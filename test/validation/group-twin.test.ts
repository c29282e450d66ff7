import { describe, expect, it } from 'vitest';
import { guid, organisation } from './organisation.js';

type Sides = Parameters<ReturnType<typeof organisation>['object']>[2];
const cloud = { synced: false };

describe('a group that would get a twin', () => {
  const found = (org: ReturnType<typeof organisation>) =>
    org.judge().findings.flatMap(({ rule, found }) => (rule === 'group-twin' ? found : []));
  /** A group of Active Directory next to one of the cloud. */
  const beside = (entra: Sides['entra'] = {}, onPrem: Sides['onPrem'] = {}, name = 'Sales') =>
    organisation()
      .person(1, 'ann')
      .object('group', name, { onPrem: { objectSid: 'S-1', ...onPrem } })
      .object('group', 'Sales', { entra: { ...cloud, ...entra } });
  const unknown = ['Sales: what depends on it is not in the evidence'];

  it('is found by any name that Entra may give it, without letter case, blanks or spelling', () => {
    expect(found(beside())).toEqual(unknown);
    expect(found(beside({}, {}, ' SALES '))).toEqual(unknown);
    for (const other of [
      { samAccountName: 'sales' },
      { attributes: { cn: 'Sales' } },
      { attributes: { displayname: 'Sales' } },
    ])
      expect(found(beside({}, other, 'S'))).toEqual(unknown);
    expect(found(beside({ displayName: 'Cafe\u0301' }, {}, 'CAF\u00c9'))).toEqual([
      'Cafe\u0301: what depends on it is not in the evidence',
    ]);
    expect(found(beside({}, {}, 'Other'))).toEqual([]);
    expect(found(beside({ displayName: undefined }, { name: undefined, samAccountName: undefined }))).toEqual([]);
  });

  it('is none where the other matches by its address, is synchronized, or is not a group', () => {
    expect(found(beside({ mailEnabled: true }))).toEqual([]);
    expect(found(beside({ mail: 'sales@x' }))).toEqual([]);
    expect(found(beside({ synced: true }))).toEqual([]);
    const contact = organisation()
      .person(1, 'ann')
      .object('contact', 'Sales', { onPrem: { mail: 'a@x' }, entra: { ...cloud, mail: 'b@x' } })
      .object('group', 'Other', {
        onPrem: { objectSid: 'S-1' },
        entra: { ...cloud, onPremisesSecurityIdentifier: 'S-1' },
      });
    expect(found(contact)).toEqual([]);
    const device = organisation()
      .person(1, 'ann')
      .object('device', 'PC', { onPrem: { objectGuid: guid(8) } })
      .object('device', 'Sales', { entra: cloud })
      .object('group', 'Sales', { onPrem: { objectSid: 'S-1' } })
      .object('group', 'Other', { entra: cloud });
    expect(found(device)).toEqual([]);
    const excluded = beside({}, { attributes: { admindescription: 'Group_x' } });
    expect(found(excluded)).toEqual([]);
  });

  it('says what hangs on the old one: members, licenses, roles', () => {
    const group = 'ID-of-Sales';
    const fact = { entraObjectId: 'e1', principal: 'ann' };
    const org = beside({ entraObjectId: group, members: ['a', 'b'] }).facts(
      { fact: 'licence', sku: 'E5', throughGroup: group.toLowerCase(), ...fact } as never,
      { fact: 'licence', sku: 'E3', throughGroup: group.toUpperCase(), ...fact } as never,
      { fact: 'licence', sku: 'E3', ...fact } as never,
      { fact: 'roleHolder', role: 'User Administrator', assignment: 'active', throughGroup: group, ...fact } as never,
      { fact: 'roleHolder', role: 'Reader', assignment: 'active', throughGroup: group, ...fact } as never,
      { fact: 'roleHolder', role: 'Reader', assignment: 'active', throughGroup: group, ...fact } as never,
      { fact: 'roleHolder', role: 'Other', assignment: 'active', ...fact } as never,
    );
    expect(found(org)).toEqual(['Sales: 2 members, licenses of 1 person, the role Reader, User Administrator']);
    expect(found(beside({ entraObjectId: undefined }))).toEqual(unknown);
    const licence = (entraObjectId: string) =>
      ({ fact: 'licence', sku: 'E5', throughGroup: 'g', principal: 'x', entraObjectId }) as never;
    const two = beside({ entraObjectId: 'G', members: ['a'] }).facts(licence('e1'), licence('e2'), licence('e1'));
    expect(found(two)).toEqual(['Sales: 1 member, licenses of 2 people']);
  });

  it('names several old ones, sorted', () => {
    const org = beside({ entraObjectId: 'b', members: [] }).object('group', 'sales', {
      entra: { ...cloud, entraObjectId: 'a' },
    });
    expect(found(org)).toEqual(['Sales: 0 members; sales: what depends on it is not in the evidence']);
  });
});
