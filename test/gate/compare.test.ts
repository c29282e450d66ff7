import { describe, expect, it } from 'vitest';
import type { Finding, IdentityLine } from '../../src/domain/assessment.js';
import type { Standing } from '../../src/domain/review.js';
import { compareStandings, deploymentVerdict, personKey, reviewVerdict, standingOf } from '../../src/gate/compare.js';

const pair = (who: string, rule = 'anchor-mismatch') => ({ rule, key: who, who });
const standing = (change: Partial<Standing> = {}): Standing => ({
  decision: 'cleared',
  digest: 'sha256:0',
  errors: [],
  waived: [],
  hardMatches: ['ann', 'bob'],
  ...change,
});
const blocked = standing({ decision: 'blocked', errors: [pair('bob')], hardMatches: ['ann'] });
const missing = standing({ decision: 'indeterminate', errors: [pair('', 'evidence-missing')] });
const phases = ['assess', 'stage', 'cutover', 'complete', 'rollback'] as const;

describe('the verdict on a proposal', () => {
  const verdicts = (now: Standing, before: Standing | undefined) =>
    phases.map((phase) => reviewVerdict(phase, now, before && compareStandings(before, now)));

  it('fails whatever is worse than the base branch, in every phase but a rollback', () => {
    expect(verdicts(blocked, standing())).toEqual(['failed', 'failed', 'failed', 'failed', 'noted']);
    const fewer = standing({ hardMatches: ['ann'] });
    expect(verdicts(fewer, standing())).toEqual(['failed', 'failed', 'failed', 'failed', 'noted']);
    const missingToo = { ...missing, hardMatches: ['ann'] };
    expect(verdicts(missingToo, { ...missing, hardMatches: ['ann', 'bob'] })[0]).toBe('failed');
  });

  it('notes what is no worse before the cutover, and fails it where the phase switches', () => {
    expect(verdicts(blocked, blocked)).toEqual(['noted', 'noted', 'failed', 'failed', 'noted']);
    expect(verdicts(blocked, undefined)).toEqual(['noted', 'noted', 'failed', 'failed', 'noted']);
  });

  it('is undecided where evidence is missing: in a switching phase always, before it when that is new', () => {
    expect(verdicts(missing, standing())).toEqual(['undecided', 'undecided', 'undecided', 'undecided', 'noted']);
    expect(verdicts(missing, missing)).toEqual(['noted', 'noted', 'undecided', 'undecided', 'noted']);
    const both = { ...missing, errors: [...missing.errors, pair('bob')] };
    expect(verdicts(both, standing())[0]).toBe('failed');
  });

  it('passes what is cleared, with or without a base to compare with', () => {
    expect(verdicts(standing(), blocked)).toEqual(['passed', 'passed', 'passed', 'passed', 'passed']);
    expect(verdicts(standing(), undefined)).toEqual(['passed', 'passed', 'passed', 'passed', 'passed']);
  });
});

describe('the verdict on a deployment', () => {
  const verdicts = (now: Standing, before = standing()) =>
    phases.map((phase) => deploymentVerdict(phase, now, compareStandings(before, now)));

  it('refuses a new error, a lost hard match or a new waiver, and lets a rollback go', () => {
    const refused = ['failed', 'failed', 'failed', 'failed'];
    expect(verdicts(blocked)).toEqual([...refused, 'noted']);
    expect(verdicts(standing({ hardMatches: ['ann'] }))).toEqual([...refused, 'passed']);
    expect(verdicts(standing({ waived: [pair('eve')] }))).toEqual([...refused, 'passed']);
  });

  it('goes ahead with what was reviewed, and with people who came since', () => {
    const waived = standing({ waived: [pair('eve')] });
    expect(verdicts(waived, waived)).toEqual(['passed', 'passed', 'passed', 'passed', 'passed']);
    const joined = standing({ hardMatches: ['ann', 'bob', 'new'] });
    expect(verdicts(joined)).toEqual(['passed', 'passed', 'passed', 'passed', 'passed']);
    expect(verdicts(blocked, blocked)).toEqual(['noted', 'noted', 'failed', 'failed', 'noted']);
  });

  it('is undecided where evidence is missing that was there', () => {
    expect(verdicts(missing)).toEqual(['undecided', 'undecided', 'undecided', 'undecided', 'noted']);
    expect(verdicts(standing({ decision: 'blocked', errors: [pair('', 'evidence-stale'), pair('bob')] }))[0]).toBe(
      'failed',
    );
  });
});

describe('two standings', () => {
  it('differ by rule and person: what is new, what is fixed, who lost the match', () => {
    const before = standing({
      errors: [pair('ann'), pair('bob')],
      waived: [pair('eve')],
      hardMatches: ['a', 'b', 'c'],
    });
    const after = standing({
      errors: [pair('bob'), pair('ann', 'anchor-malformed'), pair('zoe')],
      waived: [pair('eve'), pair('dan', 'upn-changed')],
      hardMatches: ['b', 'd'],
    });
    expect(compareStandings(before, after)).toEqual({
      newErrors: [pair('ann', 'anchor-malformed'), pair('zoe')],
      fixedErrors: [pair('ann')],
      newWaived: [pair('dan', 'upn-changed')],
      lostHardMatches: ['a', 'c'],
    });
  });
});

describe('a standing', () => {
  const finding = (change: Partial<Finding>): Finding => ({
    rule: 'anchor-mismatch',
    severity: 'error',
    waived: false,
    consequence: '',
    remedy: '',
    ...change,
  });
  const user = (userPrincipalName: string) => ({ objectType: 'user', userPrincipalName }) as const;
  const of = (findings: Finding[], identities: IdentityLine[] = []) =>
    standingOf({ decision: 'blocked', digest: 'sha256:1', findings } as never, identities, (key) => `<${key}>`);

  it('has the errors that block and, apart, what was accepted; each once, sorted by rule and person', () => {
    const acceptance = { reason: 'r', owner: 'ops', expires: '2026-12-01' };
    const result = of([
      finding({ subject: user('Zoe@x') }),
      finding({ subject: user('ann@x') }),
      finding({ subject: user('ANN@x') }),
      finding({ rule: 'anchor-malformed', subject: user('zoe@x') }),
      finding({ severity: 'warning', subject: user('warned@x') }),
      finding({ waived: true, subject: user('waived@x'), acceptance }),
      finding({ rule: 'entra-only', severity: 'warning', subject: user('lost@x'), acceptance }),
    ]);
    expect(result).toMatchObject({ decision: 'blocked', digest: 'sha256:1' });
    expect(result.errors).toEqual([
      { rule: 'anchor-malformed', key: '<user zoe@x>', who: 'zoe@x' },
      { rule: 'anchor-mismatch', key: '<user ann@x>', who: 'ANN@x' },
      { rule: 'anchor-mismatch', key: '<user zoe@x>', who: 'Zoe@x' },
    ]);
    expect(result.waived).toEqual([
      { rule: 'anchor-mismatch', key: '<user waived@x>', who: 'waived@x' },
      { rule: 'entra-only', key: '<user lost@x>', who: 'lost@x' },
    ]);
  });

  it('knows a finding about the environment by its file, and a subject by the strongest key it has', () => {
    const at = { origin: 'OnPremIDs.csv', line: 7 };
    const keys = [
      finding({ rule: 'a', at }),
      finding({ rule: 'b' }),
      finding({ rule: 'c', subject: { objectType: 'group', immutableId: 'AAA=', name: 'Sales' } }),
      finding({ rule: 'd', subject: { objectType: 'group', name: 'Sales' } }),
      finding({ rule: 'e', subject: { objectType: 'contact' } }),
      finding({ rule: 'f', subject: { objectType: 'contact', sourceAnchor: 'BBB=' } }),
    ];
    expect(of(keys).errors).toEqual([
      { rule: 'a', key: 'OnPremIDs.csv', who: 'OnPremIDs.csv' },
      { rule: 'b', key: '', who: 'the environment' },
      { rule: 'c', key: '<group AAA=>', who: 'Sales' },
      { rule: 'd', key: '<group Sales>', who: 'Sales' },
      { rule: 'e', key: '<contact >', who: '' },
      { rule: 'f', key: '<contact BBB=>', who: 'BBB=' },
    ]);
  });

  it('has one digest for each hard match, sorted, and nobody else', () => {
    const identities: IdentityLine[] = [
      { outcome: 'hardMatch', userPrincipalName: 'Zoe@x' },
      { outcome: 'anchorMismatch', userPrincipalName: 'bob@x' },
      { outcome: 'hardMatch', userPrincipalName: 'ann@x' },
    ];
    expect(of([], identities).hardMatches).toEqual(['<ann@x>', '<zoe@x>']);
  });

  it('keeps a person’s key from one assessment to the next: GUID, object id, name, anchor', () => {
    const line = { outcome: 'hardMatch', sourceAnchor: 'CCC=' } as const;
    expect(personKey({ outcome: 'entraOnly' })).toBe('');
    expect(personKey(line)).toBe('CCC=');
    expect(personKey({ ...line, userPrincipalName: 'Ann@X' })).toBe('ann@x');
    expect(personKey({ ...line, userPrincipalName: 'Ann@X', entraObjectId: 'e1' })).toBe('e1');
    expect(personKey({ ...line, userPrincipalName: 'Ann@X', entraObjectId: 'e1', objectGuid: 'g1' })).toBe('g1');
  });
});
