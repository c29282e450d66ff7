import { defineConfig } from 'vitest/config';

// fast: pure and in-process, what `npm run check` runs. processes: real CLI, engine and plugins, one file at a time.
export default defineConfig({
  test: {
    reporters: ['default', './test/closing-line.ts'],
    projects: [
      { test: { name: 'fast', include: ['test/**/*.test.ts'], exclude: ['test/engine/**', 'test/cli/**'] } },
      {
        test: {
          name: 'processes',
          include: ['test/engine/**/*.test.ts', 'test/cli/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 900_000,
        },
      },
    ],
  },
});
