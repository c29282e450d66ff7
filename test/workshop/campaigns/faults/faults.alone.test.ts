import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  discoverRequests,
  indicesFor,
  killEngine,
  moves,
  type Trial,
  troubles,
  tryMove,
} from '../../../../workshop/campaigns/faults/matrix.js';
import { sequence, walk } from '../../../../workshop/campaigns/faults/model.js';
import { type Stage, setStage, withEngine } from '../../../../workshop/campaigns/faults/stage.js';

// A sample of `npm run faults` (docs/reliability.md), the same one every time.
let stage: Stage;
beforeAll(async () => {
  stage = await setStage((line) => process.stderr.write(`${line}\n`));
});
afterAll(() => stage?.stop());

describe('whatever goes wrong with one request', () => {
  it.each(moves)('$from → $to arrives when it is run again', async (move) => {
    const undisturbed = await discoverRequests(stage, move);
    const { requests } = undisturbed;
    expect(requests.length).toBeGreaterThan(20);
    const trials: Trial[] = [];
    for (const [position, trouble] of troubles.entries()) {
      const fitting = indicesFor(undisturbed, trouble, 1);
      if (move.sample !== undefined && !trouble.kills) continue;
      // One in the middle of the reads, and for changes the last one: the switch itself.
      const index = fitting.at(trouble.fault.afterApplying ? -1 : (position * 7) % fitting.length);
      if (index !== undefined) trials.push(await tryMove(stage, undisturbed, trouble, index));
    }
    expect(trials.filter(({ wrongs }) => wrongs.length > 0)).toEqual([]);
    expect(trials.filter(({ trouble, updates }) => trouble.startsWith('SIGKILL') && updates === 1)).toEqual([]);
  });
});

describe('whatever is asked for, and anyone who is at a console', () => {
  it.each(fc.sample(sequence, { seed: 4, numRuns: 4 }))(
    'every request keeps the invariants: $begin, $steps.length steps',
    async (one) => {
      expect((await walk(stage, one)).wrongs).toEqual([]);
    },
  );
});

describe('on the real engine', () => {
  it('whose processes are all killed at once, the cutover arrives after pulumi cancel', async () => {
    const { updates, wrongs, request } = await killEngine(withEngine(stage), { from: 'stage', to: 'cutover' }, 150);
    expect(wrongs).toEqual([]);
    expect([updates, request]).toEqual([2, expect.stringMatching(/\//)]);
  });

  it('every request keeps the invariants: targets, a console, a refresh and a destroy', async () => {
    const walked = await walk(withEngine(stage), {
      begin: 'stage',
      steps: [
        { step: 'update', stop: 'cutover', targets: 0b01010, meanwhile: { at: 40, deed: 'switches Okta on' } },
        { step: 'refresh' },
        { step: 'update', stop: 'rollback', targets: null, meanwhile: null },
        { step: 'destroy' },
      ],
    });
    expect(walked.wrongs).toEqual([]);
  });
});

describe('the witness', () => {
  it('sees a switch whose other side nobody looked at, and that the journal does not have', async () => {
    stage.goBackTo('stage');
    stage.begin();
    const { okta } = stage.project.organisation.endpoints;
    const path = '/api/v1/apps/0oa1office365staging01/connections/default/lifecycle/activate';
    await fetch(okta.url + path, { method: 'POST', headers: { authorization: `SSWS ${okta.apiToken}` } });
    const wrongs = stage.witness.wrongs.splice(0).join('\n');
    expect(wrongs).toMatch(/not in the journal before it was sent/);
    expect(wrongs).toMatch(/Entra jobs were not read as off just before/);
  });
});
