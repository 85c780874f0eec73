import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

test('git ignores what commands write into this folder', () => {
  const written = [
    '.env',
    '.env.dev',
    '.env.deployer.prod',
    'import.local.json',
    'state.json',
    '.local-tenant/state.json',
  ];
  const ignored = execFileSync('git', ['check-ignore', ...written], {
    cwd: resolve(import.meta.dirname, '../..'),
    encoding: 'utf8',
  });
  expect(ignored.trim().split('\n')).toEqual(written);
});
