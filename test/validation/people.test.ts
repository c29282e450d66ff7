import { describe, expect, it } from 'vitest';
import { found } from './findings.js';
import { anchor, named, organisation } from './organisation.js';

const sid = (number: number) => `S-1-5-21-1-2-3-${number}`;

describe('people whom the anchor does not name', () => {
  it('ambiguous-identity: by another SID under the same name shows both, of a soft match only', () => {
    const sids = (objectSid: string | undefined, onPremisesSecurityIdentifier: string | undefined) =>
      found(
        'ambiguous-identity',
        organisation()
          .person(1, 'ann', {
            onPrem: { objectSid },
            entra: { immutableId: undefined, onPremisesSecurityIdentifier },
          })
          .person(2, 'bob', { onPrem: { objectSid: sid(8) }, entra: { onPremisesSecurityIdentifier: sid(9) } }),
      );
    expect(sids(sid(1), sid(2))).toMatchObject({
      ann: { expected: sid(1), found: sid(2), consequence: expect.stringContaining('SIDs differ') },
    });
    expect(Object.keys(sids(sid(1), sid(2)))).toEqual(['ann']);
    expect(sids(sid(1), sid(1))).toEqual({});
    expect(sids(undefined, sid(2))).toEqual({});
    expect(sids(sid(1), undefined)).toEqual({});
  });

  it('on-prem-only: recalls a deleted account of the same name, in whatever letter case', () => {
    const org = organisation()
      .onPrem(1, 'Ann')
      .onPrem(2, 'bob')
      .onPrem(3, 'nameless', { userPrincipalName: undefined })
      .entra(4, 'ANN', { immutableId: 'old', deletedDateTime: '2026-11-01T00:00:00Z' })
      .entra(5, 'x', { userPrincipalName: undefined, immutableId: 'o', deletedDateTime: '2026-11-01T00:00:00Z' })
      .person(6, 'eve');
    const findings = found('on-prem-only', org);
    expect(Object.keys(findings).sort()).toEqual(['', 'Ann', 'bob']);
    expect(findings.Ann).toMatchObject({
      expected: anchor(1),
      consequence: expect.stringContaining('hired again'),
      related: [{ userPrincipalName: 'ANN@corp.example' }],
    });
    for (const name of ['bob', '']) {
      expect(findings[name]).not.toHaveProperty('related');
      expect(findings[name]?.consequence).not.toContain('hired again');
    }
  });

  it('soft-deleted-holder: of those only who have no match and are in scope', () => {
    const gone = { deletedDateTime: '2026-11-01T00:00:00Z' };
    const { findings } = organisation()
      .person(1, 'joined')
      .entra(11, 'old1', { immutableId: anchor(1), ...gone })
      .onPrem(2, 'out', { attributes: { iscriticalsystemobject: 'TRUE' } })
      .entra(12, 'old2', { immutableId: anchor(2), ...gone })
      .person(3, 'wrong', { entra: { immutableId: anchor(33) } })
      .entra(13, 'old3', { immutableId: anchor(3), ...gone })
      .entra(14, 'orphan', { immutableId: anchor(14) })
      .entra(15, 'old4', { immutableId: anchor(14), ...gone })
      .onPrem(5, 'blank', { objectGuid: undefined })
      .entra(16, 'old5', { immutableId: undefined, ...gone })
      .judge();
    const held = findings.filter(({ rule }) => rule === 'soft-deleted-holder');
    expect(named(held)).toEqual(['soft-deleted-holder wrong']);
    expect(held[0]).toMatchObject({ found: anchor(3), related: [{ userPrincipalName: 'old3@corp.example' }] });
  });

  it('account-state-change: of joined and joinable people, where both sides say', () => {
    const off = { accountEnabled: false };
    const org = organisation()
      .person(1, 'hard', { onPrem: { enabled: true }, entra: off })
      .person(2, 'soft', { onPrem: { enabled: true }, entra: { ...off, immutableId: undefined } })
      .person(3, 'wrong', { onPrem: { enabled: false }, entra: { accountEnabled: true, immutableId: anchor(9) } })
      .person(4, 'silent', { entra: off })
      .person(5, 'mute', { onPrem: { enabled: true } })
      .person(6, 'out', { onPrem: { enabled: true, attributes: { iscriticalsystemobject: 'TRUE' } }, entra: off })
      .onPrem(7, 'new', { enabled: true });
    const findings = found('account-state-change', org);
    expect(Object.keys(findings).sort()).toEqual(['hard', 'soft', 'wrong']);
    expect(findings.hard).toMatchObject({ expected: 'enabled', found: 'disabled' });
    expect(findings.wrong).toMatchObject({ expected: 'disabled', found: 'enabled' });
  });

  it('provisioning-error-present: of anybody and anything, each error in words', () => {
    const { findings } = organisation()
      .person(1, 'ann', {
        entra: {
          provisioningErrors: [
            { category: 'PropertyConflict', property: 'ProxyAddress', value: 'smtp:a@x' },
            { category: 'PropertyConflict', property: 'Mail' },
            { category: 'Other' },
          ],
        },
      })
      .person(2, 'bob', { entra: { provisioningErrors: [] } })
      .object('group', 'g', { onPrem: { mail: 'g@x' } })
      .object('group', 'g', { entra: { mail: 'g@x', synced: true, provisioningErrors: [{ category: 'X' }] } })
      .judge();
    const errors = findings.filter(({ rule }) => rule === 'provisioning-error-present');
    expect(errors.map(({ found }) => found)).toEqual([
      'X',
      'Other; PropertyConflict of Mail; PropertyConflict of ProxyAddress smtp:a@x',
    ]);
    expect(errors[0]?.prediction).toEqual({ refusal: 'QuarantinedDuplicate' });
  });
});
