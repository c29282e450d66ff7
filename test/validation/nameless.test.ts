import { describe, expect, it } from 'vitest';
import { found } from './findings.js';
import { organisation } from './organisation.js';

const rule = 'upn-changed';
const nameless = { onPrem: { userPrincipalName: undefined }, entra: {} };
const federatedDomains = new Set(['corp.example']);

describe('somebody without a UPN on-premises whose account has one', () => {
  it.each([
    ['of a managed domain', undefined, 'warning'],
    ['of a domain that is not federated', new Set(['other.example']), 'warning'],
    ['of a federated domain', federatedDomains, 'error'],
  ])('would be renamed: %s', (_, domains, severity) => {
    const people = organisation().person(1, 'ann', nameless).person(2, 'bob');
    const findings = found(rule, people, domains && { federatedDomains: domains });
    expect(Object.values(findings)).toMatchObject([
      {
        severity,
        expected: 'a UPN on-premises',
        found: 'ann@corp.example',
        consequence: expect.stringMatching(/no UPN/),
      },
    ]);
    expect(Object.values(findings)[0]?.prediction).toEqual(severity === 'error' ? { signInBreaks: true } : undefined);
  });

  it('is not told of one who is not matched, is left out, or has no name in Entra either', () => {
    const people = organisation()
      .onPrem(1, 'new', { userPrincipalName: undefined })
      .person(2, 'sys', { onPrem: { userPrincipalName: undefined, attributes: { iscriticalsystemobject: 'TRUE' } } })
      .person(3, 'none', { onPrem: { userPrincipalName: undefined }, entra: { userPrincipalName: undefined } });
    expect(found(rule, people, { federatedDomains })).toEqual({});
  });

  it('is not told where the column was not read: nobody’s name is known then', () => {
    const people = organisation().person(1, 'ann', nameless);
    expect(found(rule, people.sources({ onPrem: { fields: new Set(['objectGuid']) } }))).toEqual({});
  });

  it('is told of the attribute that becomes the UPN', () => {
    const people = organisation()
      .person(1, 'ann')
      .sources({ onPrem: { fields: new Set(['objectGuid', 'mail']) } });
    expect(Object.values(found(rule, people, { userPrincipalNameAttribute: 'Mail' }))).toHaveLength(1);
    expect(found(rule, people, { userPrincipalNameAttribute: 'employeeID' })).toEqual({});
  });
});

describe('several addresses that are marked as primary in Entra', () => {
  const addresses = (...proxyAddresses: string[]) =>
    organisation().person(1, 'ann', {
      onPrem: { proxyAddresses: ['SMTP:ann@corp.example', 'smtp:a@corp.example'] },
      entra: { proxyAddresses },
    });
  it.each([
    [['SMTP:ann@corp.example', 'smtp:a@corp.example'], undefined],
    [['SMTP:ann@corp.example', 'SMTP:Ann@corp.example'], undefined],
    [['SMTP:ann@corp.example', 'SMTP:a@corp.example'], 'a@corp.example'],
    [['SMTP:a@corp.example', 'SMTP:ann@corp.example'], 'a@corp.example'],
    [[], undefined],
  ])('are one change, in whatever order they stand: %j', (listed, other) => {
    expect(found('primary-address-change', addresses(...listed)).ann?.found).toBe(other);
  });
});

describe('a synchronized group that has the address of another', () => {
  const group = { objectType: 'group', userPrincipalName: undefined, immutableId: undefined } as const;
  const judged = (sid: string | undefined, synced: boolean | undefined, own: string | undefined = 'S-1-5-21-1-2-3-1') =>
    organisation()
      .person(1, 'ann')
      .onPrem(5, 'sales', { ...group, objectSid: own, mail: 'sales@corp.example' })
      .entra(6, 'sales', { ...group, onPremisesSecurityIdentifier: sid, synced, mail: 'sales@corp.example' })
      .judge();
  const rulesOf = (...how: Parameters<typeof judged>) =>
    judged(...how)
      .findings.filter(({ subject, severity }) => subject?.objectType === 'group' && severity === 'error')
      .map((finding) => finding.rule)
      .sort();

  it.each([
    ['the same SID', 'S-1-5-21-1-2-3-1', true],
    ['no SID', undefined, true],
    ['no sync', undefined, false],
  ])('is its pair: %s', (_, sid, synced) => {
    expect(rulesOf(sid, synced)).toEqual([]);
  });

  it('is ambiguous where it is not synchronized any more', () => {
    expect(rulesOf('S-1-5-21-1-2-3-9', false)).toEqual(['ambiguous-identity']);
  });

  it('is another with another SID', () => {
    expect(rulesOf('S-1-5-21-1-2-3-9', true)).toEqual(['duplicate-proxy-address', 'entra-only']);
    expect(judged('S-1-5-21-1-2-3-9', true).decision).toBe('blocked');
  });
});
