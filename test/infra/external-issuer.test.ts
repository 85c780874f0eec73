import { describe, expect, test } from 'vitest';
import { parseExternalIssuer } from '../../infra/settings/external-issuer.ts';
import { NoAuth0TenantError, parseSettings, SettingsError } from '../../infra/settings/settings.ts';
import { refusedProgram } from '../support/pulumi/registered-program.ts';
import { stackConfig } from '../support/project/stack-config.ts';

const external = {
  'omnichat:authorizationServer': 'external',
  'omnichat:issuer': 'https://login.example.com',
  'omnichat:resourceUrl': 'https://omnichat.example/mcp',
  'omnichat:apiIdentifier': 'https://omnichat.example/mcp',
};

test('an issuer that is not Auth0 is read with what surrounds it', () => {
  expect(
    parseExternalIssuer(
      {
        ...external,
        'omnichat:clientId': 'omnichat',
        'omnichat:tokenAudience': 'project-1',
        'omnichat:protectedRoute': '/files',
      },
      'other',
    ),
  ).toEqual({
    issuer: 'https://login.example.com',
    clientId: 'omnichat',
    tokenAudience: 'project-1',
    resourceUrl: 'https://omnichat.example/mcp',
    protectedRoute: '/files',
    apiIdentifier: 'https://omnichat.example/mcp',
    registration: 'native',
    redirectUris: [
      'https://chatgpt.com/connector_platform_oauth_redirect',
      'https://platform.openai.com/apps-manage/oauth',
      'http://localhost:3000/callback',
    ],
    allowedOrigins: ['http://localhost:3000'],
  });
});

test.each(['local', 'dev', 'prod'] as const)('%s is a stack of Auth0', (stack) => {
  expect(parseExternalIssuer(stackConfig(stack), stack)).toBeUndefined();
});

describe('there is no tenant', () => {
  test('to deploy to, and the commands that there are instead are named', () => {
    expect(() => parseSettings(external, 'other')).toThrow(NoAuth0TenantError);
    expect(() => parseSettings(external, 'other')).toThrow(/nothing was sent\. .* verify -s other, /);
  });

  test('of an issuer that is stated beside one', () => {
    expect(() =>
      parseSettings({ ...stackConfig('dev'), 'omnichat:issuer': 'https://a.example' }, 'dev'),
    ).toThrow('omnichat:issuer "https://a.example" is of an authorization server that is not Auth0.');
  });
});

test.each([
  [{ 'omnichat:issuer': 'login.example.com' }, 'omnichat:issuer "login.example.com" is not an absolute URL.'],
  [
    { 'omnichat:registration': 'broker' },
    'omnichat:registration "broker" is not for an issuer that is not Auth0.',
  ],
  [
    { 'omnichat:leeway': '30' },
    'omnichat:leeway 30 is about a tenant of Auth0, and this stack has none. Remove it.',
  ],
  [
    { 'omnichat:customDomain': 'login.example.com' },
    'omnichat:customDomain "login.example.com" is about a tenant of Auth0, and this stack has none. Remove it.',
  ],
  [{ 'auth0:domain': 'a.eu.auth0.com' }, 'auth0:domain "a.eu.auth0.com" is about a tenant of Auth0'],
  [{ 'omnichat:foo': 'x' }, 'omnichat:foo "x" is not a setting. None is like it: remove it'],
  [{ 'omnichat:isuer': 'x' }, 'omnichat:isuer "x" is not a setting. The nearest one is omnichat:issuer;'],
  [{ 'omnichat:clientId': 'a b' }, 'omnichat:clientId "a b" is no client id.'],
])('%j is refused', (config, problem) => {
  expect(() => parseExternalIssuer({ ...external, ...config }, 'other')).toThrow(problem);
});

test('an issuer has to be stated', () => {
  const { 'omnichat:issuer': _, ...without } = external;
  expect(() => parseExternalIssuer(without, 'other')).toThrow(SettingsError);
  expect(() => parseExternalIssuer(without, 'other')).toThrow('omnichat:issuer');
});

test('the program registers nothing for it, and says why', async () => {
  const { registrations, errors } = await refusedProgram('other', external);
  expect(registrations).toEqual([]);
  expect(errors.map(({ message }) => message)).toEqual([
    expect.stringContaining('Stack other has an authorization server that is no Auth0 tenant'),
  ]);
});
