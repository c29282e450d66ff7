import { describe, expect, it } from 'vitest';
import type { CompleteSide, EvidenceSource } from '../../src/domain/evidence.js';
import type { EntraObject } from '../../src/domain/objects.js';
import type { SourceAnchorSetting } from '../../src/domain/source-anchor.js';
import type { WaiverFile } from '../../src/domain/waiver.js';
import { mintClearance } from '../../src/gate/clearance.js';
import { judge as judgePopulation } from '../../src/gate/decide.js';
import {
  type EvidenceDemands,
  judgeAdditions,
  judgeAnswers,
  judgeEvidence,
  judgeNames,
} from '../../src/gate/evidence.js';
import { answeredQuestions } from '../../src/gate/questions.js';
import { judgeThresholds } from '../../src/gate/thresholds.js';
import { applyWaivers } from '../../src/gate/waivers.js';
import { noCleanPairs } from '../../src/validation/clean-pairs.js';
import type { DatedPopulation, Population } from '../../src/validation/population.js';
import { misunderstoodWords, wordsOf } from '../cli/documented-commands.js';
import { attribute, staged } from '../validation/evidence.js';
import { anchor, organisation } from '../validation/organisation.js';

const at = '2026-11-24T12:00:00.000Z';
const setting = { attribute: 'mS-DS-ConsistencyGuid', encoding: 'bytes' } as const;
const both = new Set(['objectGuid', 'consistencyGuid', 'userPrincipalName']);
const source = (change: Partial<EvidenceSource>): EvidenceSource => ({
  kind: 'onPrem',
  origin: 'a.csv',
  sha256: '',
  records: 1,
  rejected: 0,
  skipped: 0,
  fields: both,
  issues: [],
  ...change,
});
const addresses = { areKnown: true };
const answering = new Set([
  ...['accountEnabled', 'mail', 'proxyAddresses', 'synced', 'onPremisesSecurityIdentifier', 'members'],
  'onPremisesObjectIdentifier',
]);
const nobody = { onPremUsers: 1, entraUsers: 1 };
const seen = (sources: EvidenceSource[], counts = nobody, sourceAnchor: SourceAnchorSetting = setting) => ({
  sources,
  counts: counts as Population['counts'],
  settings: { sourceAnchor },
  fields: { onPrem: both, entra: answering },
  gaps: { onPrem: [], entra: [] },
  cutLists: [],
  untoldAnchors: [],
  disagreements: [],
  entraUsers: [],
  cleanPairs: noCleanPairs,
});
const judge = (sources: EvidenceSource[], demands?: EvidenceDemands, counts = nobody) =>
  judgeEvidence(seen(sources, counts), demands, at);
const place = { origin: 'a.csv', line: 1 };

describe('evidence that does not answer', () => {
  it('was read in the future, with a stack and without: once', () => {
    const minutes = (number: number) => new Date(Date.parse(at) + number * 60_000).toISOString();
    for (const kind of ['onPrem', 'entra', 'syncStatus', 'okta'] as const) {
      const early = judge([source({ kind, readAt: minutes(6), records: 1 })]);
      expect(early.filter(({ rule }) => rule === 'evidence-stale')).toEqual([
        {
          rule: 'evidence-stale',
          draft: expect.objectContaining({ found: `a.csv was read at ${minutes(6)}, which is in the future` }),
        },
      ]);
    }
    for (const readAt of [minutes(5), minutes(0), minutes(-60_000), undefined])
      expect(judge([source({ kind: 'onPrem', ...(readAt && { readAt }) })]).map(({ rule }) => rule)).not.toContain(
        'evidence-stale',
      );
    const demands = { tenantId: 't', maximumAgeHours: { onPrem: 24, entra: 4 } };
    const stack = judge([source({ kind: 'onPrem', readAt: minutes(60) })], demands);
    expect(stack.filter(({ rule }) => rule === 'evidence-stale')).toHaveLength(1);
  });

  it('names a hundred rows one by one, the others by their number, and lost letters not at all', () => {
    const issue = (line: number) => ({
      problem: 'row-rejected' as const,
      at: { origin: 'a.csv', line },
      message: `row ${line}`,
    });
    const lost = { ...issue(0), problem: 'unreadable-text' as const };
    const issues = Array.from({ length: 102 }, (_, line) => issue(line + 2));
    const drafts = judge([source({ issues: [lost, ...issues], rejected: 102 })]);
    expect(drafts).toHaveLength(101);
    expect(drafts[0]).toEqual({ rule: 'evidence-incomplete', draft: { found: 'row 2', at: issue(2).at } });
    expect(drafts[100]).toEqual({
      rule: 'evidence-incomplete',
      draft: { found: '2 more rows of a.csv could not be read', at: place },
    });
    expect(judge([source({ issues: [lost] })])).toEqual([]);
    // An issue may stand for many rows, and a whole column for none.
    const all = { ...issue(2), rows: 9 };
    expect(judge([source({ issues: [all], rejected: 9 })])).toHaveLength(1);
    const column = { ...issue(3), problem: 'incomplete' as const };
    expect(judge([source({ issues: [column, all], rejected: 11 })])).toMatchObject([
      {},
      {},
      { draft: { found: '2 more rows of a.csv could not be read' } },
    ]);
    expect(judge([source({ rejected: 3 })])).toMatchObject([
      { draft: { found: '3 more rows of a.csv could not be read' } },
    ]);
  });

  it('says which side lists nobody, when that side was read', () => {
    const entra = source({ kind: 'entra', origin: 'b.csv' });
    expect(judge([entra, source({})], undefined, { onPremUsers: 0, entraUsers: 0 })).toEqual([
      { rule: 'evidence-incomplete', draft: { found: 'the on-premises evidence lists no user', at: place } },
      {
        rule: 'evidence-incomplete',
        draft: { found: 'the Entra evidence lists no user', at: { origin: 'b.csv', line: 1 } },
      },
    ]);
    expect(judge([entra], undefined, { onPremUsers: 0, entraUsers: 1 })).toEqual([]);
  });

  it('needs the column of the source anchor, and warns without mS-DS-ConsistencyGuid', () => {
    expect(judge([source({ fields: new Set(['name']) })])).toEqual([
      {
        rule: 'evidence-incomplete',
        draft: {
          found: 'the on-premises evidence has no mS-DS-ConsistencyGuid column, which is the source anchor',
          at: place,
        },
      },
    ]);
    const [warning, ...more] = judge([source({ fields: new Set(['objectGuid']) })]);
    expect(more).toEqual([]);
    expect(warning).toEqual({
      rule: 'evidence-incomplete',
      draft: {
        severity: 'warning',
        found: 'the on-premises evidence has no ConsistencyGuid column: anchors are computed from objectGUID',
        consequence: expect.stringContaining('another anchor'),
        remedy: expect.stringContaining('Export that attribute'),
        at: place,
      },
    });
    const mail = { attribute: 'mail', encoding: 'text' } as const;
    expect(judgeEvidence(seen([source({ fields: new Set(['mail']) })], nobody, mail), undefined, at)).toEqual([]);
    expect(judge([source({ fields: new Set() })])).toEqual([]);
    expect(judge([source({ kind: 'entra', fields: new Set(['name']) })])).toEqual([]);
    const another = source({ origin: 'b.csv', fields: new Set(['consistencyGuid']) });
    expect(judge([source({ fields: new Set(['objectGuid']) }), another])).toEqual([
      {
        rule: 'evidence-incomplete',
        draft: expect.objectContaining({
          severity: 'warning',
          found:
            'a.csv has no ConsistencyGuid column: anchors of people who are in no other file are computed from objectGUID',
        }),
      },
    ]);
  });

  it('wants an ImmutableID for somebody where people of Entra were read', () => {
    const empty = new Set(['immutableId']);
    const entra = source({ kind: 'entra', origin: 'b.csv', empty });
    expect(judge([entra])).toMatchObject([
      { rule: 'evidence-incomplete', draft: { found: expect.stringContaining('b.csv has an ImmutableID for nobody') } },
    ]);
    const has = { immutableId: 'x', at: { origin: 'b.csv', line: 2 } } as EntraObject;
    const [some] = judgeEvidence({ ...seen([entra]), entraUsers: [has] }, undefined, at);
    expect(some?.draft.found).toBe('nothing in b.csv shows that everybody’s ImmutableID was asked for');
    expect(judge([source({ kind: 'entra', empty: new Set(['mail']) })])).toEqual([]);
    expect(judge([source({ empty })])).toEqual([]);
    // That nobody was read says it all.
    expect(judge([entra], undefined, { onPremUsers: 1, entraUsers: 0 })).toMatchObject([
      { draft: { found: 'the Entra evidence lists no user' } },
    ]);
  });

  it('is of accounts without a UPN, which no account of Entra is', () => {
    const swapped = (change: object) =>
      organisation()
        .person(1, 'ann', { entra: { userPrincipalName: undefined, ...change } })
        .person(2, 'bob')
        .judge();
    const result = swapped({});
    expect(result.decision).toBe('indeterminate');
    expect(result.findings[0]).toMatchObject({
      rule: 'evidence-incomplete',
      found: 'of 2 Entra users 1 has no UserPrincipalName in the evidence, first e0000000-0000-4000-8000-000000000001',
    });
    expect(swapped({ entraObjectId: undefined }).findings[0]?.found).toContain(anchor(1));
    const shown = (change: object) =>
      organisation()
        .person(1, 'ann')
        .entra(2, 'x', { userPrincipalName: undefined, entraObjectId: undefined, immutableId: undefined, ...change })
        .judge()
        .findings.find(({ found }) => found?.includes('UserPrincipalName'))?.found;
    expect(shown({ displayName: 'Zoe' })).toMatch(/, first Zoe$/);
    expect(shown({})).toMatch(/, first one without an id$/);
    // Guests have one too; groups, and people in the recycle bin, are matched with nobody.
    expect(swapped({ userType: 'Guest' }).decision).toBe('indeterminate');
    const group = { objectType: 'group', userPrincipalName: undefined, immutableId: undefined } as const;
    expect(organisation().person(1, 'ann').entra(7, 'g', group).judge().decision).toBe('cleared');
    const gone = { userPrincipalName: undefined, deletedDateTime: '2026-11-20T00:00:00Z' };
    expect(organisation().person(1, 'ann').entra(7, 'gone', gone).judge().decision).toBe('cleared');
  });

  it('is an on-premises side without the column of the UPN, a file of groups aside', () => {
    const without = (fields: string[]) =>
      organisation()
        .person(1, 'ann')
        .sources({ onPrem: { fields: new Set(fields) } });
    expect(without(['objectGuid', 'consistencyGuid']).judge().findings).toMatchObject([
      {
        rule: 'evidence-incomplete',
        found: 'the on-premises evidence has no userPrincipalName column, which becomes the UPN in Entra',
      },
    ]);
    const settings = { userPrincipalNameAttribute: 'mail' };
    expect(without(['objectGuid', 'consistencyGuid', 'mail']).judge(settings).decision).toBe('cleared');
    expect(without(['objectGuid', 'consistencyGuid', 'UserPrincipalName']).judge().decision).toBe('cleared');
    const population = organisation().person(1, 'ann').populate();
    const groups = source({ fields: new Set(['objectGuid', 'members']) });
    expect(judgeNames({ ...population, sources: [...population.sources, groups] })).toEqual([]);
  });

  it('warns of no ConsistencyGuid where no anchor is compared with any', () => {
    const sources = [source({ fields: new Set(['objectGuid']) })];
    const entra = source({ kind: 'entra' });
    const warned = (change: Partial<Pick<DatedPopulation, 'sources' | 'entraUsers' | 'cleanPairs'>>) =>
      judgeEvidence({ ...seen(sources), ...change }, undefined, at).length;
    const user = {
      objectType: 'user',
      at: place,
      userPrincipalName: 'ann',
    } as unknown as Population['entraUsers'][number];
    expect(warned({})).toBe(1);
    expect(warned({ sources: [...sources, entra] })).toBe(0);
    expect(warned({ sources: [...sources, entra], entraUsers: [user] })).toBe(0);
    expect(warned({ sources: [...sources, entra], entraUsers: [user, { ...user, immutableId: anchor(1) }] })).toBe(1);
    expect(warned({ sources: [...sources, entra], cleanPairs: { ...noCleanPairs, people: 1 } })).toBe(1);
  });

  it('names twenty objects that were read twice and differ, and counts the others', () => {
    const disagreement = (number: number) => ({
      id: `id${number}`,
      first: { origin: 'a.csv', line: number },
      second: { origin: 'b.csv', line: number },
      fields: ['mail', 'name'],
    });
    const found = (count: number) =>
      judgeEvidence(
        { ...seen([]), disagreements: Array.from({ length: count }, (_, index) => disagreement(index + 1)) },
        undefined,
        at,
      ).map(({ draft }) => draft.found);
    expect(found(20)).toHaveLength(20);
    expect(found(1)).toEqual(['object id1 was read twice and differs in mail, name: a.csv, line 1, and b.csv, line 1']);
    expect(found(22).slice(19)).toEqual([
      expect.stringContaining('object id20 was'),
      '2 more objects were read twice and differ',
    ]);
    expect(found(21).at(-1)).toBe('1 more object was read twice and differs');
  });

  it('says of which file it is that a list may be cut', () => {
    const whole = source({ kind: 'entra', origin: 'whole.ndjson' });
    const cut = source({ kind: 'entra', origin: 'cut.csv', mayBeCut: true });
    const cutLists = [{ side: 'entra', rows: 100, leftOver: 1 }] as const;
    const other = source({ origin: 'ad.csv', mayBeCut: true });
    const [draft] = judgeEvidence({ ...seen([other, whole, cut]), cutLists: [...cutLists] }, undefined, at);
    expect(draft?.draft.at).toEqual({ origin: 'cut.csv', line: 1 });
  });

  it('needs the attribute that becomes the UPN', () => {
    const named = (fields: string[]) =>
      organisation()
        .person(1, 'ann', { onPrem: { mail: 'ann@corp.example' } })
        .sources({ onPrem: { fields: new Set([...both, ...fields]) } })
        .judge({ userPrincipalNameAttribute: 'Mail' });
    expect(named(['mail']).findings).toEqual([]);
    expect(named(['userPrincipalName']).findings).toMatchObject([
      {
        rule: 'evidence-incomplete',
        found: 'the on-premises evidence has no Mail column, which becomes the UPN in Entra',
      },
    ]);
  });

  it('judges ages to the limit itself, five minutes of clock skew, each kind by its own hours', () => {
    const demands = { tenantId: 'T1', maximumAgeHours: { onPrem: 24, entra: 4, connect: 8 } };
    const stale = (kind: EvidenceSource['kind'], readAt: string, hours: EvidenceDemands = demands) =>
      judge([source({ kind, readAt, tenant: 't1' })], hours).map(({ draft }) => draft.expected);
    expect(stale('onPrem', '2026-11-23T12:00:00.000Z')).toEqual([]);
    expect(stale('onPrem', '2026-11-23T11:59:59.000Z')).toEqual(['read within the last 24 hours']);
    expect(stale('entra', '2026-11-24T08:00:00.000Z')).toEqual([]);
    expect(stale('entra', '2026-11-24T07:59:59.000Z')).toEqual(['read within the last 4 hours']);
    expect(stale('okta', '2026-11-24T07:59:59.000Z')).toEqual(['read within the last 4 hours']);
    expect(stale('syncStatus', '2026-11-24T04:00:00.000Z')).toEqual([]);
    expect(stale('syncStatus', '2026-11-24T03:59:59.000Z')).toEqual(['read within the last 8 hours']);
    const without = { ...demands, maximumAgeHours: { onPrem: 24, entra: 4 } };
    expect(stale('syncStatus', '2026-11-24T07:59:59.000Z', without)).toEqual(['read within the last 4 hours']);
    expect(stale('onPrem', '2026-11-24T12:05:00.000Z')).toEqual([]);
    expect(stale('onPrem', '2026-11-24T12:05:01.000Z')).toHaveLength(1);
    expect(stale('onPrem', 'yesterday')).toHaveLength(1);
    expect(judge([source({ readAt: '2020-01-01' })], demands)[0]?.draft).toMatchObject({
      found: 'a.csv was read at 2020-01-01',
      at: place,
    });
    expect(judge([source({ kind: 'entra', readAt: at })], demands)).toEqual([
      {
        rule: 'evidence-from-other-tenant',
        draft: {
          found: 'a.csv does not say which tenant it is from',
          expected: 'T1',
          remedy: expect.stringMatching(/^Read the tenant with `entra-cutover collect entra`/),
          at: place,
        },
      },
    ]);
    // Each kind is dated by its own command, and by options that the command has.
    for (const kind of [
      ...(['onPrem', 'entra', 'okta', 'pendingExports', 'disconnectors', 'exportErrors', 'syncStatus'] as const),
      'connectConfig' as const,
    ]) {
      const [{ draft: { remedy = '' } = {} } = {}] = judge([source({ kind, tenant: 'T1' })], demands);
      const named = [...remedy.matchAll(/`entra-cutover ([^`]+)`/g)].map(([, line = '']) => wordsOf(line));
      expect(named.length, remedy).toBeGreaterThan(0);
      for (const words of named) expect(misunderstoodWords(words), remedy).toEqual([]);
      expect(remedy.includes('--exported-at'), remedy).toBe(kind !== 'entra' && kind !== 'okta');
    }
  });

  it('can’t tell staged additions from duplicates without the Entra inventory', () => {
    const add = { operation: 'add' } as never;
    const population = (sources: EvidenceSource[], pendingExports: never[]) => ({ sources, pendingExports });
    expect(judgeAdditions(population([source({})], [add, { operation: 'delete' } as never]))).toEqual([
      {
        rule: 'evidence-missing',
        draft: {
          found: '1 staged creation can’t be judged without the Entra inventory: any of them may be a duplicate',
          remedy: 'Give the Entra side too (--entra FILE).',
        },
      },
    ]);
    expect(judgeAdditions(population([source({ kind: 'entra' })], [add]))).toEqual([]);
    expect(judgeAdditions(population([source({})], []))).toEqual([]);
  });

  it('is said where nothing answers a question, but for what another finding says already', () => {
    const finding = (rule: string, severity?: 'warning') => ({ rule, draft: { ...(severity && { severity }) } });
    const said = { rule: 'evidence-missing', draft: { found: 'what was given answers no question' } };
    expect(judgeAnswers([], [])).toMatchObject([said]);
    expect(judgeAnswers(['anchors'], [])).toEqual([]);
    expect(judgeAnswers([], [finding('evidence-incomplete')])).toEqual([]);
    // Neither a warning nor a finding about people says why.
    expect(judgeAnswers([], [finding('evidence-incomplete', 'warning'), finding('upn-changed')])).toMatchObject([said]);
  });

  it('answers the questions that its sources can answer', () => {
    const entra = source({ kind: 'entra', fields: new Set(['service']) });
    const answered = (sources: EvidenceSource[], onPrem: string[] = [], there: string[] = []) =>
      answeredQuestions({
        sources,
        fields: { onPrem: new Set(onPrem), entra: new Set(there) },
        addresses,
        memberships: { areKnown: true },
      });
    expect(answered([])).toEqual([]);
    expect(answered([source({})])).toEqual(['consistencyGuid']);
    expect(answered([source({ kind: 'entra', fields: new Set() })])).toEqual([]);
    expect(answered([source({ fields: new Set(['service']) }), entra])).toEqual(['anchors', 'service']);
    expect(answered([entra, source({}), source({ fields: new Set() })])).toEqual(['anchors', 'service']);
    // A file of which nothing could be read: what it would have answered, its neighbor does not.
    const issue = (problem: 'incomplete' | 'unreadable-text') =>
      source({ records: 0, issues: [{ problem, at: place, message: '' }] });
    expect(answered([entra, source({}), issue('incomplete')])).toEqual(['service']);
    expect(answered([entra, source({}), source({ records: 0, rejected: 1 })])).toEqual(['service']);
    expect(answered([entra, source({}), issue('unreadable-text')])).toEqual(['anchors', 'consistencyGuid', 'service']);
    const kinds = ['okta', 'syncStatus', 'pendingExports'] as const;
    expect(answered(kinds.map((kind) => source({ kind })))).toEqual(['pendingExports', 'syncStatus', 'okta']);
  });

  it.each<[string, string[], string[]]>([
    ['accountState', ['enabled'], ['accountEnabled']],
    ['addresses', ['mail', 'proxyAddresses'], ['mail', 'proxyAddresses']],
    ['sid', ['objectSid'], ['onPremisesSecurityIdentifier']],
    ['groups', ['members'], ['members']],
    ['objectIdentifier', ['objectGuid'], ['onPremisesObjectIdentifier']],
  ])('leaves %s open unless both sides show all that answers it', (question, here, there) => {
    const sources = [source({}), source({ kind: 'entra' })];
    const answered = (onPrem: string[], entra: string[], of = sources) =>
      answeredQuestions({
        sources: of,
        fields: { onPrem: new Set(onPrem), entra: new Set(entra) },
        addresses,
        memberships: { areKnown: true },
      });
    expect(answered(here, there)).toContain(question);
    for (const [index] of here.entries()) expect(answered(here.toSpliced(index, 1), there)).not.toContain(question);
    for (const [index] of there.entries()) expect(answered(here, there.toSpliced(index, 1))).not.toContain(question);
    expect(answered(here, there, [source({})])).toEqual(['consistencyGuid']);
  });

  it('leaves addresses open where a source or a linked mailbox does not show them', () => {
    const fields = new Set(['mail', 'proxyAddresses']);
    const sources = [source({}), source({ kind: 'entra' })];
    const answered = (areKnown: boolean) =>
      answeredQuestions({
        sources,
        fields: { onPrem: fields, entra: fields },
        addresses: { areKnown },
        memberships: { areKnown: true },
      });
    expect(answered(true)).toContain('addresses');
    expect(answered(false)).not.toContain('addresses');
  });

  it('asks of a stack what reading the tenant answers', () => {
    const demands = { tenantId: 'T1', maximumAgeHours: { onPrem: 24, entra: 4 } };
    const entra = source({ kind: 'entra', tenant: 't1', readAt: at });
    const open = (there: string[]) =>
      judgeEvidence({ ...seen([entra]), fields: { onPrem: both, entra: new Set(there) } }, demands, at);
    expect(open([...answering])).toEqual([]);
    expect(open([...answering].filter((field) => field !== 'accountEnabled'))).toMatchObject([
      { draft: { found: expect.stringContaining('account state') } },
    ]);
    expect(judgeEvidence({ ...seen([entra]), fields: { onPrem: both, entra: new Set() } }, undefined, at)).toEqual([]);
  });
});

describe('a clearance', () => {
  const meta = { tool: 'entra-cutover', version: '1', at, evidenceReadAt: [], stack: 'prod' } as const;
  const finding = { rule: 'anchor-mismatch', severity: 'error', waived: false, consequence: '', remedy: '' } as const;
  const assessment = (change: object) =>
    ({ meta, decision: 'cleared', digest: 'sha256:1', findings: [], ...change }) as never;
  const conditions = { operation: 'activate-entra-sync', stack: 'prod' } as const;

  it('says why there is none', () => {
    const refusal = (change: object, more: object = {}) =>
      mintClearance(assessment(change), { ...conditions, ...more });
    expect(refusal({ meta: { ...meta, stack: undefined } })).toEqual({
      refusal: 'the assessment is of stack (none), not of prod',
    });
    expect(refusal({ meta: { ...meta, stack: 'test' } })).toEqual({
      refusal: 'the assessment is of stack test, not of prod',
    });
    const findings = [
      finding,
      { ...finding, waived: true },
      { ...finding, severity: 'warning' },
      { ...finding, rule: 'entra-only', waived: true },
    ];
    expect(refusal({ decision: 'blocked', findings })).toEqual({
      refusal: 'the assessment is blocked: 1 finding (anchor-mismatch)',
    });
    expect(refusal({ decision: 'blocked', findings: [finding, finding, { ...finding, rule: 'entra-only' }] })).toEqual({
      refusal: 'the assessment is blocked: 3 findings (anchor-mismatch, entra-only)',
    });
    const again = { refusal: 'the Entra evidence was not read again after Okta was confirmed off' };
    expect(refusal({}, { entraReadAfter: at })).toEqual(again);
    expect(refusal({}, { entraReadAfter: at, entraReadAt: [at, '2026-11-24T11:59:59.000Z'] })).toEqual(again);
    expect(refusal({}, { entraReadAfter: at, entraReadAt: [at] })).toMatchObject({ clearance: { stack: 'prod' } });
  });

  it('names what was accepted, each once', () => {
    const acceptance = (owner: string) => ({ reason: 'r', owner, expires: '2026-12-01' });
    const findings = [
      { ...finding, acceptance: acceptance('b') },
      { ...finding, acceptance: acceptance('a') },
      { ...finding, acceptance: acceptance('a') },
      finding,
    ];
    expect(mintClearance(assessment({ findings }), conditions)).toEqual({
      clearance: {
        operation: 'activate-entra-sync',
        stack: 'prod',
        digest: 'sha256:1',
        accepted: [
          { rule: 'anchor-mismatch', owner: 'a', expires: '2026-12-01' },
          { rule: 'anchor-mismatch', owner: 'b', expires: '2026-12-01' },
        ],
      },
    });
  });
});

describe('a judgment', () => {
  it('repeats which sides were declared complete', () => {
    const messages = (...complete: CompleteSide[]) =>
      judgePopulation(organisation().person(1, 'ann').populate(), {
        ...{ thresholds: {}, waivers: [], missing: [], at, complete },
      }).messages;
    expect(messages()).toEqual([]);
    expect(messages('onPrem', 'entra')).toEqual([
      'Declared with --complete onPrem, not shown by the evidence: the on-premises export is whole, and nobody has a value in its empty columns.',
      'Declared with --complete entra, not shown by the evidence: the Entra export is whole, and nobody has a value in its empty columns.',
    ]);
  });

  it('sorts by severity, rule and person without letter case, and tells what letters were lost', () => {
    const lost = { problem: 'unreadable-text' as const, at: place, message: 'names have ?' };
    const org = organisation()
      .person(1, 'Zoe', { entra: { immutableId: anchor(91) } })
      .person(2, 'ann', { entra: { immutableId: anchor(92) } })
      .person(3, 'eve', { onPrem: { immutableIdClaim: anchor(9) } })
      .onPrem(4, 'new')
      .entra(5, 'old')
      .sources({ onPrem: { issues: [lost] } });
    const { findings, messages, sourceAttribute } = org.judge();
    expect(findings.map(({ rule, subject }) => `${rule} ${subject?.userPrincipalName?.split('@')[0] ?? ''}`)).toEqual([
      'anchor-mismatch ann',
      'anchor-mismatch Zoe',
      'entra-only old',
      'anchor-claim-differs eve',
      'on-prem-only new',
      'source-attribute ',
    ]);
    expect(messages).toEqual(['a.csv: names have ?']);
    expect(sourceAttribute?.people).toBe(3);
    expect(Object.keys(findings[4] ?? {}).sort()).toEqual(
      ['at', 'consequence', 'expected', 'remedy', 'rule', 'severity', 'subject', 'waived'].sort(),
    );
  });

  it('is ready for the cutover only when nothing is open', () => {
    const known = { onPrem: { enabled: true, objectSid: 'S-1-5-21-1-2-3-1104' }, entra: { accountEnabled: true } };
    const complete = organisation().person(1, 'ann', known);
    expect(complete.judge()).toMatchObject({ decision: 'cleared', cutoverReady: false });
    const kinds = ['pendingExports', 'disconnectors', 'exportErrors', 'connectConfig', 'okta'] as const;
    const run = (connectorName: string, profileName: string) => ({ connectorName, profileName, result: 'success' });
    const status = {
      at: place,
      scheduler: { stagingModeEnabled: true, syncCycleInProgress: false },
      runs: ['corp.example', 'corp.onmicrosoft.com - AAD'].flatMap((connector) => [
        run(connector, 'Full Import'),
        run(connector, 'Full Synchronization'),
      ]),
    };
    const changes = [attribute('onPremisesObjectIdentifier', { valuesAdded: [anchor(1)] })];
    const identifying = staged('update', { sourceAnchor: anchor(1), changes });
    const more = {
      ...Object.fromEntries(kinds.map((kind) => [kind, [{ source: source({ kind }), records: [] }]])),
      pendingExports: [{ source: source({ kind: 'pendingExports' }), records: [identifying] }],
      syncStatus: [{ source: source({ kind: 'syncStatus' }), records: [status] }],
    };
    const fields = new Set(['service', 'immutableId', ...answering]);
    const onPrem = new Set([...both, 'enabled', 'mail', 'proxyAddresses', 'objectSid', 'members']);
    const ready = complete.with(more).sources({ onPrem: { fields: onPrem }, entra: { fields } });
    expect(ready.judge()).toMatchObject({ decision: 'cleared', cutoverReady: true, openQuestions: [] });
    // Every question is answered, and still somebody else writes.
    expect(ready.judge({}, { twoWriters: ['Okta and Entra write at the same time'] })).toMatchObject({
      decision: 'blocked',
      cutoverReady: false,
      openQuestions: [],
    });
    expect(ready.person(2, 'bob', { entra: { immutableId: anchor(9) } }).judge().cutoverReady).toBe(false);
  });
});

describe('limits and answers to the letter', () => {
  it('count a creation against the innermost declared unit', () => {
    const units = { 'dc=corp,dc=example': 0, 'ou=new,dc=corp,dc=example': 5 };
    const population = organisation()
      .person(9, 'old')
      .onPrem(1, 'in', { distinguishedName: 'CN=in,OU=New,DC=corp,DC=example' })
      .onPrem(2, 'nowhere')
      .populate();
    const found = (total: number) =>
      judgeThresholds(population, { creations: { total, perOrganizationalUnit: units } }).map(({ draft }) => draft);
    expect(found(1)).toEqual([]);
    expect(found(0)).toEqual([
      { expected: 'at most 0 creations outside the declared OUs', found: '1 creation outside the declared OUs' },
    ]);
    expect(judgeThresholds(population, { creations: { total: 1, perOrganizationalUnit: {} } })).toMatchObject([
      { draft: { expected: 'at most 1 creation', found: '2 creations' } },
    ]);
  });

  it('say exactly why a waiver or an accepted loss does nothing', () => {
    const terms = { reason: 'r', owner: 'ops', expires: '2026-12-08' };
    const loss = {
      ...terms,
      rule: 'pending-delete',
      disposition: 'delete',
      objectId: 'e0000000-0000-4000-8000-000000000001',
    } as const;
    const file: WaiverFile = {
      origin: 'w.yaml',
      waivers: [
        { ...terms, rule: 'upn-changed', expires: '2026-11-23' },
        { ...terms, rule: 'upn-changed' },
      ],
      acceptedLosses: [
        loss,
        { ...loss, expires: '2026-12-09' },
        { ...loss, expires: '2026-11-23' },
        { ...loss, objectId: 'ann@corp.example' },
      ],
    };
    const finding = { rule: 'pending-delete', severity: 'error', waived: false, consequence: '', remedy: '' } as const;
    const subject = { objectType: 'user', entraObjectId: 'E0000000-0000-4000-8000-000000000001' } as const;
    const other = { ...finding, rule: 'entra-only' };
    const nobody = { ...finding, rule: 'upn-changed' };
    const judged = [{ ...finding, subject }, { ...other, subject }, finding, nobody].map((each) => ({ finding: each }));
    const { findings, messages } = applyWaivers(judged, [file, file], at);
    expect(findings.map(({ severity, waived }) => `${severity} ${waived}`)).toEqual([
      'warning false',
      'error false',
      'error false',
      'error false',
    ]);
    expect(messages).toEqual([
      'w.yaml: the accepted loss of ann@corp.example by ops accepts nothing: objectId must be one object’s id (a GUID): no UPN, pattern, class or OU.',
      'w.yaml: the accepted loss of e0000000-0000-4000-8000-000000000001 by ops accepts nothing: a staged deletion is accepted for 14 days at most.',
      'w.yaml: the accepted loss of e0000000-0000-4000-8000-000000000001 by ops accepts nothing: it expired on 2026-11-23.',
      'w.yaml: the waiver of upn-changed by ops waives nothing: it expired on 2026-11-23.',
    ]);
  });
});
