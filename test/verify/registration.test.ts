import { beforeAll, describe, expect, test } from 'vitest';
import { registrationChecks } from '../../src/verify/registration/checks.ts';
import { verify } from '../../src/verify/verify.ts';
import { resultOf, unpassed } from '../support/check-results.ts';
import { type DeployedStack, deployStack, serveStack } from '../support/verified-stack.ts';

const groups = [{ name: 'registration', checks: registrationChecks }];

describe.each(['off', 'broker', 'registry', 'native'] as const)('with registration %s', (registration) => {
  let deployed: DeployedStack;

  beforeAll(async () => {
    deployed = await deployStack({ registration });
  });

  test('the stack and its server pass, and no application is left behind', async () => {
    const stack = await serveStack(deployed);
    await stack.serveConnector();
    const before = await stack.clientIds();
    expect(unpassed(await stack.verify({ groups }))).toEqual({});
    expect(await stack.clientIds()).toEqual(before);
  });

  test("Auth0's own endpoint must be as the setting says", async () => {
    const stack = await serveStack(deployed);
    await stack.serveConnector();
    await stack.management.patch('/tenants/settings', {
      flags: { enable_dynamic_client_registration: registration !== 'native' },
    });
    const report = await stack.verify({ groups });
    expect(unpassed(report)).toEqual({ 'registration-issuer': 'fail' });
    expect(resultOf(report, 'registration-issuer')?.remedy).toEqual({
      setting: 'flags.enable_dynamic_client_registration of the tenant',
      command: 'npx omnichat-auth0 up -s local',
    });
  });

  test('the server must do the same as the stack', async () => {
    const stack = await serveStack(deployed);
    await stack.serveConnector({ OAUTH_REGISTRATION: registration === 'off' ? 'native' : 'off' });
    const report = await stack.verify({ groups });
    expect(resultOf(report, 'registration-endpoint')).toMatchObject({
      status: 'fail',
      remedy: {
        setting:
          'omnichat:registration in Pulumi.local.yaml (it should be the same as OAUTH_REGISTRATION of the server)',
      },
    });
  });
});

describe('a broker', () => {
  let deployed: DeployedStack;

  beforeAll(async () => {
    deployed = await deployStack({ registration: 'broker' });
  });

  test('fails when it registers any redirect URI', async () => {
    const stack = await serveStack(deployed);
    await stack.serveConnector({
      OAUTH_REDIRECT_URIS: 'https://chatgpt.com/x,https://verify.invalid/callback',
    });
    const report = await stack.verify({ groups });
    expect(resultOf(report, 'registration-redirect-uri')).toMatchObject({
      status: 'fail',
      evidence: 'https://omnichat.com/register answered 201',
    });
  });

  test('is asked for nothing that could not be removed', async () => {
    const stack = await serveStack(deployed);
    await stack.serveConnector();
    const before = await stack.clientIds();
    const report = await verify({ target: stack.target, fetch: stack.fetch, groups });
    expect(unpassed(report, { skipped: true })).toEqual({ 'registration-endpoint': 'skip' });
    expect(resultOf(report, 'registration-endpoint')?.evidence).toBe(
      'it would register a client: run it again with --register',
    );
    expect(await stack.clientIds()).toEqual(before);
  });
});
