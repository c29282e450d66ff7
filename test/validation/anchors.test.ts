import { describe, expect, it } from 'vitest';
import { found, id } from './findings.js';
import { anchor, guid, type Organisation, organisation } from './organisation.js';

const sid = (number: number) => `S-1-5-21-1-2-3-${number}`;

describe('anchor-missing-entra', () => {
  const rule = 'anchor-missing-entra';

  it('is an error for a twin whom Entra would not find: known by SID or account name only', () => {
    const twin = { immutableId: undefined, userPrincipalName: 'other@corp.example' };
    const org = () =>
      organisation()
        .person(1, 'bySid', {
          onPrem: { objectSid: sid(1), samAccountName: 's' },
          entra: { ...twin, onPremisesSecurityIdentifier: sid(1) },
        })
        .person(2, 'byName', {
          onPrem: { samAccountName: 'b' },
          entra: { ...twin, userPrincipalName: 'another@corp.example', onPremisesSamAccountName: 'B' },
        })
        .person(3, 'joined', { onPrem: { samAccountName: 'j' } })
        .onPrem(4, 'new', { samAccountName: 'n' });
    const findings = found(rule, org());
    expect(Object.keys(findings)).toEqual(['byName', 'bySid']);
    expect(findings.bySid).toMatchObject({
      severity: 'error',
      expected: anchor(1),
      consequence: expect.stringContaining('by SID only'),
      prediction: { refusal: 'AttributeValueMustBeUnique' },
    });
    expect(findings.byName).toMatchObject({
      severity: 'error',
      consequence: expect.stringContaining('by account name only'),
    });
    expect(findings.byName).not.toHaveProperty('prediction');
    const partly = org().sources({ entra: { rejected: 1 } });
    expect(found(rule, partly).bySid?.severity).toBe('warning');
  });

  it('says with a blocked soft match what Entra would answer', () => {
    const org = organisation().person(1, 'ann', { entra: { immutableId: undefined } });
    expect(found(rule, org).ann).not.toHaveProperty('prediction');
    expect(found(rule, org, { softMatchBlocked: true }).ann).toMatchObject({
      prediction: { refusal: 'InvalidSoftMatch' },
      expected: anchor(1),
    });
  });
});

describe('what Entra would answer to an anchor that differs', () => {
  it.each<[string, object, object, string | undefined]>([
    [
      'the same UPN, whatever key led there',
      { objectSid: sid(1) },
      { onPremisesSecurityIdentifier: sid(1) },
      'InvalidSoftMatch',
    ],
    [
      'the SID only',
      { objectSid: sid(1) },
      { onPremisesSecurityIdentifier: sid(1), userPrincipalName: 'b@x' },
      'AttributeValueMustBeUnique',
    ],
    ['the primary address', { mail: 'a@x' }, { mail: 'a@x', userPrincipalName: 'b@x' }, 'InvalidSoftMatch'],
    ['the same UPN in other letter case', {}, { userPrincipalName: 'ANN@CORP.example' }, 'InvalidSoftMatch'],
    [
      'the account name',
      { samAccountName: 'a' },
      { onPremisesSamAccountName: 'a', userPrincipalName: 'b@x' },
      undefined,
    ],
    [
      'the SID, where neither has a UPN',
      { objectSid: sid(1), userPrincipalName: undefined },
      { onPremisesSecurityIdentifier: sid(1), userPrincipalName: undefined },
      'AttributeValueMustBeUnique',
    ],
  ])('%s', (_, onPrem, entra, refusal) => {
    for (const [immutableId, rule] of [
      [anchor(9), 'anchor-mismatch'],
      ['nonsense', 'anchor-malformed'],
    ] as const) {
      const { findings } = organisation()
        .person(1, 'ann', { onPrem, entra: { immutableId, ...entra } })
        .judge();
      const finding = findings.find((candidate) => candidate.rule === rule);
      expect(finding).toMatchObject({ expected: anchor(1), found: immutableId });
      expect(finding?.prediction?.refusal).toBe(refusal);
    }
  });
});

describe('anchor-mismatch and anchor-malformed', () => {
  it('speak of different SIDs only where both sides know one', () => {
    const consequence = (objectSid: string | undefined, onPremisesSecurityIdentifier: string | undefined) =>
      found(
        'anchor-mismatch',
        organisation().person(1, 'ann', {
          onPrem: { objectSid },
          entra: { immutableId: anchor(9), onPremisesSecurityIdentifier },
        }),
      ).ann?.consequence;
    expect(consequence(sid(1), sid(2))).toContain('another person');
    for (const [here, there] of [
      [sid(1), sid(1)],
      [sid(1), undefined],
      [undefined, sid(1)],
    ])
      expect(consequence(here, there)).not.toContain('another person');
  });

  it('anchor-malformed: of a synced account without source too, but not of an excluded person’s twin or a match', () => {
    const org = organisation()
      .person(1, 'out', { onPrem: { attributes: { admindescription: 'User_x' } }, entra: { immutableId: 'broken' } })
      .entra(2, 'orphan', { immutableId: 'broken2' })
      .person(3, 'ann');
    const findings = found('anchor-malformed', org);
    expect(findings).toMatchObject({
      orphan: { found: 'broken2', diagnosis: 'unknown', consequence: expect.stringContaining('no Base64 at all') },
    });
    expect(findings).not.toHaveProperty('out');
    expect(findings.orphan).not.toHaveProperty('expected');
  });

  it('anchor-malformed: is not a question where the source anchor is not a GUID', () => {
    const org = organisation()
      .person(1, 'ann', { onPrem: { attributes: { employeeid: 'E1' } }, entra: { immutableId: 'E2' } })
      .sources({ onPrem: { fields: new Set(['employeeid']) } });
    const settings = { sourceAnchor: { attribute: 'employeeID', encoding: 'text' } } as const;
    expect(found('anchor-malformed', org, settings)).toEqual({});
    expect(found('anchor-mismatch', org, settings)).toMatchObject({ ann: { expected: 'E1', found: 'E2' } });
  });
});

describe('anchors that several people share', () => {
  it('anchor-duplicate-entra: names the people concerned and the accounts, but not who happens to stand next to', () => {
    const org = organisation()
      .person(1, 'ann')
      .entra(2, 'copy', { immutableId: anchor(1) })
      .entra(3, 'lost', { immutableId: 'X' })
      .entra(4, 'lost2', { immutableId: 'X' })
      .person(5, 'bob', { entra: { immutableId: 'Y' } })
      .entra(6, 'bob2', { immutableId: 'Y' })
      .person(7, 'fine')
      .entra(8, 'cloud', { immutableId: undefined })
      .entra(9, 'cloud2', { immutableId: undefined });
    const findings = found('anchor-duplicate-entra', org);
    const related = (name: string) => findings[name]?.related?.map(({ userPrincipalName }) => userPrincipalName);
    expect(Object.keys(findings).sort()).toEqual(['ann', 'bob', 'bob2', 'lost', 'lost2']);
    expect(findings.ann?.found).toBe(anchor(1));
    expect(related('ann')).toEqual(['copy@corp.example']);
    expect(related('bob')).toEqual(['bob2@corp.example']);
    expect(related('lost')).toEqual(['lost2@corp.example']);
    expect(findings.bob).toMatchObject({ found: 'Y' });
  });

  it('anchor-duplicate-entra: of somebody whose names lead to none of the accounts, and not of two who share an anchor', () => {
    const accounts = (org: Organisation) =>
      org.entra(3, 'one', { immutableId: anchor(1) }).entra(4, 'two', { immutableId: anchor(1) });
    const { ann } = found('anchor-duplicate-entra', accounts(organisation().onPrem(1, 'ann')));
    expect(ann?.found).toBe(anchor(1));
    expect(ann?.related?.map(({ userPrincipalName }) => userPrincipalName)).toEqual([
      'one@corp.example',
      'two@corp.example',
    ]);
    const both = accounts(
      organisation()
        .onPrem(1, 'ann')
        .onPrem(2, 'bob', { consistencyGuid: anchor(1) }),
    );
    expect(found('anchor-duplicate-entra', both)).toEqual({});
    expect(Object.keys(found('anchor-duplicate-on-prem', both))).toEqual(['ann', 'bob']);
  });

  it('anchor-held-by-another: an exchange between two is told from an anchor that wandered', () => {
    const swap = found(
      'anchor-held-by-another',
      organisation()
        .person(1, 'ann', { entra: { immutableId: anchor(2) } })
        .person(2, 'bob', { entra: { immutableId: anchor(1) } }),
    );
    expect(swap.ann).toMatchObject({
      expected: anchor(1),
      found: anchor(2),
      consequence: expect.stringContaining('exchanged'),
      related: [
        { objectType: 'user', userPrincipalName: 'bob@corp.example', immutableId: anchor(1), objectGuid: guid(2) },
      ],
    });
    const wandered = found(
      'anchor-held-by-another',
      organisation()
        .person(1, 'ann', { entra: { userPrincipalName: 'zoe@corp.example' } })
        .entra(2, 'ann', { immutableId: undefined }),
    );
    expect(wandered.ann?.consequence).not.toContain('exchanged');
    expect(wandered.ann?.related).toEqual([
      {
        objectType: 'user',
        userPrincipalName: 'zoe@corp.example',
        entraObjectId: id(1),
        immutableId: anchor(1),
      },
    ]);
    const ownerWithoutAnchor = found(
      'anchor-held-by-another',
      organisation()
        .person(1, 'ann', { entra: { userPrincipalName: 'bob@corp.example' } })
        .onPrem(2, 'bob', { objectGuid: undefined, attributes: { iscriticalsystemobject: 'TRUE' } }),
    );
    expect(ownerWithoutAnchor.ann).toMatchObject({
      consequence: expect.not.stringContaining('exchanged'),
      related: [{ userPrincipalName: 'bob@corp.example' }],
    });
  });
});

describe('consistency-guid-differs', () => {
  it('names only whom Entra agrees with, by another value than the objectGUID', () => {
    const settings = { sourceAnchor: { attribute: 'objectGUID', encoding: 'bytes' } } as const;
    const org = organisation()
      .person(1, 'moved', { onPrem: { consistencyGuid: anchor(8) }, entra: { immutableId: anchor(8) } })
      .person(2, 'same', { onPrem: { consistencyGuid: anchor(2) } })
      .person(3, 'none')
      .person(4, 'wrong', { onPrem: { consistencyGuid: anchor(7) } })
      .person(5, 'without', {
        onPrem: { consistencyGuid: anchor(6), objectGuid: undefined },
        entra: { immutableId: anchor(6) },
      });
    expect(found('consistency-guid-differs', org)).toMatchObject({ moved: { expected: anchor(8), found: anchor(1) } });
    expect(Object.keys(found('consistency-guid-differs', org))).toEqual(['moved']);
    expect(found('consistency-guid-differs', org, settings)).toEqual({});
  });
});

describe('anchor-claim-differs', () => {
  it('names a claim where there is no objectGUID, and is silent where nobody knows the anchor', () => {
    const org = organisation()
      .person(1, 'ann', { onPrem: { objectGuid: undefined, consistencyGuid: anchor(1), immutableIdClaim: anchor(9) } })
      .onPrem(2, 'none', { objectGuid: undefined, immutableIdClaim: anchor(9) });
    expect(Object.keys(found('anchor-claim-differs', org))).toEqual(['ann']);
  });
});
