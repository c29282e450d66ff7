import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { discoverRequests, type Move, moves, type Trial, troubles, tryMove } from './matrix.js';
import { sequence, walk } from './model.js';
import { table, writeFigures } from './reliability-page.js';
import { setStage } from './stage.js';

// `npm run faults`: every request of a cutover and of a rollback, each with every trouble, and random sequences. `--every N`
// takes a sample of the requests and leaves docs/reliability.md alone; `--sequences N --seed S` are those of the model.
const { values } = parseArgs({
  options: {
    every: { type: 'string', default: '1' },
    sequences: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
  },
});
const [every, sequences, seed] = [values.every, values.sequences, values.seed].map(Number) as [number, number, number];
const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

interface Row {
  readonly move: Move;
  readonly trouble: string;
  readonly trials: readonly Trial[];
}

const began = Date.now();
const stage = await setStage(say);
const rows: Row[] = [];
const found: string[] = [];
const walked = { steps: 0, requests: 0, wrong: 0 };
try {
  for (const [number, one] of fc.sample(sequence, { seed, numRuns: sequences }).entries()) {
    const before = stage.witness.requests();
    const { wrongs, requests } = await walk(stage, one);
    walked.steps += one.steps.length;
    walked.requests += requests - before;
    if (wrongs.length === 0) continue;
    walked.wrong += 1;
    say(`sequence ${number} of seed ${seed}: ${JSON.stringify(one)}\n  ${wrongs.join('\n  ')}`);
  }
  say(`${sequences} sequences, ${walked.steps} steps, ${walked.requests} requests, ${walked.wrong} wrong`);
  for (const move of moves) {
    const requests = await discoverRequests(stage, move);
    found.push(`${move.to} ${requests.length}`);
    say(`${move.from} → ${move.to}: ${requests.length} requests`);
    for (const [position, trouble] of troubles.entries()) {
      const trials: Trial[] = [];
      for (const [index, request] of requests.entries()) {
        if (!trouble.fits(request) || (index + position) % every !== 0) continue;
        const trial = await tryMove(stage, move, trouble, index);
        trials.push(trial);
        for (const wrong of trial.wrongs) say(`${trouble.name} at request ${index} (${trial.request}): ${wrong}`);
      }
      rows.push({ move, trouble: trouble.name, trials });
      say(`  ${trouble.name}: ${trials.length} runs, ${Math.round((Date.now() - began) / 1000)} s`);
    }
  }
} finally {
  await stage.stop();
}

const trials = rows.flatMap((row) => row.trials);
const wrong = trials.filter(({ wrongs }) => wrongs.length > 0);
const again = trials.filter(({ updates }) => updates > 1);
const most = Math.max(...trials.map(({ updates }) => updates));
const races = stage.witness.races();
if (every === 1 && wrong.length === 0 && walked.wrong === 0) {
  const body = rows.map(({ move, trouble, trials }) => [
    `${move.from} → ${move.to}`,
    trouble,
    trials.length,
    trials.filter(({ updates }) => updates === 1).length,
    trials.filter(({ updates }) => updates > 1).length,
    trials.filter(({ wrongs }) => wrongs.length > 0).length,
  ]);
  const head = ['move', 'trouble', 'runs', 'arrived at once', 'arrived when run again', 'wrong'];
  const summary = `Requests discovered: ${found.join(', ')}. ${trials.length} runs, ${wrong.length} wrong.`;
  writeFigures('faults', `${summary}\n\n${table(head, body)}`);
  const model = [[sequences, walked.steps, walked.requests, races, walked.wrong]];
  writeFigures('model', table(['sequences', 'steps', 'requests asserted on', 'races with a console', 'wrong'], model));
}
const seconds = Math.round((Date.now() - began) / 1000);
process.stdout.write(
  `faults: ${found.join(', ')} requests; ${trials.length} runs, ${again.length} run again (at most ${most} updates), ${wrong.length} wrong; ${sequences} sequences, ${walked.requests} requests, ${walked.wrong} wrong; ${seconds} s\n`,
);
process.exitCode = wrong.length + walked.wrong === 0 ? 0 : 1;
