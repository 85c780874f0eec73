import { describe, expect, test } from 'vitest';
import { chatgptGroup, partGroups } from '../../src/verify/check-group.ts';
import { createScriptedUser } from '../../src/verify/login/scripted-user.ts';
import { mendingText } from '../../src/verify/remedy.ts';
import { outcomeOf, type Report } from '../../src/verify/report.ts';
import { issuerTarget } from '../../src/verify/target.ts';
import { verify, type VerifyOptions } from '../../src/verify/verify.ts';
import { resultOf, unpassed } from '../support/verify/check-results.ts';
import { type GenericIssuer, serveGenericIssuer } from '../support/stand-ins/generic-issuer.ts';

function verified(
  { issuer, environment, fetch }: GenericIssuer,
  options: Pick<VerifyOptions, 'groups'> & Partial<VerifyOptions>,
): Promise<Report> {
  return verify({
    target: issuerTarget(issuer, environment),
    fetch,
    // No form is filled in: the user is logged in at once.
    user: createScriptedUser(fetch, { email: 'nobody@example.com', password: 'none' }),
    register: true,
    ...options,
  });
}

const notJudged = {
  'stack-deployed': 'skip',
  'as-custom-domain': 'skip',
  'app-auth-method': 'skip',
  'as-metadata-openid': 'skip',
  'app-callbacks': 'skip',
  'app-grant-types': 'skip',
  'registration-registrar': 'skip',
  'registration-redirect-uri': 'skip',
  'registration-client-id': 'skip',
  'registration-documents': 'skip',
  'registration-client': 'skip',
  'rs-metadata-scopes': 'skip',
  'env-agrees': 'skip',
  'env-registrar': 'skip',
  'env-management-token': 'skip',
};

/** oidc-provider says nothing of how long its keys may be kept. */
const uncached = { 'as-jwks-caching': 'fail' };

test("a provider that is not Auth0 passes every check but Auth0's own, and a warning does not count", async () => {
  const server = await serveGenericIssuer({ rotateRefreshToken: true });
  const report = await verified(server, { groups: partGroups });
  expect(unpassed(report, { skipped: true })).toEqual({ ...notJudged, ...uncached });
  expect(report.summary).toMatchObject({ fail: 0, warning: 1, unknown: 0 });
  expect(outcomeOf(report)).toBe('passed');
});

test('the scopes are those that the resource publishes', async () => {
  const server = await serveGenericIssuer();
  const report = await verified(server, { groups: partGroups });
  expect(resultOf(report, 'app-token-scope')).toMatchObject({
    status: 'pass',
    evidence: 'files:read chat:read',
  });
});

test('a client with a secret may keep its refresh token', async () => {
  const server = await serveGenericIssuer({ rotateRefreshToken: false });
  const report = await verified(server, { groups: partGroups });
  expect(unpassed(report, { skipped: true })).toEqual({
    ...notJudged,
    ...uncached,
    'app-refresh-rotates': 'skip',
    'app-refresh-reuse': 'skip',
  });
});

test('a .env is not asked for: there is no stack to compare it with', async () => {
  const server = await serveGenericIssuer();
  const report = await verified(server, { groups: partGroups });
  expect(resultOf(report, 'env-agrees')?.evidence).toBe(
    'a .env is compared with the outputs of a stack, and there is no stack here',
  );
});

test('whoever registers no refresh token is asked for none', async () => {
  const server = await serveGenericIssuer({ issueRefreshToken: () => false });
  const report = await verified(server, { groups: partGroups });
  expect(resultOf(report, 'app-refresh-rotates')).toMatchObject({
    status: 'skip',
    evidence: 'no refresh token was issued',
  });
});

describe('a client that is registered there', () => {
  test.each([
    ['by the checks of registration', partGroups],
    ['by ChatGPT', [chatgptGroup]],
  ])('%s is removed again (RFC 7592)', async (_name, groups) => {
    const server = await serveGenericIssuer();
    const report = await verified(server, { groups });
    expect(server.registrations()).toEqual({ registered: 1, removed: 1 });
    expect(report).not.toHaveProperty('left');
  });

  test('is named where the server has no way to remove it', async () => {
    const server = await serveGenericIssuer({ registrationManagement: false });
    const report = await verified(server, { groups: partGroups });
    expect(server.registrations()).toEqual({ registered: 1, removed: 0 });
    expect(report.left).toEqual([
      {
        clientId: expect.any(String),
        reason: 'the server gave no way to remove it (RFC 7592): delete it in its administration',
      },
    ]);
  });
});

test('ChatGPT will link to it', async () => {
  const server = await serveGenericIssuer();
  const report = await verified(server, { groups: [chatgptGroup] });
  expect(unpassed(report, { skipped: true })).toEqual({ 'chatgpt-reachable': 'skip' });
  expect(report.conclusion?.outcome).toBe('links');
});

test('tokens may be for what the issuer calls the API, also on the way of ChatGPT', async () => {
  const server = await serveGenericIssuer({
    audience: 'project-1',
    environment: { OAUTH_TOKEN_AUDIENCE: 'project-1' },
  });
  const parts = await verified(server, { groups: partGroups });
  expect(unpassed(parts, { skipped: true })).toEqual({ ...notJudged, ...uncached });
  const report = await verified(server, { groups: [chatgptGroup] });
  expect(unpassed(report, { skipped: true })).toEqual({ 'chatgpt-reachable': 'skip' });
  expect(resultOf(report, 'chatgpt-audience')?.evidence).toBe('project-1');
});

describe('no sentence speaks of Auth0 or of a stack, with', () => {
  test.each<[string, Parameters<typeof serveGenericIssuer>[0], Readonly<Record<string, string>>]>([
    ['nothing wrong', {}, {}],
    ['a wrong secret', {}, { OAUTH_CLIENT_SECRET: 'another secret' }],
    ['an unknown client', {}, { OAUTH_CLIENT_ID: 'nobody' }],
    ['a redirect URI that is not allowed', {}, { OAUTH_REDIRECT_URIS: 'https://chatgpt.com/elsewhere' }],
    ['opaque tokens', { accessTokenFormat: 'opaque' }, {}],
    ['another audience', { audience: 'https://files.example/other' }, {}],
    ['registration closed', { registration: false }, {}],
    ['no scope of the API', { scopes: [] }, {}],
  ])('%s', async (_name, settings, environment) => {
    const server = await serveGenericIssuer(settings);
    const target = issuerTarget(server.issuer, { ...server.environment, ...environment });
    const reports = [
      await verified(server, { groups: partGroups, target }),
      await verified(server, { groups: [chatgptGroup], target }),
    ];
    const said = reports.flatMap(({ checks, conclusion }) => [
      ...checks.flatMap(({ evidence, remedy }) => [
        evidence,
        ...(remedy === undefined ? [] : [remedy.setting, mendingText(remedy)]),
      ]),
      conclusion?.sentence,
    ]);
    expect(said.filter((text) => /auth0|pulumi|\btenant\b|omnichat:/i.test(text ?? ''))).toEqual([]);
  });
});
