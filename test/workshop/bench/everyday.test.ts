import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { defaultSourceAnchor } from '../../../src/domain/source-anchor.js';
import { assessCompact } from '../../../src/pipeline/assess/compact/assess.js';
import { type Everyday, writeEveryday } from '../../../workshop/bench/everyday.js';
import { stepFor } from '../../../workshop/bench/organisation.js';
import { cliffs } from '../../../workshop/bench/report.js';

const folder = mkdtempSync(join(tmpdir(), 'everyday-'));
afterAll(() => rmSync(folder, { recursive: true }));
const people = 1200;
const measured: readonly { readonly name: string; readonly how: Everyday }[] = [
  ...cliffs,
  { name: 'plain', how: {} },
  { name: 'what collect writes', how: { format: 'collected' } },
  { name: 'what collect writes, compressed', how: { format: 'collected', packing: 'gzip' } },
];

// What leaves the columns takes minutes where people are many, and no other test would notice.
it.each(measured)('makes columns of what the benchmark measures: $name', async ({ how }) => {
  const assessment = await assessCompact({
    ...writeEveryday(folder, people, how),
    validation: { sourceAnchor: defaultSourceAnchor },
    gate: {
      thresholds: { creations: { total: 0, perOrganizationalUnit: {} }, softMatches: 0 },
      ...{ waivers: [], missing: [], at: '2026-07-01T00:00:00.000Z' },
    },
  });
  expect(assessment?.counts.outcomes.hardMatch).toBeGreaterThan(people * 0.8);
});

it.each([1000, 100_000, 1_000_000])('visits each of %i people once, in two orders', (count) => {
  for (const share of [0.618, 0.414]) {
    const step = stepFor(count, share);
    expect(new Set(Array.from({ length: count }, (_, position) => (position * step) % count)).size).toBe(count);
  }
  expect(stepFor(count, 0.414)).not.toBe(stepFor(count));
});

it('writes each person once where the rows are shuffled', () => {
  const { onPrem } = writeEveryday(folder, people, { order: 'shuffled' });
  const names = readFileSync(onPrem, 'utf8').split('\n').slice(1, -1);
  expect(new Set(names).size).toBe(names.length);
});
