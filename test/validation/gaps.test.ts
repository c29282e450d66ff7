import { describe, expect, it } from 'vitest';
import { type Organisation, organisation } from './organisation.js';

// What the directory has of everybody and one cell does not show: nobody knows it of that person.
const sid = 'S-1-5-21-1-2-3-1001';
const whole = { onPrem: { objectSid: sid, enabled: true }, entra: { accountEnabled: true } };
const gapsOf = (people: Organisation) => {
  const { gaps } = people.populate();
  const names = (list: readonly { field: string; users: readonly { userPrincipalName?: string }[] }[]) =>
    Object.fromEntries(
      list.map(({ field, users }) => [field, users.map((user) => user.userPrincipalName?.split('@')[0])]),
    );
  return { onPrem: names(gaps.onPrem), entra: names(gaps.entra) };
};

describe('a gap', () => {
  it('is none where everybody has everything', () => {
    expect(gapsOf(organisation().person(1, 'ann', whole).person(2, 'bob', whole))).toEqual({ onPrem: {}, entra: {} });
  });

  it.each([
    ['objectSid', { onPrem: { enabled: true }, entra: { accountEnabled: true } }],
    ['enabled', { onPrem: { objectSid: sid }, entra: { accountEnabled: true } }],
  ])('of %s names who lacks it', (field, person) => {
    expect(gapsOf(organisation().person(1, 'ann', whole).person(2, 'bob', person))).toEqual({
      onPrem: { [field]: ['bob'] },
      entra: {},
    });
  });

  it('of the account state in Entra names who lacks it', () => {
    const bob = { onPrem: whole.onPrem };
    expect(gapsOf(organisation().person(1, 'ann', whole).person(2, 'bob', bob))).toEqual({
      onPrem: {},
      entra: { accountEnabled: ['bob'] },
    });
  });

  it('of somebody whom the tool leaves out is none: no rule compares them', () => {
    const excluded = { onPrem: { attributes: { admindescription: 'User_NoSync' } }, entra: null };
    expect(gapsOf(organisation().person(1, 'ann', whole).person(2, 'bob', excluded))).toEqual({
      onPrem: {},
      entra: {},
    });
  });

  it('of an account of the cloud alone is none', () => {
    const cloud = { onPrem: null, entra: { synced: false, immutableId: undefined } };
    expect(gapsOf(organisation().person(1, 'ann', whole).person(2, 'guest', cloud))).toEqual({ onPrem: {}, entra: {} });
  });

  it('of a synced account without a source is one', () => {
    expect(gapsOf(organisation().person(1, 'ann', whole).person(2, 'bob', { onPrem: null })).entra).toEqual({
      accountEnabled: ['bob'],
    });
  });

  it('of the accounts that are in question counts where nobody knows which is somebody’s', () => {
    const people = organisation()
      .person(1, 'ann', { ...whole, entra: { ...whole.entra, immutableId: undefined } })
      .entra(2, 'ann', { immutableId: undefined });
    expect(gapsOf(people).entra).toEqual({ accountEnabled: ['ann'] });
  });
});
