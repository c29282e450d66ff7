import { describe, expect, it } from 'vitest';
import { ruleRegistry } from '../../src/validation/rules/index.js';
import { anchor, named, organisation, outcomeOf } from './organisation.js';

const rule = (findings: readonly { rule: string }[], id: string) => findings.filter((finding) => finding.rule === id);

describe('rules', () => {
  it('have unique kebab-case names and complete words', () => {
    const ids = ruleRegistry.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, title, help, consequence, remedy } of ruleRegistry) {
      expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
      for (const text of [title, help, consequence, remedy]) expect(text.length, id).toBeGreaterThan(10);
    }
  });

  it('anchor-claim-differs: only a claim that neither attribute gives', () => {
    const { findings, decision } = organisation()
      .person(1, 'wrong', { onPrem: { immutableIdClaim: anchor(9) } })
      .person(2, 'right', { onPrem: { immutableIdClaim: anchor(2) } })
      .person(3, 'empty', { onPrem: { immutableIdClaim: '' } })
      .person(4, 'guid', {
        onPrem: { consistencyGuid: anchor(8), immutableIdClaim: anchor(4) },
        entra: { immutableId: anchor(8) },
      })
      .judge();
    expect(named(rule(findings, 'anchor-claim-differs') as never)).toEqual(['anchor-claim-differs wrong']);
    expect(decision).toBe('cleared');
  });

  it('anchor-missing-entra: an error where soft match is blocked', () => {
    const org = organisation().person(1, 'ann', { entra: { immutableId: undefined } });
    expect(org.judge().decision).toBe('cleared');
    expect(org.judge({ softMatchBlocked: true }).decision).toBe('blocked');
  });

  it('upn-changed: not for letter case, an error on a federated domain', () => {
    const org = organisation()
      .person(1, 'ann', { entra: { userPrincipalName: 'ANN@corp.example' } })
      .person(2, 'bob', { entra: { userPrincipalName: 'robert@corp.example' } });
    expect(named(org.judge().findings)).toEqual(['upn-changed bob']);
    expect(org.judge({ federatedDomains: new Set(['corp.example']) }).decision).toBe('blocked');
  });

  it('upn-suffix-unverified: an error when matched, a warning for a creation', () => {
    const { findings } = organisation()
      .person(1, 'ann')
      .onPrem(2, 'new')
      .judge({ verifiedDomains: new Set(['other.example']) });
    expect(
      rule(findings, 'upn-suffix-unverified').map((finding) => (finding as { severity?: string }).severity),
    ).toEqual(['error', 'warning']);
    expect(
      organisation()
        .person(1, 'ann')
        .judge({ verifiedDomains: new Set(['corp.example']) }).findings,
    ).toEqual([]);
  });

  it('duplicate-proxy-address: names everybody who has the address, without letter case', () => {
    const { findings } = organisation()
      .person(1, 'ann', { onPrem: { proxyAddresses: ['SMTP:ann@corp.example', 'smtp:Sales@corp.example'] } })
      .person(2, 'bob', { onPrem: { mail: 'sales@corp.example' } })
      .person(3, 'eve', { onPrem: { proxyAddresses: ['X500:sales@corp.example'] } })
      .judge();
    expect(named(rule(findings, 'duplicate-proxy-address') as never)).toEqual([
      'duplicate-proxy-address bob',
      'duplicate-proxy-address ann',
    ]);
  });

  it('primary-address-change: only where both sides know one', () => {
    const { findings } = organisation()
      .person(1, 'ann', { onPrem: { mail: 'a@corp.example' }, entra: { mail: 'b@corp.example' } })
      .person(2, 'bob', { onPrem: { mail: 'BOB@corp.example' }, entra: { proxyAddresses: ['SMTP:bob@corp.example'] } })
      .person(3, 'eve', { entra: { mail: 'eve@corp.example' } })
      .judge();
    const changes = rule(findings, 'primary-address-change');
    expect(named(changes as never)).toEqual(['primary-address-change ann']);
    expect(changes[0]).toMatchObject({ expected: 'a@corp.example', found: 'b@corp.example' });
  });

  it('account-state-change: says who is locked out and who let in again', () => {
    const { findings } = organisation()
      .person(1, 'ann', { onPrem: { enabled: false }, entra: { accountEnabled: true } })
      .person(2, 'bob', { onPrem: { enabled: true }, entra: { accountEnabled: false } })
      .person(3, 'eve', { onPrem: { enabled: true }, entra: { accountEnabled: true } })
      .judge();
    expect(findings.map(({ consequence }) => consequence)).toEqual([
      expect.stringContaining('locked out'),
      expect.stringContaining('sign in again'),
    ]);
  });

  it('soft-deleted-holder: the anchor of a newcomer lies in the recycle bin', () => {
    const { findings, counts } = organisation()
      .person(1, 'ann', { entra: { deletedDateTime: '2026-11-01T00:00:00Z' } })
      .person(2, 'bob')
      .judge();
    expect(named(findings)).toEqual(['soft-deleted-holder ann', 'on-prem-only ann']);
    expect(counts.entraUsers).toBe(1);
  });

  it('source-attribute: counts what explains the ImmutableIDs, where the anchor does not', () => {
    const { findings } = organisation()
      .person(1, 'ann')
      .person(2, 'bob', { onPrem: { mail: 'bob@corp.example' }, entra: { immutableId: 'bob@corp.example' } })
      .person(3, 'eve', { entra: { immutableId: anchor(77) } })
      .judge();
    expect(rule(findings, 'source-attribute')[0]).toMatchObject({
      severity: 'info',
      found: 'of 3 ImmutableIDs: mail:text 1, objectGUID 1, userPrincipalName:text 1, unexplained 1',
    });
  });

  it('excluded-but-synced: not for a twin that is a mere cloud account', () => {
    const { findings, identities } = organisation()
      .person(1, 'svc', { onPrem: { samAccountName: 'AAD_1' }, entra: { synced: false, immutableId: undefined } })
      .judge();
    expect(outcomeOf(identities)).toEqual({ svc: 'excluded', 'cloud:svc': 'cloudOnly' });
    expect(findings).toEqual([]);
  });
});
