import { beforeAll, describe, expect, test } from 'vitest';
import { chatgptGroup } from '../../../src/verify/check-group.ts';
import {
  conclusionOf,
  dotenv,
  linkable,
  following,
  mendedBy,
  namesSetting,
  restart,
  sentenceOf,
} from '../../support/project/linkable-stack.ts';
import { urlOf } from '../../support/stand-ins/fetched-url.ts';
import { type DeployedStack, deployStack, resourceUrl } from '../../support/verify/verified-stack.ts';

let deployed: DeployedStack;
let onThisMachine: DeployedStack;

const localResource = 'http://localhost:3000/api';

beforeAll(async () => {
  deployed = await deployStack();
  onThisMachine = await deployStack({ resourceUrl: localResource, apiIdentifier: localResource });
});

describe("names the variable of OmniChat's server that stops ChatGPT, which a new .env mends:", () => {
  const stacks = { deployed: () => deployed, 'on this machine': () => onThisMachine };

  test.each<[variable: string, value: string, why: string, stack: keyof typeof stacks]>([
    ['RESOURCE_URL', 'http://localhost:3000/api', 'the challenge points to this machine', 'deployed'],
    ['RESOURCE_URL', 'http://localhost:1/api', 'the challenge points to nobody', 'on this machine'],
    ['OAUTH_AUDIENCE', 'https://omnichat.com/other', 'the metadata is about another API', 'on this machine'],
    ['OAUTH_AUDIENCE', `${localResource}/`, 'the metadata adds a slash', 'on this machine'],
    ['OAUTH_ISSUER', 'https://localhost:1/', 'nobody is there', 'deployed'],
    ['OAUTH_JWKS_URI', 'https://localhost:1/jwks.json', 'there are no keys', 'deployed'],
  ])('%s=%s: %s', async (variable, value, _why, name) => {
    const environment =
      variable === 'OAUTH_ISSUER' ? { [variable]: value, AUTHORIZATION_SERVER: '' } : { [variable]: value };
    const stack = await linkable(stacks[name](), environment);
    const sentence = await sentenceOf(stack);
    expect(sentence).toContain(namesSetting(`${variable} in the environment of OmniChat's server`));
    expect(sentence?.endsWith(mendedBy(dotenv, restart))).toBe(true);

    await stack.serveConnector();
    expect(await conclusionOf(stack)).toMatchObject({ outcome: 'links' });
  });

  test('RESOURCE_URL without its path, where nothing is served then', async () => {
    const stack = await linkable(onThisMachine, { RESOURCE_URL: 'http://localhost:3000' });
    const sentence = await sentenceOf(stack);
    expect(sentence).toContain(
      namesSetting(
        "RESOURCE_URL in the environment of OmniChat's server, or the route /api: nothing that is protected answers there",
      ),
    );
    const mount = 'mount an MCP server there, as docs/connector.md says';
    expect(sentence?.endsWith(mendedBy(mount, dotenv, restart))).toBe(true);
    const { checks } = await stack.verify({ groups: [chatgptGroup] });
    const failed = checks.filter(({ status }) => status === 'fail');
    expect(failed.map(({ id, because }) => [id, because])).toEqual([
      ['chatgpt-challenge', undefined],
      ['chatgpt-call', 'chatgpt-challenge'],
    ]);

    await stack.serveConnector();
    expect(await conclusionOf(stack)).toMatchObject({ outcome: 'links' });
  });

  test('OAUTH_ISSUER without its final slash', async () => {
    const stack = await linkable(deployed);
    await stack.serveConnector({ OAUTH_ISSUER: stack.outputs.authorizationServer });
    expect(await sentenceOf(stack)).toBe(
      `${namesSetting("OAUTH_ISSUER in the environment of OmniChat's server")}the resource names ` +
        `${stack.outputs.authorizationServer}, and the server calls itself "${stack.outputs.issuer}"${following(8)}${mendedBy(dotenv, restart)}`,
    );
  });

  test('the .env is the one that was looked at, and quoted for a shell', async () => {
    const { target, outputs, ...stack } = await linkable(deployed, {
      OAUTH_JWKS_URI: 'https://localhost:1/',
    });
    const sentence = await sentenceOf(
      { target, outputs, ...stack },
      { target: { ...target, dotenv: { path: "/srv/Omni Chat/it's.env", environment: {}, outputs } } },
    );
    expect(sentence).toContain(String.raw`env -s local --file '/srv/Omni Chat/it'\''s.env'; then restart`);
  });
});

describe('names the part of the server that does not do its own:', () => {
  type Change = (answer: Response, anonymous: boolean) => Response | Promise<Response>;
  const atResource =
    (change: (answer: Response) => Response): Change =>
    (answer, anonymous) =>
      anonymous ? change(answer) : answer;

  test.each<[name: string, part: string, at: string, change: Change]>([
    ['no 401', 'the access-token check', resourceUrl, atResource(() => Response.json({}))],
    [
      'no challenge',
      'the access-token check',
      resourceUrl,
      atResource(({ status }) => new Response(null, { status })),
    ],
    [
      'a challenge without resource_metadata',
      'the access-token check',
      resourceUrl,
      atResource(
        ({ status }) =>
          new Response(null, { status, headers: { 'www-authenticate': 'Bearer scope="files:read"' } }),
      ),
    ],
    [
      'no metadata',
      'the protected-resource metadata',
      'https://omnichat.com/.well-known/oauth-protected-resource/api',
      () => new Response(null, { status: 404 }),
    ],
    [
      'metadata without authorization servers',
      'the protected-resource metadata',
      'https://omnichat.com/.well-known/oauth-protected-resource/api',
      () => Response.json({ resource: resourceUrl }),
    ],
  ])('%s', async (_name, part, at, change) => {
    const stack = await linkable(deployed);
    const sentence = await sentenceOf(stack, {
      fetch: async (input, init) => {
        const answer = await stack.fetch(input, init);
        return urlOf(input) === at
          ? change(answer, !new Headers(init?.headers).has('authorization'))
          : answer;
      },
    });
    expect(sentence).toContain(namesSetting(`${part} of OmniChat's server`));
    expect(
      sentence?.endsWith(mendedBy("mount the connector's endpoints there, as docs/connector.md says")),
    ).toBe(true);
  });

  test.each([
    ['a stranger first', ['https://other.example/', 'ISSUER'], 'does not link'],
    ['the issuer first', ['ISSUER', 'https://other.example/'], 'links'],
  ])('of two authorization servers ChatGPT takes the first: %s', async (_name, servers, outcome) => {
    const stack = await linkable(deployed);
    const conclusion = await conclusionOf(stack, {
      fetch: (input, init) =>
        urlOf(input).includes('oauth-protected-resource')
          ? Promise.resolve(
              Response.json({
                resource: resourceUrl,
                authorization_servers: servers.map((each) => each.replace('ISSUER', stack.outputs.issuer)),
              }),
            )
          : stack.fetch(input, init),
    });
    expect(conclusion?.outcome).toBe(outcome);
  });

  test.each(['The token has expired', "The token's nbf claim is not acceptable"])(
    'its clock: %s',
    async (description) => {
      const stack = await linkable(deployed);
      const sentence = await sentenceOf(stack, {
        fetch: (input, init) =>
          urlOf(input) === resourceUrl && new Headers(init?.headers).has('authorization')
            ? Promise.resolve(
                new Response(null, {
                  status: 401,
                  headers: {
                    'www-authenticate': `Bearer error="invalid_token", error_description="${description}"`,
                  },
                }),
              )
            : stack.fetch(input, init),
      });
      expect(sentence).toBe(
        `${namesSetting("the clock of the machine that OmniChat's server runs on")}401: ${description}${mendedBy('timedatectl set-ntp true')}`,
      );
    },
  );
});
