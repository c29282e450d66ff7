import { Worker } from 'node:worker_threads';
import { controlWords } from '../../../evidence/compact/columns.js';
import { type CompactSetup, createParticipant, steps } from './participant.js';
import type { WritePlan } from './write-lines.js';

/** A run on two threads: each step is done when its promise resolves. */
export interface CompactRun {
  scanOnPrem(): Promise<void>;
  scanEntra(): Promise<void>;
  /** `meanwhile` runs on this thread before it takes part itself. */
  digest<Result>(meanwhile: () => Result): Promise<Result>;
  write<Result>(plan: WritePlan, meanwhile: () => Result): Promise<Result>;
  end(): Promise<void>;
}

/**
 * The helper is a file of its own, which only the built program has; this module is in a chunk next to it
 * (workshop/build/build.mjs).
 */
const helperFile = import.meta.url.endsWith('.js')
  ? new URL('../pipeline/assess/compact/helper.js', import.meta.url)
  : undefined;

/**
 * Starts the helper thread and returns the steps of the run. Without a helper, and while it still starts, this thread does
 * the pieces. A helper that fails ends the run with its error.
 */
export function startRun(setup: CompactSetup): CompactRun {
  const { control } = setup.columns;
  const participant = createParticipant(setup);
  const helper = helperFile === undefined ? undefined : new Worker(helperFile, { workerData: setup });
  let failure: Error | undefined;
  const ended = new Promise<void>((resolve) => {
    if (helper === undefined) resolve();
    helper?.on('error', (error) => {
      failure = error;
      resolve();
    });
    helper?.on('exit', (code) => {
      if (code !== 0) failure ??= new Error(`the helper thread ended with ${code}`);
      resolve();
    });
  });

  const open = (step: number): void => {
    Atomics.store(control, controlWords.step, step);
    Atomics.notify(control, controlWords.step);
  };
  const settle = async (): Promise<void> => {
    for (;;) {
      const inHand = Atomics.load(control, controlWords.inHand);
      if (inHand === 0) return;
      const changed = Atomics.waitAsync(control, controlWords.inHand, inHand);
      if (changed.async) await Promise.race([changed.value, ended]);
      if (failure !== undefined) throw failure;
    }
  };
  return {
    async scanOnPrem() {
      open(steps.scanOnPrem);
      participant.scanOnPrem();
      await settle();
    },
    async scanEntra() {
      open(steps.scanEntra);
      participant.scanEntra();
      await settle();
    },
    async digest(meanwhile) {
      open(steps.digest);
      const result = meanwhile();
      participant.digest();
      await settle();
      return result;
    },
    async write(plan, meanwhile) {
      helper?.postMessage(plan);
      open(steps.write);
      const result = meanwhile();
      participant.write(plan);
      await settle();
      return result;
    },
    async end() {
      open(steps.end);
      await ended;
      if (failure !== undefined) throw failure;
    },
  };
}
