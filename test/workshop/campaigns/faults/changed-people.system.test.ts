import { expect, it, vi } from 'vitest';
import { changeTrials, tryChange } from '../../../../workshop/campaigns/faults/changed-people.js';

vi.setConfig({ testTimeout: 120_000 });

// A sample of `npm run faults -- --tool deltas`. In it, with a bound, somebody who then does not fit comes late, and somebody comes twice.
it.each(changeTrials.filter((_, index) => index % 11 === 4))(
  '$tool, a bound: $bound, $trouble.name, after app $after: $change.name',
  async (trial) => {
    expect(await tryChange(trial)).toEqual([]);
  },
);
