import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

// A module that is mocked has to be loaded anew.
const needsOwnProcess = /vi\.mock\(/;

const files = readdirSync('test', { encoding: 'utf8', recursive: true })
  .filter((file) => file.endsWith('.test.ts') && !/^(e2e|chaos|conformance)\//.test(file))
  .map((file) => `test/${file}`);
const alone = files.filter((file) => needsOwnProcess.test(readFileSync(file, 'utf8')));

export default defineConfig({
  test: {
    globalSetup: [
      'test/support/project/run-folder.ts',
      'test/support/project/compiled-command-line.ts',
      'test/support/tenants/trusted-authority.ts',
    ],
    setupFiles: ['test/support/project/process-as-found.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Else Pulumi goes on with the empty texts of dynamic providers that an embedded run makes do with.
    env: { PULUMI_NODEJS_CACHE_DYNAMIC_PROVIDERS: 'false' },
    // Many tests wait for processes that they started: of two processors none is left idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Most of what a test makes is gone at its end: with more room for it, less of the time goes to collecting it.
    execArgv: ['--max-semi-space-size=64'],
    // What a file needs is loaded and compiled once a process: a process for each file costs more than the tests.
    projects: [
      { extends: true, test: { name: 'shared', include: files, exclude: alone, isolate: false } },
      { extends: true, test: { name: 'alone', include: alone } },
    ],
  },
});
