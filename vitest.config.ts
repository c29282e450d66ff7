import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/longest-first.js';

// fast: pure and in-process, what `npm run check` runs, a file for each core. processes: real CLI, engine, plugins, directory
// servers, browser and git, two files at a time, since each waits about half of its time; they share nothing but what is made
// once (dist, the cache). alone: with no other file beside it, what looks at the clock, and the bench, which builds dist anew.
const below = (...folders: readonly string[]): string[] => folders.map((folder) => `test/${folder}/**/*.test.ts`);
const processes = below('engine', 'cli', 'servers', 'browser', 'workflows', 'faults');
const alone = [...below('faults'), 'test/cli/bench.test.ts', 'test/cli/interrupt.test.ts'];
const patient = { testTimeout: 300_000, hookTimeout: 900_000, globalSetup: './test/built-once.ts' };

export default defineConfig({
  test: {
    reporters: ['default', './test/closing-line.ts'],
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'fast',
          include: ['test/**/*.test.ts'],
          exclude: processes,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: availableParallelism(),
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'processes',
          include: processes,
          exclude: alone,
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
          ...patient,
        },
      },
      { test: { name: 'alone', include: alone, maxWorkers: 1, sequence: { groupOrder: 3 }, ...patient } },
    ],
  },
});
