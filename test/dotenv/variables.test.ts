import { expect, test } from 'vitest';
import { variableDefinitions, variablesFor } from '../../src/dotenv/variables.ts';
import { deployedStack, withoutRegistrar } from '../support/project/deployed-stack.ts';

test("begins with the setup guide's six variables, in the guide's order", () => {
  expect(variableDefinitions.slice(0, 6).map(({ name }) => name)).toEqual([
    'AUTHORIZATION_SERVER',
    'RESOURCE_URL',
    'OAUTH_CLIENT_ID',
    'OAUTH_CLIENT_SECRET',
    'OAUTH_JWKS_URI',
    'AUTH0_MANAGEMENT_API_TOKEN',
  ]);
});

test('names each variable once', () => {
  const names = variableDefinitions.map(({ name }) => name);
  expect(names).toEqual([...new Set(names)]);
});

test.each(variableDefinitions)('explains $name in one line without quotes or =', ({ comment }) => {
  expect(comment).toMatch(/^[A-Z][^'"`=\r\n]+\.$/);
});

test('takes every value from the outputs, and the token from the registrar', () => {
  const variables = variablesFor(
    { ...deployedStack, publicClientId: 'public-client-id' },
    { managementToken: 'a-token', secrets: 'plain' },
  );
  expect(variables.map(({ name, value }) => [name, value])).toEqual([
    ['AUTHORIZATION_SERVER', 'https://omnichat-dev.eu.auth0.com'],
    ['RESOURCE_URL', 'http://localhost:3000'],
    ['OAUTH_CLIENT_ID', 'connector-client-id'],
    ['OAUTH_CLIENT_SECRET', 'connector-secret'],
    ['OAUTH_JWKS_URI', 'https://omnichat-dev.eu.auth0.com/.well-known/jwks.json'],
    ['AUTH0_MANAGEMENT_API_TOKEN', 'a-token'],
    ['OAUTH_ISSUER', 'https://omnichat-dev.eu.auth0.com/'],
    ['OAUTH_AUDIENCE', 'https://omnichat.com/api'],
    ['OAUTH_TOKEN_AUDIENCE', undefined],
    ['AUTH0_DOMAIN', 'omnichat-dev.eu.auth0.com'],
    ['AUTH0_REGISTRAR_CLIENT_ID', 'registrar-client-id'],
    ['AUTH0_REGISTRAR_CLIENT_SECRET', 'registrar-secret'],
    ['AUTH0_MANAGEMENT_AUDIENCE', 'https://omnichat-dev.eu.auth0.com/api/v2/'],
    ['OAUTH_PUBLIC_CLIENT_ID', 'public-client-id'],
    ['OAUTH_REGISTRATION', 'broker'],
    [
      'OAUTH_REDIRECT_URIS',
      'https://chatgpt.com/connector_platform_oauth_redirect,http://localhost:3000/callback',
    ],
    ['OAUTH_ALLOWED_ORIGINS', 'http://localhost:3000'],
    ['OAUTH_AUTHORIZATION_ENDPOINT', 'https://omnichat-dev.eu.auth0.com/authorize'],
    ['OAUTH_TOKEN_ENDPOINT', 'https://omnichat-dev.eu.auth0.com/oauth/token'],
  ]);
});

test('has neither a token nor registrar variables without a registrar', () => {
  const variables = variablesFor(withoutRegistrar(), { managementToken: 'a-token', secrets: 'plain' });
  expect(variables.filter(({ value }) => value === undefined).map(({ name }) => name)).toEqual([
    'AUTH0_MANAGEMENT_API_TOKEN',
    'OAUTH_TOKEN_AUDIENCE',
    'AUTH0_REGISTRAR_CLIENT_ID',
    'AUTH0_REGISTRAR_CLIENT_SECRET',
    'AUTH0_MANAGEMENT_AUDIENCE',
    'OAUTH_PUBLIC_CLIENT_ID',
  ]);
});

test('leaves out exactly the secrets on request', () => {
  const all = variablesFor(deployedStack, { secrets: 'plain' }).map(({ name }) => name);
  const public_ = new Set(variablesFor(deployedStack, { secrets: 'omit' }).map(({ name }) => name));
  expect(all.filter((name) => !public_.has(name))).toEqual([
    'OAUTH_CLIENT_SECRET',
    'AUTH0_MANAGEMENT_API_TOKEN',
    'AUTH0_REGISTRAR_CLIENT_SECRET',
  ]);
});
