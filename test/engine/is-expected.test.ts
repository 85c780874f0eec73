import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { StackOutputsError } from '../../infra/outputs.ts';
import { SettingsError } from '../../infra/settings/settings.ts';
import { CliError } from '../../src/cli/exit-codes.ts';
import { isExpected } from '../../src/engine/is-expected.ts';
import { LocalTenantError } from '../../src/local-tenant/errors.ts';

test.each<[string, () => Promise<unknown>]>([
  ['of a command', () => Promise.reject(new CliError('Name the tenant.'))],
  ['of a room below', () => Promise.reject(new LocalTenantError('PORT_UNAVAILABLE', 'Port 1 is taken.'))],
  ['of the settings', () => Promise.reject(new SettingsError('dev', []))],
  ['of the outputs', () => Promise.reject(new StackOutputsError([]))],
  ['of the system', () => readFile(new URL('is-not-there', import.meta.url))],
])('an error %s is somebody’s to mend', async (_, fail) => {
  expect(isExpected(await fail().catch((error: unknown) => error))).toBe(true);
});

test.each<[string, () => unknown]>([
  ['that Node finds wrong', () => new URL('no address')],
  ['of undefined', () => (undefined as unknown as string).length],
  [
    'with a code of a library',
    () => {
      throw Object.assign(new Error('socket'), { code: 'UND_ERR_SOCKET' });
    },
  ],
])('a call %s is a defect', async (_, call) => {
  const failed = await Promise.resolve()
    .then(call)
    .catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(Error);
  expect(isExpected(failed)).toBe(false);
});
