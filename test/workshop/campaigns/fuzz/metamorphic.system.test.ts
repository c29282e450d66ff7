import { describe, expect, it } from 'vitest';
import { awaited } from '../../../../workshop/campaigns/fuzz/metamorphic/awaited.js';
import { tryCell } from '../../../../workshop/campaigns/fuzz/metamorphic/campaign.js';
import { judgeEstate, mostEntries } from '../../../../workshop/campaigns/fuzz/metamorphic/estate.js';
import { cells } from '../../../../workshop/campaigns/fuzz/metamorphic/pairs.js';

// A sample of `npm run fuzz`, with the same organizations every time.
describe('an organization, and the same with less known of it', () => {
  const relations = [...new Set(cells().map(({ relation }) => relation))];

  it.each(relations.filter((relation) => !awaited.has(relation)))(
    '%s',
    async (relation) => {
      for (const cell of cells().filter((one) => one.relation === relation)) {
        const { pairs, wrong } = await tryCell(cell, 2, 7);
        expect(pairs, cell.format).toBe(2);
        expect(
          wrong.map(({ seed, problem }) => `seed ${seed}: ${problem}`),
          cell.format,
        ).toEqual([]);
      }
    },
    60_000,
  );

  it('what is awaited is a relation, and is still needed', async () => {
    for (const relation of awaited) expect(relations).toContain(relation);
  });

  it.skipIf(awaited.size > 0)(
    'a healthy estate of 10,000 is cleared with few reviewed entries',
    async () => {
      const { verdict, entries } = await judgeEstate(10_000, 7);
      const errors = verdict.findings.filter(({ severity, waived }) => severity === 'error' && !waived);
      expect(errors.slice(0, 5)).toEqual([]);
      expect(verdict.decision).toBe('cleared');
      expect(entries).toBeLessThanOrEqual(mostEntries);
    },
    120_000,
  );
});
