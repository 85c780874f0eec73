import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { checkDotenv } from '../../src/dotenv/check.ts';
import { writeDotenv } from '../../src/dotenv/write.ts';
import { systemClock } from '../../src/management/clock.ts';
import { mintManagementToken } from '../../src/management/management-token.ts';
import { clientGroups, partGroups } from '../../src/verify/check-group.ts';
import { stackTarget } from '../../src/verify/target.ts';
import { verify } from '../../src/verify/verify.ts';
import { resultOf, unpassed } from '../support/verify/check-results.ts';
import { temporaryFolder } from '../support/project/temporary-folder.ts';
import {
  deployStack,
  type DeployedStack,
  serveStack,
  type VerifiedStack,
} from '../support/verify/verified-stack.ts';

let deployed: DeployedStack;
let stack: VerifiedStack;
/** The id of the custom domain, and the tenant's two names with their port. */
let id: string;
let own: string;
let custom: string;

beforeAll(async () => {
  deployed = await deployStack();
});

beforeEach(async () => {
  const plain = await serveStack(deployed);
  const body = { domain: 'login.localhost', type: 'auth0_managed_certs' };
  ({ custom_domain_id: id } = (await plain.management.post('/custom-domains', body)) as {
    custom_domain_id: string;
  });
  stack = await plain.up({ customDomain: 'login.localhost' });
  own = plain.settings.domain;
  custom = own.replace('localhost', 'login.localhost');
});

const verifyDomain = () => stack.management.post(`/custom-domains/${id}/verify`, {});

async function writtenDotenv(): Promise<string> {
  const path = join(await temporaryFolder(), '.env');
  const { outputs, ca } = stack;
  const { domain, registrarClientId: clientId = '', registrarClientSecret: clientSecret = '' } = outputs;
  const mint = async () =>
    (await mintManagementToken({ domain, ca }, { clientId, clientSecret }, systemClock)).accessToken;
  await writeDotenv(path, { outputs, secrets: 'plain', mint });
  return path;
}

const values = async (path: string) =>
  Object.fromEntries(
    (await readFile(path, 'utf8')).split('\n').flatMap((line) => {
      const [, name, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
      return name === undefined ? [] : [[name, value]];
    }),
  ) as Record<string, string>;

const target = (path?: string) =>
  stackTarget(
    'local',
    stack.settings,
    stack.outputs,
    path === undefined ? undefined : { path, environment: {} },
  );

const authorizationServer = partGroups.filter(({ name }) => name === 'authorization server');

const fromOutside = (fetch: typeof globalThis.fetch = stack.fetch) =>
  verify({ target: target(), groups: authorizationServer, fetch });

/** The settings that are the causes of what failed. */
async function causes(dotenv: string): Promise<readonly (string | undefined)[]> {
  const { checks } = await stack.verify({ groups: partGroups, target: target(dotenv) });
  return checks
    .filter(({ status, because }) => (status === 'fail' || status === 'unknown') && because === undefined)
    .map(({ remedy }) => remedy?.setting);
}

describe('a custom domain that is verified', () => {
  beforeEach(verifyDomain);

  test('is what clients ask, and the Management API stays where it is', async () => {
    const path = await writtenDotenv();
    const variables = await values(path);
    expect(variables).toMatchObject({
      AUTHORIZATION_SERVER: `https://${custom}`,
      OAUTH_ISSUER: `https://${custom}/`,
      OAUTH_JWKS_URI: `https://${custom}/.well-known/jwks.json`,
      OAUTH_AUTHORIZATION_ENDPOINT: `https://${custom}/authorize`,
      OAUTH_TOKEN_ENDPOINT: `https://${custom}/oauth/token`,
      AUTH0_DOMAIN: own,
      AUTH0_MANAGEMENT_AUDIENCE: `https://${own}/api/v2/`,
    });
    expect(decodeJwt(variables['AUTH0_MANAGEMENT_API_TOKEN'] ?? '')).toMatchObject({
      iss: `https://${own}/`,
      aud: `https://${own}/api/v2/`,
    });
    const { upToDate } = await checkDotenv(path, {
      outputs: stack.outputs,
      secrets: 'plain',
      environment: {},
    });
    expect(upToDate).toBe(true);
  });

  test('passes every check, with a login that ends in a token of its own', async () => {
    await stack.serveConnector();
    const report = await stack.verify({ groups: partGroups, target: target(await writtenDotenv()) });
    expect(unpassed(report, { skipped: true })).toEqual({});
    expect(resultOf(report, 'as-custom-domain')?.evidence).toBe(
      `login.localhost has the keys of ${own}, and Auth0 says that it is ready`,
    );
    expect(resultOf(report, 'app-token-issuer')?.evidence).toBe(`https://${custom}/`);
  });

  test('is seen from outside alone, where nobody may ask the Management API', async () => {
    const report = await fromOutside();
    expect(resultOf(report, 'as-custom-domain')?.evidence).toBe(`login.localhost has the keys of ${own}`);
  });

  test('has ChatGPT go its whole way', async () => {
    await stack.serveConnector();
    const groups = clientGroups.filter(({ client }) => client?.name === 'chatgpt');
    const report = await stack.verify({ groups, target: target() });
    expect(unpassed(report)).toEqual({});
  });

  test.each([
    ['OAUTH_ISSUER', (text: string) => text.replace(custom, own), "(the tenant's own domain) and not"],
    ['AUTH0_DOMAIN', (text: string) => text.replace(own, custom), '(its custom domain) and not'],
    ['AUTH0_MANAGEMENT_AUDIENCE', (text: string) => text.replace(own, custom), '(its custom domain) and not'],
  ])('%s of the other domain is named', async (name, mixed, evidence) => {
    await stack.serveConnector();
    const path = await writtenDotenv();
    const text = await readFile(path, 'utf8');
    const line = new RegExp(`^${name}=.*$`, 'm');
    await writeFile(path, text.replace(line, mixed));
    const report = await stack.verify({ groups: partGroups, target: target(path) });
    expect(unpassed(report)).toEqual({ 'env-agrees': 'fail' });
    expect(resultOf(report, 'env-agrees')?.evidence).toContain(`${name} is stale, naming `);
    expect(resultOf(report, 'env-agrees')?.evidence).toContain(evidence);
  });

  test('is not what a server may compare tokens with that has the other issuer', async () => {
    await stack.serveConnector({ OAUTH_ISSUER: `https://${own}/`, AUTHORIZATION_SERVER: `https://${own}` });
    expect(await causes(await writtenDotenv())).toEqual([
      "OAUTH_ISSUER in the environment of OmniChat's server",
    ]);
  });

  test('is noticed where the stack names none any more, and the .env still does', async () => {
    const path = await writtenDotenv();
    const plain = await serveStack(deployed);
    await plain.serveConnector();
    const report = await plain.verify({
      groups: partGroups,
      target: stackTarget('local', plain.settings, plain.outputs, { path, environment: {} }),
    });
    expect(resultOf(report, 'env-agrees')?.evidence).toContain(
      `OAUTH_TOKEN_ENDPOINT is stale, naming ${custom} and not ${own}`,
    );
  });

  test('is another than the settings name by now', async () => {
    const { customDomain: _name, ...settings } = stack.settings;
    const report = await stack.verify({
      groups: partGroups.filter(({ name }) => name === 'stack'),
      target: stackTarget('local', settings, stack.outputs),
    });
    expect(resultOf(report, 'stack-deployed')?.evidence).toBe(
      'omnichat:customDomain comes to "none" in the file, and to "login.localhost" as deployed',
    );
  });
});

describe('a custom domain that is not verified', () => {
  test('is one cause, whoever asks', async () => {
    await stack.serveConnector();
    const path = await writtenDotenv();
    const report = await stack.verify({ groups: partGroups, target: target(path) });
    expect(resultOf(report, 'as-custom-domain')).toMatchObject({
      status: 'fail',
      evidence: 'Auth0 has not verified login.localhost: it is pending_verification',
      remedy: {
        setting: 'omnichat:customDomain in Pulumi.local.yaml (login.localhost)',
        command: 'node bin/omnichat-auth0.js tenant domains add login.localhost -s local',
      },
    });
    expect(await causes(path)).toEqual(['omnichat:customDomain in Pulumi.local.yaml (login.localhost)']);
  });

  test('is seen from outside as well', async () => {
    const report = await fromOutside();
    expect(resultOf(report, 'as-custom-domain')).toMatchObject({
      status: 'fail',
      evidence: expect.stringContaining('answered 404'),
    });
  });

  test('is missing where the tenant has none of that name', async () => {
    await stack.management.delete(`/custom-domains/${id}`);
    const report = await stack.verify({ groups: authorizationServer, target: target() });
    expect(resultOf(report, 'as-custom-domain')?.evidence).toBe(
      'the tenant has no custom domain login.localhost; it has none',
    );
  });
});

test('a name that leads to another tenant is none of this one', async () => {
  await verifyDomain();
  const report = await fromOutside((url, init) =>
    url === `https://${own}/.well-known/jwks.json`
      ? Promise.resolve(Response.json({ keys: [{ kid: 'another' }] }))
      : stack.fetch(url, init),
  );
  expect(resultOf(report, 'as-custom-domain')?.evidence).toBe(
    `login.localhost has none of the keys of ${own}: it is another tenant`,
  );
});
