import { beforeAll, describe, expect, test } from 'vitest';
import { chatgptGroup } from '../../../src/verify/check-group.ts';
import { issuerTarget } from '../../../src/verify/target.ts';
import { verify } from '../../../src/verify/verify.ts';
import { resultOf, unpassed } from '../../support/verify/check-results.ts';
import { urlOf } from '../../support/stand-ins/fetched-url.ts';
import { conclusionOf, issuerInAnswers, linkable } from '../../support/project/linkable-stack.ts';
import {
  type DeployedStack,
  deployStack,
  resourceUrl,
  serveStack,
} from '../../support/verify/verified-stack.ts';

const groups = [chatgptGroup];

const modes = ['off', 'broker', 'registry', 'native'] as const;

let deployed: Readonly<Record<(typeof modes)[number], DeployedStack>>;
let withConnector: DeployedStack;

beforeAll(async () => {
  deployed = {
    off: await deployStack({ registration: 'off' }),
    broker: await deployStack({ registration: 'broker' }),
    registry: await deployStack({ registration: 'registry' }),
    native: await deployStack({ registration: 'native' }),
  };
  withConnector = await deployStack({ chatgptConnectorIds: '["abc123"]' });
});

describe('ChatGPT will link', () => {
  const onThisMachine = /^ChatGPT would link, but for: ChatGPT cannot reach https:\/\/localhost:\d+\.$/;

  test.each(modes)('with registration %s', async (mode) => {
    const stack = await linkable(deployed[mode]);
    const before = await stack.clientIds();
    const report = await stack.verify({ groups });
    expect(unpassed(report, { skipped: true })).toEqual({ 'chatgpt-reachable': 'skip' });
    expect(report.conclusion).toEqual({ outcome: 'links', sentence: expect.stringMatching(onThisMachine) });
    expect(resultOf(report, 'chatgpt-callback')?.evidence).toBe(
      'https://chatgpt.com/connector_platform_oauth_redirect',
    );
    expect(resultOf(report, 'chatgpt-registration')?.evidence).toMatch(
      mode === 'native' ? /^dynamic: tpc_/ : `predefined: ${stack.outputs.clientId}`,
    );
    expect(await stack.clientIds()).toEqual(before);
  });

  test("with the setup guide's URLs, but for the server's address; nobody beyond this machine is asked", async () => {
    const local = 'http://localhost:3000';
    const stack = await linkable(await deployStack({ resourceUrl: local }));
    const asked = new Set<string>();
    const report = await stack.verify({
      groups,
      fetch: (input, init) => {
        asked.add(new URL(urlOf(input)).hostname);
        return stack.fetch(input, init);
      },
    });
    expect([...asked]).toEqual(['localhost']);
    expect(unpassed(report, { skipped: true })).toEqual({
      'chatgpt-reachable': 'skip',
      'chatgpt-resource': 'skip',
    });
    expect(report.conclusion).toEqual({
      outcome: 'links',
      sentence:
        `ChatGPT would link, but for: ChatGPT cannot reach ${local} and ${new URL(stack.outputs.issuer).origin}; ` +
        `ChatGPT has to find OmniChat's server at ${resourceUrl}, which tokens are for.`,
    });
  });

  test("through a connector's own redirect URI where answers do not carry the issuer", async () => {
    const stack = await linkable(withConnector);
    await stack.management.patch('/tenants/settings', { [issuerInAnswers]: false });
    const report = await stack.verify({ groups });
    expect(report.conclusion?.outcome).toBe('links');
    expect(resultOf(report, 'chatgpt-callback')?.evidence).toBe('https://chatgpt.com/connector/oauth/abc123');
  });

  test('without a caveat where the tenant and the server are on the internet', async () => {
    const stack = await linkable(deployed.broker);
    const issuer = 'https://omnichat-dev.us.auth0.com/';
    const report = await stack.verify({ groups, target: { ...stack.target, issuer } });
    expect(resultOf(report, 'chatgpt-reachable')?.status).toBe('pass');
  });

  test('with an issuer that is no stack, as far as its .env says what it is', async () => {
    const stack = await linkable(deployed.broker);
    const target = issuerTarget(stack.outputs.issuer, {
      RESOURCE_URL: resourceUrl,
      OAUTH_CLIENT_ID: stack.outputs.clientId,
      OAUTH_CLIENT_SECRET: stack.outputs.clientSecret,
      OAUTH_AUDIENCE: resourceUrl,
    });
    expect(await conclusionOf(stack, { target })).toMatchObject({ outcome: 'links' });
  });
});

describe('ChatGPT links all the same', () => {
  const api = `/resource-servers/${encodeURIComponent(resourceUrl)}`;

  test.each<[string, path: (clientId: string) => string, body: object]>([
    ["with tokens in Auth0's own dialect", () => api, { token_dialect: 'access_token' }],
    [
      'with refresh tokens that stay the same',
      (clientId) => `/clients/${clientId}`,
      {
        refresh_token: {
          rotation_type: 'non-rotating',
          expiration_type: 'expiring',
          leeway: 0,
          token_lifetime: 2_592_000,
          infinite_token_lifetime: false,
          idle_token_lifetime: 1_296_000,
          infinite_idle_token_lifetime: false,
        },
      },
    ],
  ])('%s', async (_name, path, body) => {
    const stack = await linkable(deployed.broker);
    await stack.management.patch(path(stack.outputs.clientId), body);
    expect(await conclusionOf(stack)).toMatchObject({ outcome: 'links' });
  });

  test.each<[string, environment: Record<string, string>]>([
    ['with a registration of its own that is turned off', { OAUTH_REGISTRATION: 'off' }],
    ['with a registrar whose secret is wrong', { AUTH0_REGISTRAR_CLIENT_SECRET: 'another' }],
    ['with a list of redirect URIs that lacks its own', { OAUTH_REDIRECT_URIS: 'https://omnichat.com/cb' }],
  ])('%s, since it never sees /register', async (_name, environment) => {
    expect(await conclusionOf(await linkable(deployed.broker, environment))).toMatchObject({
      outcome: 'links',
    });
  });
});

describe('whether ChatGPT will link cannot be told', () => {
  test('without a login', async () => {
    const { target, fetch } = await linkable(deployed.broker);
    const report = await verify({ groups, target, fetch });
    expect(report.conclusion).toEqual({
      outcome: 'undecided',
      sentence:
        'Whether ChatGPT will link cannot be told. A user logs in and consents: it takes a login: run it again with --login.',
    });
  });

  test('when the server does not answer', async () => {
    const conclusion = await conclusionOf(await serveStack(deployed.broker));
    expect(conclusion?.outcome).toBe('undecided');
    expect(conclusion?.sentence).toContain('POST https://omnichat.com/api: no answer: ');
  });

  test("when the issuer's keys cannot be had", async () => {
    const stack = await linkable(deployed.broker);
    const conclusion = await conclusionOf(stack, {
      fetch: (input, init) =>
        urlOf(input) === stack.outputs.jwksUri
          ? Promise.resolve(new Response(null, { status: 503 }))
          : stack.fetch(input, init),
    });
    expect(conclusion?.outcome).toBe('undecided');
    expect(conclusion?.sentence).toContain('jwks.json answered 503.');
  });
});
