import { describe, expect, it } from 'vitest';
import { found, id } from './findings.js';
import { organisation, outcomeOf } from './organisation.js';

type Change = Parameters<ReturnType<typeof organisation>['onPrem']>[2];
type EntraChange = Parameters<ReturnType<typeof organisation>['entra']>[2];

/** Two people whose UPN suffix changes, each with the anchor of the other's account, and somebody who is fine. */
function swapped(
  change: (own: string, borne: string) => { onPrem?: Change; entra?: EntraChange },
  names = ['ann', 'bob'],
) {
  const org = organisation().person(9, 'fine', {
    onPrem: { samAccountName: 'fine' },
    entra: { onPremisesSamAccountName: 'fine' },
  });
  names.forEach((name, index) => {
    const borne = names[(index + 1) % names.length] ?? '';
    const { onPrem, entra } = change(name, borne);
    org.onPrem(index + 1, name, { userPrincipalName: `${name}@corp.local`, ...onPrem });
    org.entra(index + 1, borne, { userPrincipalName: `x${index}@corp.example`, ...entra });
  });
  return org;
}

const outcomes = (org: ReturnType<typeof organisation>) => outcomeOf(org.judge().identities);
const accounts = (own: string, borne: string) => ({
  onPrem: { samAccountName: own },
  entra: { onPremisesSamAccountName: borne },
});
const held = 'anchorHeldByAnother';

describe('people whose anchors were exchanged', () => {
  it('are told by account names, each with the other in related', () => {
    const org = swapped(accounts);
    expect(outcomes(org)).toEqual({ ann: held, bob: held, fine: 'hardMatch' });
    expect(org.populate().identities.slice(1)).toMatchObject([{ matchedBy: 'anchor' }, { matchedBy: 'anchor' }]);
    const { ann, bob } = found('anchor-held-by-another', org);
    expect(ann).toMatchObject({
      severity: 'error',
      subject: { entraObjectId: id(2) },
      related: [{ userPrincipalName: 'bob@corp.local', entraObjectId: id(1) }],
      consequence: expect.stringContaining('exchanged'),
    });
    expect(bob).toMatchObject({
      subject: { entraObjectId: id(1) },
      related: [{ userPrincipalName: 'ann@corp.local' }],
    });
  });

  it('may be three and more, in a circle', () => {
    const three = swapped(accounts, ['ann', 'bob', 'cho']);
    expect(outcomes(three)).toEqual({ ann: held, bob: held, cho: held, fine: 'hardMatch' });
    expect(outcomes(swapped(accounts, ['a', 'b', 'c', 'd', 'e', 'f', 'g']))).toMatchObject({
      a: held,
      d: held,
      g: held,
    });
  });

  it('are told by the local part of the UPN, where the suffix changes for them', () => {
    const org = swapped((own, borne) => ({
      onPrem: { samAccountName: `sam.${own}` },
      entra: { userPrincipalName: `${borne}@corp.example` },
    }));
    expect(outcomes(org)).toEqual({ ann: held, bob: held, fine: 'hardMatch' });
  });

  it.each([
    ['full-width letters', 'ａｎｎ', 'BOB'],
    ['characters that nobody sees', 'an\u200bn', 'b\u00adob\ufe0f'],
    ['another letter case', 'ANN', 'Bob'],
    ['composed and decomposed letters', 'zo\u0065\u0308', 'jose\u0301', 'zoë', 'josé'],
  ])('are told through %s', (_what, first, second, ann = 'ann', bob = 'bob') => {
    const there = new Map([
      [ann, first],
      [bob, second],
    ]);
    const org = swapped((own, borne) => accounts(own, there.get(borne) ?? ''), [ann, bob]);
    expect(outcomes(org)).toMatchObject({ [ann]: held, [bob]: held });
  });

  it('are told by different kinds of names: an account name one way, an address the other', () => {
    const org = swapped((own, borne) =>
      own === 'ann'
        ? { onPrem: { samAccountName: 'ann', mail: 'ann@x' }, entra: { onPremisesSamAccountName: borne } }
        : { onPrem: { samAccountName: 'bob' }, entra: { mail: `${borne}@x`, onPremisesSamAccountName: 'old' } },
    );
    expect(outcomes(org)).toMatchObject({ ann: held, bob: held });
  });

  it('are told within their domain, where several domains have such names', () => {
    const dn = (name: string, domain: string) => `CN=${name},DC=${domain},DC=example`;
    const org = swapped((own, borne) => ({
      onPrem: { samAccountName: own, distinguishedName: dn(own, 'corp') },
      entra: { onPremisesSamAccountName: borne, onPremisesDomainName: 'corp.example' },
    }));
    for (const [index, name] of ['ann', 'bob'].entries())
      org.person(20 + index, `${name}.emea`, {
        onPrem: { samAccountName: name, distinguishedName: dn(name, 'emea') },
        entra: { onPremisesSamAccountName: 'renamed', onPremisesDomainName: 'emea.example' },
      });
    expect(outcomes(org)).toMatchObject({ ann: held, bob: held, 'ann.emea': 'hardMatch', 'bob.emea': 'hardMatch' });
  });

  it.each<[string, string | undefined, string | undefined, string | undefined, string]>([
    ['of one domain', 'ann,DC=corp,DC=example', 'bob,DC=corp,DC=example', 'CORP.example', held],
    ['of whom one’s domain is not known', 'ann,DC=corp,DC=example', undefined, undefined, held],
    ['of whom the other’s domain is not known', undefined, 'bob,DC=corp,DC=example', undefined, held],
    ['of two domains', 'ann,DC=corp,DC=example', 'bob,DC=emea,DC=example', undefined, 'hardMatch'],
    [
      'whose accounts are of another domain',
      'ann,DC=corp,DC=example',
      'bob,DC=corp,DC=example',
      'emea.example',
      'hardMatch',
    ],
  ])('are told by account names: people %s', (_, ann, bob, onPremisesDomainName, outcome) => {
    const org = swapped((own, borne) => {
      const name = own === 'ann' ? ann : bob;
      return {
        onPrem: { samAccountName: own, distinguishedName: name && `CN=${name}` },
        entra: { onPremisesSamAccountName: borne, onPremisesDomainName },
      };
    });
    expect(outcomes(org)).toMatchObject({ ann: outcome, bob: outcome });
  });

  it('are told by addresses also where the accounts are said to be of another domain', () => {
    const org = swapped((own, borne) => ({
      onPrem: { samAccountName: own, mail: `${own}@x`, distinguishedName: `CN=${own},DC=corp,DC=example` },
      entra: { mail: `${borne}@x`, onPremisesDomainName: 'emea.example' },
    }));
    expect(outcomes(org)).toMatchObject({ ann: held, bob: held });
  });

  it.each(['userPrincipalName', 'mail'] as const)('are a circle of three where one is told by the %s alone', (name) => {
    const own = (who: string) => (name === 'mail' ? `${who}@x` : `${who}@corp.local`);
    const org = swapped(
      (who, borne) => ({
        onPrem: { samAccountName: who, [name]: own(who), distinguishedName: `CN=${who},DC=corp,DC=example` },
        entra: {
          onPremisesSamAccountName: who === 'ann' ? 'old' : borne,
          ...(who === 'ann' && { [name]: own(borne), onPremisesDomainName: 'emea.example' }),
        },
      }),
      ['ann', 'bob', 'cho'],
    );
    expect(outcomes(org)).toMatchObject({ ann: held, bob: held, cho: held });
  });

  it('are told where somebody outside leads into the circle, who keeps the own account', () => {
    const org = swapped(accounts).person(7, 'late', {
      onPrem: { samAccountName: 'late' },
      entra: { onPremisesSamAccountName: 'ann' },
    });
    expect(outcomes(org)).toEqual({ ann: held, bob: held, fine: 'hardMatch', late: 'hardMatch' });
  });

  it('are the circle alone, however long the ways that lead into it and out of it', () => {
    const org = swapped(accounts);
    const outside = (number: number, name: string, borne: string): void => {
      org.onPrem(number, name, { userPrincipalName: `${name}@corp.local`, samAccountName: name });
      org.entra(number, name, { userPrincipalName: `x${number}@corp.example`, onPremisesSamAccountName: borne });
    };
    outside(21, 'in2', 'in1');
    outside(22, 'in1', 'ann');
    outside(31, 'out1', 'out2');
    outside(32, 'out2', 'nobody');
    expect(outcomes(org)).toMatchObject({ ann: held, bob: held });
    for (const name of ['in2', 'in1', 'out1', 'out2']) expect(outcomes(org)[name]).not.toBe(held);
    expect(found('anchor-held-by-another', org).ann).toMatchObject({
      related: [{ userPrincipalName: 'bob@corp.local', entraObjectId: id(1) }],
    });
  });

  it('are the circle alone, where one of it leads out of it too, to somebody of another name', () => {
    const org = swapped((own, borne) => ({
      onPrem: { samAccountName: own },
      entra: { onPremisesSamAccountName: borne, ...(own === 'ann' && { userPrincipalName: 'out@corp.example' }) },
    }));
    for (const [number, name, borne] of [
      [31, 'out', 'out2'],
      [32, 'out2', 'nobody'],
    ] as const) {
      org.onPrem(number, name, { userPrincipalName: `${name}@corp.local`, samAccountName: name });
      org.entra(number, name, { userPrincipalName: `x${number}@corp.example`, onPremisesSamAccountName: borne });
    }
    expect(outcomes(org)).toMatchObject({ ann: held, bob: held, out: 'hardMatch', out2: 'hardMatch' });
    expect(found('anchor-held-by-another', org).ann?.related).toHaveLength(1);
  });

  it.each([
    ['all of it', { userPrincipalName: 'namesake@corp.example' }],
    ['only the suffix of the UPN changes', { userPrincipalName: 'namesake@corp.local' }],
  ])('are told by the name of a namesake too, whose own account has that name: %s', (_what, entra) => {
    const org = swapped(accounts).person(7, 'namesake', {
      onPrem: { samAccountName: 'ann' },
      entra: { onPremisesSamAccountName: 'ann', ...entra },
    });
    expect(outcomes(org)).toMatchObject({ ann: held, bob: held, namesake: 'hardMatch' });
  });

  it('are not told by a name that two people have', () => {
    const org = swapped(accounts).person(7, 'namesake', {
      onPrem: { samAccountName: 'ann' },
      entra: { onPremisesSamAccountName: 'old' },
    });
    expect(outcomes(org)).toMatchObject({ ann: 'hardMatch', bob: 'hardMatch', namesake: 'hardMatch' });
  });
});

describe('people who are only renamed', () => {
  const sid = (name: string) => `S-1-5-21-1-2-3-11${name.charCodeAt(0)}`;

  it('keep their accounts where the SID agrees with the anchor, whatever the names say', () => {
    const all = (own: string, borne: string) => ({
      onPrem: { samAccountName: own, objectSid: sid(own), mail: `${own}@x` },
      entra: {
        onPremisesSamAccountName: borne,
        onPremisesSecurityIdentifier: sid(own),
        userPrincipalName: `${borne}@corp.local`,
        mail: `${borne}@x`,
      },
    });
    expect(outcomes(swapped(all))).toEqual({ ann: 'hardMatch', bob: 'hardMatch', fine: 'hardMatch' });
    expect(Object.keys(found('upn-changed', swapped(all)))).toEqual(['ann', 'bob']);
    // One SID is enough: whose account it is leaves only the other for the second person.
    const one = swapped((own, borne) => ({
      onPrem: { samAccountName: own, ...(own === 'ann' && { objectSid: sid(own) }) },
      entra: { onPremisesSamAccountName: borne, ...(own === 'ann' && { onPremisesSecurityIdentifier: sid(own) }) },
    }));
    expect(outcomes(one)).toMatchObject({ ann: 'hardMatch', bob: 'hardMatch' });
  });

  it('are exchanged all the same where the SIDs differ', () => {
    const org = swapped((own, borne) => ({
      onPrem: { samAccountName: own, objectSid: sid(own) },
      entra: { onPremisesSamAccountName: borne, onPremisesSecurityIdentifier: sid(borne) },
    }));
    expect(outcomes(org)).toMatchObject({ ann: held, bob: held });
  });

  it('contradict nothing by one account name that somebody else has now', () => {
    const org = organisation()
      .person(1, 'ann', { onPrem: { samAccountName: 'ann.new' }, entra: { onPremisesSamAccountName: 'ann' } })
      .person(2, 'anton', { onPrem: { samAccountName: 'ann' }, entra: { onPremisesSamAccountName: 'anton' } })
      .person(3, 'antonia', { onPrem: { samAccountName: 'anton' }, entra: { onPremisesSamAccountName: 'antonia' } })
      .person(4, 'tail', { onPrem: { samAccountName: 'tail' }, entra: { onPremisesSamAccountName: 'ann.new' } });
    for (const number of [1, 2, 3, 4]) org.entra(10 + number, `other${number}`, { immutableId: undefined });
    expect(found('anchor-held-by-another', org)).toEqual({});
  });

  it('are not exchanged with people of another domain', () => {
    const org = swapped((own, borne) => ({
      onPrem: { samAccountName: own, distinguishedName: `CN=${own},DC=${own},DC=example` },
      entra: { onPremisesSamAccountName: borne },
    }));
    expect(outcomes(org)).toMatchObject({ ann: 'hardMatch', bob: 'hardMatch' });
  });

  it('are not exchanged where only the suffix, or only the letter case, of everybody changes', () => {
    const org = swapped((own) => ({
      onPrem: { samAccountName: own },
      entra: { userPrincipalName: `${own.toUpperCase()}@corp.example`, onPremisesSamAccountName: own.toUpperCase() },
    }));
    expect(outcomes(org)).toEqual({ ann: 'hardMatch', bob: 'hardMatch', fine: 'hardMatch' });
  });
});
