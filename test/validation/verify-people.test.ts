import { describe, expect, it } from 'vitest';
import { changedSince, errorKey, stateOf, verifyPeople } from '../../src/validation/verify-people.js';

const digest = (text: string): string => `#${text}#`;
const ann = { account: '#e1#', anchors: ['#AAA=#'], mayBeWithout: false };
const soft = { account: '#e2#', anchors: ['#old=#', '#new=#'], mayBeWithout: true };
const now = (entraObjectId: string, change: object = {}) => ({
  entraObjectId,
  userPrincipalName: `${entraObjectId}@now`,
  immutableId: 'AAA=',
  deleted: false,
  errors: [],
  ...change,
});
const verify = (people: Parameters<typeof verifyPeople>[1], errors: string[] = []) =>
  verifyPeople({ digest, people: [ann, soft], errors: new Set(errors.map(digest)) }, people);
const softNow = now('e2', { immutableId: 'new=' });

describe('verification', () => {
  it('finds nothing where everybody has the same account with the right anchor, whoever else came', () => {
    expect(verify([now('e1'), softNow, now('e9', { immutableId: 'other' })])).toEqual([]);
    expect(verify([now('e1'), now('e2', { immutableId: 'old=' })])).toEqual([]);
  });

  it('names another anchor, and an empty one except where a soft match may still come', () => {
    expect(verify([now('e1', { immutableId: 'BBB=' }), softNow])).toEqual([
      'e1@now: the ImmutableID is BBB=, expected the one of the cleared evidence',
    ]);
    expect(verify([now('e1', { immutableId: undefined }), softNow])).toEqual([
      'e1@now: the ImmutableID is empty, expected the one of the cleared evidence',
    ]);
    expect(verify([now('e1'), now('e2', { immutableId: undefined })])).toEqual([]);
    expect(verify([now('e1'), now('e2')])).toEqual([
      'e2@now: the ImmutableID is AAA=, expected the one of the cleared evidence',
    ]);
  });

  it('tells an account in the recycle bin from one that is gone, by name', () => {
    expect(verify([softNow, now('e8', { deleted: true })])).toEqual([
      'an account of the cutover (digest #e1#) is gone, from the recycle bin too, although the person was in Active Directory',
    ]);
    expect(verify([now('e2', { deleted: true, errors: ['x'] }), now('e1', { deleted: true })])).toEqual([
      'e1@now: the account e1 was moved to the recycle bin, although the person was in Active Directory',
      'e2@now: the account e2 was moved to the recycle bin, although the person was in Active Directory',
    ]);
  });

  it('names each provisioning error that was not there before, of anybody', () => {
    const people = [
      now('e1', { errors: ['new', 'old'] }),
      softNow,
      now('e9', { immutableId: 'other', errors: ['old'] }),
    ];
    expect(verify(people, [errorKey('e1', 'old')])).toEqual([
      'e1@now: Entra reports a new provisioning error (new)',
      'e9@now: Entra reports a new provisioning error (old)',
    ]);
  });
});

describe('what may be meant', () => {
  const before = now('e1', { enabled: true, licences: ['a', 'b'], groups: ['g1', 'g2'] });
  const people = [{ ...ann, ...stateOf(before, digest) }, soft];
  const changed = (...persons: ReturnType<typeof now>[]) =>
    changedSince({ digest, people, errors: new Set() }, persons);

  it('is told of whom it was known: locked or unlocked, other licences', () => {
    expect(changed(before, now('e2', { enabled: false }), now('e9', { enabled: false }))).toEqual([]);
    expect(changed(now('e1', { enabled: false, licences: ['a', 'b'] }))).toEqual([
      'locked or unlocked since the cutover: e1@now',
    ]);
    expect(changed(now('e1', { enabled: true, licences: ['a'] }))).toEqual([
      'other licences than before the cutover: e1@now',
    ]);
    expect(changed(now('e1', { groups: ['g1'] }), now('e9', { groups: [] }))).toEqual([
      'in other groups than before the cutover: e1@now',
    ]);
    expect(changed(now('e1', { groups: [], licences: [] }))).toHaveLength(2);
    expect(changed(now('e1', { groups: ['g1', 'g2'] }), now('e2', { groups: ['g1'] }))).toEqual([]);
    expect(changed(now('e1'), now('e1', { deleted: true, enabled: false }))).toEqual([]);
  });

  it('names twenty, and counts the others', () => {
    const many = Array.from({ length: 22 }, (_, index) => now(`m${String(index).padStart(2, '0')}`, { enabled: true }));
    const known = many.map((person) => ({ ...ann, account: digest(person.entraObjectId), ...stateOf(person, digest) }));
    const off = many.map((person) => ({ ...person, enabled: false }));
    const [line] = changedSince({ digest, people: known, errors: new Set() }, off);
    expect(line).toMatch(/: m00@now, .*m19@now and 2 more$/);
  });

  it('equal values of two people have different digests', () => {
    const of = (id: string) => stateOf(now(id, { enabled: true, licences: [], groups: [] }), digest);
    expect(of('e1')).not.toEqual(of('e2'));
  });
});
