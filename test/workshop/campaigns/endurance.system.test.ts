import { expect, it } from 'vitest';
import { endure } from '../../../workshop/campaigns/endurance/year.js';

// A sample of `npm run endurance` (docs/reliability.md): kills, changed anchors, an outage, a wrong clock.
it('a dozen nights: each verdict is the one that is due, nothing grows and nothing is written', async () => {
  const { wrongs, throttled, expired, restarts } = await endure(12);
  expect(wrongs).toEqual([]);
  expect([throttled, expired, restarts].every((count) => count > 0)).toBe(true);
}, 120_000);
