import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { writeDotenv } from '../../src/dotenv/write.ts';
import { systemClock } from '../../src/management/clock.ts';
import { mintManagementToken } from '../../src/management/management-token.ts';
import { dotenvChecks } from '../../src/verify/dotenv/dotenv-checks.ts';
import { resultOf, unpassed } from '../support/verify/check-results.ts';
import { temporaryFolder } from '../support/project/temporary-folder.ts';
import { type DeployedStack, deployStack, serveStack } from '../support/verify/verified-stack.ts';

const groups = [{ name: '.env', checks: dotenvChecks }];

let deployed: DeployedStack;

beforeAll(async () => {
  deployed = await deployStack();
});

/** A stack with its `.env`, as `env` writes it. */
async function stackWithDotenv() {
  const stack = await serveStack(deployed);
  const { outputs } = stack;
  const path = join(await temporaryFolder(), '.env');
  const mint = vi.fn(async () => {
    const { accessToken } = await mintManagementToken(
      { domain: outputs.domain, ca: stack.ca },
      { clientId: outputs.registrarClientId ?? '', clientSecret: outputs.registrarClientSecret ?? '' },
      systemClock,
    );
    return accessToken;
  });
  const writeEnv = async (now = Date.now) =>
    (await writeDotenv(path, { outputs, secrets: 'plain', mint, now })).outcome;
  await writeEnv();
  return {
    ...stack,
    path,
    mint,
    writeEnv,
    target: { ...stack.target, dotenv: { path, environment: {}, outputs } },
  };
}

test('the .env that env writes passes', async () => {
  const { verify, target, path } = await stackWithDotenv();
  const report = await verify({ groups, target });
  expect(unpassed(report, { skipped: true })).toEqual({});
  expect(resultOf(report, 'env-agrees')?.evidence).toMatch(/^\d+ variables in /);
  expect(resultOf(report, 'env-agrees')?.evidence).toContain(path);
  expect(resultOf(report, 'env-management-token')?.evidence).toBe('alive, create:clients');
});

test('names the variables that are stale or missing, and no value but the host of a URL', async () => {
  const { verify, target, path } = await stackWithDotenv();
  const text = await readFile(path, 'utf8');
  await writeFile(
    path,
    text
      .replace(/^OAUTH_ISSUER=.*$/m, 'OAUTH_ISSUER=https://other.example/')
      .replace(/^OAUTH_CLIENT_SECRET=.*$/m, ''),
  );
  const report = await verify({ groups, target });
  expect(resultOf(report, 'env-agrees')).toMatchObject({
    status: 'fail',
    evidence: `OAUTH_CLIENT_SECRET is missing; OAUTH_ISSUER is stale, naming other.example and not ${new URL(target.issuer).host}`,
    remedy: {
      setting: path,
      command: `node bin/omnichat-auth0.js env -s local --file ${path}`,
      after: "restart OmniChat's server",
    },
  });
});

test('a reference to a secret manager is not compared, and not tried: how to do so is said', async () => {
  const { verify, target, path, outputs } = await stackWithDotenv();
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace(outputs.registrarClientSecret ?? '', 'op://OmniChat/dev/registrar'));
  const report = await verify({ groups, target });
  const run = `op run --env-file=${path} -- node bin/omnichat-auth0.js verify -s local`;
  expect(resultOf(report, 'env-agrees')).toMatchObject({
    status: 'pass',
    evidence: expect.stringContaining(`(AUTH0_REGISTRAR_CLIENT_SECRET), which are compared by ${run}`),
  });
  expect(resultOf(report, 'env-registrar')).toMatchObject({
    status: 'skip',
    evidence: expect.stringContaining(`is a reference to a secret manager. To try it: ${run}`),
  });
});

describe('a Management token', () => {
  const minted = async ({ outputs, ca }: Awaited<ReturnType<typeof stackWithDotenv>>) => {
    const { accessToken } = await mintManagementToken(
      { domain: outputs.domain, ca },
      { clientId: outputs.registrarClientId ?? '', clientSecret: outputs.registrarClientSecret ?? '' },
      systemClock,
    );
    return accessToken;
  };
  const storing = async (path: string, token: (stored: string) => string) => {
    const text = await readFile(path, 'utf8');
    await writeFile(
      path,
      text.replace(
        /^(AUTH0_MANAGEMENT_API_TOKEN=)["']?([\w.-]+)["']?$/m,
        (_line, name: string, stored: string) => name + token(stored),
      ),
    );
  };
  const result = async (
    { verify, target }: Awaited<ReturnType<typeof stackWithDotenv>>,
    now?: () => number,
  ) => resultOf(await verify({ groups, target, ...(now && { now }) }), 'env-management-token');
  const renewed = (path: string) => ({
    before: `delete the line AUTH0_MANAGEMENT_API_TOKEN of ${path}`,
    command: `node bin/omnichat-auth0.js up -s local --deploy-only && node bin/omnichat-auth0.js env -s local --file ${path}`,
    after: "restart OmniChat's server",
  });
  const deleteLine = async (path: string) => {
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace(/^AUTH0_MANAGEMENT_API_TOKEN=.*\n/m, ''));
  };

  test('that may list clients holds too much, until the grant is as declared and the token new', async () => {
    const stack = await stackWithDotenv();
    const { management, outputs, path } = stack;
    const grants = (await management.get('/client-grants', {
      client_id: outputs.registrarClientId ?? '',
    })) as { id: string }[];
    await management.patch(`/client-grants/${grants[0]?.id}`, { scope: ['create:clients', 'read:clients'] });
    const accessToken = await minted(stack);
    await storing(path, () => accessToken);
    const report = await stack.verify({ groups, target: stack.target });
    expect(resultOf(report, 'env-management-token')).toMatchObject({
      status: 'fail',
      evidence: expect.stringMatching(
        /^it may list clients: https:\/\/localhost:\d+\/api\/v2\/clients answered 200; it holds create:clients, read:clients$/,
      ),
      remedy: { setting: 'the grant of the registrar (create:clients)', ...renewed(path) },
    });
    expect(JSON.stringify(report)).not.toContain(accessToken);

    await stack.up();
    expect(await stack.writeEnv()).toBe('unchanged');
    await deleteLine(path);
    expect(await stack.writeEnv()).toBe('updated');
    expect((await result(stack))?.status).toBe('pass');
  });

  test('that looks good and that the tenant does not know is dead', async () => {
    const stack = await stackWithDotenv();
    await storing(stack.path, (stored) => `${stored.slice(0, stored.lastIndexOf('.'))}.c2lnbmF0dXJl`);
    expect(await result(stack)).toMatchObject({
      status: 'fail',
      evidence: expect.stringMatching(/answered 401/),
      remedy: { setting: `AUTH0_MANAGEMENT_API_TOKEN in ${stack.path}`, ...renewed(stack.path) },
    });
    await deleteLine(stack.path);
    await stack.writeEnv();
    expect((await result(stack))?.status).toBe('pass');
  });

  test.each<[what: string, spoil: (path: string) => Promise<void>, hoursLater: number, evidence: string]>([
    ['that has expired', async () => undefined, 25, 'it is expired'],
    [
      'that is no token',
      (path) => storing(path, () => 'none'),
      0,
      "it is not this tenant's, or not the registrar's",
    ],
  ])('%s is replaced by a new .env', async (_what, spoil, hoursLater, evidence) => {
    const stack = await stackWithDotenv();
    await spoil(stack.path);
    const now = Date.now() + hoursLater * 3_600_000;
    expect(await result(stack, () => now)).toMatchObject({
      status: 'fail',
      evidence,
      remedy: {
        setting: stack.path,
        command: `node bin/omnichat-auth0.js env -s local --file ${stack.path}`,
      },
    });
    await stack.writeEnv(() => now);
    expect(stack.mint).toHaveBeenCalledTimes(2);
    expect((await result(stack))?.status).toBe('pass');
  });
});

test('a registrar whose secret was rotated by hand cannot sign in, until the secret is read anew', async () => {
  const stack = await stackWithDotenv();
  const { management, outputs, path, target } = stack;
  await management.post(`/clients/${outputs.registrarClientId}/rotate-secret`, {});
  const report = await stack.verify({ groups, target });
  expect(resultOf(report, 'env-agrees')?.status).toBe('pass');
  expect(resultOf(report, 'env-registrar')).toMatchObject({
    status: 'fail',
    evidence: expect.stringMatching(/\/oauth\/token answered 401: access_denied: Unauthorized$/),
    remedy: {
      setting: `AUTH0_REGISTRAR_CLIENT_SECRET in ${path}`,
      command: `node bin/omnichat-auth0.js up -s local --deploy-only && node bin/omnichat-auth0.js env -s local --file ${path}`,
    },
  });
  expect(JSON.stringify(report)).not.toContain(outputs.registrarClientSecret);

  const mended = await stack.up();
  await writeDotenv(path, {
    outputs: mended.outputs,
    secrets: 'plain',
    mint: () => Promise.reject(new Error('kept')),
  });
  const again = await mended.verify({
    groups,
    target: { ...mended.target, dotenv: { path, environment: {}, outputs: mended.outputs } },
  });
  expect(unpassed(again, { skipped: true })).toEqual({});
});

test('a file without a Management token is told of once', async () => {
  const { verify, target, path } = await stackWithDotenv();
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace(/^AUTH0_MANAGEMENT_API_TOKEN=.*$/m, ''));
  expect(unpassed(await verify({ groups, target }), { skipped: true })).toEqual({
    'env-agrees': 'fail',
    'env-management-token': 'skip',
  });
});

test('what is not ours in the file is left alone', async () => {
  const { verify, target, path } = await stackWithDotenv();
  await appendFile(path, '\nOPENAI_API_KEY=mine\n');
  expect(unpassed(await verify({ groups, target }))).toEqual({});
});

test('no file is looked at where none is named', async () => {
  const stack = await serveStack(deployed);
  expect(unpassed(await stack.verify({ groups }), { skipped: true })).toEqual({
    'env-agrees': 'skip',
    'env-management-token': 'skip',
    'env-registrar': 'skip',
  });
});
