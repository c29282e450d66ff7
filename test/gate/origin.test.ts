import { describe, expect, it } from 'vitest';
import type { EvidenceSource } from '../../src/domain/evidence.js';
import { type EvidenceDemands, judgeEvidence } from '../../src/gate/evidence.js';
import { foreignOrigin, mixedOrigins } from '../../src/gate/origin.js';
import { answeredQuestions, unansweredByEntra } from '../../src/gate/questions.js';
import { noCleanPairs } from '../../src/validation/clean-pairs.js';
import type { Population } from '../../src/validation/population.js';
import { organisation } from '../validation/organisation.js';

const tenantId = '11111111-2222-3333-4444-555555555555';
const other = '99999999-2222-3333-4444-555555555555';
const at = '2026-11-29T12:00:00Z';
const demands: EvidenceDemands = {
  tenantId,
  serverName: 'sync1.corp.example',
  domains: ['corp.example', 'corp.onmicrosoft.com'],
  maximumAgeHours: { onPrem: 24, entra: 4 },
};
const source = (kind: EvidenceSource['kind'], more: Partial<EvidenceSource> = {}): EvidenceSource => ({
  kind,
  origin: `${kind}.ndjson`,
  sha256: '',
  records: 1,
  rejected: 0,
  skipped: 0,
  readAt: at,
  fields: new Set(),
  issues: [],
  ...more,
});
const directory = source('onPrem', { tenant: 'corp.local' });
const shown = {
  onPrem: new Set<string>(),
  entra: new Set([
    ...['accountEnabled', 'mail', 'proxyAddresses', 'synced', 'onPremisesSecurityIdentifier', 'members'],
    'onPremisesObjectIdentifier',
  ]),
};
const exports = ['pendingExports', 'disconnectors', 'exportErrors', 'syncStatus', 'connectConfig'] as const;

const addresses = { areKnown: true };

function judged(of: EvidenceSource, demanded = demands) {
  const sources = [directory, of];
  const population = {
    sources,
    counts: { onPremUsers: 1, entraUsers: 1 } as Population['counts'],
    settings: { sourceAnchor: { attribute: 'mS-DS-ConsistencyGuid', encoding: 'bytes' } as const },
    fields: shown,
    cutLists: [],
    untoldAnchors: [],
    disagreements: [],
    entraUsers: [],
    gaps: { onPrem: [], entra: [] },
    cleanPairs: noCleanPairs,
  };
  const drafts = judgeEvidence(population, demanded, at);
  return {
    rules: drafts.map(({ rule }) => rule),
    answered: answeredQuestions({ sources, fields: shown, addresses, memberships: { areKnown: true } }, demanded).some(
      (question) => question === of.kind,
    ),
  };
}

describe.each(exports)('%s', (kind) => {
  it.each<[string, Partial<EvidenceSource>]>([
    ['another tenant by its id', { tenant: other }],
    ['another tenant by its domain', { tenant: 'other-tenant.example' }],
    ['a domain that only looks like it', { tenant: 'evilcorp.example' }],
    ['another server', { server: 'SYNC2' }],
    ['another server of that short name', { server: 'SYNC1.emea.corp.example' }],
    ['another server of the right tenant', { tenant: tenantId, server: 'sync2.corp.example' }],
  ])('of %s answers nothing', (_, from) => {
    expect(judged(source(kind, from))).toEqual({ rules: ['evidence-from-other-tenant'], answered: false });
  });

  it.each<[string, Partial<EvidenceSource>]>([
    ['that say nothing of their origin', {}],
    ['of the tenant', { tenant: tenantId.toUpperCase() }],
    ['of a domain of the tenant', { tenant: 'corp.onmicrosoft.com' }],
    ['of a domain below one of the tenant’s', { tenant: 'ad.CORP.example' }],
    ['of the directory’s own domain', { tenant: 'corp.local' }],
    ['of the server by its short name', { server: 'SYNC1' }],
    ['of the server by its whole name, absolute', { server: 'SYNC1.corp.example.' }],
    ['of the server, that name no tenant', { server: 'Sync1.corp.example' }],
  ])('%s count', (_, from) => {
    expect(judged(source(kind, from))).toEqual({ rules: [], answered: true });
  });

  it('of any domain count where no domain is known', () => {
    const { domains: _, ...unknown } = demands;
    const of = source(kind, { tenant: 'corp.example' });
    expect(
      answeredQuestions({ sources: [of], fields: shown, addresses, memberships: { areKnown: true } }, unknown),
    ).toEqual([kind]);
  });
});

it('exports of any server count where the stack names none', () => {
  const { serverName: _, ...unnamed } = demands;
  expect(judged(source('pendingExports', { server: 'SYNC2' }), unnamed)).toEqual({ rules: [], answered: true });
});

it('a tenant is the same in whatever letter case it is declared', () => {
  const id = 'aaaabbbb-2222-3333-4444-555555555555';
  const declared = { ...demands, tenantId: id.toUpperCase() };
  for (const kind of ['entra', 'pendingExports'] as const)
    expect(judged(source(kind, { tenant: id }), declared).rules).toEqual([]);
});

it('exports of another domain are told from all that are known, each once and by name', () => {
  const of = source('pendingExports', { tenant: 'other.example' });
  const sources = [source('onPrem', { tenant: 'corp.local' }), source('onPrem', { tenant: 'a.example' }), of];
  const twice = { ...demands, domains: ['corp.local', 'corp.example'] };
  expect(foreignOrigin(of, sources, twice)).toEqual({
    found: 'other.example',
    expected: 'a.example, corp.example, corp.local',
  });
});

it('people of an app without the app answer nothing about Okta', () => {
  const answered = (...fields: string[]) =>
    answeredQuestions({
      sources: [source('okta', { fields: new Set(fields) })],
      fields: shown,
      addresses,
      memberships: { areKnown: true },
    });
  expect(answered('users')).toEqual([]);
  expect(answered('users', 'connectionStatus')).toEqual(['okta']);
  expect(answered('connectionStatus')).toEqual(['okta']);
  expect(answered()).toEqual(['okta']);
});

it('only evidence of Entra can leave open what reading the tenant answers', () => {
  const nothing = { onPrem: new Set<string>(), entra: new Set(['members', 'synced']) };
  expect(unansweredByEntra({ sources: [source('onPrem')], fields: nothing })).toEqual([]);
  expect(unansweredByEntra({ sources: [source('onPrem'), source('entra')], fields: nothing })).toEqual([
    ...['accountState', 'addresses', 'sid', 'objectIdentifier'],
  ]);
});

it('an Entra side that does not say its tenant is refused', () => {
  expect(judged(source('entra')).rules).toEqual(['evidence-from-other-tenant']);
  expect(judged(source('entra', { tenant: tenantId })).rules).toEqual([]);
});

describe('evidence that contradicts itself about its origin', () => {
  const one = '11111111-2222-3333-4444-555555555555';
  const two = '99999999-2222-3333-4444-555555555555';
  const from = (kind: EvidenceSource['kind'], origin: string, change: Partial<EvidenceSource>): EvidenceSource => ({
    kind,
    origin,
    sha256: '',
    records: 1,
    rejected: 0,
    skipped: 0,
    fields: new Set(),
    issues: [],
    ...change,
  });

  it.each<[string, EvidenceSource[], string]>([
    [
      'Entra files of two tenants',
      [from('entra', 'a', { tenant: one }), from('entra', 'b', { tenant: two })],
      `b is from the tenant ${two}`,
    ],
    [
      'exports of another tenant',
      [from('entra', 'a', { tenant: one }), from('pendingExports', 'p', { tenant: two })],
      `p is from the tenant ${two}`,
    ],
    [
      'exports of two servers of one short name',
      [
        from('exportErrors', 'e', { server: 'SRVA' }),
        from('pendingExports', 'p', { server: 'srva.corp.example' }),
        from('disconnectors', 'd', { server: 'SRVA.emea.corp.example' }),
      ],
      'd is from the server SRVA.emea.corp.example',
    ],
    [
      'exports of two servers',
      [from('pendingExports', 'p', { server: 'SRVA' }), from('disconnectors', 'd', { server: 'SRVB' })],
      'd is from the server SRVB',
    ],
    [
      'a status of another server',
      [from('pendingExports', 'p', { server: 'SRVA' }), from('syncStatus', 's', { server: 'srvb.corp.example' })],
      's is from the server srvb.corp.example',
    ],
    [
      'a configuration of another tenant',
      [from('entra', 'a', { tenant: one }), from('connectConfig', 'c', { tenant: two })],
      `c is from the tenant ${two}`,
    ],
  ])('names %s', (_what, sources, found) => {
    expect(mixedOrigins(sources)).toMatchObject([{ found, expected: expect.stringContaining(', as ') }]);
  });

  it.each<[string, EvidenceSource[]]>([
    [
      'one tenant, in any letter case',
      [from('entra', 'a', { tenant: two.toUpperCase() }), from('pendingExports', 'p', { tenant: two })],
    ],
    [
      'a server by its short name and its whole one',
      [from('pendingExports', 'p', { server: 'SRVA' }), from('syncStatus', 's', { server: 'srva.corp.example' })],
    ],
    [
      'two forests, and an organization of Okta',
      [
        from('onPrem', 'a', { tenant: 'corp.example' }),
        from('onPrem', 'b', { tenant: 'emea.example' }),
        from('okta', 'k', { tenant: 'corp.okta.com' }),
      ],
    ],
    [
      'a tenant by id and by a domain',
      [from('entra', 'a', { tenant: one }), from('pendingExports', 'p', { tenant: 'corp.onmicrosoft.com' })],
    ],
    ['sources that say nothing', [from('entra', 'a', {}), from('pendingExports', 'p', { tenant: one, server: 'A' })]],
  ])('says nothing of %s', (_what, sources) => {
    expect(mixedOrigins(sources)).toEqual([]);
  });

  it('is never cleared by it', () => {
    const other = { source: from('connectConfig', 'c', { tenant: two }), records: [{ at: { origin: 'c', line: 1 } }] };
    const org = () =>
      organisation()
        .person(1, 'ann')
        .sources({ entra: { tenant: one } });
    expect(org().judge().decision).toBe('cleared');
    const result = org()
      .with({ connectConfig: [other] })
      .judge();
    expect(result.decision).toBe('indeterminate');
    expect(result.findings.map(({ rule }) => rule)).toContain('evidence-from-other-tenant');
  });
});

it('says what was found and what was expected, and leaves a server to those who have one', () => {
  const foreign = (of: EvidenceSource) => foreignOrigin(of, [directory, of], demands);
  expect(foreign(source('pendingExports', { tenant: other }))).toEqual({ found: other, expected: tenantId });
  expect(foreign(source('entra', { tenant: tenantId, server: 'SYNC2' }))).toBeUndefined();
});

it('a directory that names a tenant contradicts nobody about it', () => {
  const sources = [source('onPrem', { tenant: other }), source('entra', { tenant: tenantId })];
  expect(mixedOrigins(sources)).toEqual([]);
});
