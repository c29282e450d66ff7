import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/domain/assessment.js';
import { isEvidenceRule } from '../../src/domain/rule.js';
import { ruleRegistry } from '../../src/validation/rules/index.js';
import {
  readScenario,
  scenarioRules,
  scenariosOf,
  stated,
  withoutFolders,
} from '../../workshop/documentation/rule-scenarios.js';

describe('scenarios of the rules', () => {
  it('exist for each registered rule, and for no other', () => {
    expect(scenarioRules()).toEqual(ruleRegistry.map(({ id }) => id).sort());
  });

  it.each(scenarioRules().map((rule) => ({ rule })))('$rule is reported somewhere', ({ rule }) => {
    expect(scenariosOf(rule).flatMap(({ expected }) => expected)).not.toEqual([]);
  });

  it.each(scenarioRules().flatMap(scenariosOf))('$name fires exactly as expected', async (scenario) => {
    const findings = (await readScenario(scenario)).judge();
    expect(stated(scenario, findings)).toEqual(scenario.expected);

    // What else the scenario gives, word for word: a rule that fires where it should not shows here.
    const golden = join(scenario.folder, 'findings.json');
    const complete = `${JSON.stringify(withoutFolders(findings), undefined, 2)}\n`;
    if (process.env.UPDATE_SCENARIOS === '1') writeFileSync(golden, complete);
    expect(complete).toBe(readFileSync(golden, 'utf8'));
  });

  it.each(scenarioRules().flatMap(scenariosOf))(
    '$name finds the same in whatever order it is read',
    async (scenario) => {
      const [forwards, backwards] = await Promise.all([readScenario(scenario), readScenario(scenario, true)]);
      // Of several equal claims of Okta the first is quoted.
      const essence = ({ rule, severity, subject, found }: Finding) => [
        ...[rule, severity, subject?.userPrincipalName?.toLowerCase(), subject?.objectGuid, subject?.entraObjectId],
        isEvidenceRule(rule) && found,
      ];
      expect(backwards.judge().map(essence)).toEqual(forwards.judge().map(essence));
    },
  );
});
