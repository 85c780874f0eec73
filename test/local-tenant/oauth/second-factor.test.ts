import { decodeJwt } from 'jose';
import { TOTP } from 'otpauth';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { testUser } from '../../../src/local-tenant/oauth/users/users.ts';
import { FormBrowser, type Visit } from '../../support/clients/form-browser.ts';
import { accessTokenClaims, authorizationUrl, redeem, token } from '../../support/clients/oauth-flow.ts';
import { api, client, database, serveOAuth, type OAuthTenant } from '../../support/tenants/oauth-tenant.ts';
import { bindBodies } from '../../support/tenants/post-login.ts';

const files = 'https://files.example/api';
const credentials = { client_id: 'web', client_secret: 'secret of web' };
const person = { email: 'person@example.com', password: 'Correct-horse-42' };
/** What the step-up Action of a stack does. */
const stepUp = `
  if (event.authentication.methods.some(({ name }) => name === 'mfa')) return;
  if (event.transaction.protocol !== 'oauth2-refresh-token' && event.transaction.requested_scopes.includes('files:write'))
    api.multifactor.enable('any', { allowRememberBrowser: false });
  else api.accessToken.removeScope('files:write');`;

let now = Date.parse('2026-06-01T12:00:00Z');
let tenant: OAuthTenant;

beforeEach(async () => {
  tenant = await serveOAuth(undefined, undefined, () => now);
  onTestFinished(() => tenant.close());
  await tenant.store.write((transaction) => {
    transaction.connections.put(database({ name: 'users', enabled_clients: ['web'] }));
    transaction.resourceServers.put(
      api({ identifier: files, skip_consent_for_verifiable_first_party_clients: true }),
    );
    transaction.clients.put(
      client({
        client_id: 'web',
        name: 'Web',
        grant_types: ['authorization_code', 'refresh_token'],
        callbacks: ['https://app.example/callback'],
      }),
    );
    transaction.guardianFactors.put({ name: 'otp', enabled: true });
  });
  await bindBodies(tenant, stepUp);
});

const later = (seconds: number): void => {
  now += seconds * 1000;
};

const request = (given: Record<string, string> = {}) =>
  authorizationUrl(tenant, {
    client_id: 'web',
    audience: files,
    scope: 'openid files:read files:write offline_access',
    ...given,
  });

/** Logs in by password, as a new user unless there is one, and returns the page after it. */
async function afterPassword(browser: FormBrowser, url = request()): Promise<Visit> {
  const page = await browser.open(url);
  const isKnown = tenant.store.read.users.by('email', person.email).length > 0;
  const fields = { username: person.email, password: person.password };
  return browser.submit(page, { ...fields, action: isKnown ? 'login' : 'signup' });
}

const secretOn = ({ html }: Visit): string => /secret=([A-Z2-7]+)/.exec(html)?.[1] ?? '';
const codeOf = (secret: string, seconds = 0): string =>
  new TOTP({ secret }).generate({ timestamp: now + seconds * 1000 });
const problemOf = ({ html }: Visit): string | undefined => /role="alert">([^<]*)/.exec(html)?.[1];
const refresh = (refreshToken: unknown) =>
  token(tenant, { grant_type: 'refresh_token', refresh_token: String(refreshToken), ...credentials });

/** Enrols, and returns the secret and the answer of the login. */
async function enrolled(browser = new FormBrowser(tenant)): Promise<{ secret: string; visit: Visit }> {
  const page = await afterPassword(browser);
  const secret = secretOn(page);
  const visit = await browser.submit(page, { code: codeOf(secret) });
  return { secret, visit };
}

test('a login that asks for the scope enrols, and its tokens say so; the session is not asked again', async () => {
  const browser = new FormBrowser(tenant);
  const { visit } = await enrolled(browser);
  const first = await redeem(tenant, visit, credentials);
  expect(accessTokenClaims(first)['scope']).toContain('files:write');
  expect(decodeJwt(String(first.body['id_token']))).toMatchObject({
    amr: ['mfa'],
    acr: 'http://schemas.openid.net/pape/policies/2007/06/multi-factor',
  });
  expect(tenant.events.map(({ type }) => type)).toEqual([
    'ss',
    's',
    'gd_start_enroll',
    'gd_enrollment_complete',
    'gd_auth_succeed',
    'seacft',
  ]);

  const second = await redeem(tenant, await browser.open(request({ prompt: 'none' })), credentials);
  expect(accessTokenClaims(second)['scope']).toContain('files:write');
  expect(decodeJwt(String(second.body['id_token']))).not.toHaveProperty('amr');

  const refreshed = await refresh(first.body['refresh_token']);
  expect(accessTokenClaims(refreshed)['scope']).toContain('files:write');
});

test('a login without the scope asks for nothing, and neither it nor its refresh token gets the scope', async () => {
  const visit = await afterPassword(new FormBrowser(tenant), request({ scope: 'files:read offline_access' }));
  const first = await redeem(tenant, visit, credentials);
  expect(first.body['scope']).toBe('files:read offline_access');
  expect((await refresh(first.body['refresh_token'])).body['scope']).toBe('files:read offline_access');
});

test('a refresh token of a session without the factor loses the scope that the tenant gave before', async () => {
  await bindBodies(tenant);
  const first = await redeem(tenant, await afterPassword(new FormBrowser(tenant)), credentials);
  expect(first.body['scope']).toContain('files:write');
  await bindBodies(tenant, stepUp);
  expect((await refresh(first.body['refresh_token'])).body['scope']).toBe('openid files:read offline_access');
});

test('whoever is enrolled is asked for a code of that secret, in another session', async () => {
  const { secret } = await enrolled();
  later(30);
  const browser = new FormBrowser(tenant);
  const challenge = await afterPassword(browser);
  expect(challenge.html).toContain('Verify Your Identity');
  expect(challenge.html).not.toContain(secret);
  const visit = await browser.submit(challenge, { code: ` ${codeOf(secret)}` });
  expect((await redeem(tenant, visit, credentials)).body['scope']).toContain('files:write');
});

test('a code works once, and for a period more on both sides', async () => {
  const { secret } = await enrolled();
  const browser = new FormBrowser(tenant);
  const challenge = await afterPassword(browser);
  const used = await browser.submit(challenge, { code: codeOf(secret) });
  expect([used.status, problemOf(used)]).toEqual([
    400,
    'The code you entered has been used already. Wait for the next one.',
  ]);
  const early = await browser.submit(challenge, { code: codeOf(secret, 60) });
  expect(problemOf(early)).toBe('The code you entered is invalid.');
  const next = await browser.submit(challenge, { code: codeOf(secret, 30) });
  expect(next.redirectedTo?.searchParams.has('code')).toBe(true);
});

test('ten wrong codes are the last for an hour, in every session', async () => {
  const { secret } = await enrolled();
  later(30);
  const browser = new FormBrowser(tenant);
  const challenge = await afterPassword(browser);
  for (let attempt = 0; attempt < 10; attempt += 1) {
    expect(problemOf(await browser.submit(challenge, { code: '000000x' }))).toContain('invalid');
  }
  const blocked = await browser.submit(challenge, { code: codeOf(secret) });
  expect([blocked.status, problemOf(blocked)]).toEqual([
    429,
    'You have entered too many wrong codes. Try again in an hour.',
  ]);
  later(3600);
  expect((await browser.submit(challenge, { code: codeOf(secret) })).redirectedTo).toBeDefined();
});

test('where nobody can be asked, the application is told', async () => {
  const browser = new FormBrowser(tenant);
  await afterPassword(browser, request({ scope: 'openid files:read' }));
  const { redirectedTo } = await browser.open(request({ prompt: 'none' }));
  expect(Object.fromEntries(redirectedTo?.searchParams ?? [])).toMatchObject({
    error: 'login_required',
    error_description: 'Multifactor authentication required',
  });

  await bindBodies(tenant);
  const { body } = await redeem(tenant, await browser.open(request()), credentials);
  await bindBodies(tenant, `api.multifactor.enable('any');`);
  expect(await refresh(body['refresh_token'])).toEqual({
    status: 403,
    body: { error: 'mfa_required', error_description: 'Multifactor authentication required' },
  });
});

test.each([
  ['no factor', [], 'access_denied', 'No MFA factors enabled for enrollment'],
  ['a recovery code alone', ['recovery-code'], 'access_denied', 'No MFA factors enabled for enrollment'],
  ['other factors', ['sms', 'email'], 'server_error', 'one-time passwords alone; enabled are: sms, email.'],
])('with %s enabled, nobody gets the scope', async (_which, names, error, words) => {
  await tenant.store.write(({ guardianFactors }) => {
    guardianFactors.remove('otp');
    for (const name of names) guardianFactors.put({ name, enabled: true });
  });
  const { redirectedTo } = await afterPassword(new FormBrowser(tenant));
  expect(redirectedTo?.searchParams.get('error')).toBe(error);
  expect(redirectedTo?.searchParams.get('error_description')).toContain(words);
});

test('another login in between begins anew: its user gives a factor too', async () => {
  const browser = new FormBrowser(tenant);
  const { visit } = await enrolled(browser);
  expect(visit.redirectedTo).toBeDefined();
  const again = await browser.open(request({ prompt: 'login' }));
  expect(again.html).toContain('Welcome');
  const { email: username, password } = person;
  const challenge = await browser.submit(again, { username, password, action: 'login' });
  expect(challenge.html).toContain('Verify Your Identity');
});

test('the page tells the code of the test user, who is public, and of nobody else', async () => {
  const browser = new FormBrowser(tenant);
  const login = await browser.open(request());
  const { email: username, password } = testUser;
  const page = await browser.submit(login, { username, password, action: 'login' });
  expect(page.html).toContain(`<code>${codeOf(testUser.otpSecret)}</code>`);
  const others = await afterPassword(new FormBrowser(tenant));
  expect(others.html).not.toMatch(/<code>\d{6}<\/code>/);
});

test('the page reads well: what went wrong is read with the field, which takes codes', async () => {
  const browser = new FormBrowser(tenant);
  const page = await afterPassword(browser);
  expect(page.html).toMatch(/<input[^>]+autocomplete="one-time-code"[^>]+autofocus/);
  const wrong = await browser.submit(page, { code: '1' });
  expect(wrong.html).toMatch(/<p id="problem" role="alert">The code you entered is invalid\./);
  expect(wrong.html).toMatch(/<input[^>]+aria-invalid="true" aria-describedby="problem"/);
});

const allApplications = (policy: 'all-applications' | 'confidence-score' = 'all-applications') =>
  tenant.store.write((transaction) => {
    transaction.setDocument('guardian', { '/guardian/policies': [policy] });
  });

test('the policy for all applications asks at each login, and a session that has given the factor not again', async () => {
  await bindBodies(tenant);
  await allApplications();
  const browser = new FormBrowser(tenant);
  const { visit } = await enrolled(browser);
  const first = await redeem(tenant, visit, credentials);
  expect(decodeJwt(String(first.body['id_token']))).toMatchObject({ amr: ['mfa'] });
  const second = await redeem(tenant, await browser.open(request({ prompt: 'none' })), credentials);
  expect(second.status).toBe(200);
  expect((await refresh(first.body['refresh_token'])).status).toBe(200);
});

test('a session without the factor gets nothing in silence where the policy has come since', async () => {
  await bindBodies(tenant);
  const browser = new FormBrowser(tenant);
  await afterPassword(browser);
  await allApplications();
  const { redirectedTo } = await browser.open(request({ prompt: 'none' }));
  expect(redirectedTo?.searchParams.get('error_description')).toBe('Multifactor authentication required');
});

test('no policy asks where there is no factor, or where it goes by the risk of a login', async () => {
  await bindBodies(tenant);
  await allApplications('confidence-score');
  expect((await redeem(tenant, await afterPassword(new FormBrowser(tenant)), credentials)).status).toBe(200);
  await allApplications();
  await tenant.store.write(({ guardianFactors }) => {
    guardianFactors.put({ name: 'otp', enabled: false });
    guardianFactors.put({ name: 'recovery-code', enabled: true });
  });
  expect((await redeem(tenant, await afterPassword(new FormBrowser(tenant)), credentials)).status).toBe(200);
});
