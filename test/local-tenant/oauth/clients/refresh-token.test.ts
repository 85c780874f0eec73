import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { RefreshTokenSettings } from '../../../../src/local-tenant/state/entities/applications.ts';
import { addUser, testUser } from '../../../../src/local-tenant/oauth/users/users.ts';
import { FormBrowser } from '../../../support/clients/form-browser.ts';
import {
  accessTokenClaims,
  authorizationUrl,
  logIn,
  redeem,
  token,
  type TokenAnswer,
} from '../../../support/clients/oauth-flow.ts';
import {
  api,
  client,
  database,
  serveOAuth,
  type OAuthTenant,
} from '../../../support/tenants/oauth-tenant.ts';

const files = 'https://files.example/api';
const credentials = { client_id: 'web', client_secret: 'secret of web' };
const invalid: TokenAnswer = {
  status: 403,
  body: { error: 'invalid_grant', error_description: 'Unknown or invalid refresh token.' },
};
const rotating: RefreshTokenSettings = {
  rotation_type: 'rotating',
  expiration_type: 'expiring',
  leeway: 0,
  token_lifetime: 1000,
  infinite_token_lifetime: false,
  idle_token_lifetime: 600,
  infinite_idle_token_lifetime: false,
};
let tenant: OAuthTenant;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});

afterEach(() => {
  vi.useRealTimers();
});

beforeAll(async () => {
  tenant = await serveOAuth();
  await tenant.store.write((transaction) => {
    transaction.connections.put(database({ name: 'users', enabled_clients: ['web', 'other'] }));
    transaction.resourceServers.put(api({ identifier: files }));
    transaction.resourceServers.put(api({ identifier: 'urn:other' }));
    transaction.resourceServers.put(api({ identifier: 'urn:online', allow_offline_access: false }));
    transaction.clients.put(client({ client_id: 'other', grant_types: ['refresh_token'] }));
  });
});

afterAll(async () => {
  await tenant.close();
});

async function configure(
  settings: Partial<RefreshTokenSettings>,
  grantTypes = ['authorization_code', 'refresh_token'],
) {
  await tenant.store.write(({ clients }) => {
    clients.put(
      client({
        client_id: 'web',
        grant_types: grantTypes,
        callbacks: ['https://app.example/callback'],
        refresh_token: { ...rotating, ...settings },
      }),
    );
  });
}

async function firstToken(given: Record<string, string> = {}): Promise<string> {
  const visit = await logIn(tenant, {
    client_id: 'web',
    audience: files,
    scope: 'files:read offline_access',
    ...given,
  });
  const { body } = await redeem(tenant, visit, credentials);
  return String(body['refresh_token']);
}

function refresh(refresh_token: string, given: Record<string, string> = {}): Promise<TokenAnswer> {
  return token(tenant, { grant_type: 'refresh_token', refresh_token, ...credentials, ...given });
}

function pass(seconds: number): void {
  vi.setSystemTime(Date.now() + seconds * 1000);
}

describe('a refresh token', () => {
  test.each([
    ['is not issued without offline_access', { scope: 'files:read' }, undefined],
    ['is not issued for an API without offline access', { audience: 'urn:online' }, undefined],
    ['is not issued to an application without that grant type', {}, ['authorization_code']],
  ])('%s', async (_rule, given, grantTypes) => {
    await configure({}, grantTypes);
    expect(await firstToken(given)).toBe('undefined');
  });

  test('gives an access token for the same API and scope', async () => {
    await configure({});
    const answer = await refresh(await firstToken());
    expect(answer.status).toBe(200);
    expect(answer.body['scope']).toBe('files:read offline_access');
    expect(accessTokenClaims(answer)).toMatchObject({ aud: files, azp: 'web' });
  });

  test('gives less scope when asked for less, and refuses more', async () => {
    await configure({});
    const visit = await logIn(tenant, {
      client_id: 'web',
      audience: files,
      scope: 'files:read files:write offline_access',
    });
    const first = await redeem(tenant, visit, credentials);
    const less = await refresh(String(first.body['refresh_token']), { scope: 'files:write' });
    expect(less.body['scope']).toBe('files:write');
    const more = await refresh(String(less.body['refresh_token']), { scope: 'files:write openid' });
    expect(more.status).toBe(400);
    expect(more.body['error']).toBe('invalid_scope');
  });

  test('is refused to another application', async () => {
    await configure({});
    const stolen = await firstToken();
    expect(await refresh(stolen, { client_id: 'other', client_secret: 'secret of other' })).toStrictEqual(
      invalid,
    );
  });

  test('that nobody issued is refused', async () => {
    expect(await refresh('made up')).toStrictEqual(invalid);
  });

  test.each(['urn:online', 'urn:unknown'])(
    'is refused for another API (%s), and still good',
    async (audience) => {
      await configure({});
      const issued = await firstToken();
      expect(await refresh(issued, { audience })).toStrictEqual({
        status: 400,
        body: { error: 'invalid_target', error_description: 'resource indicator is missing, or unknown' },
      });
      expect((await refresh(issued, { audience: files })).status).toBe(200);
    },
  );

  test('is refused while the application may not use the API, and still good afterwards', async () => {
    await configure({});
    const issued = await firstToken();
    const own = { policy: 'require_client_grant' } as const;
    await tenant.store.write(({ resourceServers }) => {
      resourceServers.put(
        api({ identifier: files, subject_type_authorization: { user: { policy: 'deny_all' }, client: own } }),
      );
    });
    expect(await refresh(issued)).toStrictEqual({
      status: 400,
      body: {
        error: 'invalid_request',
        error_description: `Client "web" is not authorized to access resource server "${files}".`,
      },
    });
    await tenant.store.write(({ resourceServers }) => {
      resourceServers.put(api({ identifier: files }));
    });
    expect((await refresh(issued)).status).toBe(200);
  });

  test('gives no scope that the user has lost in the meantime', async () => {
    await configure({});
    const issued = await firstToken();
    await tenant.store.write(({ resourceServers }) => {
      resourceServers.put(api({ identifier: files, enforce_policies: true }));
    });
    expect((await refresh(issued)).body['scope']).toBe('offline_access');
    await tenant.store.write(({ resourceServers }) => {
      resourceServers.put(api({ identifier: files }));
    });
  });

  test('survives a restart, and the state holds none that could be used', async () => {
    await configure({});
    const issued = await firstToken();
    const state = tenant.store.state();
    expect(JSON.stringify(state)).not.toContain(issued);
    const restarted = await serveOAuth(state);
    const answer = await token(restarted, {
      grant_type: 'refresh_token',
      refresh_token: issued,
      ...credentials,
    });
    expect(answer.status).toBe(200);
    await restarted.close();
  });
});

describe('rotation', () => {
  test('replaces the token at each use', async () => {
    await configure({});
    const first = await firstToken();
    const second = String((await refresh(first)).body['refresh_token']);
    expect(second).not.toBe(first);
    expect((await refresh(second)).status).toBe(200);
  });

  test('takes a second use for theft and revokes the whole family, but no other one', async () => {
    await configure({});
    const stolen = await firstToken();
    const other = await firstToken();
    const current = String((await refresh(stolen)).body['refresh_token']);
    expect(await refresh(stolen)).toStrictEqual(invalid);
    expect(await refresh(current)).toStrictEqual(invalid);
    expect((await refresh(other)).status).toBe(200);
  });

  test('lets only one of two uses at the same time through', async () => {
    await configure({});
    const issued = await firstToken();
    const answers = await Promise.all([refresh(issued), refresh(issued)]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status !== 200)).toStrictEqual([invalid]);
  });

  test('lets two uses at the same time through within the leeway, and each replacement goes on', async () => {
    await configure({ leeway: 30 });
    const issued = await firstToken();
    const answers = await Promise.all([refresh(issued), refresh(issued)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const replacements = answers.map(({ body }) => String(body['refresh_token']));
    expect(new Set([issued, ...replacements]).size).toBe(3);
    for (const replacement of replacements) expect((await refresh(replacement)).status).toBe(200);
  });

  test('allows a second use within the leeway', async () => {
    await configure({ leeway: 30 });
    const first = await firstToken();
    expect((await refresh(first)).status).toBe(200);
    pass(29);
    expect((await refresh(first)).status).toBe(200);
    pass(1);
    expect(await refresh(first)).toStrictEqual(invalid);
  });

  test('allows it until the replacement has been used, and then takes it for theft', async () => {
    await configure({ leeway: 30 });
    const first = await firstToken();
    const second = String((await refresh(first)).body['refresh_token']);
    const third = String((await refresh(second)).body['refresh_token']);
    expect(await refresh(first)).toStrictEqual(invalid);
    expect(await refresh(second)).toStrictEqual(invalid);
    expect(await refresh(third)).toStrictEqual(invalid);
  });

  test('within the leeway counts any replacement, and leaves the previous token good', async () => {
    await configure({ leeway: 30 });
    const first = await firstToken();
    const lost = String((await refresh(first)).body['refresh_token']);
    const second = String((await refresh(first)).body['refresh_token']);
    const third = await refresh(second);
    expect((await refresh(second)).status).toBe(200);
    expect(third.status).toBe(200);
    expect(await refresh(first)).toStrictEqual(invalid);
    expect(await refresh(lost)).toStrictEqual(invalid);
  });

  test('off leaves the token as it is', async () => {
    await configure({ rotation_type: 'non-rotating' });
    const issued = await firstToken();
    const answer = await refresh(issued);
    expect(answer.status).toBe(200);
    expect(answer.body).not.toHaveProperty('refresh_token');
    expect((await refresh(issued)).status).toBe(200);
  });
});

describe('expiration', () => {
  test.each(['rotating', 'non-rotating'] as const)(
    'by idle time starts anew at each use, and ends with the absolute lifetime (%s)',
    async (rotation_type) => {
      await configure({ rotation_type });
      let current = await firstToken();
      const use = async (): Promise<number> => {
        const answer = await refresh(current);
        const { refresh_token: next = current } = answer.body as { refresh_token?: string };
        current = next;
        return answer.status;
      };
      pass(500);
      expect(await use()).toBe(200);
      pass(499);
      expect(await use()).toBe(200);
      pass(2);
      expect(await use()).toBe(403);
    },
  );

  test('by idle time ends an unused token', async () => {
    await configure({});
    const issued = await firstToken();
    pass(600);
    expect(await refresh(issued)).toStrictEqual(invalid);
  });

  test('off keeps a token for good', async () => {
    await configure({ expiration_type: 'non-expiring' });
    const issued = await firstToken();
    pass(10 * 365 * 86_400);
    expect((await refresh(issued)).status).toBe(200);
  });
});

describe('the state', () => {
  const request = { client_id: 'web', audience: files, scope: 'files:read offline_access' };
  const models = () => [...tenant.store.read.oauthRecords.values()].map(({ model }) => model).toSorted();

  async function forget(): Promise<void> {
    await tenant.store.write(({ oauthRecords }) => {
      for (const { id } of oauthRecords.values()) oauthRecords.remove(id);
    });
  }

  test('holds nothing of an authorization whose code nobody redeems, but what the user agreed to', async () => {
    await configure({});
    await forget();
    const browser = new FormBrowser(tenant);
    await browser.logIn(authorizationUrl(tenant, request), testUser);
    const again = await browser.open(authorizationUrl(tenant, { ...request, prompt: 'none' }));
    expect(again.redirectedTo?.searchParams.has('code')).toBe(true);
    expect(models()).toStrictEqual(['Consent']);
    await redeem(tenant, again, credentials);
    expect(models()).toStrictEqual(['Consent', 'Grant', 'RefreshToken']);
  });

  test('loses what belongs to applications and users that are gone', async () => {
    await configure({});
    await forget();
    const web = tenant.store.read.clients.get('web')!;
    const grace = { email: 'grace@example.com', password: 'secret' };
    const { user_id } = await addUser(tenant.store, { connection: 'users', ...grace }, Date.now);
    await tenant.store.write(({ clients, connections }) => {
      clients.put({ ...web, client_id: 'old', client_secret: 'secret of old' });
      connections.put(database({ name: 'users', enabled_clients: ['web', 'other', 'old'] }));
    });
    const old = { client_id: 'old', client_secret: 'secret of old' };
    await redeem(tenant, await logIn(tenant, { ...request, client_id: 'old' }), old);
    await redeem(tenant, await logIn(tenant, request, grace), credentials);
    expect(models()).toHaveLength(6);
    await tenant.store.write(({ clients, users }) => {
      clients.remove('old');
      users.remove(user_id);
    });
    await redeem(tenant, await logIn(tenant, request), credentials);
    expect(models()).toStrictEqual(['Consent', 'Grant', 'RefreshToken']);
  });

  test("loses what has expired with the next login, another user's too", async () => {
    await configure({});
    await forget();
    const frank = { email: 'frank@example.com', password: 'secret' };
    await addUser(tenant.store, { connection: 'users', ...frank }, Date.now);
    await redeem(tenant, await logIn(tenant, request, frank), credentials);
    await redeem(tenant, await logIn(tenant, request), credentials);
    expect(models()).toStrictEqual(['Consent', 'Consent', 'Grant', 'Grant', 'RefreshToken', 'RefreshToken']);
    pass(40 * 86_400);
    await redeem(tenant, await logIn(tenant, request), credentials);
    expect(models()).toStrictEqual(['Consent', 'Consent', 'Grant', 'RefreshToken']);
  });
});

describe('/oauth/revoke', () => {
  async function revoke(given: Record<string, string>): Promise<Response> {
    return tenant.fetch(`${tenant.issuer}oauth/revoke`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...credentials, ...given }),
    });
  }

  test('ends the token and says nothing', async () => {
    await configure({});
    const issued = await firstToken();
    const response = await revoke({ token: issued });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
    expect(await refresh(issued)).toStrictEqual(invalid);
  });

  test("refuses another application's token, and leaves it", async () => {
    await configure({});
    const issued = await firstToken();
    const response = await revoke({ token: issued, client_id: 'other', client_secret: 'secret of other' });
    expect(response.status).toBe(400);
    expect(await response.json()).toStrictEqual({
      error: 'invalid_grant',
      error_description: 'The refresh token was issued to another client.',
    });
    expect((await refresh(issued)).status).toBe(200);
  });

  describe.each([
    [false, 200, 'leaves the others, and what the user has agreed to'],
    [true, 403, 'ends all of the same user, application and API, and asks again'],
  ])('with revoke_refresh_token_grant %s', (flag, status, rule) => {
    beforeEach(() => setFlag(flag));
    afterEach(() => setFlag(false));

    test(rule, async () => {
      await configure({});
      const [issued, sibling] = [await firstToken(), await firstToken()];
      const elsewhere = await firstToken({ audience: 'urn:other' });
      expect((await revoke({ token: issued })).status).toBe(200);
      expect(await refresh(issued)).toStrictEqual(invalid);
      expect((await refresh(sibling)).status).toBe(status);
      expect((await refresh(elsewhere)).status).toBe(200);
      const request = { client_id: 'web', audience: files, scope: 'files:read offline_access' };
      const browser = new FormBrowser(tenant);
      await browser.logIn(authorizationUrl(tenant, { ...request, audience: 'urn:other' }), testUser);
      const silent = await browser.open(authorizationUrl(tenant, { ...request, prompt: 'none' }));
      expect(silent.redirectedTo?.searchParams.get('error')).toBe(flag ? 'consent_required' : null);
    });
  });

  async function setFlag(revoke_refresh_token_grant: boolean): Promise<void> {
    await tenant.store.write((transaction) => {
      const { settings } = tenant.store.documents;
      const flags = { ...settings.flags, revoke_refresh_token_grant };
      transaction.setDocument('settings', { ...settings, flags });
    });
  }

  test('refuses a wrong secret', async () => {
    const response = await revoke({ token: 'any', client_secret: 'wrong' });
    expect(response.status).toBe(401);
    expect(await response.json()).toStrictEqual({
      error: 'access_denied',
      error_description: 'Unauthorized',
    });
  });
});
