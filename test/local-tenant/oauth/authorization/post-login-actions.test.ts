import { decodeJwt } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ActionFailure, runHandler } from '../../../../src/local-tenant/oauth/actions/action-code.ts';
import { NotEmulated } from '../../../../src/local-tenant/oauth/actions/not-emulated.ts';
import { testUser } from '../../../../src/local-tenant/oauth/users/users.ts';
import { FormBrowser } from '../../../support/clients/form-browser.ts';
import { accessTokenClaims, logIn, redeem, token } from '../../../support/clients/oauth-flow.ts';
import {
  api,
  client,
  database,
  serveOAuth,
  type OAuthTenant,
} from '../../../support/tenants/oauth-tenant.ts';
import { bindActions, bindBodies } from '../../../support/tenants/post-login.ts';

const files = 'https://files.example/api';
const credentials = { client_id: 'web', client_secret: 'secret of web' };
const scope = 'openid files:read files:write offline_access';
const request = { client_id: 'web', audience: files, scope };
let tenant: OAuthTenant;

beforeAll(async () => {
  tenant = await serveOAuth();
  await tenant.store.write((transaction) => {
    transaction.connections.put(database({ name: 'users', enabled_clients: ['web'] }));
    transaction.resourceServers.put(api({ identifier: files }));
    transaction.clients.put(
      client({
        client_id: 'web',
        name: 'Web',
        grant_types: [
          'authorization_code',
          'refresh_token',
          'client_credentials',
          'implicit',
          'urn:ietf:params:oauth:grant-type:device_code',
        ],
        callbacks: ['https://app.example/callback'],
        client_metadata: { tier: 'gold' },
      }),
    );
    transaction.clientGrants.put({
      id: 'cgr_1',
      client_id: 'web',
      audience: files,
      scope: ['files:read'],
      subject_type: 'client',
    });
  });
});

afterAll(() => tenant.close());
afterEach(() => bindBodies(tenant));

/** The `event` that an Action sees, which it puts into a claim of the access token. */
const seen = async (expression: string, given: Record<string, string | undefined> = {}) => {
  await bindBodies(tenant, `api.accessToken.setCustomClaim('seen', ${expression});`);
  const visit = await logIn(tenant, { ...request, ...given });
  return accessTokenClaims(await redeem(tenant, visit, credentials))['seen'];
};

const answeredWith = async (...bodies: readonly string[]) => {
  await bindBodies(tenant, ...bodies);
  const { redirectedTo } = await logIn(tenant, request);
  return Object.fromEntries(redirectedTo?.searchParams ?? []);
};

const refresh = (refreshToken: unknown) =>
  token(tenant, { grant_type: 'refresh_token', refresh_token: String(refreshToken), ...credentials });

describe('an Action', () => {
  test('changes scopes and claims of the tokens of a login, once for all Actions in their order', async () => {
    await bindBodies(
      tenant,
      `api.accessToken.removeScope('files:write').accessToken.addScope('files:share');
       api.accessToken.setCustomClaim('https://app.example/tier', event.client.metadata.tier);
       api.idToken.setCustomClaim('step', 1);`,
      `api.idToken.setCustomClaim('step', 2);`,
    );
    const answer = await redeem(tenant, await logIn(tenant, request), credentials);
    expect(answer.body).toMatchObject({ scope: 'openid files:read offline_access files:share' });
    expect(accessTokenClaims(answer)).toMatchObject({
      scope: 'openid files:read offline_access files:share',
      'https://app.example/tier': 'gold',
    });
    expect(decodeJwt(String(answer.body['id_token']))).toMatchObject({ step: 2 });
  });

  test('does so too where tokens come in the authorization response', async () => {
    await bindBodies(
      tenant,
      `api.accessToken.removeScope('files:write'); api.idToken.setCustomClaim('a', 1);`,
    );
    const { redirectedTo } = await logIn(tenant, {
      ...request,
      scope: 'openid files:read files:write',
      response_type: 'token id_token',
      nonce: 'n',
    });
    const answer = new URLSearchParams(redirectedTo?.hash.slice(1));
    expect(answer.get('scope')).toBe('openid files:read');
    expect(decodeJwt(answer.get('access_token') ?? '')).toMatchObject({ scope: 'openid files:read' });
    expect(decodeJwt(answer.get('id_token') ?? '')).toMatchObject({ a: 1, nonce: 'n' });
  });

  test('runs again when a refresh token is exchanged, knows it, and counts for that token alone', async () => {
    await bindBodies(
      tenant,
      `if (event.transaction.protocol === 'oauth2-refresh-token' && event.request.body.grant_type === 'refresh_token')
         api.accessToken.removeScope('files:write').accessToken.setCustomClaim('by', event.authentication.methods);`,
    );
    const first = await redeem(tenant, await logIn(tenant, request), credentials);
    expect(accessTokenClaims(first)['scope']).toContain('files:write');
    const second = await refresh(first.body['refresh_token']);
    expect(accessTokenClaims(second)).toMatchObject({
      scope: 'openid files:read offline_access',
      by: [{ name: 'pwd', timestamp: expect.any(String) as string }],
    });
    await bindBodies(tenant);
    const third = await refresh(second.body['refresh_token']);
    expect(accessTokenClaims(third)['scope']).toContain('files:write');
  });

  test('runs for a device when its user has logged in', async () => {
    const grantType = 'urn:ietf:params:oauth:grant-type:device_code';
    await bindBodies(tenant, `api.accessToken.setCustomClaim('protocol', event.transaction.protocol);`);
    const started = await tenant.fetch(`${tenant.issuer}oauth/device/code`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ ...credentials, audience: files, scope: 'files:read' }).toString(),
    });
    const device = (await started.json()) as { device_code: string; user_code: string };
    const browser = new FormBrowser(tenant);
    const activation = await browser.open(`${tenant.issuer}activate`);
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(activation.html)?.[1] ?? '';
    const entered = await browser.submit(activation, { xsrf, user_code: device.user_code });
    const login = await browser.submit(
      { ...entered, url: `${tenant.issuer}activate` },
      { xsrf, user_code: device.user_code, confirm: 'yes' },
    );
    const { email: username, password } = testUser;
    const consent = await browser.submit(login, { username, password, action: 'login' });
    if (consent.url.includes('/u/consent')) await browser.submit(consent, { action: 'accept' });
    const answer = await token(tenant, {
      grant_type: grantType,
      device_code: device.device_code,
      ...credentials,
    });
    expect(accessTokenClaims(answer)).toMatchObject({ protocol: 'oauth2-device-code' });
  });

  test('does not run for an application on its own behalf', async () => {
    await bindBodies(tenant, `api.access.deny('no');`);
    const answer = await token(tenant, {
      grant_type: 'client_credentials',
      audience: files,
      ...credentials,
    });
    expect(answer.status).toBe(200);
  });

  test('sees who logs in where, by what, and what was asked for', async () => {
    const shown = await seen('event', {
      state: 'the state',
      login_hint: 'me',
      acr_values: 'one two',
      'ext-colour': 'red',
    });
    expect(shown).toMatchObject({
      authentication: { methods: [{ name: 'pwd' }] },
      authorization: { roles: [] },
      client: { client_id: 'web', name: 'Web', metadata: { tier: 'gold' } },
      connection: { name: 'users', strategy: 'auth0' },
      request: {
        method: 'GET',
        hostname: 'localhost',
        query: { 'ext-colour': 'red', audience: files, scope },
      },
      resource_server: { identifier: files },
      tenant: { id: new URL(tenant.issuer).host },
      transaction: {
        protocol: 'oidc-basic-profile',
        requested_scopes: scope.split(' '),
        redirect_uri: 'https://app.example/callback',
        acr_values: ['one', 'two'],
        response_type: ['code'],
        login_hint: 'me',
        state: 'the state',
        prompt: [],
      },
      user: { email: testUser.email, app_metadata: {}, user_metadata: {}, enrolledFactors: [] },
    });
    expect(JSON.stringify(shown)).not.toMatch(/scrypt|auth0:/);
  });

  test('has its secrets, which nobody else sees', async () => {
    await bindActions(tenant, {
      code: `exports.onExecutePostLogin = async (event, api) => {
        api.accessToken.setCustomClaim('length', event.secrets.KEY.length);
      };`,
      secrets: [{ name: 'KEY', updated_at: '', secret: 'of a vault' }],
    });
    const answer = await redeem(tenant, await logIn(tenant, request), credentials);
    expect(accessTokenClaims(answer)).toMatchObject({ length: 10 });
  });

  test('requires modules in the versions that it names, each loaded once, with secrets of its own', async () => {
    const content = {
      code: `let calls = 0;
        const { createHash } = require('node:crypto');
        module.exports = () => [(calls += 1), createHash('md5').digest('hex').length, actions.secrets.KEY.length];`,
      dependencies: [],
      secrets: [{ name: 'KEY', updated_at: '', secret: 'of a vault' }],
    };
    const version = { ...content, id: 'mv_1', version_number: 1, created_at: '' };
    await tenant.store.write(({ actionModules }) => {
      const times = { created_at: '', updated_at: '' };
      actionModules.put({
        ...content,
        code: 'throw 1;',
        id: 'm_1',
        name: 'shared',
        versions: [version],
        ...times,
      });
    });
    await bindActions(tenant, {
      code: `const shared = require('actions:shared');
        exports.onExecutePostLogin = async (event, api) => {
          shared();
          api.accessToken.setCustomClaim('seen', require('actions:shared')());
        };`,
      modules: [
        { module_id: 'm_1', module_name: 'shared', module_version_id: 'mv_1', module_version_number: 1 },
      ],
    });
    const answer = await redeem(tenant, await logIn(tenant, request), credentials);
    expect(accessTokenClaims(answer)['seen']).toEqual([2, 32, 10]);
  });

  test("requires Node's own modules", async () => {
    expect(await seen(`require('node:crypto').createHash('sha256').update('a').digest('hex').length`)).toBe(
      64,
    );
  });

  test('sets metadata of the user, which the next login sees; null removes', async () => {
    await seen(`(api.user.setAppMetadata('plan', 'pro').user.setUserMetadata('colour', 'blue'), 1)`);
    expect(await seen('[event.user.app_metadata, event.user.user_metadata]')).toEqual([
      { plan: 'pro' },
      { colour: 'blue' },
    ]);
    await answeredWith(`api.user.setAppMetadata('plan', null); api.access.deny('but the metadata stays');`);
    expect(await seen('event.user.app_metadata')).toEqual({});
  });
});

describe('a login is ended', () => {
  test('by an Action that denies it, in its words; none after it runs', async () => {
    expect(await answeredWith(`api.access.deny('closed on Sundays');`, `throw new Error('ran');`)).toEqual({
      error: 'access_denied',
      error_description: 'closed on Sundays',
      state: 'the state',
    });
  });

  test('by an Action that throws, and the log names the Action', async () => {
    expect(await answeredWith(`event.user.user_metadata.missing.deeper;`)).toMatchObject({
      error: 'access_denied',
      error_description: "Cannot read properties of undefined (reading 'deeper')",
    });
    expect(tenant.events.at(-1)).toMatchObject({
      type: 'actions_execution_failed',
      description: "Action 1: Cannot read properties of undefined (reading 'deeper')",
      client_name: 'Web',
      user_name: testUser.email,
    });
  });

  test('by an Action that requires a module that it does not name, or that was deleted', async () => {
    expect(await answeredWith(`require('actions:gone');`)).toMatchObject({
      error: 'access_denied',
      error_description: "Cannot find module 'actions:gone'",
    });
  });

  test.each([
    ['stats', 'event.stats.logins_count', 'event.stats'],
    ['the place of a request', 'event.request.geoip', 'event.request.geoip'],
    ['risks', 'event.authentication.riskAssessment', 'event.authentication.riskAssessment'],
    ['a redirect', `api.redirect.sendUserTo('https://app.example')`, 'api.redirect.sendUserTo'],
    ['a cache', `api.cache.get('a')`, 'api.cache'],
    ['Duo', `api.multifactor.enable('duo')`, `api.multifactor.enable('duo')`],
    [
      'a package that is not installed',
      `require('not-installed-anywhere')`,
      'the package not-installed-anywhere',
    ],
  ])(
    'where an Action asks for %s, which is not emulated, even if it catches the error',
    async (_of, code, named) => {
      const { error, error_description: words } = await answeredWith(`try { ${code} } catch {}`);
      expect(error).toBe('server_error');
      expect(words).toContain(`The local tenant does not emulate ${named}`);
      expect(words).toContain('Action 1');
    },
  );

  test('where a secret has no value, as it was saved when none was kept', async () => {
    await bindActions(tenant, {
      code: 'exports.onExecutePostLogin = async (event) => { event.secrets.KEY; };',
      secrets: [{ name: 'KEY', updated_at: '' }],
    });
    const { redirectedTo } = await logIn(tenant, request);
    expect(redirectedTo?.searchParams.get('error_description')).toContain('event.secrets.KEY');
  });

  test('by the exchange of a refresh token that is denied; the token is good when it no longer is', async () => {
    const { body } = await redeem(tenant, await logIn(tenant, request), credentials);
    await bindBodies(tenant, `api.access.deny('not today');`);
    expect(await refresh(body['refresh_token'])).toEqual({
      status: 403,
      body: { error: 'access_denied', error_description: 'not today' },
    });
    await bindBodies(tenant);
    expect((await refresh(body['refresh_token'])).status).toBe(200);
  });
});

test.each([
  ['in a loop', 'for (;;) {}'],
  ['for what never comes', 'await new Promise(() => {});'],
])('an Action that waits %s is ended when its time is over', async (_how, body) => {
  const code = `exports.run = async () => { ${body} };`;
  const running = runHandler({ code, filename: 'Greet' }, 'run', [{}, {}], {
    notEmulated: new NotEmulated('Greet'),
    leftMs: 50,
  });
  await expect(running).rejects.toThrow(ActionFailure);
});

describe('a claim is not set', () => {
  test.each(['sub', 'permissions', 'scope', 'amr', 'https://tenant.auth0.com/a', 'urn:auth0:a'])(
    '%s, a name that Auth0 keeps',
    async (name) => {
      await bindBodies(
        tenant,
        `for (const token of [api.accessToken, api.idToken]) token.setCustomClaim(${JSON.stringify(name)}, 'mine');`,
      );
      const answer = await redeem(tenant, await logIn(tenant, request), credentials);
      for (const claims of [accessTokenClaims(answer), decodeJwt(String(answer.body['id_token']))]) {
        expect(claims[name]).not.toBe('mine');
      }
    },
  );
});

test('a claim of any name is for the API, and changes nothing about /userinfo', async () => {
  await bindBodies(tenant, `api.accessToken.setCustomClaim('jkt', 'a key');`);
  const { body } = await redeem(tenant, await logIn(tenant, request), credentials);
  const answer = await tenant.fetch(`${tenant.issuer}userinfo`, {
    headers: { authorization: `Bearer ${String(body['access_token'])}` },
  });
  expect([answer.status, await answer.json()]).toEqual([200, { sub: expect.stringMatching(/^auth0\|/) }]);
});

test('nobody can send what Actions have changed', async () => {
  const forged = { 'auth0:login_changes': JSON.stringify({ userId: 'x', addedScopes: ['files:admin'] }) };
  const answer = await redeem(tenant, await logIn(tenant, { ...request, ...forged }), credentials, forged);
  expect(accessTokenClaims(answer)['scope']).not.toContain('admin');
});
