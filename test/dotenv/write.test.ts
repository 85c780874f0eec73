import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readFile, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, test, vi } from 'vitest';
import type { StackOutputs } from '../../infra/outputs.ts';
import { writeDotenv } from '../../src/dotenv/write.ts';
import { deployedStack, managementToken, withoutRegistrar } from '../support/project/deployed-stack.ts';
import { temporaryFolder } from '../support/project/temporary-folder.ts';

const issuedAt = new Date('2026-11-23T00:00:00Z');

function options({
  outputs = deployedStack,
  secrets = 'plain',
}: {
  outputs?: StackOutputs;
  secrets?: 'plain' | 'omit';
} = {}) {
  return {
    outputs,
    secrets,
    now: () => issuedAt.getTime(),
    mint: vi.fn(async () => managementToken(issuedAt)),
  };
}

async function emptyPlace(): Promise<string> {
  return join(await temporaryFolder(), '.env');
}

async function modeOf(path: string): Promise<number> {
  return (await stat(path)).mode & 0o777;
}

describe('a new file', () => {
  test('holds every variable with a comment, and is private', async () => {
    const path = await emptyPlace();
    const { mint, ...rest } = options();
    mint.mockResolvedValue('a-minted-token');
    expect(await writeDotenv(path, { ...rest, mint })).toEqual({
      path,
      outcome: 'created',
      changed: [
        'AUTHORIZATION_SERVER',
        'RESOURCE_URL',
        'OAUTH_CLIENT_ID',
        'OAUTH_CLIENT_SECRET',
        'OAUTH_JWKS_URI',
        'AUTH0_MANAGEMENT_API_TOKEN',
        'OAUTH_ISSUER',
        'OAUTH_AUDIENCE',
        'AUTH0_DOMAIN',
        'AUTH0_REGISTRAR_CLIENT_ID',
        'AUTH0_REGISTRAR_CLIENT_SECRET',
        'AUTH0_MANAGEMENT_AUDIENCE',
        'OAUTH_REGISTRATION',
        'OAUTH_REDIRECT_URIS',
        'OAUTH_ALLOWED_ORIGINS',
        'OAUTH_AUTHORIZATION_ENDPOINT',
        'OAUTH_TOKEN_ENDPOINT',
      ],
      kept: [],
    });
    expect(await readFile(path, 'utf8')).toMatchInlineSnapshot(`
      "# omnichat-auth0: from the stack. Changes to these variables are overwritten.
      # The authorization server, without a trailing slash. Compare the iss of a token with OAUTH_ISSUER instead.
      AUTHORIZATION_SERVER=https://omnichat-dev.eu.auth0.com
      # Where the OmniChat server answers.
      RESOURCE_URL=http://localhost:3000
      # The application that ChatGPT uses.
      OAUTH_CLIENT_ID=connector-client-id
      # Secret of the application that ChatGPT uses.
      OAUTH_CLIENT_SECRET=connector-secret
      # The public keys that check the signature of an access token.
      OAUTH_JWKS_URI=https://omnichat-dev.eu.auth0.com/.well-known/jwks.json
      # Management API token of the registrar. It expires: long-running servers mint their own.
      AUTH0_MANAGEMENT_API_TOKEN=a-minted-token
      # The iss of every token, to the character; that of Auth0 ends with a slash.
      OAUTH_ISSUER=https://omnichat-dev.eu.auth0.com/
      # The API identifier: the resource that clients ask for, and the aud of every access token.
      OAUTH_AUDIENCE=https://omnichat.com/api
      # Own host of the Auth0 tenant, without a scheme, whatever the issuer is.
      AUTH0_DOMAIN=omnichat-dev.eu.auth0.com
      # The machine-to-machine application that registers clients.
      AUTH0_REGISTRAR_CLIENT_ID=registrar-client-id
      # Secret of the machine-to-machine application that registers clients.
      AUTH0_REGISTRAR_CLIENT_SECRET=registrar-secret
      # The audience that the registrar asks a Management API token for.
      AUTH0_MANAGEMENT_AUDIENCE=https://omnichat-dev.eu.auth0.com/api/v2/
      # How clients are registered: off, broker, registry or native.
      OAUTH_REGISTRATION=broker
      # The redirect URIs that clients may register, with commas between them.
      OAUTH_REDIRECT_URIS=https://chatgpt.com/connector_platform_oauth_redirect,http://localhost:3000/callback
      # The origins of pages that may call: those of OmniChat itself, and of clients. Commas between them.
      OAUTH_ALLOWED_ORIGINS=http://localhost:3000
      # Where the authorization code flow begins.
      OAUTH_AUTHORIZATION_ENDPOINT=https://omnichat-dev.eu.auth0.com/authorize
      # Where codes, refresh tokens and client credentials become access tokens.
      OAUTH_TOKEN_ENDPOINT=https://omnichat-dev.eu.auth0.com/oauth/token
      "
    `);
    expect(await modeOf(path)).toBe(0o600);
  });

  test('lacks the registrar and the token where the stack has no registrar, and none is minted', async () => {
    const path = await emptyPlace();
    const without = options({ outputs: withoutRegistrar() });
    await writeDotenv(path, without);
    expect(Object.keys(parseEnv(await readFile(path, 'utf8'))).sort()).toEqual([
      'AUTH0_DOMAIN',
      'AUTHORIZATION_SERVER',
      'OAUTH_ALLOWED_ORIGINS',
      'OAUTH_AUDIENCE',
      'OAUTH_AUTHORIZATION_ENDPOINT',
      'OAUTH_CLIENT_ID',
      'OAUTH_CLIENT_SECRET',
      'OAUTH_ISSUER',
      'OAUTH_JWKS_URI',
      'OAUTH_REDIRECT_URIS',
      'OAUTH_REGISTRATION',
      'OAUTH_TOKEN_ENDPOINT',
      'RESOURCE_URL',
    ]);
    expect(without.mint).not.toHaveBeenCalled();
  });
});

describe('an existing file', () => {
  test('is not touched by a second write, and nothing is minted again', async () => {
    const path = await emptyPlace();
    await writeDotenv(path, options());
    const before = await stat(path, { bigint: true });
    const second = options();
    expect(await writeDotenv(path, second)).toEqual({ path, outcome: 'unchanged', changed: [], kept: [] });
    const after = await stat(path, { bigint: true });
    expect([after.ino, after.mtimeNs, after.ctimeNs]).toEqual([before.ino, before.mtimeNs, before.ctimeNs]);
    expect(second.mint).not.toHaveBeenCalled();
  });

  test('changes in the one variable that is stale', async () => {
    const path = await emptyPlace();
    await writeDotenv(path, options());
    const text = await readFile(path, 'utf8');
    const rotated = options({ outputs: { ...deployedStack, clientSecret: 'rotated-secret' } });
    expect(await writeDotenv(path, rotated)).toEqual({
      path,
      outcome: 'updated',
      changed: ['OAUTH_CLIENT_SECRET'],
      kept: [],
    });
    expect(await readFile(path, 'utf8')).toBe(text.replace('=connector-secret', '=rotated-secret'));
  });

  test('loses the registrar and the token when the registrar is gone', async () => {
    const path = await emptyPlace();
    await writeDotenv(path, options());
    expect(await writeDotenv(path, options({ outputs: withoutRegistrar() }))).toEqual({
      path,
      outcome: 'updated',
      changed: [
        'AUTH0_MANAGEMENT_API_TOKEN',
        'AUTH0_REGISTRAR_CLIENT_ID',
        'AUTH0_REGISTRAR_CLIENT_SECRET',
        'AUTH0_MANAGEMENT_AUDIENCE',
      ],
      kept: [],
    });
    expect(await readFile(path, 'utf8')).not.toMatch(/registrar|MANAGEMENT/i);
  });

  test('keeps its secrets, whatever they are, where secrets are left out', async () => {
    const path = await emptyPlace();
    await writeFile(path, 'OAUTH_CLIENT_SECRET=mine\nOAUTH_CLIENT_ID=old\n', { mode: 0o600 });
    const omit = options({ secrets: 'omit' });
    await writeDotenv(path, omit);
    const text = await readFile(path, 'utf8');
    expect(text).toMatch(/^OAUTH_CLIENT_SECRET=mine\nOAUTH_CLIENT_ID=connector-client-id\n/);
    expect(text).not.toMatch(/connector-secret|registrar-secret|AUTH0_MANAGEMENT_API_TOKEN/);
    expect(omit.mint).not.toHaveBeenCalled();
  });

  test.each([
    [0o644, 0o600],
    [0o640, 0o600],
    [0o400, 0o400],
  ])('with mode %o ends with mode %o, whether its text changes or not', async (loose, tight) => {
    const path = await emptyPlace();
    await writeFile(path, 'OAUTH_CLIENT_ID=old\n');
    await chmod(path, loose);
    await writeDotenv(path, options());
    expect(await modeOf(path)).toBe(tight);
    await chmod(path, loose);
    expect((await writeDotenv(path, options())).outcome).toBe('unchanged');
    expect(await modeOf(path)).toBe(tight);
  });

  test('is replaced behind a symbolic link, and the link stays', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'shared'));
    await writeFile(join(folder, 'shared', 'env'), 'MINE=1\n');
    await symlink(join('shared', 'env'), join(folder, '.env'));
    expect((await writeDotenv(join(folder, '.env'), options())).path).toBe(join(folder, 'shared', 'env'));
    expect(await readFile(join(folder, 'shared', 'env'), 'utf8')).toMatch(/^MINE=1\n/);
    expect(await readdir(folder)).toEqual(['.env', 'shared']);
    expect(await readdir(join(folder, 'shared'))).toEqual(['env']);
  });
});

describe('refusals come before anything is minted or written', () => {
  test('of a file that git does not ignore', async () => {
    const path = await emptyPlace();
    execFileSync('git', ['init', '--quiet', join(path, '..')]);
    const refused = options();
    await expect(writeDotenv(path, refused)).rejects.toMatchObject({ code: 'DOTENV_FILE_NOT_IGNORED' });
    expect(refused.mint).not.toHaveBeenCalled();
    expect(await readdir(join(path, '..'))).toEqual(['.git']);
  });

  test('of a folder in place of the file', async () => {
    const path = await emptyPlace();
    await mkdir(path);
    const refused = options();
    await expect(writeDotenv(path, refused)).rejects.toMatchObject({ code: 'DOTENV_NOT_A_FILE' });
    expect(refused.mint).not.toHaveBeenCalled();
  });
});

test('leaves a file as it was when the result would read differently', async () => {
  const path = await emptyPlace();
  const text = "MINE='a quote that is not closed\n";
  await writeFile(path, text);
  const quoted = options({ outputs: { ...deployedStack, clientSecret: 'needs quotes' } });
  await expect(writeDotenv(path, quoted)).rejects.toMatchObject({ code: 'DOTENV_READ_BACK_FAILED' });
  expect(await readFile(path, 'utf8')).toBe(text);
  expect(await readdir(join(path, '..'))).toEqual(['.env']);
});

test('leaves a file as it was when no token can be minted', async () => {
  const path = await emptyPlace();
  const failing = { ...options(), mint: () => Promise.reject(new Error('429')) };
  await expect(writeDotenv(path, failing)).rejects.toThrow('429');
  expect(await readdir(join(path, '..'))).toEqual([]);
});

test('a file that cannot be written is named, with the cause and the cure', async () => {
  // A name so long that there is none left for a temporary file beside it.
  const path = join(await temporaryFolder(), `.env.${'x'.repeat(245)}`);
  await expect(writeDotenv(path, options())).rejects.toMatchObject({
    name: 'DotenvError',
    code: 'DOTENV_WRITE_FAILED',
    message: expect.stringMatching(
      /^.*\.env\.x+ cannot be written and stays as it was: ENAMETOOLONG.* then run this again\.$/,
    ),
    cause: { code: 'ENAMETOOLONG' },
  });
});
