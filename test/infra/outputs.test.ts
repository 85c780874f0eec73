import { describe, expect, test } from 'vitest';
import {
  customDomainIn,
  parseOutputs,
  publicOutputs,
  secretOutputs,
  stackOutputs,
  StackOutputsError,
} from '../../infra/outputs.ts';
import { parseSettings } from '../../infra/settings/settings.ts';
import { desiredTenant } from '../../infra/tenant.ts';
import { stackConfig } from '../support/project/stack-config.ts';

function publicOutputsOf(stack: 'local' | 'prod') {
  const settings = parseSettings(stackConfig(stack), stack);
  return publicOutputs(settings, desiredTenant(settings));
}

const deployed = {
  ...publicOutputsOf('local'),
  clientId: 'connector-id',
  clientSecret: 'connector secret',
  registrarClientId: 'registrar-id',
  registrarClientSecret: 'registrar secret',
};

function refusal(outputs: unknown): StackOutputsError {
  try {
    parseOutputs(outputs, 'dev');
  } catch (error) {
    if (error instanceof StackOutputsError) return error;
    throw error;
  }
  throw new Error('the outputs were taken');
}

function without(...names: (keyof typeof deployed)[]) {
  return Object.fromEntries(Object.entries(deployed).filter(([name]) => !(names as string[]).includes(name)));
}

describe('outputs that are taken', () => {
  test.each([
    ['of a stack with a registrar', deployed],
    ['of a stack without one', without('registrarClientId', 'registrarClientSecret')],
    ['of a stack with a public client', { ...deployed, publicClientId: 'public-id' }],
  ])('are those %s, unchanged', (_name, outputs) => {
    expect(parseOutputs(outputs)).toEqual(outputs);
  });

  test('leave out what the contract does not know', () => {
    expect(parseOutputs({ ...deployed, added: 'by a newer program' })).toEqual(deployed);
  });
});

describe('outputs that are refused', () => {
  const deploy = 'Deploy it: node bin/omnichat-auth0.js up -s dev';
  const none = `are missing: stack dev was never deployed, or not to the end. ${deploy}`;
  const missing = `is missing or is no text: an older program deployed the stack. ${deploy}`;
  const emptySecret =
    'is empty: the deployer application lacks the scope read:client_keys, so Auth0 left the secret out of its answer. ' +
    'Grant it on the Management API (Applications > APIs > Auth0 Management API), then run: pulumi up --refresh -s dev';
  const unpaired = `and registrarClientId go together, and one of them is missing. ${deploy}`;
  const notAUrl = 'is not an http or https URL';

  test.each([
    ['no client id', without('clientId'), 'clientId', missing],
    ['a number', { ...deployed, clientId: 7 }, 'clientId', missing],
    ['null', { ...deployed, audience: null }, 'audience', missing],
    ['an empty client id', { ...deployed, clientId: '' }, 'clientId', 'is empty'],
    ['an empty domain', { ...deployed, domain: '' }, 'domain', 'is empty'],
    ['an empty client secret', { ...deployed, clientSecret: '' }, 'clientSecret', emptySecret],
    [
      'an empty registrar secret',
      { ...deployed, registrarClientSecret: '' },
      'registrarClientSecret',
      emptySecret,
    ],
    ['a registrar without its secret', without('registrarClientSecret'), 'registrarClientSecret', unpaired],
    ['a secret without its registrar', without('registrarClientId'), 'registrarClientSecret', unpaired],
    [
      'an issuer without its slash',
      { ...deployed, issuer: 'https://localhost:4443' },
      'issuer',
      'lacks the trailing slash that Auth0 puts into "iss"',
    ],
    ['a host for a URL', { ...deployed, jwksUri: 'localhost' }, 'jwksUri', notAUrl],
    ['another scheme', { ...deployed, resourceUrl: 'ftp://localhost' }, 'resourceUrl', notAUrl],
  ])('%s', (_name, outputs, output, reason) => {
    const { code, message, problems } = refusal(outputs);
    expect(code).toBe('STACK_OUTPUTS_INVALID');
    expect(problems).toEqual([{ output, reason }]);
    expect(message).toBe(`Stack output ${output} ${reason}`);
  });

  test.each([
    ['nothing', undefined],
    ['a list', []],
    ['an empty map, as after a first deployment that failed', {}],
    ['those of another program', { url: 'https://example.com' }],
  ])('%s, in one line', (_name, outputs) => {
    const { code, message, problems } = refusal(outputs);
    expect(code).toBe('STACK_OUTPUTS_INVALID');
    expect(problems).toEqual([{ output: 'All', reason: none }]);
    expect(message).toBe(`All stack outputs ${none}`);
  });

  test('are all named at once, one a line', () => {
    expect(refusal({ ...without('domain', 'clientId'), issuer: 'x' }).message.split('\n')).toEqual([
      `Stack output issuer ${notAUrl}`,
      'Stack output issuer lacks the trailing slash that Auth0 puts into "iss"',
      `Stack output domain ${missing}`,
      `Stack output clientId ${missing}`,
    ]);
  });

  test('do not have their values repeated', () => {
    const secret = 'hunter2';
    const everywhere = Object.fromEntries(Object.keys(deployed).map((name) => [name, [secret]]));
    const texts = Object.fromEntries(Object.keys(deployed).map((name) => [name, secret]));
    for (const outputs of [secret, everywhere, texts]) {
      const error = refusal(outputs);
      expect(`${error.message}${JSON.stringify(error.problems)}${String(error.stack)}`).not.toContain(secret);
    }
  });
});

test('every output that holds a secret is named as one', () => {
  const names = Object.keys(stackOutputs.shape).filter((name) => /secret|token$|key$/i.test(name));
  expect([...secretOutputs].sort()).toEqual(names.sort());
});

test('what follows from the settings follows from the domain to the character', () => {
  expect(publicOutputsOf('prod')).toEqual({
    authorizationServer: 'https://omnichat-prod.us.auth0.com',
    issuer: 'https://omnichat-prod.us.auth0.com/',
    domain: 'omnichat-prod.us.auth0.com',
    audience: 'https://omnichat.com/api',
    resourceUrl: 'https://omnichat.com/api',
    jwksUri: 'https://omnichat-prod.us.auth0.com/.well-known/jwks.json',
    authorizationEndpoint: 'https://omnichat-prod.us.auth0.com/authorize',
    tokenEndpoint: 'https://omnichat-prod.us.auth0.com/oauth/token',
    managementAudience: 'https://omnichat-prod.us.auth0.com/api/v2/',
    registration: 'broker',
    redirectUris: [
      'https://chatgpt.com/connector_platform_oauth_redirect',
      'https://platform.openai.com/apps-manage/oauth',
    ],
    allowedOrigins: ['https://omnichat.com'],
  });
});

test('a custom domain is the issuer, and the tenant keeps its own domain for the Management API', () => {
  const config = { 'auth0:domain': 'omnichat.eu.auth0.com', 'omnichat:customDomain': 'login.omnichat.com' };
  const settings = parseSettings(config, 'dev');
  const outputs = publicOutputs(settings, desiredTenant(settings));
  expect(outputs).toMatchObject({
    authorizationServer: 'https://login.omnichat.com',
    issuer: 'https://login.omnichat.com/',
    jwksUri: 'https://login.omnichat.com/.well-known/jwks.json',
    authorizationEndpoint: 'https://login.omnichat.com/authorize',
    tokenEndpoint: 'https://login.omnichat.com/oauth/token',
    domain: 'omnichat.eu.auth0.com',
    managementAudience: 'https://omnichat.eu.auth0.com/api/v2/',
  });
  expect(customDomainIn(outputs)).toBe('login.omnichat.com');
});
