import { describe, expect, it } from 'vitest';
import { found, id } from './findings.js';
import { anchor, type Organisation, organisation, outcomeOf } from './organisation.js';

/** `outcome key` of each on-premises person, with the number of the Entra account it points at. */
const pairs = (org: Organisation) =>
  Object.fromEntries(
    org
      .populate()
      .identities.flatMap((identity) =>
        identity.side === 'onPrem'
          ? [
              [
                identity.onPrem.name,
                `${identity.outcome} ${identity.matchedBy ?? '-'} ${identity.entra?.entraObjectId?.replace(/^.*-0*/, '') ?? '-'}`,
              ],
            ]
          : [],
      ),
  );

describe('the key that leads to an account', () => {
  it('is the anchor, before SID, UPN, primary address and account name; a soft match names the key that Entra goes by', () => {
    const sid = { onPremisesSecurityIdentifier: 'S-1' };
    const person = { objectSid: 'S-1', mail: 'a@x', samAccountName: 'a' };
    const lead = (entra: object) =>
      pairs(organisation().person(1, 'ann', { onPrem: person, entra: { userPrincipalName: 'other@x', ...entra } })).ann;
    const wrong = { immutableId: anchor(9) };
    const none = { immutableId: undefined };
    const name = { userPrincipalName: 'ann@corp.example' };
    expect(lead({ ...sid, ...name })).toBe('hardMatch anchor 1');
    expect(lead({ ...wrong, ...sid, ...name })).toBe('anchorMismatch sid 1');
    expect(lead({ ...wrong, ...name, mail: 'A@x' })).toBe('anchorMismatch userPrincipalName 1');
    expect(lead({ ...wrong, mail: 'A@x', onPremisesSamAccountName: 'A' })).toBe('anchorMismatch primaryAddress 1');
    expect(lead({ ...wrong, onPremisesSamAccountName: 'A' })).toBe('anchorMismatch accountName 1');
    expect(lead({ ...none, ...sid, mail: 'A@x' })).toBe('softMatch primaryAddress 1');
    expect(lead({ ...none, ...sid, ...name, mail: 'A@x' })).toBe('softMatch userPrincipalName 1');
    expect(lead({ ...none, ...sid })).toBe('onPremOnly sid 1');
    expect(lead({ ...none, onPremisesSamAccountName: 'A' })).toBe('onPremOnly accountName 1');
    expect(lead(none)).toBe('onPremOnly - -');
  });

  it('is not an account name that several people have on either side, or whose domains differ', () => {
    const named = (distinguishedName: string | undefined, onPremisesDomainName: string | undefined) =>
      organisation()
        .onPrem(1, 'ann', { samAccountName: 'a', distinguishedName })
        .entra(2, 'x', { onPremisesSamAccountName: 'A', onPremisesDomainName, immutableId: anchor(9) });
    const dn = 'CN=a,DC=corp,DC=example';
    const found = 'anchorMismatch accountName 2';
    expect(pairs(named(dn, 'CORP.example')).ann).toBe(found);
    expect(pairs(named(dn, undefined)).ann).toBe(found);
    expect(pairs(named(undefined, 'corp.example')).ann).toBe(found);
    expect(pairs(named(undefined, undefined)).ann).toBe(found);
    expect(pairs(named(dn, 'other.example')).ann).toBe('onPremOnly - -');
    expect(pairs(named(dn, undefined).onPrem(3, 'bob', { samAccountName: 'A' })).ann).toBe('onPremOnly - -');
    expect(pairs(named(dn, undefined).entra(4, 'y', { onPremisesSamAccountName: 'a' })).ann).toBe('onPremOnly - -');
    const critical = { iscriticalsystemobject: 'TRUE' };
    expect(
      pairs(named(dn, undefined).onPrem(3, 'out', { samAccountName: 'a', attributes: critical })).ann,
      'an excluded account takes no key away',
    ).toBe(found);
  });

  it('is not an empty value', () => {
    const empty = { userPrincipalName: undefined, objectSid: '', samAccountName: '', mail: '' };
    const there = { onPremisesSecurityIdentifier: '', onPremisesSamAccountName: '', mail: '', immutableId: '' };
    const org = organisation()
      .onPrem(1, 'ann', empty)
      .entra(2, 'x', { ...there, userPrincipalName: undefined })
      .sources({ onPrem: { fields: new Set(['objectGuid']) } });
    expect(pairs(org)).toEqual({ ann: 'onPremOnly - -' });
  });
});

describe('an equal anchor', () => {
  it('is not contradicted by an account name alone, and leaves that account to anyone who else it belongs to', () => {
    const org = organisation()
      .person(1, 'ann', { onPrem: { samAccountName: 'a' } })
      .entra(2, 'bob', { onPremisesSamAccountName: 'a', immutableId: undefined })
      .onPrem(3, 'bob', { samAccountName: 'b' });
    expect(pairs(org)).toEqual({ ann: 'ambiguous - -', bob: 'softMatch userPrincipalName 2' });
    const renamed = organisation()
      .person(1, 'ann', { onPrem: { samAccountName: 'a' }, entra: { userPrincipalName: 'old@x' } })
      .entra(2, 'bob', { onPremisesSamAccountName: 'a', immutableId: undefined })
      .onPrem(3, 'bob', { samAccountName: 'b' });
    expect(pairs(renamed)).toEqual({ ann: 'hardMatch anchor 1', bob: 'softMatch userPrincipalName 2' });
  });

  it('on another’s account is held by another, pointing at the own account by the key that found the anchor', () => {
    const org = organisation()
      .person(1, 'ann', { entra: { immutableId: anchor(2) } })
      .person(2, 'bob', { entra: { immutableId: anchor(1) } });
    expect(pairs(org)).toEqual({ ann: 'anchorHeldByAnother anchor 1', bob: 'anchorHeldByAnother anchor 2' });
  });

  it('is not a theft where the name belongs to the person’s own linked mailbox, or to nobody', () => {
    const mailbox = { attributes: { msexchrecipienttypedetails: '2' } };
    const linked = organisation()
      .person(1, 'ann', { entra: { userPrincipalName: 'mailbox@corp.example' } })
      .onPrem(2, 'mailbox', mailbox);
    expect(pairs(linked).ann).toBe('hardMatch anchor 1');
    const nameless = organisation()
      .person(1, 'ann', { entra: { userPrincipalName: undefined } })
      .onPrem(2, 'blank', { userPrincipalName: undefined });
    expect(pairs(nameless).ann).toBe('hardMatch anchor 1');
  });

  it('on several accounts is ambiguous, whether or not a name leads somewhere', () => {
    const several = (userPrincipalName: string | undefined) =>
      organisation()
        .onPrem(1, 'ann', { userPrincipalName })
        .entra(2, 'ann', { immutableId: anchor(1) })
        .entra(3, 'bob', { immutableId: anchor(1) });
    expect(pairs(several('ann@corp.example')).ann).toBe('ambiguous - 2');
    expect(pairs(several(undefined)).ann).toBe('ambiguous - -');
  });
});

describe('what is ambiguous', () => {
  const consequences = (org: Organisation) =>
    Object.fromEntries(
      Object.entries(found('ambiguous-identity', org)).map(([name, { consequence, prediction, related }]) => [
        name,
        [consequence.split('.')[0], prediction?.refusal, related?.map(({ userPrincipalName }) => userPrincipalName)],
      ]),
    );
  const guest = { userType: 'guest', immutableId: undefined, synced: false };

  it('says why, who the others are, and what Entra would answer', () => {
    expect(
      consequences(
        organisation()
          .onPrem(1, 'ann', { mail: 'team@x' })
          .onPrem(2, 'bob', { mail: 'team@x' })
          .entra(3, 'team', { mail: 'team@x', immutableId: undefined }),
      ),
    ).toEqual({
      ann: ['Several on-premises people lead to the same Entra account', undefined, ['bob@corp.example']],
      bob: ['Several on-premises people lead to the same Entra account', undefined, ['ann@corp.example']],
    });
    expect(
      consequences(organisation().person(1, 'ann').onPrem(2, 'new', { userPrincipalName: 'ANN@corp.example' })).ANN,
    ).toEqual([
      'The Entra account that this person’s name or address leads to belongs, by its anchor, to somebody else',
      'InvalidSoftMatch',
      ['ann@corp.example', 'ann@corp.example'],
    ]);
    expect(consequences(organisation().onPrem(1, 'ann').entra(2, 'ann', guest)).ann).toEqual([
      'Only a guest account has the person’s name or address; Entra does not match guests',
      'QuarantinedDuplicate',
      ['ann@corp.example'],
    ]);
    expect(
      consequences(
        organisation()
          .person(1, 'ann', { onPrem: { mail: 'b@x' } })
          .entra(2, 'b', { mail: 'b@x', immutableId: undefined, synced: false }),
      ).ann?.[0],
    ).toBe('The person’s SID, UPN, primary address or account name lead to different Entra accounts');
  });

  it('is a guest by name or address only: one known by SID alone is not a candidate', () => {
    const known = (entra: object) =>
      pairs(
        organisation()
          .onPrem(1, 'ann', { objectSid: 'S-1' })
          .entra(2, 'partner', { ...guest, onPremisesSecurityIdentifier: 'S-1', ...entra }),
      ).ann;
    expect(known({})).toBe('onPremOnly - -');
    expect(known({ userPrincipalName: 'ann@corp.example' })).toBe('ambiguous - 2');
  });

  it.each([
    ['an ImmutableID', { immutableId: anchor(77) }, 'anchorMismatch'],
    ['the mark of the sync', { immutableId: undefined, synced: true }, 'ambiguous'],
  ])('is nobody from outside where %s tells that a directory synchronizes the guest', (_, mark, bySid) => {
    const internal = { userType: 'Guest', onPremisesSecurityIdentifier: 'S-1', ...mark };
    const outcome = (org: Organisation) => outcomeOf(org.judge().identities).ann;
    const ann = () => organisation().onPrem(1, 'ann', { objectSid: 'S-1' });
    expect(outcome(ann().entra(2, 'internal', internal))).toBe(bySid);
    expect(outcome(ann().person(2, 'bob', { entra: { ...internal, immutableId: anchor(2) } }))).toBe('ambiguous');
    const soft = { immutableId: undefined, synced: false };
    expect(outcome(ann().entra(2, 'ann', soft).entra(3, 'internal', internal))).toBe('ambiguous');
    expect(outcome(organisation().person(1, 'ann', { entra: { userType: 'Guest' } }))).toBe('hardMatch');
  });

  it('names no more than twenty others', () => {
    const org = organisation();
    for (let number = 1; number <= 22; number += 1) org.onPrem(number, `p${number}`, { consistencyGuid: anchor(99) });
    expect(found('anchor-duplicate-on-prem', org).p1?.related).toHaveLength(20);
    expect(found('anchor-duplicate-on-prem', org).p1).toMatchObject({ found: anchor(99) });
  });
});

describe('who is in the cloud only', () => {
  it('is taken for synced where the evidence does not say, guests excepted', () => {
    const { identities } = organisation()
      .person(9, 'ann')
      .entra(1, 'unknown', { synced: undefined, immutableId: undefined })
      .entra(2, 'guest', { synced: undefined, immutableId: undefined, userType: 'GUEST' })
      .entra(3, 'cloud', { synced: false, immutableId: undefined })
      .entra(4, 'marked', { synced: false })
      .populate();
    expect(
      identities
        .filter(({ side }) => side === 'entra')
        .map(({ entra, outcome }) => `${entra?.entraObjectId} ${outcome}`),
    ).toEqual([`${id(1)} entraOnly`, `${id(2)} cloudOnly`, `${id(3)} cloudOnly`, `${id(4)} entraOnly`]);
  });
});

describe('an account name that two people of different domains have', () => {
  const sid = 'S-1-5-21-1-2-3-1001';
  const dn = (domain: string) => `CN=bob,DC=${domain},DC=example`;
  /** Somebody else of the same account name; the account has no domain that would tell. */
  const namesake = (change = {}, account = {}) =>
    organisation()
      .onPrem(1, 'bobby', {
        ...{ samAccountName: 'bob', objectSid: 'S-1-5-21-9-9-9-1001', distinguishedName: dn('emea') },
        ...change,
      })
      .entra(2, 'old.bob', {
        ...{ immutableId: undefined, synced: true, onPremisesSamAccountName: 'bob', onPremisesSecurityIdentifier: sid },
        ...account,
      });
  const owner = (org: Organisation, change = {}) =>
    org.onPrem(2, 'bob', {
      ...{ samAccountName: 'bob', objectSid: sid, distinguishedName: dn('corp') },
      ...{ attributes: { admindescription: 'User_NoSync' } },
      ...change,
    });
  const outcomes = (org: Organisation) => {
    const { identities, findings } = org.judge();
    expect(findings.map(({ rule }) => rule).includes('excluded-but-synced')).toBe(
      identities.some(({ outcome, entra }) => outcome === 'excluded' && entra !== undefined),
    );
    return Object.fromEntries(
      identities.map((one) => [
        one.side === 'onPrem' ? one.onPrem.name : 'cloud',
        `${one.outcome} ${one.entra?.userPrincipalName?.split('@')[0] ?? '-'}`,
      ]),
    );
  };

  it('leads nobody to the account that has the SID of a person who is left out', () =>
    expect(outcomes(owner(namesake()))).toEqual({
      ...{ bobby: 'onPremOnly -', bob: 'excluded old.bob', cloud: 'entraOnly old.bob' },
    }));

  it('leads nobody to the account that has the SID of somebody with another account name', () => {
    const org = owner(namesake(), { samAccountName: 'robert', attributes: {} });
    expect(outcomes(org)).toMatchObject({ bobby: 'onPremOnly -', bob: 'onPremOnly old.bob' });
  });

  it.each([
    ['nobody has the SID of the account', {}, { onPremisesSecurityIdentifier: 'S-1-5-21-1-2-3-7' }],
    ['the account has no SID', {}, { onPremisesSecurityIdentifier: undefined }],
    ['the SID of the other person is not known', { objectSid: undefined }, {}],
    ['the account has the SID of that person', { objectSid: sid }, {}],
  ])('leads to the account where %s', (_, change, account) =>
    expect(outcomes(owner(namesake(change, account))).bobby).toBe('onPremOnly old.bob'),
  );
});
