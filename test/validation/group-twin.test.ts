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
    // Compatibility forms, signs that nobody sees, and letter case beyond ASCII.
    for (const [one, other] of [
      ['Sa\u200bles', 'Sales'],
      ['\uff33ales', 'Sales'],
      ['STRASSE', 'Stra\u00dfe'],
      ['\u0391\u03a3', '\u03b1\u03c2'],
    ] as const)
      expect([one, found(beside({ displayName: one }, {}, other)).length]).toEqual([one, one === 'STRASSE' ? 0 : 1]);
    expect(found(beside({}, {}, 'Other'))).toEqual([]);
    expect(found(beside({ displayName: undefined }, { name: undefined, samAccountName: undefined }))).toEqual([]);
  });

  it('is found where the other has an address, unless that could be one of both', () => {
    const addresses = { onPrem: { fields: new Set(['mail', 'proxyAddresses']) } };
    const known = (entra: Sides['entra'], onPrem: Sides['onPrem'] = {}) =>
      found(beside(entra, onPrem).sources(addresses));
    for (const other of [{ mailEnabled: true }, { mail: 'sales@x' }, { proxyAddresses: ['SMTP:sales@x'] }]) {
      expect(known(other)).toEqual(unknown);
      expect(known(other, { mail: 'other@x' })).toEqual(unknown);
      // Evidence of Active Directory without addresses.
      expect(found(beside(other))).toEqual([]);
      expect(beside(other).judge().unchecked?.['group-twin']).toMatch(/addresses of both sides, by which they match/);
      expect(beside(other).sources(addresses).judge().unchecked?.['group-twin']).toBeUndefined();
    }
    expect(known({ mail: 'sales@x' }, { mail: 'SALES@x' })).toEqual([]);
    expect(known({ mail: 'sales@x' }, { proxyAddresses: ['smtp:sales@x'] })).toEqual([]);
    expect(known({ proxyAddresses: ['SMTP:a@x', 'smtp:sales@x'] }, { mail: 'sales@x' })).toEqual([]);
  });

  it('is none where the SID tells that it is the same group, and nobody says so without SIDs', () => {
    const unchecked = (org: ReturnType<typeof organisation>) => org.judge().unchecked?.['group-twin'];
    const noSids = 'the evidence of Active Directory shows no SID of a group, and groups of Entra have one';
    for (const managed of [{ cloudManaged: true, onPremisesSecurityIdentifier: 'S-1' }]) {
      expect(found(beside(managed))).toEqual([]);
      expect(unchecked(beside(managed))).toBeUndefined();
      // Another group of that name was moved to the cloud.
      expect(found(beside(managed, { objectSid: 'S-2' }))).toEqual(unknown);
      expect(found(beside(managed, { objectSid: undefined }))).toEqual([]);
      expect(unchecked(beside(managed, { objectSid: undefined }))).toBe(noSids);
    }
    expect(found(beside({ onPremisesSecurityIdentifier: 'S-1' }, { objectSid: undefined }))).toEqual([]);
    expect(unchecked(beside({}, { objectSid: undefined }))).toBeUndefined();
    // The SID of a computer tells of no group.
    const computer = (org: ReturnType<typeof organisation>) =>
      org.object('device', 'PC', { onPrem: { objectGuid: guid(8), objectSid: 'S-8' }, entra: { deviceId: guid(8) } });
    for (const source of [{ cloudManaged: true }, { onPremisesSecurityIdentifier: 'S-1' }]) {
      expect(found(computer(beside(source, { objectSid: undefined })))).toEqual([]);
      expect(unchecked(computer(beside(source, { objectSid: undefined })))).toBe(noSids);
    }
    const contact = { onPrem: { mail: 'a@x' }, entra: { mail: 'a@x' } };
    expect(unchecked(organisation().person(1, 'ann').object('contact', 'A', contact))).toBe(
      'the evidence does not have groups of both sides',
    );
    expect(found(beside({}, { objectSid: undefined }))).toEqual(unknown);
  });

  it('is none where the other is synchronized, deleted, or is not a group', () => {
    expect(found(beside({ synced: true }))).toEqual([]);
    expect(found(beside({ deletedDateTime: '2026-11-01T00:00:00Z' }))).toEqual([]);
    const contact = organisation()
      .person(1, 'ann')
      .object('contact', 'Sales', { onPrem: { mail: 'a@x' }, entra: { ...cloud, mail: 'b@x' } })
      .object('group', 'Other', {
        onPrem: { objectSid: 'S-1' },
        entra: { ...cloud, onPremisesSecurityIdentifier: 'S-1' },
      });
    expect(found(contact)).toEqual([]);
    const sameName = beside({}, {}, 'Other').object('contact', 'Sales', { onPrem: { mail: 'a@x' } });
    expect(found(sameName.object('contact', 'B', { entra: { mail: 'b@x' } }))).toEqual([]);
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
    const policy = (name: string, more: object) =>
      ({
        ...{ fact: 'accessPolicy', name, demands: ['mfa'], everybody: false, syncRole: 'unnamed' },
        ...{ includedUsers: [], includedGroups: [], excludedUsers: [], excludedGroups: [], ...more },
      }) as never;
    const named = beside({ entraObjectId: group }).facts(
      policy('MFA', { includedGroups: [group.toLowerCase()] }),
      policy('Block', { everybody: true, excludedGroups: [group.toLowerCase()] }),
      policy('Other', { includedGroups: ['another'] }),
    );
    expect(found(named)).toEqual(['Sales: Conditional Access (Block, MFA)']);
    // Policies concern members of groups in groups, round in a circle too.
    const inside = (outer: string, more: object) =>
      beside({ entraObjectId: group })
        .object('group', 'Middle', { entra: { ...cloud, entraObjectId: 'M', members: [group.toLowerCase(), 'o'] } })
        .object('group', 'Outer', { entra: { ...cloud, entraObjectId: 'O', members: [outer] } })
        .facts(policy('Outer', more));
    expect(found(inside('m', { includedGroups: ['o'] }))).toEqual(['Sales: Conditional Access (Outer)']);
    expect(found(inside('M', { everybody: true, excludedGroups: ['o'] }))).toEqual([
      'Sales: Conditional Access (Outer)',
    ]);
    expect(found(inside('x', { includedGroups: ['o'] }))).toEqual(unknown);
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
