import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { dynamicProviderText, loadedProvider, type Served } from '../support/tenants/dynamic-provider.ts';
import { registeredProgram } from '../support/pulumi/registered-program.ts';
import { stackConfig } from '../support/project/stack-config.ts';
import { providedTenant } from '../support/tenants/provided-tenant.ts';
import { serveStub, type StubAnswer, type StubRequest } from '../support/stand-ins/tenant-stub.ts';

const setting = 'authorization_response_iss_parameter_supported';
const on = { authorizationResponseIssParameterSupported: true };
const off = { authorizationResponseIssParameterSupported: false };
const id = 'tenants/settings';

let text: string;

beforeAll(async () => {
  text = await dynamicProviderText(stackConfig('local'), 'issuer-identification');
});

const providerOf = (...served: Served) => loadedProvider(text, ...served);

describe('on a tenant', () => {
  async function served(before: boolean | null) {
    const { management, provider } = await providedTenant(text);
    const set = (value: boolean | null) => management.patch('/tenants/settings', { [setting]: value });
    const live = async () =>
      ((await management.get('/tenants/settings')) as Record<string, unknown>)[setting] ?? null;
    if (before !== null) await set(before);
    return { provider, set, live };
  }

  test.each([null, false])('that has %j it is turned on, and a delete puts that back', async (before) => {
    const { provider, live } = await served(before);
    const created = await provider.create(on);
    expect(created).toEqual({ id, outs: { ...on, previous: JSON.stringify(before) } });
    expect(await live()).toBe(true);
    expect(await provider.diff(id, created.outs, on)).toEqual({ changes: false });
    await provider.delete(id, created.outs);
    expect(await live()).toBe(before);
  });

  test('that has it on already nothing is changed, by a delete neither', async () => {
    const { provider, live } = await served(true);
    const created = await provider.create(on);
    expect(created).toEqual({ id, outs: on });
    await provider.delete(id, created.outs);
    expect(await live()).toBe(true);
  });

  test('a change by hand is seen, taken back by an update, and left alone by a delete', async () => {
    const { provider, live, set } = await served(null);
    const { outs } = await provider.create(on);
    await set(false);
    await provider.delete(id, outs);
    expect(await live()).toBe(false);

    const seen = await provider.read(id, outs);
    expect(seen).toEqual({ id, props: { ...off, previous: 'null' }, inputs: off });
    expect(await provider.diff(id, seen.props, on)).toEqual({ changes: true });
    expect(await provider.update(id, seen.props, on)).toEqual({ outs });
    expect(await live()).toBe(true);
  });
});

describe('at the Management API', () => {
  const secret = { AUTH0_CLIENT_ID: 'the deployer', AUTH0_CLIENT_SECRET: 'the secret' };

  async function stubbed(
    answer: (request: StubRequest) => StubAnswer | undefined,
    config: Readonly<Record<string, string>> = {},
    environment: Readonly<Record<string, string>> = secret,
  ) {
    const stub = await serveStub(answer);
    const provider = await providerOf(stub, { 'auth0:domain': stub.domain, ...config }, environment);
    return { stub, provider };
  }

  const settings = (value: boolean) => ({ body: { flags: {}, friendly_name: 'OmniChat', [setting]: value } });

  test('one token is enough, and a change states nothing else', async () => {
    const { provider, stub } = await stubbed(({ path, method }) =>
      path.startsWith('/api/v2/') ? settings(method === 'PATCH') : undefined,
    );
    await provider.create(on);
    expect(stub.requests.map(({ method, path, body }) => [method, path, body && JSON.parse(body)])).toEqual([
      [
        'POST',
        '/oauth/token',
        {
          grant_type: 'client_credentials',
          audience: `https://${stub.domain}/api/v2/`,
          client_id: 'the deployer',
          client_secret: 'the secret',
        },
      ],
      ['GET', '/api/v2/tenants/settings', ''],
      ['PATCH', '/api/v2/tenants/settings', { [setting]: true }],
    ]);
    expect(stub.requests[2]?.headers['authorization']).toBe('Bearer the access token');
  });

  test.each([
    ['the configuration', { 'auth0:apiToken': 'given' }, {}],
    ['the environment', {}, { AUTH0_API_TOKEN: 'given' }],
  ])('a token from %s is used as it is', async (_where, config, environment) => {
    const { provider, stub } = await stubbed(() => settings(true), config, environment);
    await provider.create(on);
    expect(stub.requests.map(({ path, headers }) => [path, headers['authorization']])).toEqual([
      ['/api/v2/tenants/settings', 'Bearer given'],
    ]);
  });

  test.each(['1', 'soon'])('a rate limit that ends at %j is waited for', async (reset) => {
    let limited = 2;
    const { provider } = await stubbed(({ path }) => {
      if (!path.startsWith('/api/v2/')) return undefined;
      limited -= 1;
      return limited >= 0 ? { status: 429, headers: { 'x-ratelimit-reset': reset } } : settings(true);
    });
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    onTestFinished(() => {
      // In this order: the spy is on the timer that is no real one.
      vi.restoreAllMocks();
      vi.useRealTimers();
    });
    const waiting = vi.spyOn(globalThis, 'setTimeout');
    const created = provider.create(on);
    await vi.waitFor(
      async () => {
        await vi.advanceTimersToNextTimerAsync();
        expect(limited).toBe(-1);
      },
      { timeout: 30_000 },
    );
    expect(await created).toEqual({ id, outs: on });
    expect(waiting.mock.calls.map(([, waitMs]) => waitMs)).toEqual(expect.arrayContaining([1000, 2000]));
  });

  const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '));
  test.each<[string, StubAnswer, RegExp]>([
    ['{}', { body: {} }, /is not Auth0's. Check auth0:domain\.$/],
    ['null', { body: 'null' }, /is not Auth0's/],
    ['a list', { body: [{}] }, /is not Auth0's/],
    ['a page', { body: '<html>' }, /is not Auth0's/],
    ['nothing', { status: 204 }, /is not Auth0's/],
    ['64 MiB in 64 KiB', { headers: { 'content-encoding': 'gzip' }, body: bomb }, /more than 1 MiB/],
  ])('%s is no answer, neither to the question nor to the change', async (_name, malformed, message) => {
    for (const spoilt of ['GET', 'PATCH']) {
      const { provider } = await stubbed(({ path, method }) => {
        if (!path.startsWith('/api/v2/')) return undefined;
        return method === spoilt ? malformed : settings(false);
      });
      await expect(provider.create(on)).rejects.toThrow(message);
    }
  });

  test('a change that the tenant does not hold is none, and one that only the next look shows is', async () => {
    const { provider } = await stubbed(({ path }) =>
      path.startsWith('/api/v2/') ? settings(false) : undefined,
    );
    await expect(provider.create(on)).rejects.toThrow(/does not hold it\. Run it again\.$/);
    let changed = false;
    const late = await stubbed(({ path, method }) => {
      if (!path.startsWith('/api/v2/')) return undefined;
      const before = changed;
      changed ||= method === 'PATCH';
      return settings(before);
    });
    expect((await late.provider.create(on)).id).toBe(id);
  });

  test.each<[string, (request: StubRequest) => StubAnswer | undefined, object, RegExp]>([
    [
      'without credentials',
      () => settings(true),
      {},
      /takes credentials of the Management API: set AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET, or AUTH0_API_TOKEN\.$/,
    ],
    [
      'with credentials that Auth0 refuses',
      () => ({ status: 401, body: { error: 'access_denied', error_description: 'Unauthorized' } }),
      secret,
      /^POST https:\/\/localhost:\d+\/oauth\/token was answered 401 .*Unauthorized/,
    ],
    [
      'without a scope',
      ({ path }) =>
        path.startsWith('/api/v2/')
          ? { status: 403, body: { message: 'Insufficient scope', errorCode: 'insufficient_scope' } }
          : undefined,
      secret,
      /^GET https:\/\/localhost:\d+\/api\/v2\/tenants\/settings was answered 403 .*Insufficient scope.*needs read:tenant_settings and update:tenant_settings\.$/,
    ],
    [
      'when it sends elsewhere',
      ({ path }) =>
        path.startsWith('/api/v2/')
          ? { status: 302, headers: { location: 'https://evil.example/' } }
          : undefined,
      secret,
      /^GET https:\/\/localhost:\d+\/api\/v2\/tenants\/settings failed: /,
    ],
  ])('%s it fails, and no secret is in the message', async (_when, answer, environment, message) => {
    const { provider } = await stubbed(answer, {}, environment as Record<string, string>);
    const error: Error = await provider.create(on).then(
      () => expect.unreachable(),
      (reason: Error) => reason,
    );
    expect(error.message).toMatch(message);
    expect(error.message).not.toMatch(/the secret|the access token/);
  });
});

test('no credentials are in what Pulumi keeps', async () => {
  vi.stubEnv('AUTH0_CLIENT_SECRET', 'the secret of the environment');
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const config = { ...stackConfig('local'), 'auth0:clientSecret': 'the secret of the configuration' };
  const { registrations } = await registeredProgram('local', config, { providers: true });
  expect(registrations.filter(({ provider }) => provider !== undefined)).toHaveLength(1);
  expect(JSON.stringify(registrations)).not.toContain('the secret of');
});
