import { ManagementClient } from 'auth0';
import { decodeJwt } from 'jose';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startLocalTenant, type LocalTenant } from '../../src/testing/index.ts';
import { deployerToken } from '../support/tenants/deployer-token.ts';

async function started(options: Parameters<typeof startLocalTenant>[0] = {}): Promise<LocalTenant> {
  const tenant = await startLocalTenant(options);
  onTestFinished(() => tenant.close());
  return tenant;
}

const managementOf = ({ domain, deployer, fetch }: LocalTenant) =>
  new ManagementClient({ domain, ...deployer, fetch });

async function withApplication(tenant: LocalTenant) {
  const management = managementOf(tenant);
  const application = await management.clients.create({
    name: 'Web',
    app_type: 'regular_web',
    oidc_conformant: true,
    callbacks: ['https://app.example/callback'],
    grant_types: ['authorization_code', 'refresh_token'],
    jwt_configuration: { alg: 'RS256' },
  });
  const { data: connections } = await management.connections.list({ strategy: ['auth0'] });
  await management.connections.clients.update(connections[0]?.id ?? '', [
    { client_id: application.client_id ?? '', status: true },
  ]);
  return application.client_id ?? '';
}

const names = async (tenant: LocalTenant) =>
  (await managementOf(tenant).clients.list()).data.map(({ name }) => name);

test('several at once know nothing of each other', async () => {
  const [first, second] = [await started(), await started()];
  expect(first.domain).not.toBe(second.domain);
  await managementOf(first).clients.create({ name: 'only here' });
  expect(await names(first)).toContain('only here');
  expect(await names(second)).not.toContain('only here');
});

test('a login goes through the code flow to tokens, and the log tells of it without secrets', async () => {
  const tenant = await started();
  const clientId = await withApplication(tenant);
  const { accessToken, claims, scope } = await tenant.login();
  expect(claims).toMatchObject({ iss: tenant.issuer, aud: clientId, email: 'user@example.com' });
  expect(scope).toContain('openid');
  const userinfo = await tenant.fetch(`${tenant.issuer}userinfo`, {
    headers: { authorization: `Bearer ${accessToken}` },
  });
  expect(await userinfo.json()).toMatchObject({ email: 'user@example.com' });
  expect(tenant.log).toContainEqual(
    expect.objectContaining({ method: 'GET', path: '/authorize', status: 303, clientId }),
  );
  const told = JSON.stringify(tenant.log);
  expect(told).not.toContain(accessToken);
  expect(told).not.toContain('code=');
});

test('a login gives another factor where an Action asks for it: the user is enrolled, and answers by itself', async () => {
  // Another half-minute begins in four seconds.
  const aheadMs = 26_000 - (Date.now() % 30_000);
  const clock = () => Date.now() + aheadMs;
  const tenant = await started({ clock, seed: { guardianFactors: [{ name: 'otp', enabled: true }] } });
  await withApplication(tenant);
  const { actions } = managementOf(tenant);
  const { id } = await actions.create({
    name: 'Ask',
    code: `exports.onExecutePostLogin = async (event, api) => { api.multifactor.enable('any'); };`,
    supported_triggers: [{ id: 'post-login', version: 'v3' }],
  });
  await actions.deploy(id ?? '');
  await actions.triggers.bindings.updateMany('post-login', {
    bindings: [{ ref: { type: 'action_id', value: id ?? '' }, display_name: 'Ask' }],
  });
  // A code of this half-minute, of the one before and of the one after; then one that is yet to come.
  for (let login = 0; login < 4; login += 1) {
    expect((await tenant.login()).claims).toMatchObject({ amr: ['mfa'] });
  }
  await expect(tenant.login({ email: 'user@example.com', password: 'wrong' })).rejects.toThrow(/Wrong email/);
});

test('a login that is refused says why, and so does the log', async () => {
  const tenant = await started();
  await expect(tenant.login()).rejects.toThrow(
    'Name the application with clientId. Those that log people in: none.',
  );
  const clientId = await withApplication(tenant);
  await expect(tenant.login({ email: 'user@example.com', password: 'wrong' })).rejects.toThrow(
    /The tenant answered 4\d\d: Wrong email or password/,
  );
  await expect(tenant.login(undefined, { redirectUri: 'https://elsewhere.example/' })).rejects.toThrow(
    /The tenant answered 403: unauthorized_client: Callback URL mismatch/,
  );
  const refused = tenant.log.filter(({ path, status }) => path === '/authorize' && status === 403);
  expect(refused).toMatchObject([
    { clientId, explanation: expect.stringMatching(/^unauthorized_client: Callback URL mismatch/) },
  ]);
});

test('reset makes it what it was; snapshot and restore make it what it was at a moment', async () => {
  const tenant = await started();
  const management = managementOf(tenant);
  await management.clients.create({ name: 'first' });
  const snapshot = tenant.snapshot();
  await management.clients.create({ name: 'second' });
  await tenant.restore(snapshot);
  expect(await names(tenant)).toEqual(expect.arrayContaining(['first']));
  expect(await names(tenant)).not.toContain('second');

  const other = await started();
  await other.restore(JSON.parse(JSON.stringify(snapshot)) as typeof snapshot);
  expect(await names(other)).toContain('first');

  const { deployer } = tenant;
  await tenant.reset();
  expect(tenant.log).toEqual([]);
  expect(tenant.deployer).toEqual(deployer);
  expect(await names(tenant)).toEqual(['All Applications', 'Deployer']);
});

describe('a clock of its own', () => {
  test('dates tokens, ends them, and is nobody elses', async () => {
    let now = Date.parse('2031-01-01T00:00:00Z');
    const tenant = await started({ clock: () => now });
    await withApplication(tenant);
    const { accessToken, claims } = await tenant.login();
    expect(claims?.['iat']).toBe(now / 1000);
    const ask = () =>
      tenant.fetch(`${tenant.issuer}userinfo`, { headers: { authorization: `Bearer ${accessToken}` } });
    expect((await ask()).status).toBe(200);
    now += 31 * 86_400_000;
    expect((await ask()).status).toBe(401);
    expect(new Date().getFullYear()).toBeLessThan(2031);
    expect(new Date(Date.now()).getFullYear()).toBeLessThan(2031);
  });
});

test("a clock that goes by the machine's is the same wherever the tenant asks for the time", async () => {
  const hourMs = 3_600_000;
  const tenant = await started({ clock: () => Date.now() + hourMs });
  const before = Date.now() + hourMs;
  const management = managementOf(tenant);
  const { created_at: created } = await management.users.create({
    connection: 'Username-Password-Authentication',
    email: 'new@example.com',
    password: 'Long-enough-1!',
  });
  const after = Date.now() + hourMs;
  for (const at of [String(created), ...tenant.log.map(({ date }) => date)].map((time) => Date.parse(time))) {
    expect(at).toBeGreaterThanOrEqual(before);
    expect(at).toBeLessThanOrEqual(after);
  }
});

describe('a clock in the past', () => {
  test('gives browsers cookies that they keep, by their own clock', async () => {
    const tenant = await started({ clock: () => Date.now() - 2 * 3_600_000 });
    const id = await withApplication(tenant);
    const url = new URL('authorize', tenant.issuer);
    url.search = new URLSearchParams({
      client_id: id,
      response_type: 'code',
      redirect_uri: 'https://app.example/callback',
      scope: 'openid',
    }).toString();
    const answer = await tenant.fetch(url, { redirect: 'manual' });
    const ends = answer.headers
      .getSetCookie()
      .flatMap((cookie) => /expires=([^;]+)/i.exec(cookie)?.slice(1) ?? []);
    expect(ends).not.toEqual([]);
    for (const end of ends) expect(Date.parse(end)).toBeGreaterThan(Date.now());
  });

  test('lets a token of an API that is good by it open /userinfo', async () => {
    const identifier = 'https://files.example/api';
    const tenant = await started({
      clock: () => Date.now() - 40 * 86_400_000,
      seed: {
        resourceServers: [{ identifier }],
        clients: [
          {
            name: 'Web',
            callbacks: ['https://app.example/callback'],
            oidc_conformant: true,
            jwt_configuration: { alg: 'RS256' },
          },
        ],
        databases: [{ name: 'people', enabled_clients: ['Web'] }],
        clientGrants: [{ client_id: 'Web', audience: identifier, scope: [], subject_type: 'user' }],
      },
    });
    const { accessToken } = await tenant.login(undefined, { audience: identifier, scope: 'openid' });
    const answer = await tenant.fetch(`${tenant.issuer}userinfo`, {
      headers: { authorization: `Bearer ${accessToken}` },
    });
    expect(answer.status).toBe(200);
  });
});

describe('a fault', () => {
  test('fails every n-th request until it is taken back', async () => {
    const tenant = await started();
    const ask = async () => (await tenant.fetch(`${tenant.issuer}.well-known/jwks.json`)).status;
    tenant.inject({ failEvery: 2 });
    expect([await ask(), await ask(), await ask(), await ask()]).toEqual([200, 503, 200, 503]);
    tenant.inject({});
    expect([await ask(), await ask()]).toEqual([200, 200]);
    expect(tenant.log[1]).toMatchObject({
      status: 503,
      explanation: 'Service Unavailable: A fault that was asked for.',
    });
  });

  test('issues tokens that have expired', async () => {
    const tenant = await started({ faults: { expiredTokens: true } });
    const token = await deployerToken(tenant);
    expect(decodeJwt(token).exp).toBeLessThan(Date.now() / 1000);
    const refused = await tenant.fetch(`${tenant.issuer}api/v2/clients`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect([refused.status, await refused.json()]).toMatchObject([
      401,
      { message: 'Expired token received for JSON Web Token validation' },
    ]);
  });

  test('holds every answer back', async () => {
    const tenant = await started({ faults: { latencyMs: 150 } });
    await tenant.fetch(`${tenant.issuer}.well-known/jwks.json`);
    expect(tenant.log[0]?.durationMs).toBeGreaterThanOrEqual(149);
  });
});
