import { describe, expect, it } from 'vitest';
import { knownByName, knownPeople, locksOut, namesIn } from '../../../src/pipeline/assess/known-people.js';
import { stateOf } from '../../../src/validation/verify-people.js';

const digest = (text: string): string => `#${text}#`;
const ann = { account: '#e1#', anchors: ['#AAA=#'], mayBeWithout: false };
const soft = { account: '#e2#', anchors: ['#old=#', '#new=#'], mayBeWithout: true, mayBeLocked: true as const };
const named = (entraObjectId: string) => ({ entraObjectId, userPrincipalName: `${entraObjectId}@now` });

describe('whom a log row is about', () => {
  const baseline = { digest, people: [ann, soft], errors: new Set<string>() };
  const known = knownPeople(baseline, namesIn(baseline, [named('e1'), named('e9')]));

  it('is known by object id, by anchor, and by the name that the account has, in whatever letter case', () => {
    expect(['e1', 'E1', 'AAA=', 'E1@NOW', 'new='].filter((text) => !known([text]))).toEqual([]);
    expect(['e9', 'e9@now', 'aaa=', 'ann', '', '#e1#'].filter((text) => known([text]))).toEqual([]);
    expect(known(['nobody', 'new='])).toEqual({ account: '#e2#', hasSource: false, mayBeLocked: true });
    expect(known([])).toBeUndefined();
  });

  it('could sign in before or not, as far as the row has the object id', () => {
    const stateBefore = (enabled: boolean) =>
      knownPeople(
        { digest, people: [{ ...ann, ...stateOf({ entraObjectId: 'e1', enabled }, digest) }] },
        new Map([['ann', '#e1#']]),
      );
    expect(stateBefore(true)(['Ann', 'E1'])).toMatchObject({ mayBeLocked: false, wasEnabled: true });
    expect(stateBefore(false)(['Ann', 'E1'])).toMatchObject({ mayBeLocked: false, wasEnabled: false });
    expect(stateBefore(true)(['Ann', 'AAA='])).toEqual({ account: '#e1#', hasSource: false, mayBeLocked: false });
  });

  it('may be known by name instead of digests', () => {
    const byName = knownByName([{ entraObjectId: 'E1', userPrincipalName: 'Ann@x', immutableIds: ['AAA='] }]);
    expect(['e1', 'ann@X', 'AAA='].every((text) => byName([text]))).toBe(true);
    expect(['aaa=', 'e2'].some((text) => byName([text]))).toBe(false);
  });
});

describe('a change of whether somebody can sign in', () => {
  type Person = Parameters<typeof locksOut>[1];
  const person = (change: Partial<NonNullable<Person>>): Person => ({ mayBeLocked: false, ...change });

  it.each<[boolean, Parameters<typeof locksOut>[0], Person]>([
    [true, { from: true, to: false }, undefined],
    [true, { from: true, to: false }, person({})],
    [true, { from: true, to: false }, person({ wasEnabled: false })],
    [true, { to: false }, person({ wasEnabled: true })],
    [false, { to: false }, person({ wasEnabled: false })],
    [false, { to: false }, person({})],
    [false, { to: false }, undefined],
    [false, { from: false, to: false }, person({ wasEnabled: true })],
    [false, { from: true, to: false }, person({ mayBeLocked: true, wasEnabled: true })],
    [false, { from: false, to: true }, person({ wasEnabled: true })],
    [false, undefined, person({ wasEnabled: true })],
  ])('locks out: %s for %j of %j', (locks, change, who) => expect(locksOut(change, who)).toBe(locks));
});
