import { decodeJwt } from 'jose';
import {
  customFetch,
  discovery,
  initiateDeviceAuthorization,
  None,
  pollDeviceAuthorizationGrant,
  type Configuration,
} from 'openid-client';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { testUser } from '../../../../src/local-tenant/oauth/users/users.ts';
import { FormBrowser, type Visit } from '../../../support/clients/form-browser.ts';
import { token } from '../../../support/clients/oauth-flow.ts';
import {
  api,
  client,
  database,
  serveOAuth,
  type OAuthTenant,
} from '../../../support/tenants/oauth-tenant.ts';

const files = 'https://files.example/api';
const grantType = 'urn:ietf:params:oauth:grant-type:device_code';
const pending = {
  status: 403,
  body: { error: 'authorization_pending', error_description: 'User has yet to authorize device code.' },
};
let tenant: OAuthTenant;

interface DeviceAnswer {
  readonly device_code: string;
  readonly user_code: string;
  readonly verification_uri: string;
  readonly verification_uri_complete: string;
}

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  tenant = await serveOAuth();
  const grant_types = [grantType, 'refresh_token'];
  await tenant.store.write(({ clients, connections, resourceServers }) => {
    clients.put(
      client({ client_id: 'tv', name: 'Television', grant_types, token_endpoint_auth_method: 'none' }),
    );
    clients.put(
      client({ client_id: 'web', grant_types: ['authorization_code'], token_endpoint_auth_method: 'none' }),
    );
    connections.put(database({ name: 'users', enabled_clients: ['tv', 'web'] }));
    resourceServers.put(api({ identifier: files }));
    resourceServers.put(api({ identifier: 'urn:online', allow_offline_access: false }));
  });
});

afterEach(async () => {
  vi.useRealTimers();
  await tenant.close();
});

async function ask(parameters: Record<string, string> = {}): Promise<{ status: number; body: DeviceAnswer }> {
  const response = await tenant.fetch(`${tenant.issuer}oauth/device/code`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      client_id: 'tv',
      audience: files,
      scope: 'openid files:read offline_access',
      ...parameters,
    }).toString(),
  });
  return { status: response.status, body: (await response.json()) as DeviceAnswer };
}

const poll = ({ device_code }: DeviceAnswer) =>
  token(tenant, { grant_type: grantType, client_id: 'tv', device_code });

/** What is hidden in the form of a page. */
const hidden = ({ html }: Visit) =>
  Object.fromEntries(
    [...html.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/gu)].map(([, name, value]) => [
      name,
      value,
    ]),
  ) as Record<string, string>;

/** Opens the activation page, types the code and confirms it. */
async function confirm(
  browser: FormBrowser,
  { verification_uri, user_code }: Pick<DeviceAnswer, 'verification_uri' | 'user_code'>,
): Promise<Visit> {
  const activation = await browser.open(verification_uri);
  const confirmation = await browser.submit(activation, { ...hidden(activation), user_code });
  expect(confirmation.html).toContain(user_code);
  return browser.submit(confirmation, { ...hidden(confirmation), confirm: 'yes' });
}

/** Logs in where the confirmation leads, and consents. */
async function activate(browser: FormBrowser, device: DeviceAnswer): Promise<Visit> {
  const login = await confirm(browser, device);
  const consent = await browser.submit(login, {
    username: testUser.email,
    password: testUser.password,
    action: 'login',
  });
  return browser.submit(consent, { action: 'accept' });
}

test('a device is given codes and told how often to ask', async () => {
  const { status, body } = await ask();
  expect(status).toBe(200);
  expect(body).toStrictEqual({
    device_code: expect.stringMatching(/^[\w-]{20,}$/u),
    user_code: expect.stringMatching(/^[B-Z]{4}-[B-Z]{4}$/u),
    verification_uri: `${tenant.issuer}activate`,
    verification_uri_complete: `${tenant.issuer}activate?user_code=${body.user_code}`,
    expires_in: 900,
    interval: 5,
  });
});

test("its user's code looks as the tenant's settings say", async () => {
  await tenant.configure({ device_flow: { charset: 'digits', mask: '*** *** ***' } });
  const { body } = await ask();
  expect(body.user_code).toMatch(/^\d{3} \d{3} \d{3}$/u);
  expect((await confirm(new FormBrowser(tenant), body)).url).toContain('/u/login');
});

test('openid-client gets tokens once the user has logged in and consented', async () => {
  vi.useRealTimers();
  const configuration: Configuration = await discovery(new URL(tenant.issuer), 'tv', undefined, None(), {
    [customFetch]: tenant.fetch,
  });
  const device = await initiateDeviceAuthorization(configuration, {
    audience: files,
    scope: 'openid files:read offline_access',
  });
  const done = await activate(new FormBrowser(tenant), { ...device, verification_uri_complete: '' });
  expect(done.html).toContain('Your device is now connected.');
  const tokens = await pollDeviceAuthorizationGrant(configuration, { ...device, interval: 1 });
  expect(tokens.scope).toBe('openid files:read offline_access');
  expect(tokens.claims()?.aud).toBe('tv');
  expect(decodeJwt(tokens.access_token)).toMatchObject({
    azp: 'tv',
    scope: 'openid files:read offline_access',
  });
  const refreshed = await token(tenant, {
    grant_type: 'refresh_token',
    client_id: 'tv',
    refresh_token: tokens.refresh_token ?? '',
  });
  expect(refreshed.status).toBe(200);
});

test('the URL with the code in it leads to the confirmation by itself', async () => {
  const { body } = await ask();
  const browser = new FormBrowser(tenant);
  const page = await browser.open(body.verification_uri_complete);
  const confirmation = await browser.submit(page, hidden(page));
  expect(confirmation.html).toContain(`Please confirm that Television shows this code`);
});

test('who is logged in and has consented confirms the code and nothing else', async () => {
  const browser = new FormBrowser(tenant);
  await activate(browser, (await ask()).body);
  const { body } = await ask();
  expect((await confirm(browser, body)).html).toContain('Your device is now connected.');
  expect((await poll(body)).status).toBe(200);
});

describe('a device that asks for tokens', () => {
  test('is told to wait, and to ask less often', async () => {
    const { body } = await ask();
    expect(await poll(body)).toMatchObject(pending);
    vi.setSystemTime(Date.now() + 4000);
    expect(await poll(body)).toMatchObject({
      status: 429,
      body: {
        error: 'slow_down',
        error_description: 'You are polling faster than the specified interval of 5 seconds.',
      },
    });
    vi.setSystemTime(Date.now() + 5000);
    expect(await poll(body)).toMatchObject(pending);
  });

  test('is told once that its code has expired', async () => {
    const { body } = await ask();
    vi.setSystemTime(Date.now() + 901_000);
    expect(await poll(body)).toMatchObject({ status: 403, body: { error: 'expired_token' } });
    expect(await poll(body)).toMatchObject({
      status: 403,
      body: { error: 'invalid_grant', error_description: 'Invalid or expired device code.' },
    });
  });

  test('is told that its user cancelled', async () => {
    const { body } = await ask();
    const browser = new FormBrowser(tenant);
    const activation = await browser.open(body.verification_uri);
    const confirmation = await browser.submit(activation, {
      ...hidden(activation),
      user_code: body.user_code,
    });
    const end = await browser.submit(confirmation, { ...hidden(confirmation), abort: 'yes' });
    expect(end.html).toContain('You have not authorized the device.');
    expect(await poll(body)).toMatchObject({
      status: 403,
      body: { error: 'access_denied', error_description: 'User cancelled the confirmation prompt.' },
    });
  });

  test('is told that its user did not consent', async () => {
    const { body } = await ask();
    const browser = new FormBrowser(tenant);
    const login = await confirm(browser, body);
    const consent = await browser.submit(login, {
      username: testUser.email,
      password: testUser.password,
      action: 'login',
    });
    const end = await browser.submit(consent, { action: 'deny' });
    expect(end.html).toContain('You have not authorized the device.');
    expect(await poll(body)).toMatchObject({
      status: 403,
      body: { error: 'access_denied', error_description: 'User did not authorize the request' },
    });
  });

  test('gets its tokens once', async () => {
    const { body } = await ask();
    await activate(new FormBrowser(tenant), body);
    expect((await poll(body)).status).toBe(200);
    expect(await poll(body)).toMatchObject({ status: 403, body: { error: 'invalid_grant' } });
  });

  test('gets no refresh token for an API that forbids it', async () => {
    const { body } = await ask({ audience: 'urn:online' });
    await activate(new FormBrowser(tenant), body);
    const { body: tokens } = await poll(body);
    expect(tokens).toMatchObject({ scope: 'openid files:read' });
    expect(tokens).not.toHaveProperty('refresh_token');
  });
});

test.each([
  ['no code', '', 'Enter the code.'],
  ['an unknown code', 'BBBB-BBBB', 'There is no such code.'],
])('the activation page asks again for %s', async (_what, user_code, problem) => {
  const browser = new FormBrowser(tenant);
  const activation = await browser.open(`${tenant.issuer}activate`);
  const page = await browser.submit(activation, { ...hidden(activation), user_code });
  expect(page.status).toBe(400);
  expect(page.html).toContain(problem);
  expect(hidden(page)).toHaveProperty('xsrf');
});

test('a form of another session activates nothing', async () => {
  const { body } = await ask();
  const browser = new FormBrowser(tenant);
  const activation = await browser.open(body.verification_uri);
  const page = await browser.submit(activation, { xsrf: 'wrong', user_code: body.user_code, confirm: 'yes' });
  expect(page.html).toContain('<code>invalid_request</code>');
  expect(await poll(body)).toMatchObject(pending);
});

test.each([
  [
    'an application without the grant',
    { client_id: 'web' },
    403,
    'unauthorized_client',
    `Grant type '${grantType}' not allowed for the client.`,
  ],
  ['an unknown application', { client_id: 'nobody' }, 401, 'access_denied', 'Unauthorized'],
])('%s gets no code', async (_what, given, status, error, error_description) => {
  const answer = await ask(given);
  expect(answer).toMatchObject({ status, body: { error, error_description } });
});
