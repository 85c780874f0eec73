import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'dotenv';
import { beforeEach, expect, test, vi } from 'vitest';
import { rotateSecret } from '../../../src/cli/secrets/secret-rotation.ts';
import { ManagementClient } from '../../../src/management/management-client.ts';
import { temporaryFolder } from '../../support/project/temporary-folder.ts';
import { serveStub } from '../../support/stand-ins/tenant-stub.ts';

beforeEach(() => {
  const start = performance.now();
  let looks = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => start + (looks += 1) * 61_000);
  return () => vi.restoreAllMocks();
});

/** Rotates the secret of an application in a tenant that takes no secret of it. */
async function rotateInVain(dotenvPath?: string): Promise<void> {
  const stub = await serveStub(({ path, body }) => {
    if (path.startsWith('/api/v2/clients/'))
      return { body: { client_id: 'c', name: 'c', client_secret: 'old' } };
    return path === '/oauth/token' && body.includes('authorization_code')
      ? { status: 401, body: { error: 'access_denied' } }
      : undefined;
  });
  const client = new ManagementClient({ ...stub, credentials: { clientId: 'd', clientSecret: 'of d' } });
  try {
    await rotateSecret({
      holder: 'connector',
      clientId: 'c',
      client,
      address: stub,
      ...(dotenvPath !== undefined && { dotenvPath }),
      record: () => Promise.resolve(),
      interrupted: new AbortController().signal,
    });
  } finally {
    await client.close();
  }
}

test('a secret that Auth0 does not take is beside the old one in the .env, which is named', async () => {
  const path = join(await temporaryFolder(), '.env');
  await writeFile(path, 'OAUTH_CLIENT_SECRET=old\n');
  await expect(rotateInVain(path)).rejects.toThrow(`${path} holds both; run the command again to finish.`);
  const { OAUTH_CLIENT_SECRET_NEXT: next, ...rest } = parse(await readFile(path));
  expect(rest).toEqual({ OAUTH_CLIENT_SECRET: 'old' });
  expect(next).toMatch(/^.{64}$/);
});

test('without a .env nothing holds it, and that is said', async () => {
  await expect(rotateInVain()).rejects.toThrow(
    'No .env holds that secret; run the command again, which makes another.',
  );
});
