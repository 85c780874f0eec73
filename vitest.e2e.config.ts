import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/e2e/**/*.test.ts'],
    globalSetup: [
      'test/support/project/run-folder.ts',
      'test/support/project/compiled-command-line.ts',
      'test/support/tenants/trusted-authority.ts',
    ],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    fileParallelism: false,
  },
});
