import { describe, expect, it } from 'vitest';
import type { AcceptedLoss, Waiver } from '../../src/domain/waiver.js';
import { mintClearance } from '../../src/gate/clearance.js';
import { named, organisation } from '../validation/organisation.js';

const answer = { reason: 'checked', owner: 'ops@corp.example', expires: '2026-12-31' };
const waivers = (waiver: Partial<Waiver> & { rule: string }) => ({
  waivers: [{ origin: 'w.yaml', waivers: [{ ...answer, ...waiver }], acceptedLosses: [] }],
});
const losses = (loss: Partial<AcceptedLoss> & { objectId: string }) => ({
  waivers: [
    {
      origin: 'w.yaml',
      waivers: [],
      acceptedLosses: [{ ...answer, rule: 'entra-only' as const, disposition: 'delete' as const, ...loss }],
    },
  ],
});
const mismatch = () =>
  organisation()
    .person(1, 'ann')
    .person(2, 'bob', { entra: { immutableId: '00u1abcDEF2ghiJKL3m4' } });

describe('decision', () => {
  it('says 2 before 3: findings that block win over missing evidence', () => {
    const org = mismatch().sources({ entra: { rejected: 1 } });
    const result = org.judge();
    expect(result.decision).toBe('blocked');
    expect(result.findings.map(({ rule }) => rule)).toContain('evidence-incomplete');
  });

  it('is indeterminate when evidence is missing, and when a side lists nobody', () => {
    expect(
      organisation()
        .person(1, 'ann')
        .judge({}, { missing: ['Graph answered 500'] }).decision,
    ).toBe('indeterminate');
    expect(organisation().onPrem(1, 'ann').judge().decision).toBe('indeterminate');
    expect(organisation().entra(1, 'ann').judge().decision).toBe('indeterminate');
  });

  it('is indeterminate without the column of the source anchor, and warns without mS-DS-ConsistencyGuid', () => {
    const fields = (names: string[]) =>
      organisation()
        .person(1, 'ann')
        .sources({ onPrem: { fields: new Set(names) } });
    expect(fields(['userPrincipalName']).judge().decision).toBe('indeterminate');
    const warned = fields(['objectGuid', 'userPrincipalName']).judge();
    expect(warned.decision).toBe('cleared');
    expect(warned.findings).toMatchObject([{ rule: 'evidence-incomplete', severity: 'warning' }]);
    expect(warned.scope).toEqual(['anchors', 'cloudSyncFlag']);
  });

  it('names rejected rows by file and line', () => {
    const issue = {
      problem: 'row-rejected' as const,
      at: { origin: 'OnPremIDs.csv', line: 7 },
      message: 'line 7 has 3 of 4 fields',
    };
    const { findings } = organisation()
      .person(1, 'ann')
      .sources({ onPrem: { rejected: 1, issues: [issue] } })
      .judge();
    expect(findings).toMatchObject([{ rule: 'evidence-incomplete', found: issue.message, at: issue.at }]);
  });
});

describe('thresholds', () => {
  const org = () =>
    organisation()
      .person(9, 'old')
      .onPrem(1, 'ann', { distinguishedName: 'CN=ann,OU=New,DC=corp,DC=example' })
      .onPrem(2, 'bob', { distinguishedName: 'CN=bob,OU=Other,DC=corp,DC=example' })
      .person(3, 'eve', { entra: { immutableId: undefined } });

  it('are not judged unless they are set', () => {
    expect(org().judge().decision).toBe('cleared');
  });

  it('count creations per organizational unit, the rest against the total', () => {
    const judge = (total: number, unit: number) =>
      org().judge(
        {},
        { thresholds: { creations: { total, perOrganizationalUnit: { 'ou=new,dc=corp,dc=example': unit } } } },
      );
    expect(judge(1, 1).decision).toBe('cleared');
    expect(judge(0, 1).findings[0]).toMatchObject({
      rule: 'creation-threshold',
      found: '1 creation outside the declared OUs',
    });
    expect(judge(1, 0).findings[0]).toMatchObject({
      rule: 'creation-threshold',
      found: '1 creation in ou=new,dc=corp,dc=example',
    });
  });

  it('count soft matches', () => {
    expect(org().judge({}, { thresholds: { softMatches: 1 } }).decision).toBe('cleared');
    expect(org().judge({}, { thresholds: { softMatches: 0 } }).decision).toBe('blocked');
  });

  it('count nothing while Entra was not read completely', () => {
    expect(
      org()
        .sources({ entra: { rejected: 1 } })
        .judge({}, { thresholds: { softMatches: 0 } }).decision,
    ).toBe('indeterminate');
  });
});

describe('waivers', () => {
  it('waive by UPN without letter case, by object id, and by OU', () => {
    const org = () =>
      organisation().person(1, 'ann', {
        onPrem: { distinguishedName: 'CN=a,OU=X,DC=c' },
        entra: { immutableId: 'zzz' },
      });
    for (const waiver of [
      { subjects: ['ANN@corp.example'] },
      { subjects: ['E0000000-0000-4000-8000-000000000001'] },
      { ou: 'ou=x,dc=c' },
    ]) {
      const result = org().judge({}, waivers({ rule: 'anchor-malformed', ...waiver }));
      expect(result.decision).toBe('cleared');
      expect(result.findings[0]).toMatchObject({ waived: true, acceptance: { owner: 'ops@corp.example' } });
    }
    expect(org().judge({}, waivers({ rule: 'anchor-malformed', subjects: ['bob@corp.example'] })).decision).toBe(
      'blocked',
    );
    expect(org().judge({}, waivers({ rule: 'anchor-malformed', ou: 'ou=y,dc=c' })).decision).toBe('blocked');
  });

  it.each([
    ['expired', { rule: 'anchor-malformed', expires: '2026-11-23' }, 'expired on 2026-11-23'],
    ['never waivable', { rule: 'anchor-held-by-another' }, 'can’t be waived'],
    ['a threshold', { rule: 'creation-threshold' }, 'set, not waived'],
    ['evidence', { rule: 'evidence-incomplete' }, 'complete it'],
    ['a loss', { rule: 'entra-only' }, 'acceptedLosses'],
    ['attributes elsewhere', { rule: 'anchor-malformed', attributes: ['mail'] }, 'attribute-deletion only'],
  ])('%s waives nothing and is named', (_, waiver, words) => {
    const result = mismatch().judge({}, waivers({ subjects: ['bob@corp.example'], ...waiver }));
    expect(result.decision).toBe('blocked');
    expect(result.messages).toEqual([expect.stringContaining(words)]);
    expect(result.findings.some(({ waived }) => waived)).toBe(false);
  });

  it('hold on their last day', () => {
    const result = mismatch().judge(
      {},
      waivers({ rule: 'anchor-malformed', subjects: ['bob@corp.example'], expires: '2026-11-24' }),
    );
    expect(result.decision).toBe('cleared');
  });
});

describe('accepted losses', () => {
  const id = 'e0000000-0000-4000-8000-000000000002';
  const orphan = () => organisation().person(1, 'ann').entra(2, 'orphan');

  it('become a warning, one object at a time', () => {
    const result = orphan()
      .entra(3, 'other')
      .judge({}, losses({ objectId: id }));
    expect(named(result.findings.filter(({ severity }) => severity === 'error'))).toEqual(['entra-only other']);
    expect(result.findings.find(({ severity }) => severity === 'warning')).toMatchObject({
      acceptance: { owner: 'ops@corp.example' },
    });
  });

  it.each([
    ['a UPN', { objectId: 'orphan@corp.example' }],
    ['a pattern', { objectId: '*' }],
    ['an expired one', { objectId: id, expires: '2026-01-01' }],
    [
      'a staged deletion too far ahead',
      { objectId: id, rule: 'pending-delete' as const, disposition: 'delete' as const, expires: '2026-12-09' },
    ],
  ])('%s accepts nothing and is named', (_, loss) => {
    const result = orphan().judge({}, losses(loss));
    expect(result.decision).toBe('blocked');
    expect(result.messages).toHaveLength(1);
  });

  it('cannot accept what Entra’s own filters exclude, and can accept the OU scope', () => {
    const scope = { organizationalUnits: ['OU=In,DC=c'], excludedOrganizationalUnits: [] };
    const outside = organisation()
      .person(1, 'ann', { onPrem: { distinguishedName: 'CN=ann,OU=In,DC=c' } })
      .person(2, 'out', { onPrem: { distinguishedName: 'CN=out,OU=Out,DC=c' } });
    expect(outside.judge({ scope }, losses({ objectId: id, rule: 'excluded-but-synced' })).decision).toBe('cleared');
    const filtered = organisation()
      .person(1, 'ann')
      .person(2, 'sys', { onPrem: { attributes: { iscriticalsystemobject: 'TRUE' } } });
    const result = filtered.judge({}, losses({ objectId: id, rule: 'excluded-but-synced' }));
    expect(result.decision).toBe('blocked');
    expect(result.messages).toEqual([expect.stringContaining('own filters')]);
  });
});

describe('evidence of a stack', () => {
  const demands = { tenantId: 'aaaaaaaa-0000-4000-8000-000000000001', maximumAgeHours: { onPrem: 24, entra: 4 } };
  const judge = (onPrem: object, entra: object) =>
    organisation()
      .person(1, 'ann', { entra: { accountEnabled: true } })
      .sources({
        onPrem: { readAt: '2026-11-24T02:00:00Z', ...onPrem },
        entra: { readAt: '2026-11-24T02:00:00Z', tenant: demands.tenantId.toUpperCase(), fields: answering, ...entra },
      })
      .judge({}, { demands });
  /** What reading the tenant shows. */
  const answering = new Set([
    ...['immutableId', 'accountEnabled', 'mail', 'proxyAddresses', 'synced', 'onPremisesSecurityIdentifier', 'members'],
    'onPremisesObjectIdentifier',
  ]);

  it('must be dated, fresh, not from the future, and from the tenant', () => {
    expect(judge({}, {}).decision).toBe('cleared');
    for (const [onPrem, entra, rule] of [
      [{ readAt: undefined }, {}, 'evidence-stale'],
      [{ readAt: '2026-11-23T02:59:59Z' }, {}, 'evidence-stale'],
      [{ readAt: 'yesterday' }, {}, 'evidence-stale'],
      [{ readAt: '2026-11-24T04:00:00Z' }, {}, 'evidence-stale'],
      [{}, { readAt: '2026-11-23T22:00:00Z' }, 'evidence-stale'],
      [{}, { tenant: 'bbbbbbbb-0000-4000-8000-000000000001' }, 'evidence-from-other-tenant'],
      [{}, { tenant: undefined }, 'evidence-from-other-tenant'],
    ] as const) {
      const result = judge(onPrem, entra);
      expect(result.decision).toBe('indeterminate');
      expect(result.findings.map((finding) => finding.rule)).toEqual([rule]);
    }
  });
});

describe('clearance', () => {
  const base = {
    schemaVersion: 1,
    digest: 'sha256:1',
    messages: [],
    evidence: [],
    findings: [],
    scope: [],
    openQuestions: [],
    cutoverReady: false,
    counts: {},
  };
  const assessment = (decision: string, stack = 'staging') =>
    ({ ...base, decision, meta: { tool: 'entra-cutover', version: '0', at: '', evidenceReadAt: [], stack } }) as never;
  const conditions = { operation: 'deactivate-okta-provisioning' as const, stack: 'staging' };

  it('is minted only for a cleared assessment of the same stack', () => {
    expect(mintClearance(assessment('cleared'), conditions)).toMatchObject({ clearance: { digest: 'sha256:1' } });
    expect(mintClearance(assessment('indeterminate'), conditions)).toHaveProperty('refusal');
    expect(mintClearance(assessment('blocked'), conditions)).toHaveProperty('refusal');
    expect(mintClearance(assessment('cleared', 'prod'), conditions)).toHaveProperty('refusal');
  });

  it('needs Entra to be read again for the second gate', () => {
    const second = { ...conditions, entraReadAfter: '2026-11-24T03:00:00Z' };
    expect(mintClearance(assessment('cleared'), { ...second, entraReadAt: ['2026-11-24T03:00:01Z'] })).toHaveProperty(
      'clearance',
    );
    expect(mintClearance(assessment('cleared'), { ...second, entraReadAt: ['2026-11-24T02:59:59Z'] })).toHaveProperty(
      'refusal',
    );
    expect(mintClearance(assessment('cleared'), { ...second, entraReadAt: ['soon'] })).toHaveProperty('refusal');
    expect(mintClearance(assessment('cleared'), second)).toHaveProperty('refusal');
  });

  it('tells what was accepted for it: each waiver once, in the order of rules, and nothing of other findings', () => {
    const by = (owner: string) => ({ acceptance: { owner, expires: '2026-12-24' } });
    const findings = [
      { rule: 'upn-changed', ...by('ann@corp.example') },
      { rule: 'export-error' },
      { rule: 'entra-only', ...by('bob@corp.example') },
      { rule: 'upn-changed', ...by('ann@corp.example') },
    ];
    const cleared = { ...(assessment('cleared') as object), findings } as never;
    expect(mintClearance(cleared, conditions)).toMatchObject({
      clearance: {
        accepted: [
          { rule: 'entra-only', owner: 'bob@corp.example', expires: '2026-12-24' },
          { rule: 'upn-changed', owner: 'ann@corp.example', expires: '2026-12-24' },
        ],
      },
    });
  });
});
