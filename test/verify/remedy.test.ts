import { describe, expect, test } from 'vitest';
import { issuerParameter } from '../../src/verify/refusals/issuer-parameter.ts';
import {
  configure,
  mendingText,
  newManagementToken,
  ofServer,
  renew,
  renewDotenv,
  rewriteDotenv,
  serverVariable,
  undo,
} from '../../src/verify/remedy.ts';
import type { Target } from '../../src/verify/target.ts';

const local: Target = {
  stack: 'local',
  issuer: 'https://localhost:4443/',
  auth0: true,
  applicationOrigins: [],
};
const dev: Target = { ...local, stack: 'dev', issuer: 'https://omnichat-dev.eu.auth0.com/' };
const { stack: _stack, ...stackless } = dev;

const restart = "restart OmniChat's server";

describe('a stack is mended by the engine that deploys it:', () => {
  test.each<[string, remedy: (target: Target) => object, local: string, dev: string]>([
    [
      'a setting of the tenant',
      (target) => undo(target, 'x'),
      'node bin/omnichat-auth0.js up -s local',
      'pulumi up --refresh -s dev',
    ],
    [
      'a variable of the server',
      (target) => serverVariable(target, 'X'),
      'node bin/omnichat-auth0.js env -s local',
      'node bin/omnichat-auth0.js env -s dev',
    ],
    [
      'a setting of the stack',
      (target) => configure(target, 'omnichat:registration', 'off'),
      'node bin/omnichat-auth0.js up -s local',
      'node bin/omnichat-auth0.js up -s dev',
    ],
    [
      'credentials',
      (target) => renew(target, 'x'),
      'node bin/omnichat-auth0.js up -s local',
      'pulumi up --refresh -s dev && node bin/omnichat-auth0.js env -s dev',
    ],
    [
      'a secret of the .env',
      (target) => renewDotenv(target, 'X'),
      'node bin/omnichat-auth0.js up -s local',
      'pulumi up --refresh -s dev && node bin/omnichat-auth0.js env -s dev',
    ],
    [
      'a Management token',
      (target) => newManagementToken(target),
      'node bin/omnichat-auth0.js up -s local',
      'pulumi up --refresh -s dev && node bin/omnichat-auth0.js env -s dev',
    ],
    [
      'the .env',
      rewriteDotenv,
      'node bin/omnichat-auth0.js env -s local',
      'node bin/omnichat-auth0.js env -s dev',
    ],
  ])('%s', (_name, remedy, onThisMachine, atAuth0) => {
    expect(remedy(local)).toMatchObject({ command: onThisMachine });
    expect(remedy(dev)).toMatchObject({ command: atAuth0 });
    expect(remedy(stackless)).not.toHaveProperty('command');
  });
});

test('all that a remedy takes is said in its order', () => {
  expect(mendingText(configure(dev, 'omnichat:registration', 'off'))).toBe(
    'write "omnichat:registration: off" below config: in Pulumi.dev.yaml; ' +
      'then node bin/omnichat-auth0.js up -s dev; ' +
      `then ${restart}`,
  );
  expect(mendingText(newManagementToken(local))).toMatch(
    /^delete the line AUTH0_MANAGEMENT_API_TOKEN of \.env; then node .*; then restart OmniChat's server$/,
  );
  expect(mendingText(serverVariable(stackless, 'RESOURCE_URL'))).toBe(restart);
  expect(mendingText(ofServer('CORS'))).toBe(
    "mount the connector's endpoints there, as docs/connector.md says",
  );
  expect(mendingText(undo(stackless, 'x'))).toBeUndefined();
});

describe('the issuer in answers is set', () => {
  test('by deploying a stack', () => {
    const setting = 'authorization_response_iss_parameter_supported of the tenant';
    expect(issuerParameter(dev)).toEqual({ setting, command: 'pulumi up --refresh -s dev' });
  });

  test('in the dashboard, or by a command, at an Auth0 tenant without one', () => {
    expect(issuerParameter(stackless)).toEqual({
      setting:
        'authorization_response_iss_parameter_supported of the tenant ' +
        '(in the Auth0 dashboard Settings > Advanced > "Include Issuer in Authorization Responses")',
      command:
        'node bin/omnichat-auth0.js mend set tenants/settings authorizationResponseIssParameterSupported=true ' +
        '--domain omnichat-dev.eu.auth0.com',
    });
  });

  test('by whoever operates another authorization server', () => {
    expect(issuerParameter({ ...stackless, auth0: false })).toEqual({
      setting: 'authorization_response_iss_parameter_supported of the authorization server',
    });
  });
});
