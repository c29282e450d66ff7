import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { breaks, traceless } from '../../../../workshop/campaigns/fuzz/fuzz-break-list.js';
import { fuzzParts, withPart } from '../../../../workshop/campaigns/fuzz/fuzz-pages.js';
import { awaited } from '../../../../workshop/campaigns/fuzz/metamorphic/awaited.js';
import { tryCell } from '../../../../workshop/campaigns/fuzz/metamorphic/campaign.js';
import { judgeEstate, mostEntries } from '../../../../workshop/campaigns/fuzz/metamorphic/estate.js';
import { cells } from '../../../../workshop/campaigns/fuzz/metamorphic/pairs.js';
import { packageDirectory } from '../../../../workshop/engine/launchers.js';

// A sample of `npm run fuzz`, with the same organisations every time.
describe('an organisation, and the same with less known of it', () => {
  const relations = [...new Set(cells().map(({ relation }) => relation))];

  it.each(relations.filter((relation) => !awaited.has(relation)))('%s', async (relation) => {
    for (const cell of cells().filter((one) => one.relation === relation)) {
      const { pairs, wrong } = await tryCell(cell, 2, 7);
      expect(pairs, cell.format).toBe(2);
      expect(
        wrong.map(({ seed, problem }) => `seed ${seed}: ${problem}`),
        cell.format,
      ).toEqual([]);
    }
  }, 60_000);

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

  it('every break of the list can still be made, and is noticed by relations that are there', () => {
    for (const { file, changes, noticedBy } of breaks) {
      for (const [from, , where = file] of changes)
        expect(readFileSync(join(packageDirectory, where), 'utf8'), where).toContain(from);
      for (const relation of noticedBy) expect(relations).toContain(relation);
    }
    const noticed = breaks.flatMap(({ noticedBy }) => noticedBy);
    const without = relations.filter((relation) => !traceless.has(relation) && !awaited.has(relation));
    expect(without.filter((relation) => !noticed.includes(relation))).toEqual([]);
  });

  it.each(fuzzParts())('%s: the part “%s” is up to date (npm run generate)', (page, name, text) => {
    expect(withPart(page, name, text)).toBe(readFileSync(join(packageDirectory, page), 'utf8'));
  });
});
