import fc from 'fast-check';
import { keptTrials } from './kept-trials.js';
import { discoverRequests, indicesFor, moves, type Trial, troubles, tryMove } from './matrix.js';
import { sequence, walk } from './model.js';
import { setStage } from './stage.js';

/** What is asked of a run, and which part of it this process does: trials and sequences are dealt out one by one. */
export interface Share {
  readonly every: number;
  /** Only troubles whose name has one of these words in it, with commas between them; all when empty. */
  readonly only: string;
  readonly sequences: number;
  readonly seed: number;
  readonly worker: number;
  readonly workers: number;
  /** Where trials are kept, so that a run that was interrupted goes on. */
  readonly keep?: string;
}

/** What a share came to. */
export interface ShareFigures {
  /** How many requests each move has undisturbed. */
  readonly found: readonly string[];
  readonly trials: readonly Trial[];
  readonly walked: {
    readonly sequences: number;
    readonly steps: number;
    readonly requests: number;
    readonly wrong: number;
  };
  readonly races: number;
}

/** Does a share on a stage of its own: organization, journal and provider. */
export async function doShare(share: Share, say: (line: string) => void): Promise<ShareFigures> {
  const { every, only, sequences, seed, worker, workers } = share;
  const began = Date.now();
  const stage = await setStage(say);
  const mine = dealer(worker, workers);
  const kept = keptTrials(share.keep && `${share.keep}.${worker}`);
  const trials: Trial[] = [];
  const found: string[] = [];
  const walked = { sequences: 0, steps: 0, requests: 0, wrong: 0 };
  const words = only.split(',');
  const asked = troubles.filter(({ name }) => words.some((word) => name.includes(word)));
  const seconds = (): string => `${Math.round((Date.now() - began) / 1000)} s`;
  say(`recorded, ${seconds()}`);
  try {
    for (const [number, one] of fc.sample(sequence, { seed, numRuns: sequences }).entries()) {
      if (!mine()) continue;
      const before = stage.witness.requests();
      const { wrongs, requests } = await walk(stage, one);
      walked.sequences += 1;
      walked.steps += one.steps.length;
      walked.requests += requests - before;
      if (wrongs.length === 0) continue;
      walked.wrong += 1;
      say(`sequence ${number} of seed ${seed}: ${JSON.stringify(one)}\n  ${wrongs.join('\n  ')}`);
    }
    say(`${walked.sequences} sequences, ${walked.requests} requests, ${walked.wrong} wrong, ${seconds()}`);
    for (const move of moves) {
      const undisturbed = await discoverRequests(stage, move);
      const name = `${move.from} → ${move.to}`;
      found.push(`${name} ${undisturbed.requests.length}`);
      say(`${name}: ${undisturbed.requests.length} requests`);
      for (const trouble of asked) {
        const before = trials.length;
        for (const index of indicesFor(undisturbed, trouble, every)) {
          if (!mine()) continue;
          const key = `${name} of ${undisturbed.requests.length}, ${trouble.name} at ${index}`;
          const trial = kept.find(key) ?? (await tryMove(stage, undisturbed, trouble, index));
          trials.push(trial);
          if (kept.find(key) === undefined && trial.wrongs.length === 0) kept.keep(key, trial);
          for (const wrong of trial.wrongs)
            say(`${name}, ${trouble.name} at request ${index} (${trial.request}): ${wrong}`);
        }
        say(`  ${trouble.name}: ${trials.length - before} runs, ${seconds()}`);
      }
    }
    return { found, trials, walked, races: stage.witness.races() };
  } finally {
    await stage.stop();
  }
}

function dealer(worker: number, workers: number): () => boolean {
  let dealt = -1;
  return () => {
    dealt += 1;
    return dealt % workers === worker;
  };
}
