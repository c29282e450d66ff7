import { describe, expect, it } from 'vitest';
import { isEvidenceRule } from '../../src/domain/rule.js';
import { skippedReason } from '../../src/reports/describe.js';
import { ruleRegistry } from '../../src/validation/rules/index.js';
import { readScenario, scenariosOf } from '../../workshop/documentation/rule-scenarios.js';
import { assessed } from '../reports/assessed.js';
import { organisation } from '../validation/organisation.js';

// A rule that finds somebody with a source and nobody without it has not passed without it: it could not look. The
// main scenario of each: cases of it bring further sources, such as a list of what is staged, that only add to what was looked at.

const sources = [
  ...['on-prem', 'entra', 'pending-exports', 'disconnectors', 'export-errors', 'sync-status', 'connect-config'],
  'okta',
];
const rules = ruleRegistry.filter(({ id }) => !isEvidenceRule(id));

describe('a rule without a source that it found somebody in', () => {
  it.each(rules.map((rule) => [rule.id, rule] as const))('is skipped or finds somebody still: %s', async (_, rule) => {
    const passed: string[] = [];
    for (const scenario of scenariosOf(rule.id).slice(0, 1)) {
      for (const source of sources) {
        const { judgement } = await readScenario(scenario, false, source);
        const judged = judgement();
        const isFound = judged.findings.some((finding) => finding.rule === rule.id);
        if (!isFound && skippedReason(rule, assessed(organisation(), judged)) === undefined)
          passed.push(`${scenario.name} without ${source}`);
      }
    }
    expect(passed).toEqual([]);
  });
});

describe('a rule without any evidence', () => {
  it('is skipped', () => {
    const nothing = assessed(organisation());
    expect(rules.filter((rule) => skippedReason(rule, nothing) === undefined).map(({ id }) => id)).toEqual([]);
  });
});
