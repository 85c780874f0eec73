import { beforeAll, describe, expect, test } from 'vitest';
import { registrationChecks } from '../../../src/verify/registration/registration-checks.ts';
import { verify } from '../../../src/verify/verify.ts';
import { resultOf, unpassed } from '../../support/verify/check-results.ts';
import { urlOf } from '../../support/stand-ins/fetched-url.ts';
import {
  type DeployedStack,
  deployStack,
  resourceUrl,
  serveStack,
  type VerifiedStack,
} from '../../support/verify/verified-stack.ts';

const groups = [{ name: 'registration', checks: registrationChecks }];

describe.each(['off', 'broker', 'registry', 'native'] as const)('with registration %s', (registration) => {
  let deployed: DeployedStack;

  beforeAll(async () => {
    deployed = await deployStack({ registration });
  });

  test('the stack and its server pass, and no application is left behind', async () => {
    const stack = await serveStack(deployed);
    await stack.serveConnector();
    const before = await stack.clientIds();
    const report = await stack.verify({ groups });
    expect(unpassed(report)).toEqual({});
    expect(report).not.toHaveProperty('left');
    expect(await stack.clientIds()).toEqual(before);
  });

  test("Auth0's own endpoint must be as the setting says", async () => {
    const stack = await serveStack(deployed);
    await stack.serveConnector();
    await stack.management.patch('/tenants/settings', {
      flags: { enable_dynamic_client_registration: registration !== 'native' },
    });
    const report = await stack.verify({ groups });
    expect(unpassed(report)).toEqual({
      'registration-issuer': 'fail',
      ...(registration === 'native' && {
        'registration-client-id': 'unknown',
        'registration-client': 'unknown',
        'registration-login': 'unknown',
        'registration-token': 'unknown',
      }),
    });
    expect(resultOf(report, 'registration-issuer')?.remedy).toEqual({
      setting: 'flags.enable_dynamic_client_registration of the tenant',
      command: 'node bin/omnichat-auth0.js up -s local',
    });
  });

  test('the server must do the same as the stack', async () => {
    const stack = await serveStack(deployed);
    await stack.serveConnector({ OAUTH_REGISTRATION: registration === 'off' ? 'native' : 'off' });
    const report = await stack.verify({ groups });
    expect(resultOf(report, 'registration-endpoint')).toMatchObject({
      status: 'fail',
      remedy: { setting: "OAUTH_REGISTRATION in the environment of OmniChat's server" },
    });
  });
});

test('a server that leads clients to the endpoint of another issuer fails', async () => {
  const stack = await serveStack(await deployStack({ registration: 'native' }));
  await stack.serveConnector();
  const location = 'https://other.example/oidc/register';
  const report = await stack.verify({
    groups,
    fetch: (input, init) =>
      urlOf(input) === new URL('/register', resourceUrl).href
        ? Promise.resolve(new Response(null, { status: 307, headers: { location } }))
        : stack.fetch(input, init),
  });
  expect(unpassed(report)).toEqual({ 'registration-endpoint': 'fail' });
  expect(resultOf(report, 'registration-endpoint')).toMatchObject({
    evidence: `it leads to ${location}, and the issuer registers at ${stack.outputs.issuer}oidc/register`,
    remedy: { setting: "OAUTH_ISSUER in the environment of OmniChat's server" },
  });
});

describe('a client that registers', () => {
  type Spoil = (stack: VerifiedStack) => Promise<unknown>;
  interface Spoiled {
    readonly registration: 'broker' | 'registry' | 'native';
    readonly spoil: Spoil;
    readonly failing: Readonly<Record<string, string>>;
    readonly evidence: RegExp;
    readonly setting: string;
  }

  const deployedAs = new Map<string, DeployedStack>();

  beforeAll(async () => {
    for (const registration of ['broker', 'registry', 'native'] as const) {
      deployedAs.set(registration, await deployStack({ registration }));
    }
  });

  const loginFails = { 'registration-login': 'fail', 'registration-token': 'fail' };
  const noDomainConnection: Spoil = async ({ management }) => {
    const connections = (await management.get('/connections')) as { id: string; name: string }[];
    const users = connections.find(({ name }) => name === 'omnichat-users');
    await management.patch(`/connections/${users?.id}`, { is_domain_connection: false });
  };
  const defaultGrant = async ({ management }: VerifiedStack) => {
    const grants = (await management.get('/client-grants')) as { id: string; default_for?: string }[];
    return `/client-grants/${grants.find(({ default_for: subject }) => subject !== undefined)?.id}`;
  };
  const noDefaultGrant: Spoil = async (stack) => stack.management.delete(await defaultGrant(stack));
  const publicClient = (change: object) => (stack: VerifiedStack) =>
    stack.management.patch(`/clients/${stack.outputs.publicClientId}`, change);
  const grantOf = (scope: readonly string[]) => async (stack: VerifiedStack) =>
    stack.management.patch(await defaultGrant(stack), { scope });

  test.each<[string, Spoiled]>([
    [
      'no connection on domain level, with a broker',
      {
        registration: 'broker',
        spoil: noDomainConnection,
        failing: loginFails,
        evidence: /no connections enabled for the client$/,
        setting: 'is_domain_connection of the connection omnichat-users',
      },
    ],
    [
      'no connection on domain level, with a registry',
      {
        registration: 'registry',
        spoil: noDomainConnection,
        failing: loginFails,
        evidence: /no connections enabled for the client$/,
        setting: 'is_domain_connection of the connection omnichat-users',
      },
    ],
    [
      'no connection on domain level, where registration is native',
      {
        registration: 'native',
        spoil: noDomainConnection,
        failing: loginFails,
        evidence: /no connections enabled for the client$/,
        setting: 'is_domain_connection of the connection omnichat-users',
      },
    ],
    [
      'no default grant for third parties, with a broker',
      {
        registration: 'broker',
        spoil: noDefaultGrant,
        failing: loginFails,
        evidence: /is not authorized to access resource server/,
        setting: 'the default client grant of third-party applications on the API',
      },
    ],
    [
      'no default grant for third parties, where registration is native',
      {
        registration: 'native',
        spoil: noDefaultGrant,
        failing: loginFails,
        evidence: /is not authorized to access resource server/,
        setting: 'the default client grant of third-party applications on the API',
      },
    ],
    [
      'a default grant of too much',
      {
        registration: 'broker',
        spoil: grantOf(['files:read', 'files:write', 'chat:read', 'chat:write', 'ssh:execute']),
        failing: { 'registration-token': 'fail' },
        evidence: /^it also carries ssh:execute$/,
        setting: 'the scopes of the client grant of third parties',
      },
    ],
    [
      'a default grant of too little',
      {
        registration: 'native',
        spoil: grantOf(['files:read']),
        failing: { 'registration-token': 'fail' },
        evidence: /^it lacks files:write, chat:read, chat:write$/,
        setting: 'the scopes of the default client grant of third-party applications on the API',
      },
    ],
    [
      'no grant of its own, with a registry',
      {
        registration: 'registry',
        spoil: async ({ management, outputs }) => {
          const grants = (await management.get('/client-grants', {
            client_id: outputs.publicClientId ?? '',
          })) as { id: string }[];
          await management.delete(`/client-grants/${grants[0]?.id}`);
        },
        failing: loginFails,
        evidence: /is not authorized to access resource server/,
        setting: 'the client grant of the public application on the API',
      },
    ],
    [
      'the id of another public client in a registry',
      {
        registration: 'registry',
        spoil: async ({ management, serveConnector, target }) => {
          const { client_id: other } = (await management.post('/clients', {
            name: 'Another',
            is_first_party: false,
            app_type: 'native',
            token_endpoint_auth_method: 'none',
            callbacks: target.application?.redirectUris,
            grant_types: ['authorization_code', 'refresh_token'],
          })) as { client_id: string };
          await serveConnector({ OAUTH_PUBLIC_CLIENT_ID: other });
        },
        failing: { 'registration-client-id': 'fail', ...loginFails },
        evidence: /^the answer names tpc_\w+, expected tpc_\w+$/,
        setting: "OAUTH_PUBLIC_CLIENT_ID in the environment of OmniChat's server",
      },
    ],
    [
      'a callback too many in a registry',
      {
        registration: 'registry',
        spoil: (stack) =>
          publicClient({
            callbacks: [
              ...(stack.target.application?.redirectUris ?? []),
              'https://elsewhere.example/callback',
            ],
          })(stack),
        failing: { 'registration-client': 'fail' },
        evidence: /^it may redirect to https:\/\/elsewhere\.example\/callback$/,
        setting: 'the callbacks, the grant types or the kind of the registered client',
      },
    ],
    [
      'the callback of ChatGPT missing in a registry',
      {
        registration: 'registry',
        spoil: publicClient({ callbacks: ['https://platform.openai.com/apps-manage/oauth'] }),
        failing: loginFails,
        evidence: /Callback URL mismatch/,
        setting: 'the callbacks of the application',
      },
    ],
  ])('fails with %s', async (_name, { registration, spoil, failing, evidence, setting }) => {
    const deployed = deployedAs.get(registration);
    if (deployed === undefined) throw new Error(`no stack with registration ${registration}`);
    const stack = await serveStack(deployed);
    await stack.serveConnector();
    await spoil(stack);
    const report = await stack.verify({ groups });
    expect(unpassed(report)).toEqual(failing);
    expect(resultOf(report, Object.keys(failing)[0] ?? '')).toMatchObject({
      evidence: expect.stringMatching(evidence),
      remedy: { setting },
    });
  });

  test('fails where roles decide and were not to, with what the token lacks', async () => {
    const stack = await serveStack(deployedAs.get('broker') ?? (await deployStack()));
    await stack.serveConnector();
    await stack.management.patch(`/resource-servers/${encodeURIComponent(resourceUrl)}`, {
      enforce_policies: true,
    });
    expect(resultOf(await stack.verify({ groups }), 'registration-token')).toMatchObject({
      status: 'fail',
      evidence: 'it lacks files:read, files:write, chat:read, chat:write',
      remedy: { setting: 'enforce_policies of the API' },
    });
  });

  test('fails with a broker that makes first-party clients, which are removed all the same', async () => {
    const deployed = deployedAs.get('broker');
    if (deployed === undefined) throw new Error('no stack with a broker');
    const stack = await serveStack(deployed);
    await stack.serveConnector();
    const before = await stack.clientIds();
    const report = await stack.verify({
      groups,
      fetch: async (input, init) => {
        if (urlOf(input) !== 'https://omnichat.com/register') return stack.fetch(input, init);
        const asked = JSON.parse(init?.body as string) as { client_name: string; redirect_uris: string[] };
        if (asked.redirect_uris.includes('https://verify.invalid/callback')) return stack.fetch(input, init);
        const made = (await stack.management.post('/clients', {
          name: asked.client_name,
          callbacks: asked.redirect_uris,
          grant_types: ['authorization_code', 'refresh_token'],
          token_endpoint_auth_method: 'none',
        })) as { client_id: string };
        return Response.json(
          { client_id: made.client_id, token_endpoint_auth_method: 'none' },
          { status: 201 },
        );
      },
    });
    expect(resultOf(report, 'registration-endpoint')?.status).toBe('pass');
    expect(resultOf(report, 'registration-client-id')).toMatchObject({
      status: 'fail',
      evidence: expect.stringMatching(/ is no third party: its id does not begin with tpc_$/),
      remedy: { setting: "is_first_party of the client of OmniChat's server" },
    });
    expect(resultOf(report, 'registration-client')).toMatchObject({
      status: 'fail',
      evidence: 'it is a first party',
    });
    expect(await stack.clientIds()).toEqual(before);
  });
});

describe('a broker', () => {
  let deployed: DeployedStack;

  beforeAll(async () => {
    deployed = await deployStack({ registration: 'broker' });
  });

  test('fails when it registers any redirect URI', async () => {
    const stack = await serveStack(deployed);
    await stack.serveConnector({
      OAUTH_REDIRECT_URIS: 'https://chatgpt.com/x,https://verify.invalid/callback',
    });
    const report = await stack.verify({ groups });
    expect(resultOf(report, 'registration-redirect-uri')).toMatchObject({
      status: 'fail',
      evidence: 'https://omnichat.com/register answered 201',
    });
  });

  test('is asked for nothing that could not be removed', async () => {
    const stack = await serveStack(deployed);
    await stack.serveConnector();
    const before = await stack.clientIds();
    const report = await verify({ target: stack.target, fetch: stack.fetch, groups });
    expect(unpassed(report, { skipped: true })).toEqual({
      'registration-registrar': 'skip',
      'registration-endpoint': 'skip',
      'registration-client-id': 'skip',
      'registration-client': 'skip',
      'registration-login': 'skip',
      'registration-token': 'skip',
    });
    expect(resultOf(report, 'registration-endpoint')?.evidence).toBe(
      'it would register a client: run it again with --register',
    );
    expect(await stack.clientIds()).toEqual(before);
  });
});
