import { expect, it } from 'vitest';
import { setStand } from '../../../workshop/campaigns/compatibility/stand.js';
import { allAtOnce } from '../../../workshop/campaigns/compatibility/surroundings.js';
import { tryIn } from '../../../workshop/campaigns/compatibility/trial.js';

// A sample of `npm run compatibility` (docs/supported-versions.md), with the Node that runs the tests.
it('the packed product says the same in odd surroundings: path, no home, IPv6 only, Turkish letters, another day', async () => {
  const stand = await setStand();
  try {
    const usual = await tryIn(stand, process.execPath, { name: 'as usual' });
    expect(JSON.parse(usual.digest)).toMatchObject({ decision: 'blocked' });
    expect(await tryIn(stand, process.execPath, allAtOnce)).toEqual(usual);
  } finally {
    await stand.stop();
  }
});
