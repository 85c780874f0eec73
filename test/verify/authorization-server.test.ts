import { describe, expect, test } from 'vitest';
import { authorizationServerChecks } from '../../src/verify/authorization-server/authorization-server-checks.ts';
import { authorizationServerMetadataUrl } from '../../src/connector/metadata/authorization-server-metadata.ts';
import { openidMetadataUrl } from '../../src/verify/documents/authorization-server.ts';
import type { Target } from '../../src/verify/target.ts';
import { verify } from '../../src/verify/verify.ts';
import { resultOf, unpassed } from '../support/verify/check-results.ts';
import { type IssuerStub, issuerStub } from '../support/stand-ins/issuer-stub.ts';

const now = Date.UTC(2026, 10, 23, 12);

function run(stub: IssuerStub, given: Partial<Target> = {}) {
  return verify({
    target: {
      issuer: stub.issuer,
      domain: new URL(stub.issuer).host,
      auth0: true,
      stack: 'dev',
      applicationOrigins: [],
      ...given,
    },
    groups: [{ name: 'authorization server', checks: authorizationServerChecks }],
    fetch: stub.fetch,
    now: () => now,
  });
}

test('an issuer as Auth0 is passes every check, with three requests', async () => {
  const stub = await issuerStub(now);
  expect(unpassed(await run(stub), { skipped: true })).toEqual({});
  expect(stub.requests.toSorted()).toEqual([
    'https://tenant.example/.well-known/jwks.json',
    'https://tenant.example/.well-known/oauth-authorization-server',
    'https://tenant.example/.well-known/openid-configuration',
  ]);
});

const oauthPath = '/.well-known/oauth-authorization-server';
const jwksPath = '/.well-known/jwks.json';

describe('one thing wrong fails one check:', () => {
  test.each<[string, (stub: IssuerStub) => void, string, string]>([
    [
      'metadata of another type',
      ({ answers, metadata }) => {
        answers[oauthPath] = { json: metadata, headers: { 'content-type': 'text/html' } };
      },
      'as-metadata',
      'https://tenant.example/.well-known/oauth-authorization-server is text/html, not application/json',
    ],
    [
      'two addresses, two documents',
      ({ answers, metadata }) => {
        answers['/.well-known/openid-configuration'] = {
          json: { ...metadata, token_endpoint: 'https://x.example/' },
        };
      },
      'as-metadata-openid',
      'https://tenant.example/.well-known/openid-configuration (200) and https://tenant.example/.well-known/oauth-authorization-server differ',
    ],
    [
      'an issuer without its slash',
      ({ metadata }) => {
        metadata['issuer'] = 'https://tenant.example';
      },
      'as-metadata-issuer',
      'https://tenant.example/.well-known/oauth-authorization-server names "https://tenant.example", expected "https://tenant.example/"',
    ],
    [
      'no token endpoint',
      ({ metadata }) => {
        delete metadata['token_endpoint'];
      },
      'as-metadata-endpoints',
      'token_endpoint is missing',
    ],
    [
      'an endpoint on http',
      ({ metadata }) => {
        metadata['registration_endpoint'] = 'http://tenant.example/oidc/register';
      },
      'as-metadata-endpoints',
      'registration_endpoint http://tenant.example/oidc/register is not an https URL without a fragment',
    ],
    [
      'no code flow',
      ({ metadata }) => {
        metadata['response_types_supported'] = ['token'];
        metadata['grant_types_supported'] = ['implicit'];
      },
      'as-metadata-code-flow',
      'response_types_supported lacks code; grant_types_supported lacks authorization_code',
    ],
    [
      'plain PKCE only',
      ({ metadata }) => {
        metadata['code_challenge_methods_supported'] = ['plain'];
      },
      'as-metadata-pkce',
      'code_challenge_methods_supported lacks S256',
    ],
    [
      'no RSA key',
      ({ keys }) => {
        keys.splice(0, 2, { kty: 'EC', crv: 'P-256', x: 'x', y: 'y', kid: 'ec', alg: 'ES256', use: 'sig' });
      },
      'as-jwks-rs256',
      'none of 1 keys is an RSA signing key of 2048 bits',
    ],
    [
      'entries that are no keys',
      ({ answers, keys }) => {
        answers[jwksPath] = {
          json: { keys: [null, ...keys, 'x'] },
          headers: { 'cache-control': 'public, max-age=15' },
        };
      },
      'as-jwks-rs256',
      '2 of 4 entries are no JSON objects',
    ],
    [
      'RSA keys that are too small',
      ({ keys }) => {
        for (const key of keys) key.n = Buffer.alloc(128, 1).toString('base64url');
      },
      'as-jwks-rs256',
      'none of 2 keys is an RSA signing key of 2048 bits',
    ],
    [
      'a kid twice',
      ({ keys }) => {
        for (const key of keys) key.kid = 'same';
      },
      'as-jwks-kid',
      'two keys share the kid same',
    ],
    [
      'a key without a kid',
      ({ keys }) => {
        delete keys[1]?.kid;
      },
      'as-jwks-kid',
      'a key has no kid',
    ],
    [
      'a private key',
      ({ keys }) => {
        Object.assign(keys[0] ?? {}, { d: 'private', p: 'prime' });
      },
      'as-jwks-public',
      'a key has the private members d, p',
    ],
    [
      'keys that may not be cached',
      ({ answers, keys }) => {
        answers[jwksPath] = { json: { keys }, headers: { 'cache-control': 'no-store, max-age=15' } };
      },
      'as-jwks-caching',
      'cache-control is "no-store, max-age=15"',
    ],
    [
      'keys that are cached for a week',
      ({ answers, keys }) => {
        answers[jwksPath] = { json: { keys }, headers: { 'cache-control': 'public, max-age=604800' } };
      },
      'as-jwks-caching',
      'cache-control is "public, max-age=604800"',
    ],
    [
      'a clock that is behind',
      ({ answers, metadata }) => {
        answers[oauthPath] = { json: metadata, headers: { date: new Date(now - 31_000).toUTCString() } };
      },
      'as-clock',
      'this machine is 31 s ahead',
    ],
  ])('%s', async (_name, spoil, id, evidence) => {
    const stub = await issuerStub(now);
    spoil(stub);
    const report = await run(stub);
    expect(unpassed(report)).toEqual({ [id]: 'fail' });
    expect(resultOf(report, id)?.evidence).toBe(evidence);
  });

  test('another issuer is mended by the domain of the stack', async () => {
    const stub = await issuerStub(now);
    stub.metadata['issuer'] = 'https://login.omnichat.com/';
    expect(resultOf(await run(stub), 'as-metadata-issuer')?.remedy).toEqual({
      setting: 'auth0:domain in Pulumi.dev.yaml',
      before: 'write the domain of the tenant there, as the Auth0 dashboard shows it in Settings > General',
      command: 'node bin/omnichat-auth0.js up -s dev',
      after: "restart OmniChat's server",
    });
  });

  test('an answer that is none of the metadata names no setting', async () => {
    const stub = await issuerStub(now);
    stub.answers[oauthPath] = { status: 503, json: {} };
    expect(resultOf(await run(stub), 'as-metadata')).not.toHaveProperty('remedy');
  });
});

test('metadata of a server that is down leaves every check unknown', async () => {
  const stub = await issuerStub(now);
  stub.answers[oauthPath] = { status: 503, json: { error: 'temporarily_unavailable' } };
  const report = await run(stub);
  expect(unpassed(report)).toEqual({
    'as-metadata': 'unknown',
    'as-metadata-openid': 'unknown',
    'as-metadata-issuer': 'unknown',
    'as-metadata-endpoints': 'unknown',
    'as-metadata-code-flow': 'unknown',
    'as-metadata-pkce': 'unknown',
    'as-jwks-rs256': 'unknown',
    'as-jwks-kid': 'unknown',
    'as-jwks-public': 'unknown',
    'as-jwks-caching': 'unknown',
    'as-clock': 'unknown',
  });
  expect(resultOf(report, 'as-jwks-kid')?.evidence).toBe(
    'https://tenant.example/.well-known/oauth-authorization-server answered 503: temporarily_unavailable',
  );
});

test('keys that nobody answers for leave the checks of keys unknown, with the cause', async () => {
  const stub = await issuerStub(now);
  stub.answers[jwksPath] = undefined;
  const report = await run(stub);
  expect(unpassed(report)).toEqual({
    'as-jwks-rs256': 'unknown',
    'as-jwks-kid': 'unknown',
    'as-jwks-public': 'unknown',
    'as-jwks-caching': 'unknown',
  });
  expect(resultOf(report, 'as-jwks-caching')?.evidence).toBe(
    'GET https://tenant.example/.well-known/jwks.json: no answer: connect ECONNREFUSED',
  );
});

test("another provider need not have Auth0's second address", async () => {
  const stub = await issuerStub(now);
  stub.answers['/.well-known/openid-configuration'] = { status: 404, json: {} };
  expect(unpassed(await run(stub, { auth0: false }), { skipped: true })).toEqual({
    'as-metadata-openid': 'skip',
  });
});

test.each([
  ['https://tenant.example/', 'https://tenant.example/.well-known/oauth-authorization-server'],
  ['https://tenant.example', 'https://tenant.example/.well-known/oauth-authorization-server'],
  ['https://tenant.example/a/b', 'https://tenant.example/.well-known/oauth-authorization-server/a/b'],
])('the metadata of %s is at %s', (issuer, url) => {
  expect(authorizationServerMetadataUrl(issuer)).toBe(url);
});

test('the OpenID configuration is behind the path of the issuer', () => {
  expect(openidMetadataUrl('https://tenant.example/a/')).toBe(
    'https://tenant.example/a/.well-known/openid-configuration',
  );
});
