import fc from 'fast-check';
import { killEngine, type Move } from './matrix.js';
import { sequence, walk } from './model.js';
import { setStage, withEngine } from './stage.js';

/** Where the whole tree of the engine's processes is killed: moves, and requests of theirs. */
const kill = fc.record({
  move: fc.constantFrom<Move>(
    { from: 'stage', to: 'cutover' },
    { from: 'stage', to: 'cutover' },
    { from: 'cutover', to: 'widened' },
    { from: 'widened', to: 'rollback' },
  ),
  at: fc.integer({ min: 0, max: 999 }),
});
/** Fewer than the move sends with everything in parallel, so that the kill is always met. */
const requestsOf: Readonly<Partial<Record<Move['to'], number>>> = { cutover: 240, widened: 120, rollback: 120 };

/** What the runs on the real engine came to. */
export interface EngineFigures {
  readonly kills: number;
  readonly updates: number;
  readonly sequences: number;
  readonly steps: number;
  readonly requests: number;
  readonly wrong: number;
}

/** Kills and sequences on the real engine with its own clock, as many of each as asked for. */
export async function runOnEngine(runs: number, seed: number, say: (line: string) => void): Promise<EngineFigures> {
  const began = Date.now();
  const stage = withEngine(await setStage(say));
  const figures = { kills: 0, updates: 0, sequences: 0, steps: 0, requests: 0, wrong: 0 };
  const judged = (what: string, wrongs: readonly string[]): void => {
    if (wrongs.length > 0) figures.wrong += 1;
    const verdict = wrongs.length === 0 ? 'as it must be' : `\n  ${wrongs.join('\n  ')}`;
    say(`${what}: ${verdict} (${Math.round((Date.now() - began) / 1000)} s)`);
  };
  try {
    for (const { move, at } of fc.sample(kill, { seed, numRuns: runs })) {
      const trial = await killEngine(stage, move, at % (requestsOf[move.to] ?? 1));
      figures.kills += 1;
      figures.updates += trial.updates;
      judged(`${move.from} → ${move.to}, everything killed at request ${trial.index} (${trial.request})`, trial.wrongs);
    }
    for (const one of fc.sample(sequence, { seed, numRuns: runs })) {
      const { wrongs } = await walk(stage, one);
      figures.sequences += 1;
      figures.steps += one.steps.length;
      judged(JSON.stringify(one), wrongs);
    }
    return { ...figures, requests: stage.witness.requests() };
  } finally {
    await stage.stop();
  }
}
