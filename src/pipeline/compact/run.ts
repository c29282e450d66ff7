import { Worker } from 'node:worker_threads';
import { control, steps } from '../../sources/compact/shared.js';
import { type CompactSetup, createParticipant } from './participant.js';
import type { WritePlan } from './write-groups.js';

/** A run on two threads: each step is done when its promise resolves. */
export interface CompactRun {
  scanOnPrem(): Promise<void>;
  scanEntra(): Promise<void>;
  /** `meanwhile` runs on this thread before it takes part itself. */
  prepare<Result>(meanwhile: () => Result): Promise<Result>;
  write(plan: WritePlan): Promise<void>;
  end(): Promise<void>;
}

/** True where the helper can be started: it is a file of its own, which only the built program has. */
const helperFile = import.meta.url.endsWith('.js') ? new URL('./helper.js', import.meta.url) : undefined;

/**
 * Starts the helper thread and returns the steps of the run. Without a helper, and while it still starts, this thread does
 * the pieces. A helper that fails ends the run with its error.
 */
export function startRun(setup: CompactSetup): CompactRun {
  const words = setup.population.control;
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
    Atomics.store(words, control.step, step);
    Atomics.notify(words, control.step);
  };
  const settle = async (): Promise<void> => {
    for (;;) {
      const inHand = Atomics.load(words, control.inHand);
      if (inHand === 0) return;
      const changed = Atomics.waitAsync(words, control.inHand, inHand);
      if (changed.async) await Promise.race([changed.value, ended]);
      if (failure !== undefined) throw failure;
    }
  };
  return {
    async scanOnPrem() {
      open(steps.onPrem);
      participant.scanOnPrem();
      await settle();
    },
    async scanEntra() {
      open(steps.entra);
      participant.scanEntra();
      await settle();
    },
    async prepare(meanwhile) {
      open(steps.prepare);
      const result = meanwhile();
      participant.prepare();
      await settle();
      return result;
    },
    async write(plan) {
      helper?.postMessage(plan);
      open(steps.write);
      participant.write(plan);
      await settle();
    },
    async end() {
      open(steps.end);
      await ended;
      if (failure !== undefined) throw failure;
    },
  };
}
