import { defineConfig } from 'vitest/config';

// fast: pure and in-process, what `npm run check` runs. processes: real CLI, engine, plugins, directory servers, browser and
// git, one file at a time.
const processes = ['engine', 'cli', 'servers', 'browser', 'workflows', 'faults'].map(
  (folder) => `test/${folder}/**/*.test.ts`,
);

export default defineConfig({
  test: {
    reporters: ['default', './test/closing-line.ts'],
    projects: [
      { test: { name: 'fast', include: ['test/**/*.test.ts'], exclude: processes, testTimeout: 60_000 } },
      {
        test: {
          name: 'processes',
          include: processes,
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 900_000,
        },
      },
    ],
  },
});
