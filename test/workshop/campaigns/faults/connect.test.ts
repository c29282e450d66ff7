import { expect, it, vi } from 'vitest';
import { tryTrouble } from '../../../../workshop/campaigns/faults/connect/trial.js';
import { connectTrials, connectTroubles } from '../../../../workshop/campaigns/faults/connect/troubles.js';

vi.setConfig({ testTimeout: 120_000 });

// A sample of `npm run faults -- --tool connect`.
it.each(connectTrials.filter((_, index) => index % 23 === 5))('$begin: $trouble.name', async ({ begin, trouble }) => {
  expect((await tryTrouble(begin, trouble)).wrongs).toEqual([]);
});

it('a clearance of an update that looks at nothing would be wrong', async () => {
  const trouble = connectTroubles.find(({ name }) => name.includes('half written'));
  const blind = {
    ...(trouble ?? connectTroubles[0]),
    named: /what no update says/,
  } as (typeof connectTroubles)[number];
  expect((await tryTrouble('evidence', blind)).wrongs[0]).toMatch(/^not named/);
});
