import { describe, expect, it } from 'vitest';
import type { Assessment } from '../../src/domain/assessment.js';
import { renderStory } from '../../src/reports/text/story.js';
import { verdictOf } from '../../src/reports/verdict.js';
import { identityStories } from '../../src/validation/story.js';
import { organisation } from '../validation/organisation.js';

const gap = {
  rule: 'evidence-incomplete',
  severity: 'error',
  waived: false,
  found: 'the row is malformed',
  consequence: 'c',
  remedy: 'r',
} as const;
const harm = { ...gap, rule: 'anchor-mismatch', subject: { objectType: 'user', userPrincipalName: 'a@x' } } as const;
const source = (records: number, rejected: number, origin = 'of/a.csv') =>
  ({ kind: 'onPrem', origin, records, rejected }) as const;
const assessment = (change: object) =>
  ({
    meta: {},
    scope: ['anchors'],
    openQuestions: [],
    cutoverReady: true,
    messages: [],
    ...change,
  }) as unknown as Assessment;

describe('the first line of a report', () => {
  it.each([
    ['blocked', [harm, gap], [source(5, 294), source(300, 0)], '; 294 of 299 records in a.csv could not be read'],
    ['blocked', [harm], [source(5, 1), source(3, 2)], '; 3 of 11 records in 2 sources could not be read'],
    ['indeterminate', [gap], [source(0, 1)], '; 1 of 1 record in a.csv could not be read'],
    ['indeterminate', [gap], [source(9000, 1000)], '; 1,000 of 10,000 records in a.csv could not be read'],
  ])('of %s tells how much was not read', (decision, findings, evidence, text) => {
    const { headline } = verdictOf(assessment({ decision, findings, evidence }));
    expect(headline.endsWith(text)).toBe(true);
  });

  it('says nothing of it where everything was read', () => {
    for (const [decision, findings] of [
      ['blocked', [harm]],
      ['indeterminate', [gap]],
      ['cleared', []],
    ] as const)
      expect(verdictOf(assessment({ decision, findings, evidence: [source(5, 0)] })).headline).not.toContain('read');
  });
});

describe('the story of one person', () => {
  const told = (findings: readonly object[]) => {
    const org = organisation().person(1, 'ann');
    const [story] = identityStories(org.populate(), 'ann@corp.example');
    if (story === undefined) throw new Error('ann is there');
    const judged = { evidence: [], ...org.judge(), findings } as unknown as Assessment;
    return [...renderStory({ ...story, findings: [] }, judged, { colour: false, width: 200 })].join('');
  };

  it('says what was not read before what would happen', () => {
    const text = told([gap, gap]);
    expect(text).toContain('Not everything was read: the row is malformed (and 1 more: see assess).');
    expect(text.indexOf('Not everything was read')).toBeLessThan(text.indexOf('At the cutover'));
    expect(told([gap])).toContain('Not everything was read: the row is malformed. What');
    expect(told([])).not.toContain('Not everything');
  });
});
