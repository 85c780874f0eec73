import { beforeAll, describe, expect, test } from 'vitest';
import { chatgptGroup } from '../../src/verify/check-group.ts';
import { issuerTarget } from '../../src/verify/target.ts';
import { verify, type VerifyOptions } from '../../src/verify/verify.ts';
import { resultOf, unpassed } from '../support/check-results.ts';
import { urlOf } from '../support/fetched-url.ts';
import {
  type DeployedStack,
  deployStack,
  resourceUrl,
  serveStack,
  type VerifiedStack,
} from '../support/verified-stack.ts';

const groups = [chatgptGroup];
const api = `/resource-servers/${encodeURIComponent(resourceUrl)}`;
const up = 'npx omnichat-auth0 up -s local';
const issuerInAnswers = 'authorization_response_iss_parameter_supported';

let predefined: DeployedStack;
let native: DeployedStack;
let withConnector: DeployedStack;
let asInTheGuide: DeployedStack;

beforeAll(async () => {
  predefined = await deployStack();
  native = await deployStack({ registration: 'native' });
  withConnector = await deployStack({ chatgptConnectorIds: '["abc123"]' });
  asInTheGuide = await deployStack({ resourceUrl: 'http://localhost:3000' });
});

/** A stack as ChatGPT needs it: the program's, and the one switch that no provider of Pulumi's has. */
async function linkable(
  deployed: DeployedStack,
  environment: Record<string, string> = {},
): Promise<VerifiedStack> {
  const stack = await serveStack(deployed);
  await stack.management.patch('/tenants/settings', { [issuerInAnswers]: true });
  await stack.serveConnector(environment);
  return stack;
}

const sentenceOf = async (stack: VerifiedStack, more: Partial<VerifyOptions> = {}) =>
  (await stack.verify({ groups, ...more })).conclusion?.sentence;

describe('ChatGPT will link', () => {
  const onThisMachine =
    /^ChatGPT will link as soon as it can reach this: only this machine reaches https:\/\/localhost:\d+\.$/;

  test('as the predefined application', async () => {
    const report = await (await linkable(predefined)).verify({ groups });
    expect(unpassed(report, { skipped: true })).toEqual({ 'chatgpt-reachable': 'skip' });
    expect(report.conclusion).toEqual({ outcome: 'links', sentence: expect.stringMatching(onThisMachine) });
    expect(resultOf(report, 'chatgpt-registration')?.evidence).toMatch(/^predefined: /);
    expect(resultOf(report, 'chatgpt-callback')?.evidence).toBe(
      'https://chatgpt.com/connector_platform_oauth_redirect',
    );
  });

  test('as an application that it registers itself, which is removed again', async () => {
    const stack = await linkable(native);
    const before = await stack.clientIds();
    const report = await stack.verify({ groups });
    expect(unpassed(report, { skipped: true })).toEqual({ 'chatgpt-reachable': 'skip' });
    expect(resultOf(report, 'chatgpt-registration')?.evidence).toMatch(/^dynamic: tpc_/);
    expect(await stack.clientIds()).toEqual(before);
  });

  test("through a connector's own redirect URI where answers do not carry the issuer", async () => {
    const stack = await serveStack(withConnector);
    await stack.serveConnector();
    const report = await stack.verify({ groups });
    expect(report.conclusion?.outcome).toBe('links');
    expect(resultOf(report, 'chatgpt-callback')?.evidence).toBe('https://chatgpt.com/connector/oauth/abc123');
  });

  test('without a caveat where the tenant and the server are on the internet', async () => {
    const stack = await linkable(predefined);
    const issuer = 'https://omnichat-dev.us.auth0.com/';
    const report = await stack.verify({
      groups,
      target: { ...stack.target, issuer },
    });
    expect(resultOf(report, 'chatgpt-reachable')?.status).toBe('pass');
  });
});

describe('ChatGPT will not link, and the sentence names the one setting:', () => {
  type Spoil = (stack: VerifiedStack) => Promise<unknown>;

  test.each<[setting: string, command: string, spoil: Spoil, environment?: Record<string, string>]>([
    [
      issuerInAnswers,
      `auth0 api patch tenants/settings --data '{"${issuerInAnswers}":true}'`,
      ({ management }) => management.patch('/tenants/settings', { [issuerInAnswers]: false }),
    ],
    [
      "OAUTH_ISSUER in the environment of OmniChat's server",
      'npx omnichat-auth0 env -s local --file .env',
      ({ outputs, serveConnector }) => serveConnector({ OAUTH_ISSUER: outputs.authorizationServer }),
    ],
    [
      "OAUTH_AUDIENCE in the environment of OmniChat's server",
      'npx omnichat-auth0 env -s local --file .env',
      ({ serveConnector }) =>
        serveConnector({
          OAUTH_AUDIENCE: 'https://omnichat.com/other',
          RESOURCE_URL: 'http://localhost:3000/api',
        }),
    ],
    [
      "OAUTH_JWKS_URI in the environment of OmniChat's server",
      'npx omnichat-auth0 env -s local --file .env',
      ({ serveConnector }) => serveConnector({ OAUTH_JWKS_URI: 'https://localhost:1/jwks.json' }),
    ],
    [
      'the callbacks of the application',
      up,
      ({ management, outputs }) =>
        management.patch(`/clients/${outputs.clientId}`, { callbacks: ['http://localhost:3000/callback'] }),
    ],
    [
      'the grant types of the application',
      up,
      ({ management, outputs }) =>
        management.patch(`/clients/${outputs.clientId}`, { grant_types: ['refresh_token'] }),
    ],
    [
      'OAUTH_CLIENT_SECRET: the secret of the application',
      up,
      ({ management, outputs }) => management.post(`/clients/${outputs.clientId}/rotate-secret`, {}),
    ],
    [
      'OAUTH_CLIENT_ID: the application is not in the tenant',
      up,
      ({ management, outputs }) => management.delete(`/clients/${outputs.clientId}`),
    ],
    [
      'the applications of the connection omnichat-users',
      up,
      async ({ management, outputs }) => {
        const connections = (await management.get('/connections')) as { id: string; name: string }[];
        const users = connections.find(({ name }) => name === 'omnichat-users');
        await management.patch(`/connections/${users?.id}/clients`, [
          { client_id: outputs.clientId, status: false },
        ]);
      },
    ],
    [
      'the client grant of the application on the API',
      up,
      async ({ management, outputs }) => {
        const grants = (await management.get('/client-grants', { client_id: outputs.clientId })) as {
          id: string;
        }[];
        await management.delete(`/client-grants/${grants[0]?.id}`);
      },
    ],
    [
      'the scopes of the client grant of the application',
      up,
      async ({ management, outputs }) => {
        const grants = (await management.get('/client-grants', { client_id: outputs.clientId })) as {
          id: string;
        }[];
        await management.patch(`/client-grants/${grants[0]?.id}`, { scope: ['files:read'] });
      },
    ],
    ['the identifier of the API (omnichat:apiIdentifier)', up, ({ management }) => management.delete(api)],
    [
      'resource_parameter_profile of the tenant (compatibility)',
      up,
      ({ management }) => management.patch('/tenants/settings', { resource_parameter_profile: 'audience' }),
    ],
    [
      'signing_alg of the API (RS256)',
      up,
      ({ management }) =>
        management.patch(api, { signing_alg: 'HS256', signing_secret: 'a secret that the API shares' }),
    ],
  ])('%s', async (setting, command, spoil) => {
    const stack = await linkable(predefined);
    await spoil(stack);
    const sentence = await sentenceOf(stack);
    expect(sentence).toContain(`ChatGPT will not link: the setting is ${setting}; `);
    expect(sentence?.endsWith(` Mend it: ${command}`)).toBe(true);
  });

  test.each<[string, string, Spoil]>([
    [
      'is_domain_connection of the connection that third parties log in through',
      `auth0 api patch connections/CONNECTION_ID --data '{"is_domain_connection":true}'`,
      async ({ management }) => {
        const connections = (await management.get('/connections')) as { id: string; name: string }[];
        const users = connections.find(({ name }) => name === 'omnichat-users');
        await management.patch(`/connections/${users?.id}`, { is_domain_connection: false });
      },
    ],
    [
      'the default client grant of third-party applications on the API',
      `auth0 api post client-grants --data '{"default_for":"third_party_clients","audience":"${resourceUrl}","scope":["files:read","files:write","chat:read","chat:write"],"subject_type":"user"}'`,
      async ({ management }) => {
        const grants = (await management.get('/client-grants')) as { id: string; default_for?: string }[];
        await management.delete(
          `/client-grants/${grants.find((grant) => grant.default_for !== undefined)?.id}`,
        );
      },
    ],
  ])('%s, where ChatGPT registers itself', async (setting, command, spoil) => {
    const stack = await linkable(native);
    await spoil(stack);
    const sentence = await sentenceOf(stack);
    expect(sentence).toContain(`ChatGPT will not link: the setting is ${setting}; `);
    expect(sentence?.endsWith(` Mend it: ${command}`)).toBe(true);
  });

  test("the import of ChatGPT's client ID metadata document", async () => {
    const stack = await linkable(predefined);
    await stack.management.patch('/tenants/settings', { client_id_metadata_document_supported: true });
    expect(await sentenceOf(stack)).toMatch(
      /^ChatGPT will not link: the setting is the import of ChatGPT's client ID metadata document; .*Unknown client: https:\/\/chatgpt\.com\/oauth\/client\.json/,
    );
  });

  test('omnichat:registration, where registration is closed and no application is predefined', async () => {
    const stack = await linkable(predefined);
    const { application: _application, ...target } = stack.target;
    expect(await sentenceOf(stack, { target })).toMatch(
      /^ChatGPT will not link: the setting is omnichat:registration in Pulumi\.local\.yaml/,
    );
  });

  test("omnichat:resourceUrl, where it is the setup guide's", async () => {
    const stack = await linkable(asInTheGuide);
    expect(await sentenceOf(stack)).toBe(
      'ChatGPT will not link: the setting is omnichat:resourceUrl in Pulumi.local.yaml (it should be https://omnichat.com/api); ' +
        `the URL is http://localhost:3000, and the metadata is about https://omnichat.com/api. Mend it: ${up}`,
    );
  });

  test('allow_offline_access, without which it does not stay linked', async () => {
    const stack = await linkable(predefined);
    await stack.management.patch(api, { allow_offline_access: false });
    expect(await sentenceOf(stack)).toBe(
      'ChatGPT will link, and not stay linked: the setting is allow_offline_access of the API, or the grant type ' +
        `refresh_token of the application; no refresh token was issued. Mend it: ${up}`,
    );
  });
});

describe('a server that does not do its part is named:', () => {
  test.each<[string, string, (answer: Response) => Response]>([
    ['no 401', 'the access-token check', () => Response.json({})],
    ['no challenge', 'the access-token check', ({ status }) => new Response(null, { status })],
  ])('%s', async (_name, part, change) => {
    const stack = await linkable(predefined);
    const sentence = await sentenceOf(stack, {
      fetch: async (input, init) => {
        const answer = await stack.fetch(input, init);
        return urlOf(input) === resourceUrl && !new Headers(init?.headers).has('authorization')
          ? change(answer)
          : answer;
      },
    });
    expect(sentence).toContain(`the setting is ${part} of OmniChat's server; `);
    expect(sentence).toContain('Mend it: npx omnichat-auth0 connector serve');
  });

  test('no metadata', async () => {
    const stack = await linkable(predefined);
    const sentence = await sentenceOf(stack, {
      fetch: (input, init) =>
        urlOf(input).includes('oauth-protected-resource')
          ? Promise.resolve(new Response(null, { status: 404 }))
          : stack.fetch(input, init),
    });
    expect(sentence).toContain("the setting is the protected-resource metadata of OmniChat's server; ");
  });
});

describe('whether ChatGPT will link cannot be told', () => {
  test('without a login', async () => {
    const { target, fetch } = await linkable(predefined);
    const report = await verify({ groups, target, fetch });
    expect(report.conclusion).toEqual({
      outcome: 'undecided',
      sentence:
        'Whether ChatGPT will link cannot be told. A user logs in and consents: it takes a login: run it again with --login.',
    });
  });

  test('when the server does not answer', async () => {
    const stack = await serveStack(predefined);
    const { conclusion } = await stack.verify({ groups });
    expect(conclusion?.outcome).toBe('undecided');
    expect(conclusion?.sentence).toContain('POST https://omnichat.com/api: no answer: ');
  });
});

test('an issuer that is no stack is walked with what its .env says', async () => {
  const stack = await linkable(predefined);
  const target = issuerTarget(stack.outputs.issuer, {
    RESOURCE_URL: resourceUrl,
    OAUTH_CLIENT_ID: stack.outputs.clientId,
    OAUTH_CLIENT_SECRET: stack.outputs.clientSecret,
    OAUTH_AUDIENCE: resourceUrl,
  });
  expect((await stack.verify({ groups, target })).conclusion?.outcome).toBe('links');
});
