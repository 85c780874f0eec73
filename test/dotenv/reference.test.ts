import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkDotenv, uncompared } from '../../src/dotenv/check.ts';
import { managerOf } from '../../src/text/secret-reference.ts';
import { writeDotenv } from '../../src/dotenv/write.ts';
import { deployedStack, managementToken } from '../support/project/deployed-stack.ts';
import { temporaryFolder } from '../support/project/temporary-folder.ts';

const issuedAt = new Date('2026-11-23T00:00:00Z');
const options = { outputs: deployedStack, secrets: 'plain', now: () => issuedAt.getTime() } as const;
const reference = 'op://OmniChat/dev/client_secret';

/** A `.env` that is up to date, but for lines that a person wrote. */
async function fileWith(lines: Readonly<Record<string, string>>) {
  const path = join(await temporaryFolder(), '.env');
  const minted: string[] = [];
  const mint = async () => {
    minted.push('token');
    return managementToken(issuedAt);
  };
  await writeDotenv(path, { ...options, mint });
  minted.length = 0;
  let text = await readFile(path, 'utf8');
  for (const [name, value] of Object.entries(lines))
    text = text.replace(new RegExp(`^${name}=.*$`, 'm'), `${name}=${value}`);
  await writeFile(path, text);
  return { path, mint, minted, text };
}

test.each([
  ['op://vault/item/field', '1password'],
  ['op://vault/item/section/field', '1password'],
  ['encrypted:BDqDBibm4wsYqMpCjTQ6BsDHmMadg9K3', 'dotenvx'],
  ['op://vault', undefined],
  ['encrypted:', undefined],
  ['https://omnichat.eu.auth0.com/', undefined],
  ['hT3qJ6mWc9Xb2LsVfYkZ8nRaE0uPdG1o', undefined],
  [undefined, undefined],
])('%s is kept by %s', (value, manager) => {
  expect(managerOf(value)).toBe(manager);
});

describe('a reference to a secret', () => {
  test('stays where the stack has the secret, and everything else is written', async () => {
    const { path, mint, text } = await fileWith({ OAUTH_CLIENT_SECRET: reference, OAUTH_CLIENT_ID: 'old' });
    const written = await writeDotenv(path, { ...options, mint });
    expect(written).toMatchObject({
      outcome: 'updated',
      changed: ['OAUTH_CLIENT_ID'],
      kept: ['OAUTH_CLIENT_SECRET'],
    });
    expect(await readFile(path, 'utf8')).toBe(
      text.replace('OAUTH_CLIENT_ID=old', `OAUTH_CLIENT_ID=${deployedStack.clientId}`),
    );
  });

  test('has no token minted in its place', async () => {
    const { path, mint, minted } = await fileWith({ AUTH0_MANAGEMENT_API_TOKEN: 'encrypted:abc' });
    expect(await writeDotenv(path, { ...options, mint })).toMatchObject({
      outcome: 'unchanged',
      kept: ['AUTH0_MANAGEMENT_API_TOKEN'],
    });
    expect(minted).toEqual([]);
  });

  test('is written over by who asks for it', async () => {
    const { path, mint } = await fileWith({ OAUTH_CLIENT_SECRET: reference });
    const written = await writeDotenv(path, { ...options, mint, overReferences: true });
    expect(written).toMatchObject({ changed: ['OAUTH_CLIENT_SECRET'], kept: [] });
    expect(await readFile(path, 'utf8')).not.toContain(reference);
  });

  test('cannot be compared, and is no fault', async () => {
    const { path } = await fileWith({ OAUTH_CLIENT_SECRET: reference });
    const checked = await checkDotenv(path, { ...options, environment: {} });
    expect(checked.upToDate).toBe(true);
    expect(checked.variables.find(({ name }) => name === 'OAUTH_CLIENT_SECRET')).toEqual({
      name: 'OAUTH_CLIENT_SECRET',
      state: 'reference',
      manager: '1password',
    });
    expect(uncompared(checked, '.env.dev', 'node check')).toEqual({
      names: ['OAUTH_CLIENT_SECRET'],
      command: 'op run --env-file=.env.dev -- node check',
    });
  });

  test.each([
    [deployedStack.clientSecret, 'ok'],
    ['another', 'stale'],
    [reference, 'reference'],
  ])('is compared by what the environment has for it: %s', async (value, state) => {
    const { path } = await fileWith({ OAUTH_CLIENT_SECRET: reference });
    const { variables } = await checkDotenv(path, {
      ...options,
      environment: { OAUTH_CLIENT_SECRET: value },
    });
    expect(variables.find(({ name }) => name === 'OAUTH_CLIENT_SECRET')).toMatchObject({ state });
  });

  test('is all that the environment is asked for', async () => {
    const { path } = await fileWith({ OAUTH_CLIENT_SECRET: 'old' });
    const environment = { OAUTH_CLIENT_SECRET: deployedStack.clientSecret };
    const { variables } = await checkDotenv(path, { ...options, environment });
    expect(variables.find(({ name }) => name === 'OAUTH_CLIENT_SECRET')).toMatchObject({ state: 'stale' });
  });
});
