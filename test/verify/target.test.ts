import { expect, test } from 'vitest';
import { parseSettings } from '../../infra/settings/settings.ts';
import { issuerTarget, stackTarget } from '../../src/verify/target.ts';
import { deployedStack } from '../support/project/deployed-stack.ts';
import { stackConfig } from '../support/project/stack-config.ts';

test('a stack is what its settings declare and its outputs say', () => {
  const settings = parseSettings(
    {
      ...stackConfig('dev'),
      'auth0:domain': 'omnichat-dev.eu.auth0.com',
      'omnichat:protectedRoute': '/files',
    },
    'dev',
  );
  const redirectUris = [
    'https://chatgpt.com/connector_platform_oauth_redirect',
    'https://platform.openai.com/apps-manage/oauth',
    'http://localhost:3000/callback',
  ];
  const outputs = { ...deployedStack, redirectUris };
  expect(stackTarget('dev', settings, outputs, { path: '.env.dev', environment: {} })).toEqual({
    issuer: 'https://omnichat-dev.eu.auth0.com/',
    domain: 'omnichat-dev.eu.auth0.com',
    auth0: true,
    documents: false,
    stack: 'dev',
    undeployed: [],
    application: {
      clientId: 'connector-client-id',
      clientSecret: 'connector-secret',
      redirectUris,
      grantTypes: ['authorization_code', 'refresh_token'],
      tokenEndpointAuthMethod: 'client_secret_post',
      leewaySeconds: 30,
    },
    api: {
      identifier: 'https://omnichat.com/api',
      scopes: ['files:read', 'files:write', 'chat:read', 'chat:write', 'ssh:execute'],
      thirdPartyScopes: ['files:read', 'files:write', 'chat:read', 'chat:write'],
      tokenLifetimeSeconds: 3600,
      rolesDecide: false,
    },
    resourceUrl: 'http://localhost:3000',
    protectedRoute: '/files',
    registration: 'broker',
    registrar: {
      clientId: 'registrar-client-id',
      clientSecret: 'registrar-secret',
      audience: 'https://omnichat-dev.eu.auth0.com/api/v2/',
    },
    connections: [{ name: 'omnichat-users', isDomainConnection: true }],
    clients: [expect.objectContaining({ name: 'chatgpt' })],
    applicationOrigins: ['http://localhost:3000'],
    dotenv: { path: '.env.dev', environment: {}, outputs },
  });
});

test('with a registry the public client is known, and what third parties may have is what it may', () => {
  const config = { ...stackConfig('dev'), 'omnichat:registration': 'registry' };
  const outputs = { ...deployedStack, registration: 'registry' as const, publicClientId: 'tpc_public' };
  const { publicClientId, api } = stackTarget('dev', parseSettings(config, 'dev'), outputs);
  expect({ publicClientId, thirdPartyScopes: api?.thirdPartyScopes }).toEqual({
    publicClientId: 'tpc_public',
    thirdPartyScopes: ['files:read', 'files:write', 'chat:read', 'chat:write'],
  });
});

test('in production roles decide, and nothing of a .env is asked for that was not named', () => {
  const target = stackTarget('prod', parseSettings(stackConfig('prod'), 'prod'), deployedStack);
  expect(target.api?.rolesDecide).toBe(true);
  expect(target).not.toHaveProperty('dotenv');
});

test('an issuer alone is known by its address', () => {
  expect(issuerTarget('https://login.omnichat.com', {})).toEqual({
    issuer: 'https://login.omnichat.com',
    auth0: false,
    applicationOrigins: [],
  });
});

test("a .env says what is behind an issuer, under this project's names", () => {
  expect(
    issuerTarget('https://login.omnichat.com', {
      RESOURCE_URL: 'https://omnichat.com/api',
      OAUTH_CLIENT_ID: 'id',
      OAUTH_CLIENT_SECRET: 'secret',
      OAUTH_AUDIENCE: 'https://omnichat.com/api',
      OAUTH_REGISTRATION: 'native',
      OAUTH_PUBLIC_CLIENT_ID: 'public-id',
      OAUTH_REDIRECT_URIS: 'https://chatgpt.com/a, https://chatgpt.com/b',
      OAUTH_ALLOWED_ORIGINS: 'https://omnichat.com https://www.omnichat.com',
    }),
  ).toEqual({
    issuer: 'https://login.omnichat.com',
    auth0: false,
    application: {
      clientId: 'id',
      clientSecret: 'secret',
      redirectUris: ['https://chatgpt.com/a', 'https://chatgpt.com/b'],
      grantTypes: ['authorization_code', 'refresh_token'],
    },
    api: { identifier: 'https://omnichat.com/api', scopes: [], rolesDecide: false },
    resourceUrl: 'https://omnichat.com/api',
    registration: 'native',
    publicClientId: 'public-id',
    applicationOrigins: ['https://omnichat.com', 'https://www.omnichat.com'],
  });
});

test('half of an application is left out', () => {
  expect(issuerTarget('https://login.omnichat.com', { OAUTH_CLIENT_ID: 'id' })).toEqual({
    issuer: 'https://login.omnichat.com',
    auth0: false,
    applicationOrigins: [],
  });
});

test('a variable that says nothing sensible is refused by its name', () => {
  expect(() => issuerTarget('https://login.omnichat.com', { OAUTH_REGISTRATION: 'sometimes' })).toThrow(
    expect.objectContaining({
      code: 'VERIFY_INVALID_TARGET',
      message: 'OAUTH_REGISTRATION is sometimes. Set it to off, broker, registry or native, or leave it out.',
    }),
  );
});
