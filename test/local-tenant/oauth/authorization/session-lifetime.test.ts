import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type { TenantSettings } from '../../../../src/local-tenant/state/entities/settings.ts';
import { testUser } from '../../../../src/local-tenant/oauth/users/users.ts';
import { FormBrowser } from '../../../support/clients/form-browser.ts';
import { authorizationUrl } from '../../../support/clients/oauth-flow.ts';
import { client, database, serveOAuth } from '../../../support/tenants/oauth-tenant.ts';

const hour = 3600;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});

afterEach(() => {
  vi.useRealTimers();
});

/** Logs in, then says for each pause, in seconds, whether a request after it still finds the session. */
async function sessionAfter(
  settings: Partial<TenantSettings>,
  pauses: readonly number[],
): Promise<readonly boolean[]> {
  const tenant = await serveOAuth();
  onTestFinished(() => tenant.close());
  await tenant.configure(settings);
  await tenant.store.write((transaction) => {
    const callbacks = ['https://app.example/callback'];
    transaction.clients.put(client({ client_id: 'web', grant_types: ['authorization_code'], callbacks }));
    transaction.connections.put(database({ name: 'users', enabled_clients: ['web'] }));
  });
  const request = { client_id: 'web', scope: 'openid' };
  const browser = new FormBrowser(tenant);
  await browser.logIn(authorizationUrl(tenant, request), testUser);
  const found: boolean[] = [];
  for (const pause of pauses) {
    vi.setSystemTime(Date.now() + pause * 1000);
    const { redirectedTo } = await browser.open(authorizationUrl(tenant, { ...request, prompt: 'none' }));
    found.push(redirectedTo?.searchParams.has('code') === true);
  }
  return found;
}

test.each([
  ['ends after the idle time', { idle_session_lifetime: 2 }, [2 * hour], [false]],
  [
    'begins its idle time anew at each use',
    { idle_session_lifetime: 2 },
    [1.9 * hour, 1.9 * hour],
    [true, true],
  ],
  [
    'ends after the maximum, however much it is used',
    { session_lifetime: 3, idle_session_lifetime: 2 },
    [1.9 * hour, hour, 0.2 * hour],
    [true, true, false],
  ],
  ['has an idle time of half an hour', { idle_session_lifetime: 0.5 }, [29 * 60, 30 * 60], [true, false]],
  [
    'has a maximum of part of an hour',
    { session_lifetime: 0.75 },
    [29 * 60, 15 * 60, 60],
    [true, true, false],
  ],
] as const)('a session %s', async (_rule, settings, pauses, found) => {
  expect(await sessionAfter(settings, pauses)).toStrictEqual(found);
});
