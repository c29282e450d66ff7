import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { breaks, traceless } from '../../../../workshop/campaigns/fuzz/fuzz-break-list.js';
import { fuzzParts, withPart } from '../../../../workshop/campaigns/fuzz/fuzz-pages.js';
import { awaited } from '../../../../workshop/campaigns/fuzz/metamorphic/awaited.js';
import { cells } from '../../../../workshop/campaigns/fuzz/metamorphic/pairs.js';
import { packageDirectory } from '../../../../workshop/engine/launchers.js';

const relations = [...new Set(cells().map(({ relation }) => relation))];

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
