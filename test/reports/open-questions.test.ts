import { describe, expect, it } from 'vitest';
import type { Assessment } from '../../src/domain/assessment.js';
import { type EvidenceQuestion, evidenceQuestions } from '../../src/domain/evidence.js';
import { renderers } from '../../src/reports/index.js';
import { ruleRegistry } from '../../src/validation/rules/index.js';
import { questionsOfRule } from '../../src/validation/rules/questions.js';
import { organisation } from '../validation/organisation.js';
import { assessed } from './assessed.js';

const options = { colour: false, width: 80, ruleMetadata: ruleRegistry };
const rules = ruleRegistry.map(({ id }) => id);
/** A cleared assessment with these questions open. */
const assessment = (openQuestions: readonly EvidenceQuestion[], more: Partial<Assessment> = {}): Assessment =>
  assessed(organisation().person(1, 'ann'), {
    scope: evidenceQuestions.filter((question) => !openQuestions.includes(question)),
    openQuestions,
    unchecked: {},
    ...more,
  });
const skippedInJunit = (of: Assessment) =>
  [...renderers.junit(of, options).matchAll(/<testcase[^>]* name="([^"]+)"[^>]*>\s*<skipped message="([^"]*)"/g)].map(
    ([, rule, reason]) => [rule, reason] as const,
  );
const namedInSarif = (of: Assessment) => {
  const { runs } = JSON.parse(renderers.sarif(of, options));
  const notes: { message: { text: string }; associatedRule?: { id: string } }[] =
    runs[0].invocations[0].toolExecutionNotifications;
  return notes.flatMap(({ message, associatedRule }) =>
    associatedRule ? [[associatedRule.id, message.text] as const] : [],
  );
};
const needing = (question: EvidenceQuestion) => rules.filter((rule) => questionsOfRule(rule).includes(question)).sort();

describe('a rule whose question is open', () => {
  it.each([
    ['accountState', ['account-state-change']],
    ['groups', ['group-membership-loss']],
    ['objectIdentifier', ['hard-match-blocked-object-identifier']],
    ['consistencyGuid', ['consistency-guid-differs']],
    ['disconnectors', ['disconnector']],
  ] as const)('is skipped, with the reason: %s', (question, expected) => {
    const open = assessment([question]);
    expect(skippedInJunit(open)).toEqual(expected.map((rule) => [rule, expect.stringContaining('does not answer')]));
    expect(namedInSarif(open)).toEqual(
      expected.map((rule) => [rule, expect.stringMatching(new RegExp(`^${rule}: not checked: .*does not answer`))]),
    );
    expect(renderers.junit(open, options)).toContain(`skipped="${expected.length}"`);
  });

  it.each(evidenceQuestions)('is the same in both formats: %s', (question) => {
    const open = assessment([question]);
    const inJunit = skippedInJunit(open).map(([rule]) => rule);
    expect([...inJunit].sort()).toEqual(needing(question));
    expect(
      namedInSarif(open)
        .map(([rule]) => rule)
        .sort(),
    ).toEqual(needing(question));
  });

  it('is not a rule where nothing is open', () => {
    expect(skippedInJunit(assessment([]))).toEqual([]);
    expect(namedInSarif(assessment([]))).toEqual([]);
    expect(renderers.junit(assessment([]), options)).toContain('skipped="0"');
  });

  it('is named by its findings where it found something all the same', () => {
    const finding = {
      rule: 'account-state-change',
      severity: 'error',
      waived: false,
      consequence: 'c',
      remedy: 'r',
    } as const;
    const open = assessment(['accountState', 'groups'], { decision: 'blocked', findings: [finding] });
    expect(skippedInJunit(open).map(([rule]) => rule)).toEqual(['group-membership-loss']);
    expect(namedInSarif(open).map(([rule]) => rule)).toEqual(['group-membership-loss']);
    expect(renderers.junit(open, options)).toContain('failures="1"');
  });

  it('is counted next to the others: each rule is one test case', () => {
    const open = assessment([...evidenceQuestions]);
    expect(renderers.junit(open, options)).toContain(`tests="${rules.length}"`);
    expect(new Set(skippedInJunit(open).map(([rule]) => rule)).size).toBe(
      rules.filter((rule) => questionsOfRule(rule).length > 0).length,
    );
  });

  it('asks questions of rules that there are', () => {
    expect(needing('anchors')).toEqual(expect.arrayContaining(['anchor-mismatch', 'entra-only', 'upn-changed']));
    expect(questionsOfRule('no-such-rule')).toEqual([]);
    expect(questionsOfRule('evidence-missing')).toEqual([]);
  });
});
