import { describe, expect, it } from 'vitest';
import { accountsOf, assessSides, repairedOrganisation } from './organisations.js';
import { fuzzAssessment, fuzzParsers } from './run.js';

// A sample of `npm run fuzz`, with the same inputs every time.
describe('whatever the input', () => {
  it.each([...fuzzParsers(300, 7)])('the parser $name neither throws nor passes damage for complete', ({
    breaches,
  }) => {
    expect(breaches).toEqual([]);
  });

  it('a damaged organisation is cleared only where everybody keeps the account that they had', () => {
    expect(fuzzAssessment(60, 7).breaches).toEqual([]);
  }, 60_000);

  it('the comparison sees that two people exchanged their anchors', () => {
    const sides = repairedOrganisation();
    const truth = accountsOf(assessSides(sides));
    expect(truth.size).toBeGreaterThan(10);
    const [one = '', two = ''] = [...truth.keys()];
    const exchanged = sides.entra.replace(one, '#').replace(two, one).replace('#', two);
    const result = assessSides({ ...sides, entra: exchanged });
    expect(result.assessment.decision).toBe('blocked');
    expect(accountsOf(result)).not.toEqual(truth);
  });
});
