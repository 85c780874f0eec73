import { beforeAll, describe, expect, test } from 'vitest';
import { applicationChecks } from '../../src/verify/application/application-checks.ts';
import { registrationChecks } from '../../src/verify/registration/registration-checks.ts';
import { testUser } from '../../src/local-tenant/oauth/users/users.ts';
import { createBrowserUser } from '../../src/verify/login/browser-user.ts';
import { createScriptedUser } from '../../src/verify/login/scripted-user.ts';
import { verify } from '../../src/verify/verify.ts';
import { resultOf, unpassed } from '../support/verify/check-results.ts';
import { urlOf } from '../support/stand-ins/fetched-url.ts';
import { freePort } from '../support/project/free-port.ts';
import {
  deployStack,
  type DeployedStack,
  resourceUrl,
  serveStack,
  type VerifiedStack,
} from '../support/verify/verified-stack.ts';

const groups = [{ name: 'application', checks: applicationChecks }];

let deployed: DeployedStack;

beforeAll(async () => {
  deployed = await deployStack();
});

test('the application that the program declares passes every check', async () => {
  const stack = await serveStack(deployed);
  expect(unpassed(await stack.verify({ groups }), { skipped: true })).toEqual({});
});

describe('one setting wrong fails the check that is about it:', () => {
  const connector = (change: object) => (stack: VerifiedStack) =>
    stack.management.patch(`/clients/${stack.outputs.clientId}`, change);
  const api = (change: object) => (stack: VerifiedStack) =>
    stack.management.patch(`/resource-servers/${encodeURIComponent(resourceUrl)}`, change);
  const rotating = {
    rotation_type: 'rotating',
    expiration_type: 'expiring',
    leeway: 0,
    token_lifetime: 2_592_000,
    idle_token_lifetime: 1_296_000,
    infinite_token_lifetime: false,
    infinite_idle_token_lifetime: false,
  };

  test.each<[string, (stack: VerifiedStack) => Promise<unknown>, Record<string, string>, RegExp]>([
    [
      'a callback is missing',
      connector({
        callbacks: [
          'https://chatgpt.com/connector_platform_oauth_redirect',
          'http://localhost:3000/callback',
        ],
      }),
      { 'app-redirect-uris': 'fail' },
      /^https:\/\/platform\.openai\.com\/apps-manage\/oauth was answered 403: unauthorized_client: Callback URL mismatch\./,
    ],
    [
      'callbacks are missing, which are told apart from one another, and not the answer to them',
      connector({ callbacks: ['https://chatgpt.com/connector_platform_oauth_redirect'] }),
      { 'app-redirect-uris': 'fail' },
      /^https:\/\/platform\.openai\.com\/apps-manage\/oauth, http:\/\/localhost:3000\/callback were answered 403: (?:(?! answered ).)*$/,
    ],
    [
      'a callback too many',
      (stack) =>
        connector({
          callbacks: [...(stack.target.application?.redirectUris ?? []), 'https://verify.invalid/callback'],
        })(stack),
      { 'app-redirect-uri-unknown': 'fail', 'app-callbacks': 'fail' },
      /^https:\/\/verify\.invalid\/callback is accepted \(30\d\)$/,
    ],
    [
      'a callback too many that nobody would guess',
      (stack) =>
        connector({
          callbacks: [
            ...(stack.target.application?.redirectUris ?? []),
            'https://elsewhere.example/callback',
          ],
        })(stack),
      { 'app-callbacks': 'fail' },
      /^it may redirect to https:\/\/elsewhere\.example\/callback$/,
    ],
    [
      'a callback on this machine, on a port that was not declared',
      (stack) =>
        connector({
          callbacks: [...(stack.target.application?.redirectUris ?? []), 'http://localhost:8080/callback'],
        })(stack),
      { 'app-redirect-uri-unknown': 'fail', 'app-callbacks': 'fail' },
      /^http:\/\/localhost:8080\/callback is accepted \(30\d\)$/,
    ],
    [
      'the client-credentials grant is on',
      connector({ grant_types: ['authorization_code', 'refresh_token', 'client_credentials'] }),
      { 'app-client-credentials': 'fail', 'app-grant-types': 'fail' },
      /^the application may ask for tokens in its own name, and lacked something else only: https:\/\/localhost:\d+\/oauth\/token answered 403: access_denied: /,
    ],
    [
      'the password grant is on',
      connector({ grant_types: ['authorization_code', 'refresh_token', 'password'] }),
      { 'app-grant-types': 'fail' },
      /^it may use password$/,
    ],
    [
      'the secret was rotated',
      (stack) => stack.management.post(`/clients/${stack.outputs.clientId}/rotate-secret`, {}),
      {
        'app-client-secret': 'fail',
        'app-code-exchange': 'fail',
        'app-pkce': 'unknown',
        'app-token-jwt': 'unknown',
        'app-token-issuer': 'unknown',
        'app-token-audience': 'unknown',
        'app-token-scope': 'unknown',
        'app-token-lifetime': 'unknown',
        'app-refresh-rotates': 'unknown',
        'app-refresh-reuse': 'unknown',
      },
      /^the secret: https:\/\/localhost:\d+\/oauth\/token answered 401: access_denied: Unauthorized$/,
    ],
    [
      'the implicit grant is on',
      connector({ grant_types: ['authorization_code', 'refresh_token', 'implicit'] }),
      { 'app-implicit': 'fail', 'app-grant-types': 'fail' },
      /^it is accepted: nothing is missing but a login \(30\d login_required: Login required\)$/,
    ],
    [
      'the API signs with HS256',
      api({ signing_alg: 'HS256', signing_secret: 'a secret that the API shares' }),
      { 'app-token-jwt': 'fail' },
      /^it is signed with HS256$/,
    ],
    [
      'the resource parameter is passed over',
      ({ management }) => management.patch('/tenants/settings', { resource_parameter_profile: 'audience' }),
      { 'app-token-jwt': 'fail', 'app-token-audience': 'fail' },
      /^the access token is opaque: it is for no API$/,
    ],
    [
      'the API has a scope less',
      api({ scopes: ['files:read', 'files:write', 'chat:read', 'chat:write'].map((value) => ({ value })) }),
      { 'app-token-scope': 'fail' },
      /^it lacks ssh:execute$/,
    ],
    [
      'tokens live longer',
      api({ token_lifetime: 7200, token_lifetime_for_web: 7200 }),
      { 'app-token-lifetime': 'fail' },
      /^it lives 7200 s, expected 3600 s$/,
    ],
    [
      'the API gives no offline access',
      api({ allow_offline_access: false }),
      { 'app-refresh-rotates': 'fail' },
      /^no refresh token was issued$/,
    ],
    [
      'refresh tokens do not rotate',
      connector({ refresh_token: { ...rotating, rotation_type: 'non-rotating' } }),
      { 'app-refresh-rotates': 'fail', 'app-refresh-reuse': 'fail' },
      /^the refresh token stayed the same$/,
    ],
    [
      'used refresh tokens stay good for a minute',
      connector({ refresh_token: { ...rotating, leeway: 60 } }),
      { 'app-refresh-reuse': 'fail' },
      /^it is accepted again for 60 s, and a leeway of 30 s is declared$/,
    ],
    [
      'a refresh token that was used is refused at once',
      connector({ refresh_token: rotating }),
      { 'app-refresh-reuse': 'fail' },
      /^it was refused at once, and a leeway of 30 s is declared: invalid_grant: /,
    ],
  ])('%s', async (_name, spoil, expected, evidence) => {
    const stack = await serveStack(deployed);
    await spoil(stack);
    const report = await stack.verify({ groups });
    expect(unpassed(report)).toEqual(expected);
    expect(resultOf(report, Object.keys(expected)[0] ?? '')).toMatchObject({
      evidence: expect.stringMatching(evidence),
      remedy: {
        command: expect.stringMatching(
          /^node bin\/omnichat-auth0\.js up -s local( && node bin\/omnichat-auth0\.js env -s local)?$/,
        ),
      },
    });
  });

  test.each<
    [id: string, setting: string, command: string, spoil: (stack: VerifiedStack) => Promise<unknown>]
  >([
    ...['client_secret_basic', 'none'].flatMap((method) =>
      ['app-client-secret', 'app-code-exchange'].map(
        (id): [string, string, string, (stack: VerifiedStack) => Promise<unknown>] => [
          id,
          'token_endpoint_auth_method of the application (client_secret_post)',
          'node bin/omnichat-auth0.js up -s local',
          connector({ token_endpoint_auth_method: method }),
        ],
      ),
    ),
    [
      'app-client-secret',
      'OAUTH_CLIENT_SECRET: the secret of the application',
      'node bin/omnichat-auth0.js up -s local',
      (stack) => stack.management.post(`/clients/${stack.outputs.clientId}/rotate-secret`, {}),
    ],
    [
      'app-code-exchange',
      'OAUTH_CLIENT_SECRET: the secret of the application',
      'node bin/omnichat-auth0.js up -s local',
      (stack) => stack.management.post(`/clients/${stack.outputs.clientId}/rotate-secret`, {}),
    ],
    [
      'app-token-scope',
      'enforce_policies of the API',
      'node bin/omnichat-auth0.js up -s local',
      api({ enforce_policies: true }),
    ],
    [
      'app-token-scope',
      'the scopes of the API',
      'node bin/omnichat-auth0.js up -s local',
      api({ scopes: ['files:read', 'files:write', 'chat:read', 'chat:write'].map((value) => ({ value })) }),
    ],
    [
      'app-code-flow',
      'subject_type_authorization.user.policy of the API (require_client_grant)',
      'node bin/omnichat-auth0.js up -s local',
      api({ subject_type_authorization: { user: { policy: 'deny_all' } } }),
    ],
  ])('and %s names %s, and what mends it', async (id, setting, command, spoil) => {
    const stack = await serveStack(deployed);
    await spoil(stack);
    expect(resultOf(await stack.verify({ groups }), id)?.remedy).toMatchObject({ setting, command });

    const mended = await stack.up();
    expect(unpassed(await mended.verify({ groups }))).toEqual({});
  });

  test('a user who is blocked fails each login, with the line that lets them in', async () => {
    const stack = await serveStack(deployed);
    await stack.serveConnector();
    const all = [...groups, { name: 'registration', checks: registrationChecks }];
    await stack.verify({ groups });
    const [user] = (await stack.management.get('/users')) as { user_id: string }[];
    const path = `/users/${encodeURIComponent(user?.user_id ?? '')}`;
    await stack.management.patch(path, { blocked: true });
    const report = await stack.verify({ groups: all });
    for (const id of ['app-code-flow', 'registration-token']) {
      expect(resultOf(report, id)?.remedy).toMatchObject({
        setting: 'blocked of the user who logged in',
        command: `node bin/omnichat-auth0.js mend set ${path.slice(1)} blocked=false -s local`,
      });
    }
  });

  test('a user who may not log in fails the login, in the words of the tenant', async () => {
    const stack = await serveStack(deployed);
    const connections = (await stack.management.get('/connections')) as { id: string; name: string }[];
    const users = connections.find(({ name }) => name === 'omnichat-users');
    await stack.management.patch(`/connections/${users?.id}/clients`, [
      { client_id: stack.outputs.clientId, status: false },
    ]);
    expect(resultOf(await stack.verify({ groups }), 'app-code-flow')).toMatchObject({
      status: 'fail',
      evidence: 'invalid_request: no connections enabled for the client',
    });
  });
});

test('a token that has expired when it comes fails, and no setting is blamed', async () => {
  const stack = await serveStack(deployed);
  const report = await stack.verify({ groups, now: () => Date.now() + 86_400_000 });
  expect(unpassed(report)).toEqual({ 'app-token-lifetime': 'fail' });
  expect(resultOf(report, 'app-token-lifetime')).toMatchObject({
    evidence: expect.stringMatching(/^it had expired when it came, 828\d\d s before$/),
  });
  expect(resultOf(report, 'app-token-lifetime')).not.toHaveProperty('remedy');
});

test('without a user, what needs a login is skipped and says how to have one', async () => {
  const stack = await serveStack(deployed);
  const { target, fetch } = stack;
  const report = await verify({ target, fetch, groups });
  expect(unpassed(report, { skipped: true })).toEqual({
    'app-callbacks': 'skip',
    'app-grant-types': 'skip',
    'app-code-flow': 'skip',
    'app-code-exchange': 'skip',
    'app-pkce': 'skip',
    'app-token-jwt': 'skip',
    'app-token-issuer': 'skip',
    'app-token-audience': 'skip',
    'app-token-scope': 'skip',
    'app-token-lifetime': 'skip',
    'app-refresh-rotates': 'skip',
    'app-refresh-reuse': 'skip',
  });
  expect(resultOf(report, 'app-pkce')?.evidence).toBe('it takes a login: run it again with --login');
});

test('a token endpoint that fails leaves the checks of tokens unknown: it refused nothing', async () => {
  const stack = await serveStack(deployed);
  const report = await stack.verify({
    groups,
    fetch: (input, init) =>
      urlOf(input).endsWith('/oauth/token')
        ? Promise.resolve(new Response('{}', { status: 502 }))
        : stack.fetch(input, init),
  });
  expect(resultOf(report, 'app-code-exchange')).toMatchObject({
    status: 'unknown',
    evidence: 'The token endpoint answered 502',
  });
  expect(resultOf(report, 'app-code-flow')?.status).toBe('pass');
});

test('no code, token or secret is in the report', async () => {
  const stack = await serveStack(deployed);
  const seen: string[] = [stack.outputs.clientSecret];
  const report = await stack.verify({
    groups,
    fetch: async (input, init) => {
      const response = await stack.fetch(input, init);
      const code = /[?&]code=([^&]+)/.exec(response.headers.get('location') ?? '')?.[1];
      if (code !== undefined) seen.push(code);
      if (!urlOf(input).endsWith('/oauth/token')) return response;
      const text = await response.text();
      const body = JSON.parse(text) as Record<string, string | undefined>;
      seen.push(...[body['access_token'], body['refresh_token']].filter((value) => value !== undefined));
      return new Response(text, { status: response.status, headers: response.headers });
    },
  });
  expect(seen.length).toBeGreaterThanOrEqual(5);
  const text = JSON.stringify(report);
  expect(seen.filter((secret) => text.includes(secret))).toEqual([]);
});

describe('a leeway', () => {
  const reuse = async (settings: Readonly<Record<string, string>>) => {
    const stack = await (await serveStack(deployed)).up(settings);
    const report = await stack.verify({ groups });
    expect(unpassed(report)).toEqual({});
    return resultOf(report, 'app-refresh-reuse')?.evidence;
  };

  test('lets a used refresh token work again, until its replacement was used', async () => {
    expect(await reuse({})).toBe(
      'accepted again within the leeway of 30 s; once its replacement was used, invalid_grant: Unknown or invalid refresh token.',
    );
  });

  test('is not said to end when nobody may look how long it is', async () => {
    const { target, fetch: fetchStack } = await serveStack(deployed);
    const user = createScriptedUser(fetchStack, testUser);
    const report = await verify({ target, fetch: fetchStack, user, groups });
    expect(resultOf(report, 'app-refresh-reuse')).toMatchObject({
      status: 'pass',
      evidence: expect.stringMatching(/^accepted again within a leeway, whose end nobody waited for; /),
    });
  });

  test('of 0 lets none', async () => {
    expect(await reuse({ leeway: '0' })).toBe('invalid_grant: Unknown or invalid refresh token.');
  });
});

describe('the declared clients', () => {
  test.each<[clients: string[], method: string, evidence: string]>([
    [
      ['chatgpt', 'claude', 'vscode'],
      'client_secret_post',
      'client_secret_post, for ChatGPT, Claude, VS Code',
    ],
    [
      ['chatgpt', 'cursor', 'inspector'],
      'client_secret_basic',
      'client_secret_basic, for ChatGPT, Cursor, MCP Inspector',
    ],
    [['codex'], 'client_secret_post', 'client_secret_post, for Codex'],
  ])('%j can sign in by %s', async (clients, tokenEndpointAuthMethod, evidence) => {
    const stack = await (
      await serveStack(deployed)
    ).up({ clients: JSON.stringify(clients), tokenEndpointAuthMethod });
    const report = await stack.verify({ groups });
    expect(unpassed(report)).toEqual({});
    expect(resultOf(report, 'app-auth-method')).toMatchObject({ evidence });
  });

  test('that choose another way from the metadata are named, with what they would be told', async () => {
    const stack = await (await serveStack(deployed)).up({ clients: '["chatgpt","cursor"]' });
    const report = await stack.verify({ groups });
    expect(unpassed(report)).toEqual({ 'app-auth-method': 'fail' });
    expect(resultOf(report, 'app-auth-method')).toMatchObject({
      severity: 'warning',
      evidence: expect.stringMatching(
        /^the application takes client_secret_post, and Cursor uses client_secret_basic: \S+\/oauth\/token answered 401: access_denied: Unauthorized$/,
      ),
      remedy: {
        before:
          'write "omnichat:tokenEndpointAuthMethod: client_secret_basic" below config: in Pulumi.local.yaml',
      },
    });
  });

  test('that no one way fits are told to register themselves', async () => {
    const stack = await (await serveStack(deployed)).up({ clients: '["claude","cursor"]' });
    expect(resultOf(await stack.verify({ groups }), 'app-auth-method')).toMatchObject({
      status: 'fail',
      remedy: { before: 'let those register themselves (docs/clients.md), or take them out' },
    });
  });

  test('register themselves with native registration', async () => {
    const stack = await (
      await serveStack(deployed)
    ).up({ clients: '["claude","cursor"]', registration: 'native' });
    expect(resultOf(await stack.verify({ groups }), 'app-auth-method')).toMatchObject({
      status: 'skip',
      evidence: 'clients register themselves',
    });
  });
});

test('a secret that is to be sent by Basic is told from one that is wrong', async () => {
  const stack = await (
    await serveStack(deployed)
  ).up({ clients: '["inspector"]', tokenEndpointAuthMethod: 'client_secret_basic' });
  await stack.management.patch(`/clients/${stack.outputs.clientId}`, {
    token_endpoint_auth_method: 'client_secret_post',
  });
  expect(resultOf(await stack.verify({ groups }), 'app-client-secret')).toMatchObject({
    status: 'fail',
    remedy: { setting: 'token_endpoint_auth_method of the application (client_secret_basic)' },
  });
});

test("a person's browser is opened once and goes the same way", async () => {
  const redirectUri = `http://127.0.0.1:${await freePort()}/callback`;
  const stack = await serveStack(deployed);
  await stack.management.patch(`/clients/${stack.outputs.clientId}`, { callbacks: [redirectUri] });
  const person = createScriptedUser(stack.fetch, testUser);
  const browse = async (url: URL): Promise<void> => {
    const answer = await person.authorize(url, redirectUri);
    if (answer.kind !== 'redirect') throw new Error(answer.message);
    const page = await fetch(answer.url, { redirect: 'manual' });
    const next = page.headers.get('location');
    if (next !== null) await browse(new URL(next));
  };
  const visits: Promise<void>[] = [];
  const user = await createBrowserUser({ redirectUri, open: (url) => visits.push(browse(url)) });
  const target = {
    ...stack.target,
    application: {
      clientId: stack.outputs.clientId,
      clientSecret: stack.outputs.clientSecret,
      redirectUris: [redirectUri],
      grantTypes: ['authorization_code', 'refresh_token'],
    },
  };
  const report = await stack.verify({ groups, target, user });
  await user.close();
  expect(unpassed(report, { skipped: true })).toEqual({});
  await Promise.all(visits);
  expect(visits).toHaveLength(1);
});

test('a login is skipped where the application does not redirect to where it is received', async () => {
  const stack = await serveStack(deployed);
  const redirectUri = `http://127.0.0.1:${await freePort()}/callback`;
  const user = await createBrowserUser({ redirectUri, open: () => undefined });
  const report = await stack.verify({ groups, user });
  await user.close();
  expect(resultOf(report, 'app-code-flow')).toMatchObject({
    status: 'skip',
    evidence: `the application does not allow ${redirectUri}, where the login is received`,
  });
});

test('a user without roles gets no scope where roles decide', async () => {
  const stack = await serveStack(deployed);
  await stack.management.patch(`/resource-servers/${encodeURIComponent(resourceUrl)}`, {
    enforce_policies: true,
  });
  const { api: known } = stack.target;
  const target = { ...stack.target, ...(known !== undefined && { api: { ...known, rolesDecide: true } }) };
  expect(resultOf(await stack.verify({ groups, target }), 'app-token-scope')).toMatchObject({
    status: 'fail',
    remedy: { setting: 'the roles of the user who logged in' },
  });
});
