import { describe, expect, it } from 'vitest';
import type { PendingExport } from '../../src/domain/connect.js';
import { staged } from './evidence.js';
import { exports, found, id, softly } from './findings.js';
import { anchor, guid, organisation } from './organisation.js';

describe('roles and matches', () => {
  const role = (number: number, name: string, assignment: 'active' | 'eligible' = 'active') =>
    ({ fact: 'roleHolder', entraObjectId: id(number).toUpperCase(), role: name, assignment }) as const;

  it('name each role once, sorted, and tell a match to come from an account that is joined', () => {
    const org = organisation()
      .person(1, 'joined')
      .person(2, 'fresh', { entra: { synced: false } })
      .person(3, 'soft', softly)
      .person(4, 'plain')
      .person(5, 'wrong', { entra: { immutableId: anchor(9) } })
      .entra(6, 'cloud', { synced: false, immutableId: undefined })
      .facts(
        role(1, 'User Administrator', 'eligible'),
        role(1, 'Exchange Administrator'),
        role(1, 'Exchange Administrator'),
      )
      .facts(role(2, 'Global Administrator'), role(3, 'Global Administrator'), role(5, 'X'), role(6, 'X'));
    const hard = found('hard-match-blocked-privileged', org);
    expect(Object.keys(hard).sort()).toEqual(['fresh', 'joined']);
    expect(hard.joined).toMatchObject({
      severity: 'info',
      found: 'Exchange Administrator (active), User Administrator (eligible)',
      consequence: expect.stringContaining('joined already'),
    });
    expect(hard.joined).not.toHaveProperty('prediction');
    expect(hard.fresh).toMatchObject({ severity: 'error', prediction: { refusal: 'InvalidHardMatch' } });
    expect(found('soft-match-blocked-privileged', org)).toMatchObject({
      soft: { severity: 'error', prediction: { refusal: 'QuarantinedDuplicate' } },
    });
  });

  it('an account whose object id was not read is judged by the rest of it', () => {
    const unnamed = { entra: { entraObjectId: undefined } };
    const org = organisation()
      .person(1, 'ann', unnamed)
      .person(2, 'soft', { ...softly, entra: { ...softly.entra, ...unnamed.entra } })
      .object('group', 'staff', { onPrem: { members: ['CN=ann'] }, entra: { members: [id(1)] } })
      .facts(role(1, 'X'));
    expect(found('hard-match-blocked-privileged', org)).toEqual({});
    expect(found('group-membership-loss', org)).toEqual({});
    const federated = { federatedDomains: new Set(['corp.example']) };
    expect(Object.keys(found('federated-anchor-change', org, federated))).toEqual(['soft']);
  });

  it('a synchronized account whose addition is staged has its match to come', () => {
    const judge = (...records: readonly PendingExport[]) =>
      found(
        'hard-match-blocked-privileged',
        organisation()
          .person(1, 'ann')
          .facts(role(1, 'X'))
          .with(exports(...records)),
      ).ann?.severity;
    expect(judge(staged('add', { sourceAnchor: anchor(1) }))).toBe('error');
    expect(judge(staged('update', { sourceAnchor: anchor(1) }), staged('add', { sourceAnchor: anchor(2) }))).toBe(
      'info',
    );
    expect(judge(staged('add'))).toBe('info');
  });

  it('hard-match-blocked-object-identifier: another object’s identifier, as text or Base64, unless the tenant allows it', () => {
    const rule = 'hard-match-blocked-object-identifier';
    const tied = (onPremisesObjectIdentifier: string | undefined, change: object = {}) =>
      organisation()
        .person(1, 'ann', { entra: { onPremisesObjectIdentifier, synced: false, ...change } })
        .person(2, 'bob');
    expect(found(rule, tied(guid(7)))).toMatchObject({
      ann: { severity: 'error', found: guid(7), expected: guid(1), prediction: { refusal: 'InvalidHardMatch' } },
    });
    expect(found(rule, tied(anchor(7)))).toMatchObject({ ann: { found: anchor(7) } });
    expect(found(rule, tied('nonsense'))).toMatchObject({ ann: { found: 'nonsense' } });
    for (const own of [guid(1), guid(1).toUpperCase(), anchor(1), undefined])
      expect(found(rule, tied(own))).toEqual({});
    // No matter who synchronized the account until now: to the tool that takes over it is new.
    for (const change of [{ synced: true }, { synced: undefined }, { immutableId: undefined }])
      expect(found(rule, tied(guid(7), change))).toMatchObject({
        ann: { severity: 'error', found: guid(7), prediction: { refusal: 'InvalidHardMatch' } },
      });
    expect(found(rule, tied(guid(7), { synced: true })).ann?.consequence).toContain('synchronized today');
    expect(found(rule, tied(guid(7))).ann?.consequence).not.toContain('synchronized today');
    for (const own of [guid(1), anchor(1), undefined]) expect(found(rule, tied(own, { synced: true }))).toEqual({});
    expect(found(rule, tied(guid(7), { immutableId: anchor(9) }))).toEqual({});
    expect(found(rule, tied(guid(7)), { objectIdentifierUpdateAllowed: true })).toEqual({});
  });

  describe('hard-match-blocked-object-identifier: an account that no match leads to', () => {
    const rule = 'hard-match-blocked-object-identifier';
    const cloud = { immutableId: undefined, synced: false };
    /** The account zed, next to Ann and Bob, who are healthy unless Ann is changed. */
    const beside = (account: object, ann: object = {}) =>
      organisation()
        .person(1, 'ann', ann)
        .person(2, 'bob')
        .entra(9, 'zed', { ...cloud, ...account });

    it.each<[string, object, object]>([
      ['whom Entra would create', { onPremisesObjectIdentifier: guid(1) }, { entra: null }],
      ['as Base64', { onPremisesObjectIdentifier: anchor(1) }, { entra: null }],
      ['whom the anchor leads elsewhere', { onPremisesObjectIdentifier: guid(1) }, {}],
      ['whom the name leads elsewhere', { onPremisesObjectIdentifier: guid(1) }, softly],
      [
        'of an Okta-mastered account',
        { onPremisesObjectIdentifier: guid(1), immutableId: '00u1abcd' },
        { entra: null },
      ],
      ['of a synchronized one', { onPremisesObjectIdentifier: guid(1), immutableId: anchor(77), synced: true }, {}],
      ['of a guest', { onPremisesObjectIdentifier: guid(1), userType: 'Guest' }, { entra: null }],
      [
        'whose own account names somebody else',
        { onPremisesObjectIdentifier: guid(1) },
        { entra: { onPremisesObjectIdentifier: guid(7) } },
      ],
    ])('is the person’s, %s', (_what, account, ann) => {
      expect(found(rule, beside(account, ann)).zed).toMatchObject({
        severity: 'error',
        consequence: expect.stringContaining('belongs to ann@corp.example, who would'),
        // Clearing it would take the finding away and leave the person without the account.
        remedy: expect.not.stringContaining('null'),
        related: [expect.objectContaining({ userPrincipalName: 'ann@corp.example' })],
      });
      // Allowing the update does not bring the person to the account.
      expect(found(rule, beside(account, ann), { objectIdentifierUpdateAllowed: true })).toHaveProperty('zed');
    });

    it('says what would become of the person', () => {
      const of = (ann: object) => found(rule, beside({ onPremisesObjectIdentifier: guid(1) }, ann)).zed?.consequence;
      expect(of({})).toContain('would be matched with another account');
      expect(of({ entra: null })).toContain('does not match by this identifier');
    });

    it.each<[string, object, object]>([
      ['has no identifier', {}, { entra: null }],
      ['names nobody who was read', { onPremisesObjectIdentifier: guid(7) }, { entra: null }],
      ['has one that cannot be read', { onPremisesObjectIdentifier: 'nonsense' }, { entra: null }],
      [
        'names a person whose account has it too',
        { onPremisesObjectIdentifier: guid(1) },
        { entra: { onPremisesObjectIdentifier: guid(1) } },
      ],
      [
        'names somebody out of scope',
        { onPremisesObjectIdentifier: guid(1) },
        { onPrem: { attributes: { iscriticalsystemobject: 'TRUE' } }, entra: null },
      ],
      [
        'is the candidate of the person, who is refused anyhow',
        { onPremisesObjectIdentifier: guid(1), userPrincipalName: 'ann@corp.example', immutableId: anchor(9) },
        { entra: null },
      ],
    ])('is nobody’s where it %s', (_what, account, ann) => {
      expect(found(rule, beside(account, ann))).toEqual({});
    });

    it('also names the twin of somebody out of scope', () => {
      const org = organisation()
        .person(1, 'ann', { entra: null })
        .person(3, 'svc', {
          onPrem: { attributes: { iscriticalsystemobject: 'TRUE' } },
          entra: { ...cloud, onPremisesObjectIdentifier: guid(1) },
        });
      expect(found(rule, org)).toHaveProperty('svc');
    });
  });

  it('match-feature-blocked: the block that concerns the person’s own match', () => {
    const rule = 'match-feature-blocked';
    const org = organisation()
      .person(1, 'joined')
      .person(2, 'hard', { entra: { synced: false } })
      .person(3, 'soft', softly)
      .onPrem(4, 'new')
      .person(5, 'wrong', { entra: { immutableId: anchor(9), synced: false } });
    expect(found(rule, org, { softMatchBlocked: true })).toMatchObject({
      soft: { expected: 'off', found: 'blockSoftMatchEnabled', prediction: { refusal: 'InvalidSoftMatch' } },
    });
    expect(Object.keys(found(rule, org, { softMatchBlocked: true, hardMatchBlocked: false }))).toEqual(['soft']);
    const hard = found(rule, org, { hardMatchBlocked: true });
    expect(Object.keys(hard)).toEqual(['hard']);
    expect(hard.hard).toMatchObject({
      found: 'blockCloudObjectTakeoverThroughHardMatchEnabled',
      prediction: { refusal: 'InvalidHardMatch' },
    });
    expect(found(rule, org)).toEqual({});
  });
});
