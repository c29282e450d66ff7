import { defineConfig } from 'vitest/config';

// fast: pure and in-process, what `npm run check` runs. engine: real processes, one at a time.
export default defineConfig({
  test: {
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
