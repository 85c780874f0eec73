import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**', 'test/chaos/**', 'test/conformance/**'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Many tests wait for processes that they started: of two processors none is left idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Most of what a test makes is gone at its end: with more room for it, less of the time goes to collecting it.
    execArgv: ['--max-semi-space-size=64'],
  },
});
