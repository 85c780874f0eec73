import { beforeAll, describe, expect, test } from 'vitest';
import { registrationChecks } from '../../../src/verify/registration/registration-checks.ts';
import { resultOf, unpassed } from '../../support/verify/check-results.ts';
import { urlOf } from '../../support/stand-ins/fetched-url.ts';
import { type DeployedStack, deployStack, serveStack } from '../../support/verify/verified-stack.ts';

const groups = [{ name: 'registration', checks: registrationChecks }];

const env = 'node bin/omnichat-auth0.js env -s local';

let deployed: Readonly<Record<'broker' | 'registry' | 'off', DeployedStack>>;

beforeAll(async () => {
  deployed = {
    broker: await deployStack({ registration: 'broker' }),
    registry: await deployStack({ registration: 'registry' }),
    off: await deployStack({ registration: 'off' }),
  };
});

describe('an answer of /register that is not as the stack says names the variable of the server behind it:', () => {
  test.each<
    [mode: keyof typeof deployed, environment: Record<string, string>, setting: string, command: string]
  >([
    ['broker', { OAUTH_REGISTRATION: 'off' }, 'OAUTH_REGISTRATION', env],
    ['registry', { OAUTH_REGISTRATION: 'native' }, 'OAUTH_REGISTRATION', env],
    [
      'off',
      { OAUTH_REGISTRATION: 'registry', OAUTH_PUBLIC_CLIENT_ID: 'tpc_public' },
      'OAUTH_REGISTRATION',
      env,
    ],
    ['broker', { OAUTH_REDIRECT_URIS: 'https://omnichat.com/callback' }, 'OAUTH_REDIRECT_URIS', env],
    ['registry', { OAUTH_REDIRECT_URIS: 'https://omnichat.com/callback' }, 'OAUTH_REDIRECT_URIS', env],
    ['broker', { AUTH0_REGISTRAR_CLIENT_SECRET: 'another' }, 'AUTH0_REGISTRAR_CLIENT_SECRET', env],
  ])('registration %s, %j', async (mode, environment, variable, command) => {
    const stack = await serveStack(deployed[mode]);
    await stack.serveConnector(environment);
    const remedy = resultOf(await stack.verify({ groups }), 'registration-endpoint')?.remedy;
    expect(remedy?.setting).toBe(`${variable} in the environment of OmniChat's server`);
    expect(remedy).toMatchObject({ command, after: "restart OmniChat's server" });

    await stack.serveConnector();
    expect(unpassed(await stack.verify({ groups }))).toEqual({});
  });

  test('a list that lets a stranger in', async () => {
    const stack = await serveStack(deployed.registry);
    await stack.serveConnector({
      OAUTH_REDIRECT_URIS:
        'https://chatgpt.com/connector_platform_oauth_redirect,https://verify.invalid/callback',
    });
    expect(resultOf(await stack.verify({ groups }), 'registration-redirect-uri')?.remedy).toMatchObject({
      setting: "OAUTH_REDIRECT_URIS in the environment of OmniChat's server",
      command: env,
    });
  });

  test('a registrar without its grant, which `up` gives back', async () => {
    const stack = await serveStack(deployed.broker);
    const { management, outputs } = stack;
    const [grant] = (await management.get('/client-grants', {
      client_id: outputs.registrarClientId ?? '',
    })) as { id: string }[];
    await management.delete(`/client-grants/${grant?.id}`);
    await stack.serveConnector();
    const report = await stack.verify({ groups });
    for (const id of ['registration-registrar', 'registration-endpoint']) {
      expect(resultOf(report, id)?.remedy).toEqual({
        setting: 'the grant of the registrar (create:clients)',
        command: 'node bin/omnichat-auth0.js up -s local',
      });
    }
    const mended = await stack.up();
    await mended.serveConnector();
    expect(unpassed(await mended.verify({ groups }))).toEqual({});
  });

  test('a registrar whose secret was rotated in the tenant', async () => {
    const stack = await serveStack(deployed.broker);
    await stack.management.post(`/clients/${stack.outputs.registrarClientId}/rotate-secret`, {});
    await stack.serveConnector();
    const report = await stack.verify({ groups });
    expect(resultOf(report, 'registration-endpoint')?.remedy).toMatchObject({
      setting: 'AUTH0_REGISTRAR_CLIENT_SECRET in .env',
      command: 'node bin/omnichat-auth0.js up -s local',
    });
    const mended = await stack.up();
    await mended.serveConnector();
    expect(unpassed(await mended.verify({ groups }))).toEqual({});
  });

  test('a server that is down for reasons of its own names no setting', async () => {
    const stack = await serveStack(deployed.broker);
    await stack.serveConnector();
    const report = await stack.verify({
      groups,
      fetch: (input, init) =>
        urlOf(input).endsWith('/register') && urlOf(input).startsWith('https://omnichat.com/')
          ? Promise.resolve(new Response('', { status: 500 }))
          : stack.fetch(input, init),
    });
    expect(resultOf(report, 'registration-endpoint')).toMatchObject({
      evidence: 'https://omnichat.com/register answered 500',
    });
    expect(resultOf(report, 'registration-endpoint')).not.toHaveProperty('remedy');
  });
});

test('a registrar that may do more is told of, though its token is an old one, and `up` takes it away', async () => {
  const stack = await serveStack(deployed.broker);
  const { management, outputs } = stack;
  const [grant] = (await management.get('/client-grants', {
    client_id: outputs.registrarClientId ?? '',
  })) as { id: string }[];
  await management.patch(`/client-grants/${grant?.id}`, { scope: ['create:clients', 'read:clients'] });
  await stack.serveConnector();
  const report = await stack.verify({ groups });
  expect(unpassed(report)).toEqual({ 'registration-registrar': 'fail' });
  expect(resultOf(report, 'registration-registrar')).toMatchObject({
    evidence: 'it may also read:clients',
    remedy: {
      setting: 'the grant of the registrar (create:clients)',
      command: 'node bin/omnichat-auth0.js up -s local',
    },
  });
  const mended = await stack.up();
  await mended.serveConnector();
  expect(unpassed(await mended.verify({ groups }))).toEqual({});
});
