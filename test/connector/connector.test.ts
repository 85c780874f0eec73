import { describe, expect, test, vi } from 'vitest';
import { createEndpoint, type Handler } from '../../src/connector/endpoint/endpoint.ts';
import {
  apiAudience,
  call,
  guideRegistration,
  postJson,
  testedConnector,
} from '../support/stand-ins/connector.ts';

const resourceMetadataPath = '/.well-known/oauth-protected-resource';
const serverMetadataPath = '/.well-known/oauth-authorization-server';

const preflight = (origin: string, method = 'POST'): RequestInit => ({
  method: 'OPTIONS',
  headers: { origin, 'access-control-request-method': method },
});

describe('protected-resource metadata', () => {
  test('names the API, the exact issuer and the scopes', async () => {
    const response = await testedConnector().send(resourceMetadataPath);

    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('cache-control')).toBe('public, max-age=300');
    expect(await response.json()).toEqual({
      resource: apiAudience,
      authorization_servers: ['https://tenant.eu.auth0.com/'],
      scopes_supported: ['files:read', 'chat:read'],
      bearer_methods_supported: ['header'],
      resource_name: 'OmniChat API',
    });
  });

  test('points to the documentation where there is one', async () => {
    const connector = testedConnector({ documentationUrl: 'https://omnichat.com/docs' });

    expect(await (await connector.send(resourceMetadataPath)).json()).toMatchObject({
      resource_documentation: 'https://omnichat.com/docs',
    });
  });

  test.each([
    ['https://omnichat.com/api', [resourceMetadataPath, `${resourceMetadataPath}/api`]],
    ['http://localhost:3000', [resourceMetadataPath, `${resourceMetadataPath}/api`]],
    [
      'http://localhost:3000/v1/',
      [resourceMetadataPath, `${resourceMetadataPath}/v1/`, `${resourceMetadataPath}/api`],
    ],
  ])('of %s is at the root and at the path of each of its URLs', (resourceUrl, paths) => {
    expect([...testedConnector({ resourceUrl }).routes.keys()]).toEqual([
      ...paths,
      `${resourceMetadataPath}/mcp`,
      serverMetadataPath,
      '/register',
    ]);
  });
});

describe("the issuer's metadata", () => {
  const document = '{ "issuer": "https://tenant.eu.auth0.com/",\n  "x": 1 }';

  function served(...answers: (() => Response)[]) {
    const asked: Request[] = [];
    const connector = testedConnector(
      {},
      {
        fetch: async (input, init) => {
          asked.push(new Request(input, init));
          const answer = answers[asked.length - 1] ?? answers.at(-1);
          if (answer === undefined) throw new Error('no answer planned');
          return answer();
        },
      },
    );
    return { asked, connector };
  }

  test('is passed on to the last byte', async () => {
    const { asked, connector } = served(() => new Response(document));
    const response = await connector.send(serverMetadataPath);

    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.text()).toBe(document);
    expect(asked.map(({ url }) => url)).toEqual([
      'https://tenant.eu.auth0.com/.well-known/oauth-authorization-server',
    ]);
  });

  test('is read again after ten minutes', async () => {
    const { asked, connector } = served(() => new Response(document));
    await Promise.all([connector.send(serverMetadataPath), connector.send(serverMetadataPath)]);
    await connector.send(serverMetadataPath);
    expect(asked).toHaveLength(1);

    connector.advance(600_000);
    await connector.send(serverMetadataPath);
    expect(asked).toHaveLength(2);
  });

  test.each([
    ['of another issuer', () => Response.json({ issuer: 'https://evil.example/' })],
    ['of the issuer without its slash', () => Response.json({ issuer: 'https://tenant.eu.auth0.com' })],
    ['that is not JSON', () => new Response('<html>')],
    ['that is not an object', () => Response.json([])],
    ['with status 500', () => new Response(document, { status: 500 })],
    ['with status 204', () => new Response(null, { status: 204 })],
  ])('%s is not passed on, and not kept', async (_case, answer) => {
    const { connector } = served(answer, () => new Response(document));
    const response = await connector.send(serverMetadataPath);
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({ error: 'server_error' });

    connector.advance(5_000);
    expect((await connector.send(serverMetadataPath)).status).toBe(200);
  });

  test('that could not be had is not asked for with every request', async () => {
    const { asked, connector } = served(() => new Response('', { status: 500 }));
    for (let count = 0; count < 5; count += 1) {
      expect((await connector.send(serverMetadataPath)).status).toBe(502);
    }
    expect(asked).toHaveLength(1);

    connector.advance(5_000);
    await connector.send(serverMetadataPath);
    expect(asked).toHaveLength(2);
  });

  test('is passed on for an hour while the issuer fails, and no longer', async () => {
    const { connector } = served(
      () => new Response(document),
      () => new Response('', { status: 500 }),
    );
    await connector.send(serverMetadataPath);
    connector.advance(3_599_999);
    const response = await connector.send(serverMetadataPath);
    expect([response.status, await response.text()]).toEqual([200, document]);

    connector.advance(1);
    expect((await connector.send(serverMetadataPath)).status).toBe(502);
  });

  test.each<[string, Record<string, string>, string]>([
    ['seconds', { 'retry-after': '120' }, '120'],
    ['a date', { 'retry-after': 'Tue, 14 Nov 2023 22:15:20 GMT' }, '120'],
    ['a date that has passed', { 'retry-after': 'Tue, 14 Nov 2023 22:00:00 GMT' }, '1'],
    ['days', { 'retry-after': '864000' }, '3600'],
    ['a negative number', { 'retry-after': '-5' }, '1'],
    ['nothing', {}, '5'],
  ])(
    'answered with 503 and a Retry-After of %s is 503 with one in seconds',
    async (_case, headers, seconds) => {
      const connector = testedConnector(
        {},
        {
          now: () => Date.UTC(2023, 10, 14, 22, 13, 20),
          fetch: async () => new Response('', { status: 503, headers }),
        },
      );
      const response = await connector.send(serverMetadataPath);

      expect([response.status, response.headers.get('retry-after')]).toEqual([503, seconds]);
    },
  );

  test('is asked for without following redirects', async () => {
    const { asked, connector } = served(() => Response.redirect('https://evil.example/', 302));
    const response = await connector.send(serverMetadataPath);

    expect(response.status).toBe(502);
    expect(asked.map(({ redirect }) => redirect)).toEqual(['manual']);
    expect(connector.events[0]?.reason).toBe(
      'https://tenant.eu.auth0.com/.well-known/oauth-authorization-server answered 302, a redirect',
    );
  });

  test('is given up after five seconds', async () => {
    const { asked, connector } = served(() => new Response(document));
    const timeout = vi.spyOn(AbortSignal, 'timeout');
    await connector.send(serverMetadataPath);
    const limits = timeout.mock.calls;
    timeout.mockRestore();

    expect(asked).toHaveLength(1);
    expect(limits).toEqual([[5_000]]);
  });

  test('that comes too late is no answer', async () => {
    const timeout = vi
      .spyOn(AbortSignal, 'timeout')
      .mockReturnValue(AbortSignal.abort(new Error('timed out')));
    const connector = testedConnector({}, { fetch });
    const response = await connector.send(serverMetadataPath);
    timeout.mockRestore();

    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
    expect(connector.events[0]?.reason).toMatch(/timed out$/);
  });

  test('that grows without end is not read to the end', async () => {
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(64 * 1024)),
    });
    const { connector } = served(() => new Response(endless));

    expect((await connector.send(serverMetadataPath)).status).toBe(502);
    expect(connector.events).toMatchObject([
      {
        outcome: 'failed',
        reason:
          'https://tenant.eu.auth0.com/.well-known/oauth-authorization-server answered 200: The body is larger than 262144 bytes',
      },
    ]);
  });

  test('that fails at length is told of in three hundred characters', async () => {
    const { connector } = served(() => Response.json({ message: 'x'.repeat(1000) }, { status: 500 }));
    await connector.send(serverMetadataPath);

    expect(connector.events[0]?.reason).toMatch(/^https:.* answered 500 x+$/);
    expect(connector.events[0]?.reason).toHaveLength(300);
  });
});

describe('CORS', () => {
  test.each([resourceMetadataPath, `${resourceMetadataPath}/api`, serverMetadataPath])(
    '%s is readable from anywhere',
    async (path) => {
      const response = await testedConnector().send(path, { headers: { origin: 'https://anybody.example' } });

      expect(response.headers.get('access-control-allow-origin')).toBe('*');
      expect(response.headers.has('access-control-allow-credentials')).toBe(false);
    },
  );

  test.each(['https://chatgpt.com', 'https://platform.openai.com', 'https://omnichat.com'])(
    '/register answers pages of %s',
    async (origin) => {
      const connector = testedConnector();
      const asked = await connector.send('/register', preflight(origin));
      expect(asked.status).toBe(204);
      expect(Object.fromEntries(asked.headers)).toMatchObject({
        'access-control-allow-origin': origin,
        'access-control-allow-methods': 'POST',
        'access-control-allow-headers':
          'Authorization, Content-Type, Mcp-Session-Id, Mcp-Protocol-Version, Mcp-Method, Mcp-Name, Last-Event-ID',
        'access-control-max-age': '600',
        vary: 'Origin',
      });
      expect(connector.events).toEqual([]);

      const answered = await connector.send('/register', postJson(guideRegistration, { origin }));
      expect(answered.status).toBe(201);
      expect(answered.headers.get('access-control-allow-origin')).toBe(origin);
      expect(answered.headers.get('access-control-expose-headers')).toBe(
        'WWW-Authenticate, Retry-After, Mcp-Session-Id',
      );
      expect(answered.headers.has('access-control-allow-credentials')).toBe(false);
    },
  );

  test.each([
    'https://evil.example',
    'http://chatgpt.com',
    'https://chatgpt.com.evil.example',
    'https://sub.chatgpt.com',
    'https://chatgpt.com:8443',
    'null',
  ])('/register and the API refuse pages of %s', async (origin) => {
    const connector = testedConnector();
    const api = connector.protect({ GET: { scopes: [], handle: () => new Response('let in') } });
    const responses = [
      await connector.send('/register', preflight(origin)),
      await connector.send('/register', postJson(guideRegistration, { origin })),
      await call(api, '/files', preflight(origin, 'GET')),
      await call(api, '/files', { headers: { origin } }),
    ];

    expect(responses.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
    for (const { headers } of responses) {
      expect(headers.has('access-control-allow-origin')).toBe(false);
      expect(headers.get('vary')).toBe('Origin');
    }
    expect(connector.events).toHaveLength(4);
    expect(connector.events[1]).toMatchObject({ outcome: 'refused', error: 'access_denied', origin });
  });

  test('a refusal is readable for a page that may ask', async () => {
    const api = testedConnector().protect({ GET: { scopes: [], handle: () => new Response() } });
    const response = await call(api, '/files', { headers: { origin: 'https://chatgpt.com' } });

    expect(response.status).toBe(401);
    expect(response.headers.get('access-control-allow-origin')).toBe('https://chatgpt.com');
  });
});

describe('every answer', () => {
  test('carries the security headers, a refusal too', async () => {
    const connector = testedConnector();
    for (const response of [await connector.send(resourceMetadataPath), await connector.send('/register')]) {
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'referrer-policy': 'no-referrer',
        'strict-transport-security': 'max-age=31536000',
        'x-content-type-options': 'nosniff',
      });
    }
  });

  test('speaks of transport security only where the resource is on https', async () => {
    const response = await testedConnector({ resourceUrl: 'http://localhost:3000' }).send(
      resourceMetadataPath,
    );

    expect(response.headers.has('strict-transport-security')).toBe(false);
  });

  test('to a method that an endpoint does not have is 405', async () => {
    const connector = testedConnector();
    const responses = [
      await connector.send(resourceMetadataPath, { method: 'POST' }),
      await connector.send('/register'),
      await connector.send('/register', { method: 'constructor' }),
    ];

    expect(responses.map(({ status, headers }) => [status, headers.get('allow')])).toEqual([
      [405, 'GET, HEAD'],
      [405, 'POST'],
      [405, 'POST'],
    ]);
  });

  test('to HEAD is that to GET without its body', async () => {
    const connector = testedConnector();
    const get = await connector.send(resourceMetadataPath);
    const head = await connector.send(resourceMetadataPath, { method: 'HEAD' });

    expect([head.status, await head.text()]).toEqual([200, '']);
    expect([...head.headers]).toEqual([...get.headers]);
  });
});

describe('a flood', () => {
  test('of registrations from one address is stopped, and others still register', async () => {
    const connector = testedConnector();
    const send = (address: string): Promise<Response> =>
      connector.send('/register', postJson(guideRegistration), address);
    const statuses: number[] = [];
    for (let count = 0; count < 100; count += 1) statuses.push((await send('198.51.100.1')).status);

    expect(statuses.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 201));
    expect(statuses.slice(10)).toEqual(Array.from({ length: 90 }, () => 429));
    expect((await send('198.51.100.2')).status).toBe(201);

    const refused = await send('198.51.100.1');
    expect(refused.headers.get('retry-after')).toBe('6');
    connector.advance(6000);
    expect((await send('198.51.100.1')).status).toBe(201);
    expect(connector.events.filter(({ status }) => status === 429)).toHaveLength(91);
  });

  test('of registrations from many addresses is stopped too, and takes no more of the tenant', async () => {
    const connector = testedConnector();
    const statuses: number[] = [];
    for (let count = 0; count < 100; count += 1) {
      const response = await connector.send('/register', postJson(guideRegistration), `198.51.100.${count}`);
      statuses.push(response.status);
    }
    expect(statuses.filter((status) => status === 201)).toHaveLength(60);
    expect(statuses.slice(60)).toEqual(Array.from({ length: 40 }, () => 429));

    const refused = await connector.send('/register', postJson(guideRegistration), '192.0.2.1');
    expect(refused.headers.get('retry-after')).toBe('2');
    connector.advance(2000);
    expect((await connector.send('/register', postJson(guideRegistration), '192.0.2.2')).status).toBe(201);
  });

  test('of unacceptable registrations from many addresses stops no acceptable one', async () => {
    const connector = testedConnector();
    const unacceptable = postJson({ redirect_uris: ['https://evil.example/'] });
    for (let count = 0; count < 100; count += 1) {
      await connector.send('/register', unacceptable, `198.51.100.${count}`);
    }

    expect((await connector.send('/register', postJson(guideRegistration))).status).toBe(201);
  });

  test.each<[string, RequestInit, number]>([
    ['a method that is not there', { method: 'DELETE' }, 405],
    ['pages that may not ask', postJson(guideRegistration, { origin: 'https://evil.example' }), 403],
    ['their preflights', preflight('https://evil.example'), 403],
  ])('of requests with %s is stopped', async (_case, request, status) => {
    const connector = testedConnector();
    const statuses: number[] = [];
    for (let count = 0; count < 12; count += 1) {
      statuses.push((await connector.send('/register', request)).status);
    }

    expect(statuses).toEqual([...Array.from({ length: 10 }, () => status), 429, 429]);
  });

  test('behind a trusted proxy is told by the forwarded address, which the client cannot choose', async () => {
    const connector = testedConnector({ trustedProxies: 1 });
    const send = (forwardedFor: string): Promise<Response> =>
      connector.send(
        '/register',
        postJson(guideRegistration, { 'x-forwarded-for': forwardedFor }),
        '10.0.0.1',
      );
    for (let count = 0; count < 10; count += 1) await send(`192.0.2.${count}, 203.0.113.7`);

    expect((await send('192.0.2.99, 203.0.113.7')).status).toBe(429);
    expect((await send('203.0.113.8')).status).toBe(201);
    expect(connector.events.at(-1)?.clientAddress).toBe('203.0.113.8');
  });

  test('is told by the address of the connection where no proxy is trusted', async () => {
    const connector = testedConnector();
    for (let count = 0; count < 11; count += 1) {
      await connector.send(
        '/register',
        postJson(guideRegistration, { 'x-forwarded-for': `192.0.2.${count}` }),
      );
    }

    expect(connector.events.at(-1)).toMatchObject({ status: 429, clientAddress: '203.0.113.7' });
  });

  test('of requests to the API is stopped after two hundred, and then let in twenty a second', async () => {
    const connector = testedConnector();
    const api = connector.protect({ GET: { scopes: [], handle: () => new Response() } });
    const statuses: number[] = [];
    for (let count = 0; count < 201; count += 1) statuses.push((await call(api, '/files')).status);
    expect(statuses).toEqual([...Array.from({ length: 200 }, () => 401), 429]);

    connector.advance(49);
    expect((await call(api, '/files')).status).toBe(429);
    connector.advance(1);
    expect((await call(api, '/files')).status).toBe(401);
    expect((await call(api, '/files')).status).toBe(429);
  });

  test('of requests for metadata is stopped after sixty, and then let in two a second', async () => {
    const connector = testedConnector();
    const statuses: number[] = [];
    for (let count = 0; count < 61; count += 1)
      statuses.push((await connector.send(resourceMetadataPath)).status);
    expect(statuses).toEqual([...Array.from({ length: 60 }, () => 200), 429]);

    connector.advance(499);
    expect((await connector.send(resourceMetadataPath)).status).toBe(429);
    connector.advance(1);
    expect((await connector.send(resourceMetadataPath)).status).toBe(200);
    expect((await connector.send(resourceMetadataPath)).status).toBe(429);
  });

  test('of preflights costs no registration', async () => {
    const connector = testedConnector();
    for (let count = 0; count < 100; count += 1) {
      await connector.send('/register', preflight('https://chatgpt.com'));
    }

    expect((await connector.send('/register', postJson(guideRegistration))).status).toBe(201);
  });

  test('of registrations leaves the metadata readable', async () => {
    const connector = testedConnector();
    for (let count = 0; count < 20; count += 1) {
      await connector.send('/register', postJson(guideRegistration));
    }

    expect((await connector.send(resourceMetadataPath)).status).toBe(200);
  });
});

test('answers without a context, as in a server that tells no addresses', async () => {
  const connector = testedConnector();
  const register = connector.routes.get('/register');
  const response = await register?.(
    new Request('https://omnichat.com/register', postJson(guideRegistration)),
  );

  expect(response?.status).toBe(201);
  expect(connector.events).toHaveLength(1);
  expect(connector.events[0]).not.toHaveProperty('clientAddress');
});

test('what a caller sends stays on one line of the log, without credentials', async () => {
  const connector = testedConnector();
  const redirectUri = 'https://user:password@evil.example/\u001B[2K\n{"event":"forged"}';
  await connector.send('/register', postJson({ redirect_uris: [redirectUri] }));

  expect(connector.events.map(({ reason }) => reason)).toEqual([
    'redirect URI not on the allow-list: https://evil.example/%1B[2K%7B%22event%22:%22forged%22%7D (not as it was written)',
  ]);
});

test.each([
  ['https://evil.example/cb', 'https://evil.example/cb'],
  ['https://evil.example/cb?', 'https://evil.example/cb (not as it was written)'],
  ['HTTPS://Evil.example/cb', 'https://evil.example/cb (not as it was written)'],
  ['https:user:password@evil.example/x', 'https://evil.example/x (not as it was written)'],
  ['https:/user:password@evil.example/x', 'https://evil.example/x (not as it was written)'],
  ['https:\\\\user:password@evil.example/x', 'https://evil.example/x (not as it was written)'],
  ['https://user:pass word@evil.example/x', 'https://evil.example/x (not as it was written)'],
  ['https://user:pass\tword@evil.example/x', 'https://evil.example/x (not as it was written)'],
  [
    'https://evil.example/cb?code=password#access_token=password',
    'https://evil.example/cb (not as it was written)',
  ],
  [
    'com.example.app://user:password@callback/x?code=password',
    'com.example.app://callback/x (not as it was written)',
  ],
  ['com.example.app:/callback?code=password', 'com.example.app:/callback (not as it was written)'],
  ['javascript:fetch("password")', 'javascript:… (not as it was written)'],
  ['https://user:password@[evil', 'no URL'],
])('of the refused redirect URI %j the log holds %s', async (redirectUri, logged) => {
  const connector = testedConnector();
  await connector.send('/register', postJson({ redirect_uris: [redirectUri] }));

  expect(connector.events.map(({ reason }) => reason)).toEqual([
    `redirect URI not on the allow-list: ${logged}`,
  ]);
});

test('an Origin of any length and content is one short line of the log', async () => {
  const connector = testedConnector();
  const origin = `https://user:password@evil.example\u009B31m${'x'.repeat(9000)}`;
  await connector.send('/register', postJson(guideRegistration, { origin }));

  expect(connector.events.map((event) => event.origin)).toEqual([
    `https://evil.example 31m${'x'.repeat(475)}…`,
  ]);
});

const endpointOf = (handle: () => Response): Handler =>
  createEndpoint(
    {
      name: 'api_access',
      methods: { GET: handle },
      cors: 'any-origin',
      rateLimiter: () => 0,
      maxBodyBytes: 0,
    },
    { log: () => undefined, now: Date.now, trustedProxies: 0, securityHeaders: {} },
  );

test('HEAD ends a stream that nobody will read', async () => {
  const cancelled = vi.fn<() => void>();
  const streaming = endpointOf(() => new Response(new ReadableStream({ cancel: cancelled })));
  const response = await call(streaming, '/', { method: 'HEAD' });

  expect([response.status, await response.text()]).toEqual([200, '']);
  expect(cancelled).toHaveBeenCalledOnce();
});

test('cookies of a handler stay apart', async () => {
  const headers = new Headers([
    ['set-cookie', 'a=1; Path=/'],
    ['set-cookie', 'b=2; Path=/'],
  ]);
  const response = await call(
    endpointOf(() => new Response('', { headers })),
    '/',
  );

  expect(response.headers.getSetCookie()).toEqual(['a=1; Path=/', 'b=2; Path=/']);
});

test.each([resourceMetadataPath, serverMetadataPath])('a request for %s has no body', async (path) => {
  const response = await testedConnector().send(path, { headers: { 'content-length': '1' } });

  expect([response.status, await response.json()]).toEqual([
    413,
    { error: 'invalid_request', error_description: 'The body is larger than 0 bytes' },
  ]);
});

test('an oversized registration is refused, declared or not', async () => {
  const connector = testedConnector();
  const oversized = { ...guideRegistration, padding: 'x'.repeat(16 * 1024) };
  const declared = await connector.send('/register', postJson(oversized, { 'content-length': '17000' }));
  const undeclared = await connector.send('/register', postJson(oversized));

  expect([declared.status, undeclared.status]).toEqual([413, 413]);
  expect(await undeclared.json()).toEqual({
    error: 'invalid_request',
    error_description: 'The body is larger than 16384 bytes',
  });
});
