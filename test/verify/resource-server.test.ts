import { decodeJwt, decodeProtectedHeader } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import { createConnector } from '../../src/connector/connector.ts';
import { parseConnectorSettings } from '../../src/connector/settings.ts';
import { variablesFor } from '../../src/dotenv/variables.ts';
import { registrationChecks } from '../../src/verify/registration/registration-checks.ts';
import { bearerChallenge } from '../../src/verify/resource-server/challenge.ts';
import { resourceServerChecks } from '../../src/verify/resource-server/resource-server-checks.ts';
import type { Remedy } from '../../src/verify/remedy.ts';
import type { Target } from '../../src/verify/target.ts';
import { resultOf, unpassed } from '../support/verify/check-results.ts';
import { urlOf } from '../support/stand-ins/fetched-url.ts';
import {
  type DeployedStack,
  deployStack,
  serveStack,
  type VerifiedStack,
} from '../support/verify/verified-stack.ts';

const groups = [{ name: "OmniChat's server", checks: resourceServerChecks }];

let deployed: DeployedStack;

beforeAll(async () => {
  deployed = await deployStack();
});

test('the reference connector passes every check', async () => {
  const stack = await serveStack(deployed);
  await stack.serveConnector();
  expect(unpassed(await stack.verify({ groups }), { skipped: true })).toEqual({});
});

describe('a variable of the server that is wrong fails what depends on it:', () => {
  test.each<[string, Record<string, string>, Record<string, string>, string]>([
    [
      'OAUTH_ISSUER without its slash',
      { OAUTH_ISSUER: 'https://localhost:1', AUTHORIZATION_SERVER: 'https://localhost:1' },
      { 'rs-metadata-issuer': 'fail', 'rs-issuer-metadata': 'fail', 'rs-token': 'fail' },
      "OAUTH_ISSUER in the environment of OmniChat's server",
    ],
    [
      'OAUTH_JWKS_URI of nobody',
      { OAUTH_JWKS_URI: 'https://localhost:1/jwks.json' },
      { 'rs-token': 'fail', 'rs-unsigned-token': 'unknown' },
      "OAUTH_JWKS_URI in the environment of OmniChat's server",
    ],
    [
      'RESOURCE_URL of another host',
      { RESOURCE_URL: 'http://localhost:3000/api' },
      { 'rs-challenge': 'fail' },
      "RESOURCE_URL in the environment of OmniChat's server",
    ],
    [
      'OAUTH_ALLOWED_ORIGINS without the application',
      { OAUTH_ALLOWED_ORIGINS: '' },
      { 'rs-cors-origins': 'fail' },
      "OAUTH_ALLOWED_ORIGINS in the environment of OmniChat's server",
    ],
    [
      'OAUTH_ALLOWED_ORIGINS with a stranger',
      { OAUTH_ALLOWED_ORIGINS: 'http://localhost:3000,https://verify.invalid' },
      { 'rs-cors-strangers': 'fail' },
      "OAUTH_ALLOWED_ORIGINS in the environment of OmniChat's server",
    ],
  ])('%s', async (_name, environment, expected, setting) => {
    const stack = await serveStack(deployed);
    await stack.serveConnector(environment);
    const report = await stack.verify({ groups });
    expect(unpassed(report)).toEqual(expected);
    for (const id of Object.keys(expected)) {
      expect(resultOf(report, id)?.remedy).toEqual({
        setting,
        command: 'node bin/omnichat-auth0.js env -s local',
        after: "restart OmniChat's server",
      });
    }

    await stack.serveConnector();
    expect(unpassed(await stack.verify({ groups }))).toEqual({});
  });
});

describe('a server that has nothing at the resource URL', () => {
  /** One of somebody's own, with the connector's endpoints and one route. */
  const filesServer = (stack: VerifiedStack): typeof fetch => {
    const variables = variablesFor(stack.outputs, { secrets: 'plain' });
    const environment = Object.fromEntries(variables.map(({ name, value }) => [name, value]));
    const connector = createConnector({
      settings: parseConnectorSettings(environment),
      fetch: stack.fetch,
      log: () => undefined,
    });
    const handle = (_request: Request, { subject }: { readonly subject: string }) =>
      Response.json({ filesOf: subject });
    const routes = new Map([
      ...connector.routes,
      ['/files', connector.protect({ GET: { scopes: ['files:read'], handle } })] as const,
    ]);
    return async (input, init) => {
      const { origin, pathname } = new URL(urlOf(input));
      if (origin !== 'https://omnichat.com') return stack.fetch(input, init);
      const answer = await routes.get(pathname)?.(new Request(input, init), { clientAddress: '127.0.0.1' });
      return answer ?? new Response(null, { status: 404 });
    };
  };

  test('passes every check where the target names a route that is protected', async () => {
    const stack = await serveStack(deployed);
    const target = { ...stack.target, protectedRoute: '/files' };
    const report = await stack.verify({ groups, target, fetch: filesServer(stack) });
    expect(unpassed(report, { skipped: true })).toEqual({});
    expect(resultOf(report, 'rs-token')?.evidence).toBe('https://omnichat.com/files answered 200');
  });

  const unserved = ['rs-challenge', 'rs-unsigned-token', 'rs-token', 'rs-cors-origins'];

  test.each<[string, Partial<Target>, Remedy]>([
    [
      'and is told how to name a route',
      {},
      {
        setting:
          "RESOURCE_URL in the environment of OmniChat's server, or the route /api: nothing that is protected answers there",
        before:
          'mount a protected route there, as docs/connector.md says, or name one that it has: write "omnichat:protectedRoute: /…" below config: in Pulumi.local.yaml',
        command: 'node bin/omnichat-auth0.js env -s local',
        after: "restart OmniChat's server",
      },
    ],
    [
      'nor at the route that is named, which may be a stale one',
      { protectedRoute: '/flies' },
      {
        setting:
          'omnichat:protectedRoute in Pulumi.local.yaml, or the route /flies: nothing that is protected answers there',
        before:
          'delete that line where the resource URL itself is protected, or name a route in it that GET reads, or mount a protected one there, as docs/connector.md says',
      },
    ],
  ])('%s', async (_name, named, remedy) => {
    const stack = await serveStack(deployed);
    const target = { ...stack.target, ...named };
    const report = await stack.verify({ groups, target, fetch: filesServer(stack) });
    expect(Object.keys(unpassed(report))).toEqual(unserved);
    for (const id of unserved) expect(resultOf(report, id)?.remedy).toEqual(remedy);
  });

  test('nor at the one that is named for an issuer that no stack deploys', async () => {
    const stack = await serveStack(deployed);
    const { stack: _stack, ...target } = { ...stack.target, protectedRoute: '/flies' };
    const report = await stack.verify({ groups, target, fetch: filesServer(stack) });
    expect(resultOf(report, 'rs-challenge')?.remedy?.setting).toBe(
      "omnichat:protectedRoute in the stack's file, or the route /flies: nothing that is protected answers there",
    );
  });

  test('because its RESOURCE_URL is another, is told the same', async () => {
    const stack = await serveStack(deployed);
    await stack.serveConnector({ RESOURCE_URL: 'http://localhost:3000' });
    const report = await stack.verify({ groups });
    expect(Object.keys(unpassed(report))).toEqual(unserved);
    expect(resultOf(report, 'rs-challenge')?.remedy?.setting).toContain('RESOURCE_URL in the environment');
  });

  test.each<[string, () => Response]>([
    ['that knows no path', () => new Response(null, { status: 404 })],
    [
      'that answers every path with a page',
      () => new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } }),
    ],
  ])("and is a stranger's, %s, is one cause", async (_name, answer) => {
    const stack = await serveStack(deployed);
    const report = await stack.verify({
      groups: [...groups, { name: 'registration', checks: registrationChecks }],
      fetch: async (input, init) =>
        urlOf(input).startsWith('https://omnichat.com/') ? answer() : stack.fetch(input, init),
    });
    const causes = report.checks.filter(({ status, because }) => status === 'fail' && because === undefined);
    expect(causes.map(({ id, remedy }) => [id, remedy])).toEqual([
      [
        'rs-metadata',
        {
          setting: "the server at https://omnichat.com, which has none of OmniChat's endpoints",
          before:
            "start OmniChat's server there in place of the one that answers, or mount the connector's endpoints in that one, as docs/connector.md " +
            "says; where OmniChat's server is elsewhere, write its URL into omnichat:resourceUrl in Pulumi.local.yaml",
        },
      ],
    ]);
  });
});

/** What a server answers in place of the connector. */
interface Instead {
  readonly method: string;
  readonly path: string;
  readonly change: (answer: Response) => Promise<Response> | Response;
}

const json = async (answer: Response, change: object) =>
  Response.json({ ...((await answer.json()) as object), ...change }, { headers: answer.headers });

const without = (answer: Response, header: string) => {
  const headers = new Headers(answer.headers);
  headers.delete(header);
  return new Response(answer.body, { status: answer.status, headers });
};

describe('a server that does one thing wrong fails one check:', () => {
  const metadataPath = '/.well-known/oauth-protected-resource/api';

  test.each<[string, Instead, string, string]>([
    [
      'no metadata',
      {
        method: 'GET',
        path: metadataPath,
        change: ({ headers }) => new Response('{}', { status: 404, headers }),
      },
      'rs-metadata',
      'https://omnichat.com/.well-known/oauth-protected-resource/api answered 404',
    ],
    [
      'the resource with a slash',
      {
        method: 'GET',
        path: metadataPath,
        change: (answer) => json(answer, { resource: 'https://omnichat.com/api/' }),
      },
      'rs-metadata-resource',
      'it names https://omnichat.com/api/, expected https://omnichat.com/api',
    ],
    [
      'a scope that only a predefined client gets',
      {
        method: 'GET',
        path: metadataPath,
        change: (answer) => json(answer, { scopes_supported: ['files:read', 'ssh:execute'] }),
      },
      'rs-metadata-scopes',
      'clients ask for all that is listed, and those that register themselves never get ssh:execute',
    ],
    [
      'a scope of another API',
      {
        method: 'GET',
        path: metadataPath,
        change: (answer) => json(answer, { scopes_supported: ['files:read', 'mail:read'] }),
      },
      'rs-metadata-scopes',
      'the API has no mail:read',
    ],
    [
      'no scope',
      {
        method: 'GET',
        path: metadataPath,
        change: (answer) => json(answer, { scopes_supported: [] }),
      },
      'rs-metadata-scopes',
      'scopes_supported is empty: clients ask for no scope of the API',
    ],
    [
      'metadata of the issuer with an endpoint of its own',
      {
        method: 'GET',
        path: '/.well-known/oauth-authorization-server',
        change: (answer) => json(answer, { registration_endpoint: 'https://omnichat.com/register' }),
      },
      'rs-issuer-metadata',
      "https://omnichat.com/.well-known/oauth-authorization-server differs from the issuer's own",
    ],
    [
      'a challenge without the metadata',
      { method: 'POST', path: '/api', change: (answer) => without(answer, 'www-authenticate') },
      'rs-challenge',
      'resource_metadata is not given, expected https://omnichat.com/.well-known/oauth-protected-resource/api',
    ],
    [
      'metadata that only some pages may read',
      {
        method: 'GET',
        path: metadataPath,
        change: (answer) => without(answer, 'access-control-allow-origin'),
      },
      'rs-cors-metadata',
      'https://omnichat.com/.well-known/oauth-protected-resource/api allows no origin',
    ],
  ])('%s', async (_name, { method, path, change }, id, evidence) => {
    const stack = await serveStack(deployed);
    await stack.serveConnector();
    const report = await stack.verify({
      groups,
      fetch: async (input, init) => {
        const answer = await stack.fetch(input, init);
        const same = urlOf(input) === `https://omnichat.com${path}` && (init?.method ?? 'GET') === method;
        return same ? change(answer) : answer;
      },
    });
    expect(resultOf(report, id)).toMatchObject({ status: 'fail', evidence });
  });

  const respond =
    (stack: VerifiedStack, change: (answer: Response) => Response): typeof fetch =>
    async (input, init) => {
      const answer = await stack.fetch(input, init);
      return urlOf(input).startsWith('https://omnichat.com/') ? change(answer) : answer;
    };

  test('metadata that is no JSON fails once, and leaves open what would be in it', async () => {
    const stack = await serveStack(deployed);
    await stack.serveConnector();
    const report = await stack.verify({
      groups,
      fetch: respond(stack, (answer) =>
        answer.url.includes('oauth-protected-resource')
          ? new Response('<h1>Hello</h1>', { headers: { 'content-type': 'text/html' } })
          : answer,
      ),
    });
    expect(unpassed(report)).toEqual({
      'rs-metadata': 'fail',
      'rs-metadata-resource': 'unknown',
      'rs-metadata-issuer': 'unknown',
      'rs-metadata-scopes': 'unknown',
      'rs-cors-metadata': 'unknown',
    });
    expect(resultOf(report, 'rs-metadata')?.evidence).toMatch(
      / is text\/html, not application\/json; .* is no JSON object$/,
    );
  });

  test('JSON that is served as a page is no metadata', async () => {
    const stack = await serveStack(deployed);
    await stack.serveConnector();
    const report = await stack.verify({
      groups,
      fetch: respond(stack, (answer) => {
        if (!answer.url.includes('oauth-protected-resource')) return answer;
        const headers = new Headers(answer.headers);
        headers.set('content-type', 'text/html');
        return new Response(answer.body, { headers });
      }),
    });
    expect(unpassed(report)).toEqual({ 'rs-metadata': 'fail' });
  });

  test('a server that fails at everything is blamed for no setting', async () => {
    const stack = await serveStack(deployed);
    await stack.serveConnector();
    const report = await stack.verify({
      groups,
      fetch: respond(stack, () => new Response('', { status: 500 })),
    });
    expect(report.checks.flatMap(({ remedy }) => (remedy === undefined ? [] : [remedy.setting]))).toEqual([]);
  });

  test('any token is good', async () => {
    const stack = await serveStack(deployed);
    await stack.serveConnector();
    const report = await stack.verify({
      groups,
      fetch: (input, init) =>
        new Headers(init?.headers).has('authorization')
          ? Promise.resolve(Response.json({}))
          : stack.fetch(input, init),
    });
    expect(unpassed(report)).toEqual({ 'rs-unsigned-token': 'fail' });
  });
});

test('a server that reads claims and tries no signature is found out', async () => {
  const stack = await serveStack(deployed);
  await stack.serveConnector();
  const { identifier } = stack.target.api!;
  const isRight = (token: string) => {
    const { iss, aud, exp = 0 } = decodeJwt(token);
    const rightClaims = iss === stack.target.issuer && [aud].flat().includes(identifier);
    return decodeProtectedHeader(token).alg === 'RS256' && rightClaims && exp > Date.now() / 1000;
  };
  const report = await stack.verify({
    groups,
    fetch: (input, init) => {
      const token = new Headers(init?.headers).get('authorization')?.replace('Bearer ', '');
      return token !== undefined && isRight(token)
        ? Promise.resolve(Response.json({}))
        : stack.fetch(input, init);
    },
  });
  expect(unpassed(report)).toEqual({ 'rs-unsigned-token': 'fail' });
  expect(resultOf(report, 'rs-unsigned-token')?.remedy).toMatchObject({
    setting: expect.stringMatching(/^the access-token check/),
  });
});

test('a server that does not answer leaves every check of it unknown', async () => {
  const stack = await serveStack(deployed);
  const report = await stack.verify({ groups });
  expect(new Set(Object.values(unpassed(report)))).toEqual(new Set(['unknown']));
  expect(report.summary).toEqual({
    pass: 0,
    fail: 0,
    warning: 0,
    skip: 0,
    unknown: resourceServerChecks.length,
  });
});

test.each([
  ['Bearer', {}],
  ['Basic realm="x"', undefined],
  [
    'Bearer resource_metadata="https://x.example/a", scope="a b"',
    { resource_metadata: 'https://x.example/a', scope: 'a b' },
  ],
  ['bearer Error=invalid_token', { error: 'invalid_token' }],
  [String.raw`Bearer error_description="a \"quoted\" word"`, { error_description: 'a "quoted" word' }],
  ['Basic realm="x", Bearer error="invalid_token"', { error: 'invalid_token' }],
])('the challenge %s is read', (header, expected) => {
  expect(
    bearerChallenge({
      url: 'https://x.example/',
      status: 401,
      headers: new Headers({ 'www-authenticate': header }),
      text: '',
      receivedAt: 0,
    }),
  ).toEqual(expected);
});
