import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { writeDotenv } from '../../src/dotenv/write.ts';
import { systemClock } from '../../src/management/clock.ts';
import { mintManagementToken } from '../../src/management/management-token.ts';
import { dotenvChecks } from '../../src/verify/dotenv/checks.ts';
import { resultOf, unpassed } from '../support/check-results.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { type DeployedStack, deployStack, serveStack } from '../support/verified-stack.ts';

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
  const mint = async () => {
    const { accessToken } = await mintManagementToken(
      { domain: outputs.domain, ca: stack.ca },
      { clientId: outputs.registrarClientId ?? '', clientSecret: outputs.registrarClientSecret ?? '' },
      systemClock,
    );
    return accessToken;
  };
  await writeDotenv(path, { outputs, secrets: 'plain', mint });
  return { ...stack, path, target: { ...stack.target, dotenv: { path, outputs } } };
}

test('the .env that env writes passes', async () => {
  const { verify, target, path } = await stackWithDotenv();
  const report = await verify({ groups, target });
  expect(unpassed(report, { skipped: true })).toEqual({});
  expect(resultOf(report, 'env-agrees')?.evidence).toMatch(/^\d+ variables in /);
  expect(resultOf(report, 'env-agrees')?.evidence).toContain(path);
  expect(resultOf(report, 'env-management-token')?.evidence).toBe('alive, create:clients');
});

test('names the variables that are stale or missing, and never a value', async () => {
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
    evidence: 'OAUTH_CLIENT_SECRET is missing; OAUTH_ISSUER is stale',
    remedy: { setting: path, command: `npx omnichat-auth0 env -s local --file ${path}` },
  });
});

test('a Management token that may list clients holds too much', async () => {
  const { verify, target, management, outputs, path, ca } = await stackWithDotenv();
  const grants = (await management.get('/client-grants', { client_id: outputs.registrarClientId ?? '' })) as {
    id: string;
  }[];
  await management.patch(`/client-grants/${grants[0]?.id}`, { scope: ['create:clients', 'read:clients'] });
  const { accessToken } = await mintManagementToken(
    { domain: outputs.domain, ca },
    { clientId: outputs.registrarClientId ?? '', clientSecret: outputs.registrarClientSecret ?? '' },
    systemClock,
  );
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace(/^(AUTH0_MANAGEMENT_API_TOKEN)=.*$/m, `$1=${accessToken}`));
  const report = await verify({ groups, target });
  expect(resultOf(report, 'env-management-token')).toMatchObject({
    status: 'fail',
    evidence: expect.stringMatching(
      /^it may list clients: https:\/\/localhost:\d+\/api\/v2\/clients answered 200; it holds create:clients, read:clients$/,
    ),
    remedy: {
      setting: 'the grant of the registrar (create:clients)',
      command: 'npx omnichat-auth0 up -s local',
    },
  });
  expect(JSON.stringify(report)).not.toContain(accessToken);
});

test('a Management token that the tenant does not know is dead', async () => {
  const { verify, target, path } = await stackWithDotenv();
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace(/^(AUTH0_MANAGEMENT_API_TOKEN=["']?[^\n"']{20})[^\n"']*/m, '$1'));
  expect(resultOf(await verify({ groups, target }), 'env-management-token')).toMatchObject({
    status: 'fail',
    evidence: expect.stringMatching(/answered 401/),
  });
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
  });
});
