import { defineConfig } from 'vitest/config';

// Only the pure tests of what `npm run mutation` mutates: each mutant runs those that touch it.
export default defineConfig({
  test: { include: ['test/validation/**/*.test.ts', 'test/gate/**/*.test.ts'] },
});
