import { describe, expect, it } from 'vitest';
import type { GateSettings } from '../../src/gate/decide.js';
import type { ValidationSettings } from '../../src/validation/settings.js';
import { evidence, oktaUser } from '../validation/evidence.js';
import { organisation } from '../validation/organisation.js';

describe('the limits that nobody declared', () => {
  const [creations, softMatches] = [{ total: 5, perOrganizationalUnit: {} }, 3];
  const waves = { organizationalUnits: [['OU=Pilot,DC=corp,DC=example']], isLast: false, pilot: [] };
  const none = {
    'creation-threshold': 'no limit is declared',
    'soft-match-threshold': 'no limit is declared',
    'export-budget': 'no budget is declared',
    'outside-wave': 'no wave is declared',
  };
  const allBut = (...rules: (keyof typeof none)[]) =>
    Object.fromEntries(Object.entries(none).filter(([rule]) => !rules.some((one) => one === rule)));

  it.each<[string, Partial<GateSettings>, Partial<ValidationSettings>, object]>([
    ['none of them', {}, {}, none],
    ['one of creations', { thresholds: { creations } }, {}, allBut('creation-threshold')],
    ['one of soft matches', { thresholds: { softMatches } }, {}, allBut('soft-match-threshold')],
    ['one of deletions', { thresholds: { deletions: 0 } }, {}, none],
    [
      'one of creations by share',
      { thresholds: { percentages: { creations: 5, minimumPopulation: 20 } } },
      {},
      allBut('creation-threshold'),
    ],
    [
      'one of soft matches by share',
      { thresholds: { percentages: { softMatches: 5, minimumPopulation: 20 } } },
      {},
      allBut('soft-match-threshold'),
    ],
    [
      'one of deletions by share',
      { thresholds: { percentages: { deletions: 5, minimumPopulation: 20 } } },
      {},
      allBut(),
    ],
    ['a budget', { budget: { adds: 0, updates: {}, deletes: 0 } }, {}, allBut('export-budget')],
    ['waves', {}, { waves }, allBut('outside-wave')],
  ])('are named where there is %s', (_what, gate, settings, expected) => {
    const { unchecked } = organisation().person(1, 'ann').judge(settings, gate);
    const limits = Object.entries(unchecked ?? {}).filter(([rule]) => rule in none);
    expect(Object.fromEntries(limits)).toEqual(expected);
  });
});

describe('what the gate decides', () => {
  it('leaves Okta alone open where its app is not in the evidence', () => {
    const people = () => organisation().person(1, 'ann');
    const { scope } = people().judge();
    expect(scope).toContain('anchors');
    const withPeople = people().with({ okta: [evidence('okta', [oktaUser('ann')])] });
    expect(withPeople.judge().scope).toEqual(scope);
  });

  it('takes no heed of the age of vendor facts where stand-ins answer for the vendors', () => {
    const at = '2036-01-01T00:00:00.000Z';
    const told = (factDemands: GateSettings['factDemands']) =>
      organisation()
        .person(1, 'ann')
        .judge({}, { at, factDemands })
        .findings.filter(({ rule }) => rule === 'evidence-facts-old')
        .map(({ severity }) => severity);
    expect([told(null), told(undefined), told({})]).toEqual([[], ['warning'], ['error']]);
  });

  it('says of a finding nothing that is not known', () => {
    const { findings } = organisation()
      .person(1, 'ann')
      .judge({}, { missing: ['Okta could not be read'] });
    expect(findings.map(({ rule }) => rule)).toEqual(['evidence-missing']);
    expect(Object.keys(findings[0] ?? {})).toEqual(['rule', 'severity', 'waived', 'found', 'consequence', 'remedy']);
  });
});
