import { describe, expect, it } from 'vitest';
import { hostileValues, valuePlaces } from '../../../../workshop/campaigns/fuzz/mutate.js';
import { accountsOf, assessSides, repairedOrganisation } from '../../../../workshop/campaigns/fuzz/organisations.js';
import { fuzzAssessment, fuzzParsers } from '../../../../workshop/campaigns/fuzz/run.js';
import { fuzzTargets } from '../../../../workshop/campaigns/fuzz/targets.js';

// A sample of `npm run fuzz`, with the same inputs every time.
describe('whatever the input', () => {
  it('no parser throws, hangs, asks a stranger or passes damage for complete', async () => {
    const names: string[] = [];
    for await (const { name, breaches } of fuzzParsers(200, 7)) {
      names.push(name);
      expect(breaches, name).toEqual([]);
    }
    expect(names.length).toBeGreaterThan(40);
  }, 120_000);

  // A TypeError must not come from data: String and Number throw for an object whose toString is not a function.
  it.each(['graph-answers', 'okta-answers', 'graph-json', 'okta', 'pilot-answer', 'sync-status', 'connect-config'])(
    '%s: each value in turn is something else',
    async (name) => {
      const { seeds = [], parse } = fuzzTargets().find((target) => target.name === name) ?? {};
      let tried = 0;
      for (const seed of seeds) {
        for (const { start, end } of valuePlaces(seed)) {
          const value = hostileValues[tried % 2] ?? '';
          tried += 1;
          await parse?.(seed.slice(0, start) + value + seed.slice(end));
        }
      }
      expect(tried).toBeGreaterThan(3);
    },
    120_000,
  );

  it('a damaged organization is cleared only where everybody keeps the account that they had', async () => {
    expect((await fuzzAssessment(60, 7)).breaches).toEqual([]);
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
