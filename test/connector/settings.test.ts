import { describe, expect, test } from 'vitest';
import { ConnectorSettingsError, parseConnectorSettings } from '../../src/connector/settings.ts';

const dotenvValues = {
  AUTHORIZATION_SERVER: 'https://tenant.eu.auth0.com',
  RESOURCE_URL: 'http://localhost:3000',
  OAUTH_CLIENT_ID: 'connector-client',
  OAUTH_CLIENT_SECRET: 'connector-secret',
  OAUTH_JWKS_URI: 'https://tenant.eu.auth0.com/.well-known/jwks.json',
  OAUTH_ISSUER: 'https://tenant.eu.auth0.com/',
  OAUTH_AUDIENCE: 'https://omnichat.com/api',
  AUTH0_DOMAIN: 'tenant.eu.auth0.com',
  AUTH0_REGISTRAR_CLIENT_ID: 'registrar-client',
  AUTH0_REGISTRAR_CLIENT_SECRET: 'registrar-secret',
};

function problemsOf(environment: Record<string, string | undefined>): readonly string[] {
  try {
    parseConnectorSettings(environment);
  } catch (error) {
    if (error instanceof ConnectorSettingsError) return error.problems;
    throw error;
  }
  return [];
}

test("reads the guide's .env, with registration through the broker", () => {
  expect(parseConnectorSettings(dotenvValues)).toEqual({
    issuer: 'https://tenant.eu.auth0.com/',
    audience: 'https://omnichat.com/api',
    resourceUrl: 'http://localhost:3000',
    jwksUri: 'https://tenant.eu.auth0.com/.well-known/jwks.json',
    registration: {
      mode: 'broker',
      registrar: {
        domain: 'tenant.eu.auth0.com',
        managementAudience: 'https://tenant.eu.auth0.com/api/v2/',
        clientId: 'registrar-client',
        clientSecret: 'registrar-secret',
      },
    },
    redirectUris: [
      'https://chatgpt.com/connector_platform_oauth_redirect',
      'https://platform.openai.com/apps-manage/oauth',
    ],
    allowedOrigins: ['https://chatgpt.com', 'https://platform.openai.com', 'http://localhost:3000'],
    firstScopes: ['files:read', 'chat:read'],
    trustedProxies: 0,
  });
});

test('reads the scopes that clients begin with', () => {
  const { firstScopes } = parseConnectorSettings({
    ...dotenvValues,
    CONNECTOR_FIRST_SCOPES: 'files:read, files:write',
  });
  expect(firstScopes).toEqual(['files:read', 'files:write']);
});

test.each([
  ['files:read mail:read', 'mail:read is no scope of the API'],
  [' ', 'must name a scope'],
])('refuses "%s" as scopes to begin with', (value, problem) => {
  expect(problemsOf({ ...dotenvValues, CONNECTOR_FIRST_SCOPES: value })).toEqual([
    expect.stringMatching(new RegExp(`^CONNECTOR_FIRST_SCOPES(\\.\\d)?: ${problem}$`)),
  ]);
});

describe('OAUTH_REGISTRATION', () => {
  test.each([
    [{ OAUTH_REGISTRATION: 'off' }, { mode: 'off' }],
    [{ OAUTH_REGISTRATION: 'native' }, { mode: 'native' }],
    [
      { OAUTH_REGISTRATION: 'registry', OAUTH_PUBLIC_CLIENT_ID: 'public-client' },
      { mode: 'registry', publicClientId: 'public-client' },
    ],
  ])('%j needs no registrar', (environment, registration) => {
    const {
      AUTH0_REGISTRAR_CLIENT_ID: _id,
      AUTH0_REGISTRAR_CLIENT_SECRET: _secret,
      ...server
    } = dotenvValues;

    expect(parseConnectorSettings({ ...server, ...environment }).registration).toEqual(registration);
  });

  test('refuses a word it does not know', () => {
    expect(problemsOf({ ...dotenvValues, OAUTH_REGISTRATION: 'constructor' })).toEqual([
      'OAUTH_REGISTRATION: must be one of broker, registry, native, off; it is "constructor"',
    ]);
  });
});

test('takes lists separated by commas or white space', () => {
  const settings = parseConnectorSettings({
    ...dotenvValues,
    OAUTH_REDIRECT_URIS: 'https://omnichat.com/callback, http://localhost:3000/callback',
    OAUTH_ALLOWED_ORIGINS: 'https://omnichat.com\nhttps://app.omnichat.com',
  });

  expect(settings.redirectUris).toEqual(['https://omnichat.com/callback', 'http://localhost:3000/callback']);
  expect(settings.allowedOrigins.slice(-2)).toEqual(['https://omnichat.com', 'https://app.omnichat.com']);
});

test('takes the number of trusted proxies', () => {
  expect(parseConnectorSettings({ ...dotenvValues, CONNECTOR_TRUSTED_PROXIES: '2' }).trustedProxies).toBe(2);
});

test.each(['-1', '10', '1.5', 'true', '10.0.0.0/8'])('refuses %s as a number of trusted proxies', (value) => {
  expect(problemsOf({ ...dotenvValues, CONNECTOR_TRUSTED_PROXIES: value })).toEqual([
    'CONNECTOR_TRUSTED_PROXIES: must be the number of proxies in front of the server that append to X-Forwarded-For',
  ]);
});

test('an empty variable counts as absent', () => {
  expect(problemsOf({ ...dotenvValues, OAUTH_ISSUER: '', OAUTH_REDIRECT_URIS: '' })).toEqual([
    'OAUTH_ISSUER: is missing; write the .env with `node bin/omnichat-auth0.js env`',
  ]);
});

test.each(['op://OmniChat/dev/registrar', 'encrypted:BE9Y7LKANx77X1pv1HnEoil93fPa5c9rpL'])(
  'refuses %s, which stands for a secret',
  (value) => {
    expect(problemsOf({ ...dotenvValues, AUTH0_REGISTRAR_CLIENT_SECRET: value })).toEqual([
      'AUTH0_REGISTRAR_CLIENT_SECRET: is a reference, which nobody resolved; have the secret manager start the server (`op run`, `dotenvx run`)',
    ]);
  },
);

test('says of a file that dotenvx encrypted nothing but that nobody resolved it, and of what it does not read nothing', () => {
  const encrypted = Object.fromEntries(
    Object.keys({ ...dotenvValues, OAUTH_REGISTRATION: '' }).map((name) => [
      name,
      'encrypted:BE9Y7LKANx77X1pv',
    ]),
  );
  expect(problemsOf(encrypted)).toEqual([
    'OAUTH_REGISTRATION, AUTHORIZATION_SERVER, RESOURCE_URL, OAUTH_ISSUER, OAUTH_AUDIENCE, OAUTH_JWKS_URI: are references, which ' +
      'nobody resolved; have the secret manager start the server (`op run`, `dotenvx run`)',
  ]);
  const unread = {
    OAUTH_CLIENT_SECRET: 'op://OmniChat/dev/secret',
    DATABASE_URL: 'op://OmniChat/dev/database',
  };
  expect(problemsOf({ ...dotenvValues, ...unread })).toEqual([]);
});

test('reports all problems at once', () => {
  expect(problemsOf({ RESOURCE_URL: 'http://omnichat.com', AUTH0_REGISTRAR_CLIENT_ID: 'x' })).toEqual([
    'RESOURCE_URL: must be an https URL without user name and fragment (http only on this machine)',
    'OAUTH_ISSUER: is missing; write the .env with `node bin/omnichat-auth0.js env`',
    'OAUTH_AUDIENCE: is missing; write the .env with `node bin/omnichat-auth0.js env`',
    'OAUTH_JWKS_URI: is missing; write the .env with `node bin/omnichat-auth0.js env`',
    'AUTH0_DOMAIN: is missing; write the .env with `node bin/omnichat-auth0.js env`',
    'AUTH0_REGISTRAR_CLIENT_SECRET: is missing; write the .env with `node bin/omnichat-auth0.js env`, or choose another OAUTH_REGISTRATION than broker',
  ]);
});

test.each([
  [
    { AUTHORIZATION_SERVER: 'https://other.eu.auth0.com' },
    'AUTHORIZATION_SERVER: must be OAUTH_ISSUER (https://tenant.eu.auth0.com/) without its final slash; it is https://other.eu.auth0.com',
  ],
  [
    { RESOURCE_URL: 'https://chat.example' },
    'RESOURCE_URL: must equal OAUTH_AUDIENCE (https://omnichat.com/api), for clients refuse metadata that names another resource (RFC 9728 §3.3); it is https://chat.example',
  ],
  [
    { AUTH0_DOMAIN: 'https://tenant.eu.auth0.com' },
    'AUTH0_DOMAIN: must be a host with an optional port: no scheme, no path',
  ],
  [
    { OAUTH_REDIRECT_URIS: 'https://omnichat.com/callback javascript:alert(1)' },
    'OAUTH_REDIRECT_URIS: javascript:alert(1) must use https (http only on this machine, RFC 8252 §7.3)',
  ],
  [
    { OAUTH_ALLOWED_ORIGINS: 'https://omnichat.com/' },
    'OAUTH_ALLOWED_ORIGINS: https://omnichat.com/ must be an origin like https://omnichat.com',
  ],
  [{ OAUTH_ALLOWED_ORIGINS: '*' }, 'OAUTH_ALLOWED_ORIGINS: * must be an origin like https://omnichat.com'],
  [
    { OAUTH_JWKS_URI: 'tenant.eu.auth0.com/.well-known/jwks.json' },
    'OAUTH_JWKS_URI: must be an https URL without user name and fragment (http only on this machine)',
  ],
  [
    {
      OAUTH_ISSUER: 'https://tenant.eu.auth0.com/?tenant=other',
      AUTHORIZATION_SERVER: 'https://tenant.eu.auth0.com/?tenant=other',
    },
    'OAUTH_ISSUER: must not have a query (RFC 8414 §2)',
  ],
  [
    { OAUTH_ISSUER: 'https://tenant.eu.auth0.com/ ', AUTHORIZATION_SERVER: undefined },
    'OAUTH_ISSUER: must not hold white space',
  ],
  [{ OAUTH_AUDIENCE: ' https://omnichat.com/api' }, 'OAUTH_AUDIENCE: must not hold white space'],
  [{ OAUTH_AUDIENCE: 'https://omnichat.com/api\t' }, 'OAUTH_AUDIENCE: must not hold white space'],
  [
    { OAUTH_REGISTRATION: 'registry', OAUTH_PUBLIC_CLIENT_ID: ' ' },
    'OAUTH_PUBLIC_CLIENT_ID: must be a client id, without white space',
  ],
])('refuses %j', (environment, problem) => {
  expect(problemsOf({ ...dotenvValues, ...environment })).toEqual([problem]);
});

test('prints no password of a URL', () => {
  const url = 'https://user:password@tenant.eu.auth0.com/';

  expect(problemsOf({ ...dotenvValues, OAUTH_ISSUER: url, OAUTH_REDIRECT_URIS: url })).toEqual([
    'OAUTH_ISSUER: must be an https URL without user name and fragment (http only on this machine)',
    'OAUTH_REDIRECT_URIS: https://tenant.eu.auth0.com/ must not carry a user name or password',
    'AUTHORIZATION_SERVER: must be OAUTH_ISSUER (https://tenant.eu.auth0.com/) without its final slash; it is https://tenant.eu.auth0.com',
  ]);
});

test('never prints a secret', () => {
  const environment = { ...dotenvValues, OAUTH_ISSUER: undefined, AUTH0_DOMAIN: '/' };

  expect(() => parseConnectorSettings(environment)).toThrow(ConnectorSettingsError);
  expect(() => parseConnectorSettings(environment)).not.toThrow(/registrar-secret|connector-secret/);
});
