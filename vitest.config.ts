import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './workshop/vitest/longest-first.js';

// The end of its name says where a file belongs. fast (.test): pure and in-process, what `npm run check` runs, a process for
// each core, which reads the product once for all its files. processes (.system.test): real CLI, engine, plugins, directory
// servers, browser and git, and the samples of the campaigns, two files at a time, since each waits about half of its time;
// they share nothing but what is made once (dist, the cache). alone (.alone.test): with no other file beside it, what looks at
// the clock, and the bench, which builds dist anew.
const processes = ['test/**/*.system.test.ts'];
const alone = ['test/**/*.alone.test.ts'];
const patient = { testTimeout: 300_000, hookTimeout: 900_000, globalSetup: './workshop/vitest/built-once.ts' };

export default defineConfig({
  test: {
    reporters: ['default', './workshop/vitest/closing-line.ts'],
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'fast',
          include: ['test/**/*.test.ts'],
          exclude: [...processes, ...alone],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: availableParallelism(),
          isolate: false,
          setupFiles: './workshop/vitest/leaves-nothing.ts',
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'processes',
          include: processes,
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
          ...patient,
        },
      },
      { test: { name: 'alone', include: alone, maxWorkers: 1, sequence: { groupOrder: 3 }, ...patient } },
    ],
  },
});
