import { describe, expect, it } from 'vitest';
import {
  differencesSince,
  errorKey,
  presenceKinds,
  stateOf,
  tellDifferences,
  verifyPeople,
} from '../../src/validation/verify-people.js';

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
  it('finds nothing where everybody has the same account with the right anchor, anyone who else came', () => {
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

  it('is sorted by name, and shortens the digest of an account without one', () => {
    const account = '0123456789abcdef';
    const people = [
      { ...ann, account: 'e9' },
      { ...ann, account: 'e1' },
      { ...ann, account },
    ];
    const wrong = [now('e9', { immutableId: 'B=' }), now('e1', { immutableId: 'B=' })];
    const told = verifyPeople({ digest: (text) => text, people, errors: new Set() }, wrong);
    expect(told.map((line) => line.split(/[:,]/)[0])).toEqual([
      'an account of the cutover (digest 0123456789ab) is gone',
      'e1@now',
      'e9@now',
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
  const whole = { enabled: true, addresses: ['SMTP:e1@now', 'e1@now'], manager: 'm1', synced: false };
  const before = now('e1', { enabled: true, licences: ['a', 'b'], groups: ['g1', 'g2'] });
  const people = [{ ...ann, ...stateOf(before, digest) }, soft];
  const changed = (...persons: ReturnType<typeof now>[]) =>
    tellDifferences(differencesSince({ digest, people, errors: new Set() }, persons));

  it('is told of whom it was known: locked or unlocked, other licenses', () => {
    expect(changed(before, now('e2', { enabled: false }), now('e9', { enabled: false }))).toEqual([]);
    expect(changed(now('e1', { enabled: false, licences: ['a', 'b'] }))).toEqual([
      'locked or unlocked since the cutover: e1@now',
    ]);
    expect(changed(now('e1', { enabled: true, licences: ['a'] }))).toEqual([
      'other licenses than before the cutover: e1@now',
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
    const [line] = tellDifferences(differencesSince({ digest, people: known, errors: new Set() }, off));
    expect(line).toMatch(/: m00@now, .*m19@now and 2 more$/);
  });

  it('is told of accounts that nobody was matched with: lost, taken over, locked or with other addresses', () => {
    const cloud = now('c1', { enabled: true, addresses: ['c1@now'], synced: false, immutableId: undefined });
    const other = (more: object = {}) => ({
      ...{ account: digest('c1'), anchors: [], mayBeWithout: true, unmatched: true as const },
      ...stateOf(cloud, digest),
      ...more,
    });
    const since = (people: Parameters<typeof verifyPeople>[1], more: object = {}) =>
      tellDifferences(differencesSince({ digest, people: [other(more)], errors: new Set() }, people));
    expect(since([cloud])).toEqual([]);
    expect(since([])).toEqual([
      expect.stringMatching(/^not matched before the cutover, and now in the recycle bin or gone: an account/),
    ]);
    expect(since([{ ...cloud, deleted: true }])).toEqual([
      'not matched before the cutover, and now in the recycle bin or gone: c1@now',
    ]);
    expect(since([{ ...cloud, deleted: true }], { mayBeLost: true })).toEqual([
      expect.stringMatching(/ in the recycle bin or gone, as cleared .*: c1@now$/),
    ]);
    expect(since([{ ...cloud, synced: true }])).toEqual([
      'taken over by a synchronization, and not matched before the cutover: c1@now',
    ]);
    expect(since([{ ...cloud, addresses: [] }])).toEqual([
      'another UPN or other addresses than before the cutover: c1@now',
    ]);
    expect(since([{ ...cloud, enabled: false }])).toEqual(['locked or unlocked since the cutover: c1@now']);
    // Nobody vouched that it stays: it is not a fault.
    const verified = (people: Parameters<typeof verifyPeople>[1]) =>
      verifyPeople({ digest, people: [other()], errors: new Set() }, people);
    expect([...verified([]), ...verified([{ ...cloud, deleted: true, immutableId: 'x' }])]).toEqual([]);
    const rollback = differencesSince(
      { digest, people: [other()], errors: new Set() },
      [{ ...cloud, synced: true }],
      ['added'],
    );
    expect(rollback.map(({ kind }) => kind)).toEqual(['added']);
    // An account of the sync itself, for instance, was synchronized all along.
    const synced = { ...cloud, synced: true };
    expect(since([synced], stateOf(synced, digest))).toEqual([]);
    const same = { digest, people: [other(stateOf(synced, digest))], errors: new Set<string>() };
    expect(differencesSince(same, [synced], ['added'])).toEqual([]);
  });

  it('counts nobody where twenty differ', () => {
    const names = Array.from({ length: 20 }, (_, index) => `m${index}`);
    expect(tellDifferences([{ kind: 'locked', expected: [], unexpected: names }])).toEqual([
      `locked or unlocked since the cutover: ${names.toSorted().join(', ')}`,
    ]);
  });

  it('is what may be locked, and no more, where an account of somebody who left was cleared', () => {
    const left = [{ ...ann, ...stateOf(before, digest), mayBeLocked: true as const }];
    const locked = now('e1', { ...before, enabled: false, groups: [] });
    expect(differencesSince({ digest, people: left, errors: new Set() }, [locked])).toEqual([
      { kind: 'locked', expected: ['e1@now'], unexpected: [] },
      { kind: 'groups', expected: [], unexpected: ['e1@now'] },
    ]);
  });

  it('is remembered in digests that a later version makes, too', () => {
    const { addresses, synced } = whole;
    const { locked, ...more } = stateOf({ ...before, addresses, synced, userPrincipalName: 'E1@now' }, digest);
    expect(locked).toBe('#e1 enabled true#');
    expect(more).toEqual({
      licences: '#e1 licences a b#',
      groups: '#e1 groups g1 g2#',
      addresses: '#e1 addresses e1@now SMTP:e1@now e1@now#',
      manager: '#e1 manager #',
      synced: '#e1 synced false#',
      anchor: '#e1 anchor AAA=#',
    });
    expect(stateOf({ entraObjectId: 'e1', addresses: ['a@now'], synced: true }, digest)).toEqual({
      addresses: '#e1 addresses  a@now#',
      manager: '#e1 manager #',
      synced: '#e1 synced true#',
      anchor: '#e1 anchor #',
    });
  });

  it('equal values of two people have different digests', () => {
    const of = (id: string) => stateOf(now(id, { enabled: true, licences: [], groups: [] }), digest);
    expect(of('e1')).not.toEqual(of('e2'));
  });

  const since = (expected: readonly ('addresses' | 'manager' | 'locked')[], change: object) =>
    differencesSince(
      { digest, people: [{ ...ann, ...stateOf(now('e1', whole), digest), expected }], errors: new Set() },
      [now('e1', { ...whole, ...change })],
    );

  it('is the UPN, an address and the manager too, nobody included', () => {
    expect(since([], {})).toEqual([]);
    expect(since([], { userPrincipalName: 'E1@NOW' })).toEqual([]);
    expect(since([], { userPrincipalName: 'e2@now', manager: undefined }).map(({ kind }) => kind)).toEqual([
      'addresses',
      'manager',
    ]);
    expect(tellDifferences(since([], { addresses: ['e1@now'] }))).toEqual([
      'another UPN or other addresses than before the cutover: e1@now',
    ]);
    // What an answer leaves out is not a difference.
    expect(since([], { addresses: undefined, manager: 'm2' })).toEqual([]);
  });

  it('is told apart where it was cleared, staged or approved, and after the rest', () => {
    const change = { addresses: [], manager: 'm2', enabled: false };
    expect(tellDifferences(since(['addresses'], change))).toEqual([
      'locked or unlocked since the cutover: e1@now',
      'another manager than before the cutover: e1@now',
      'another UPN or other addresses than before the cutover, as cleared (what else of it changed, nobody compared): e1@now',
    ]);
    expect(since(['locked'], { enabled: false })).toEqual([{ kind: 'locked', expected: ['e1@now'], unexpected: [] }]);
  });

  it('is what a synchronization stamps only for anyone who asks', () => {
    const baseline = { digest, people: [{ ...ann, ...stateOf(now('e1', whole), digest) }], errors: new Set<string>() };
    const stamped = [now('e1', { ...whole, synced: true, immutableId: 'BBB=' })];
    expect(differencesSince(baseline, stamped)).toEqual([]);
    expect(differencesSince(baseline, stamped, ['synced', 'anchor']).map(({ kind }) => kind)).toEqual([
      'synced',
      'anchor',
    ]);
  });

  it('is who is not where it was, and who came with a synchronization, for anyone who asks', () => {
    const baseline = { digest, people: [ann, soft], errors: new Set<string>() };
    const told = (...persons: ReturnType<typeof now>[]) =>
      tellDifferences(differencesSince(baseline, persons, presenceKinds));
    expect(told(now('e1'), now('e2'), now('e9', { synced: false }), now('e8'))).toEqual([]);
    const came = [now('e9', { synced: true }), now('e8', { synced: true, deleted: true })];
    expect(told(now('e1', { deleted: true }), ...came)).toEqual([
      'in the recycle bin: e1@now',
      'gone, from the recycle bin too: an account of the cutover (digest #e2#)',
      'synchronized from a directory, and not matched before the cutover, such as newcomers: e9@now',
    ]);
    expect(differencesSince(baseline, came)).toEqual([]);
  });
});
