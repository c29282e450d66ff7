import { describe, expect, it } from 'vitest';
import { errorKey, verifyPeople } from '../../src/validation/verify-people.js';

const ann = { entraObjectId: 'e1', userPrincipalName: 'ann@x', immutableIds: ['AAA='], mayBeWithout: false };
const soft = { entraObjectId: 'e2', userPrincipalName: 'soft@x', immutableIds: ['old=', 'new='], mayBeWithout: true };
const now = (entraObjectId: string, change: object = {}) => ({
  entraObjectId,
  userPrincipalName: `${entraObjectId}@now`,
  immutableId: 'AAA=',
  deleted: false,
  errors: [],
  ...change,
});
const verify = (people: Parameters<typeof verifyPeople>[1], errors: string[] = []) =>
  verifyPeople({ people: [ann, soft], errors: new Set(errors) }, people);
const softNow = now('e2', { immutableId: 'new=' });

describe('verification', () => {
  it('finds nothing where everybody has the same account with the right anchor, whoever else came', () => {
    expect(verify([now('e1'), softNow, now('e9', { immutableId: 'other' })])).toEqual([]);
    expect(verify([now('e1'), now('e2', { immutableId: 'old=' })])).toEqual([]);
  });

  it('names another anchor, and an empty one except where a soft match may still come', () => {
    expect(verify([now('e1', { immutableId: 'BBB=' }), softNow])).toEqual([
      'e1@now: the ImmutableID is BBB=, expected AAA=',
    ]);
    expect(verify([now('e1', { immutableId: undefined }), softNow])).toEqual([
      'e1@now: the ImmutableID is empty, expected AAA=',
    ]);
    expect(verify([now('e1'), now('e2', { immutableId: undefined })])).toEqual([]);
    expect(verify([now('e1'), now('e2')])).toEqual(['e2@now: the ImmutableID is AAA=, expected old= or new=']);
  });

  it('tells an account in the recycle bin from one that is gone, by name', () => {
    expect(verify([softNow, now('e8', { deleted: true })])).toEqual([
      'ann@x: the account e1 is gone, although the person is in Active Directory',
    ]);
    expect(verify([now('e2', { deleted: true, errors: ['x'] }), now('e1', { deleted: true })])).toEqual([
      'ann@x: the account e1 was moved to the recycle bin, although the person is in Active Directory',
      'soft@x: the account e2 was moved to the recycle bin, although the person is in Active Directory',
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
