import { describe, expect, test } from 'vitest';
import {
  brokerMode,
  chatgptRedirectUri,
  guideRegistration,
  postJson,
  testedConnector,
  type TestedConnector,
} from '../../support/stand-ins/connector.ts';
import {
  createRegistrarStub,
  type RegistrarStub,
  tokenLifetimeSeconds,
} from '../../support/stand-ins/registrar-stub.ts';

function broker(): { auth0: RegistrarStub; connector: TestedConnector } {
  const auth0 = createRegistrarStub();
  return { auth0, connector: testedConnector({ registration: brokerMode }, { fetch: auth0.fetch }) };
}

const register = (connector: TestedConnector, body: unknown = guideRegistration): Promise<Response> =>
  connector.send('/register', postJson(body));

test("answers the guide's own request with a public client", async () => {
  const { connector } = broker();
  const response = await register(connector);

  expect(response.status).toBe(201);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(await response.json()).toEqual({
    client_id: 'tpc_1',
    client_id_issued_at: expect.any(Number),
    client_name: 'ChatGPT Integration',
    redirect_uris: [chatgptRedirectUri],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
  });
});

test('obtains a token with client credentials and creates a public third-party client', async () => {
  const { auth0, connector } = broker();
  await register(connector);

  expect(auth0.tokenRequests).toEqual([
    {
      url: 'https://tenant.eu.auth0.com/oauth/token',
      authorization: null,
      body: {
        grant_type: 'client_credentials',
        client_id: 'registrar-client',
        client_secret: 'registrar-secret',
        audience: 'https://tenant.eu.auth0.com/api/v2/',
      },
    },
  ]);
  expect(auth0.clientRequests).toEqual([
    {
      url: 'https://tenant.eu.auth0.com/api/v2/clients',
      authorization: 'Bearer management-token-1',
      body: {
        name: 'ChatGPT Integration',
        app_type: 'native',
        is_first_party: false,
        callbacks: [chatgptRedirectUri],
        grant_types: ['authorization_code', 'refresh_token'],
        token_endpoint_auth_method: 'none',
        oidc_conformant: true,
        jwt_configuration: { alg: 'RS256' },
        refresh_token: { rotation_type: 'rotating', expiration_type: 'expiring' },
      },
    },
  ]);
});

test('what a caller asks for besides changes nothing of the client', async () => {
  const { auth0, connector } = broker();
  await register(connector, {
    ...guideRegistration,
    is_first_party: true,
    token_endpoint_auth_method: 'client_secret_post',
    jwks_uri: 'https://evil.example/jwks.json',
    scope: 'ssh:execute',
    allowed_logout_urls: ['https://evil.example'],
  });
  await register(connector);

  expect(auth0.clientRequests[0]?.body).toEqual(auth0.clientRequests[1]?.body);
});

test("admits ChatGPT's callback of one connector", async () => {
  const { connector } = broker();
  const redirectUri = 'https://chatgpt.com/connector/oauth/abc123';
  const response = await register(connector, { redirect_uris: [redirectUri] });

  expect(await response.json()).toMatchObject({ client_name: 'chatgpt.com', redirect_uris: [redirectUri] });
});

describe('the Management token', () => {
  test('is shared by registrations at the same moment', async () => {
    const { auth0, connector } = broker();
    await Promise.all([register(connector), register(connector), register(connector)]);

    expect(auth0.tokenRequests).toHaveLength(1);
    expect(auth0.clientRequests).toHaveLength(3);
  });

  test('is renewed a minute before it ends', async () => {
    const { auth0, connector } = broker();
    await register(connector);
    connector.advance((tokenLifetimeSeconds - 61) * 1000);
    await register(connector);
    expect(auth0.tokenRequests).toHaveLength(1);

    connector.advance(1000);
    await register(connector);
    expect(auth0.clientRequests.map(({ authorization }) => authorization)).toEqual([
      'Bearer management-token-1',
      'Bearer management-token-1',
      'Bearer management-token-2',
    ]);
  });

  test('that lives for a minute is renewed halfway', async () => {
    const { auth0, connector } = broker();
    auth0.answerNext('/oauth/token', () =>
      Response.json({ access_token: 'short-token', token_type: 'Bearer', expires_in: 60 }),
    );
    await register(connector);
    connector.advance(29_999);
    await register(connector);
    expect(auth0.tokenRequests).toHaveLength(1);

    connector.advance(1);
    await register(connector);
    expect(auth0.tokenRequests).toHaveLength(2);
  });

  test('is obtained anew, once, when Auth0 no longer takes it', async () => {
    const { auth0, connector } = broker();
    await register(connector);
    auth0.answerNext('/api/v2/clients', () => Response.json({ message: 'Invalid token' }, { status: 401 }));

    expect((await register(connector)).status).toBe(201);
    expect(auth0.tokenRequests).toHaveLength(2);
    expect(auth0.clientRequests.at(-1)?.authorization).toBe('Bearer management-token-2');
  });
});

describe('when Auth0 answers the creation', () => {
  test.each([
    [
      'with 400 about the callbacks',
      () =>
        Response.json(
          { statusCode: 400, message: "Payload validation error: 'bad' on property callbacks[0]" },
          { status: 400 },
        ),
      { status: 400, error: 'invalid_redirect_uri' },
    ],
    [
      'with 400 about something else',
      () =>
        Response.json(
          { statusCode: 400, message: "Payload validation error: 'bad' on property name" },
          { status: 400 },
        ),
      { status: 400, error: 'invalid_client_metadata' },
    ],
    [
      'twice with 401',
      () => Response.json({ message: 'Invalid token' }, { status: 401 }),
      { status: 503, error: 'temporarily_unavailable' },
    ],
    [
      "with 403 for the plan's limit",
      () => Response.json({ message: 'You reached the limit of entities' }, { status: 403 }),
      { status: 503, error: 'temporarily_unavailable' },
    ],
    ['with 500', () => new Response('oops', { status: 500 }), { status: 502, error: 'server_error' }],
    [
      'with 201 and no JSON',
      () => new Response('<html>', { status: 201 }),
      { status: 502, error: 'server_error' },
    ],
    [
      'with a first-party client',
      () =>
        Response.json(
          {
            client_id: 'x',
            client_secret: 'created-secret',
            name: 'x',
            callbacks: [],
            is_first_party: true,
            token_endpoint_auth_method: 'none',
          },
          { status: 201 },
        ),
      { status: 502, error: 'server_error' },
    ],
    [
      'with nothing',
      () => {
        throw new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') });
      },
      { status: 503, error: 'temporarily_unavailable' },
    ],
  ])('%s', async (_case, answer, { status, error }) => {
    const { auth0, connector } = broker();
    auth0.answerNext('/api/v2/clients', answer, answer);
    const response = await register(connector);

    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error });
    expect(connector.events).toMatchObject([{ event: 'registration', status, error }]);
    expect(JSON.stringify(connector.events)).not.toMatch(/registrar-secret|management-token|created-secret/);
  });

  test('with a client of another kind, the log names it, to be looked at', async () => {
    const { auth0, connector } = broker();
    auth0.answerNext('/api/v2/clients', () =>
      Response.json({ client_id: 'tpc_odd', client_secret: 'created-secret' }, { status: 201 }),
    );
    await register(connector);

    expect(connector.events).toMatchObject([
      {
        outcome: 'failed',
        reason:
          'https://tenant.eu.auth0.com/api/v2/clients answered 201; expected a public third-party client, got client tpc_odd',
      },
    ]);
  });

  test.each([
    [200, '<html>'],
    [201, '{}'],
  ])('with %i and %s, the log says what was expected', async (status, body) => {
    const { auth0, connector } = broker();
    auth0.answerNext('/api/v2/clients', () => new Response(body, { status }));
    await register(connector);

    expect(connector.events.map(({ reason }) => reason)).toEqual([
      `https://tenant.eu.auth0.com/api/v2/clients answered ${status}; expected a public third-party client, got an answer without client_id`,
    ]);
  });

  test('an uncertain creation is not sent twice', async () => {
    const { auth0, connector } = broker();
    auth0.answerNext('/api/v2/clients', () => new Response('', { status: 503 }));
    await register(connector);

    expect(auth0.clientRequests).toHaveLength(1);
  });

  test.each<[string, (nowSeconds: number) => Record<string, string>, string]>([
    ['Retry-After', () => ({ 'retry-after': '17' }), '17'],
    ['x-ratelimit-reset', (nowSeconds) => ({ 'x-ratelimit-reset': String(nowSeconds + 30) }), '30'],
    ['a reset that has passed', (nowSeconds) => ({ 'x-ratelimit-reset': String(nowSeconds - 30) }), '1'],
    ['no word of when', () => ({}), '5'],
    ['nonsense', () => ({ 'retry-after': 'soon' }), '5'],
  ])('with 429 and %s, the caller learns when to come again', async (_case, headers, expected) => {
    const { auth0, connector } = broker();
    const nowSeconds = Math.floor(connector.now() / 1000);
    auth0.answerNext('/api/v2/clients', () =>
      Response.json({}, { status: 429, headers: headers(nowSeconds) }),
    );
    const response = await register(connector);

    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe(expected);
  });
});

describe('after a failed creation, Auth0 is left alone', () => {
  const insufficientScope = (): Response =>
    Response.json(
      {
        statusCode: 403,
        error: 'Forbidden',
        message: 'Insufficient scope, expected any of: create:clients',
        errorCode: 'insufficient_scope',
      },
      { status: 403 },
    );
  const invalidToken = (): Response => Response.json({ message: 'Invalid token' }, { status: 401 });

  test.each<[string, (() => Response)[], number, number]>([
    [
      'as long as its Retry-After says',
      [() => Response.json({}, { status: 429, headers: { 'retry-after': '17' } })],
      429,
      17,
    ],
    ['for five seconds by a failure', [() => new Response('', { status: 500 })], 502, 5],
    [
      'for five seconds by no answer',
      [
        () => {
          throw new TypeError('fetch failed');
        },
      ],
      503,
      5,
    ],
    ['for five seconds by an answer of another kind', [() => new Response('', { status: 201 })], 502, 5],
    ['for a minute by a missing scope', [insufficientScope], 503, 60],
    [
      "for a minute by the plan's limit",
      [() => Response.json({ message: 'You reached the limit' }, { status: 403 })],
      503,
      60,
    ],
    ['for a minute by a second 401', [invalidToken, invalidToken], 503, 60],
  ])('%s', async (_case, answers, status, seconds) => {
    const { auth0, connector } = broker();
    auth0.answerNext('/api/v2/clients', ...answers);
    const statuses = [(await register(connector)).status];
    connector.advance(seconds * 1000 - 1);
    statuses.push((await register(connector)).status);
    expect(statuses).toEqual([status, status]);
    expect(auth0.clientRequests).toHaveLength(answers.length);
    expect(auth0.tokenRequests).toHaveLength(answers.length);

    connector.advance(1);
    expect((await register(connector)).status).toBe(201);
  });

  test('and callers learn how much of the pause is left', async () => {
    const { auth0, connector } = broker();
    auth0.answerNext('/api/v2/clients', () =>
      Response.json({}, { status: 429, headers: { 'retry-after': '17' } }),
    );
    await register(connector);
    connector.advance(6_500);

    expect((await register(connector)).headers.get('retry-after')).toBe('11');
  });

  test('but not for a client that Auth0 does not accept', async () => {
    const { auth0, connector } = broker();
    auth0.answerNext('/api/v2/clients', () => Response.json({ message: 'bad name' }, { status: 400 }));

    expect((await register(connector)).status).toBe(400);
    expect((await register(connector)).status).toBe(201);
  });

  test('and a granted scope is noticed with the next token', async () => {
    const { auth0, connector } = broker();
    auth0.answerNext('/api/v2/clients', insufficientScope);
    await register(connector);
    expect(connector.events.at(-1)?.reason).toBe(
      'https://tenant.eu.auth0.com/api/v2/clients answered 403 insufficient_scope: Insufficient scope, expected any of: create:clients; AUTH0_REGISTRAR_CLIENT_ID needs the scope create:clients for AUTH0_MANAGEMENT_AUDIENCE',
    );

    connector.advance(60_000);
    expect((await register(connector)).status).toBe(201);
    expect(auth0.clientRequests.map(({ authorization }) => authorization)).toEqual([
      'Bearer management-token-1',
      'Bearer management-token-2',
    ]);
  });

  test('and a token that is refused as soon as it is obtained is told of', async () => {
    const { auth0, connector } = broker();
    auth0.answerNext('/api/v2/clients', invalidToken, invalidToken);
    await register(connector);

    expect(connector.events.at(-1)?.reason).toBe(
      'https://tenant.eu.auth0.com/api/v2/clients answered 401 Invalid token; it refuses even a new token: AUTH0_MANAGEMENT_AUDIENCE may not be that of AUTH0_DOMAIN',
    );
  });
});

describe("Auth0's own limit", () => {
  test.each(['/oauth/token', '/api/v2/clients'] as const)('at %s is no fault of the caller', async (path) => {
    const { auth0, connector } = broker();
    auth0.answerNext(path, () => Response.json({}, { status: 429 }));
    await register(connector);
    await register(connector);

    expect(connector.events).toMatchObject([
      { status: 429, outcome: 'failed' },
      { status: 429, outcome: 'failed' },
    ]);
  });
});

describe('when Auth0 refuses the token', () => {
  test.each([
    [
      401,
      'access_denied',
      'Unauthorized',
      503,
      '; AUTH0_REGISTRAR_CLIENT_SECRET is not that of AUTH0_REGISTRAR_CLIENT_ID',
    ],
    [
      403,
      'access_denied',
      'Client has not been granted scopes: create:clients',
      503,
      '; AUTH0_REGISTRAR_CLIENT_ID has no grant for AUTH0_MANAGEMENT_AUDIENCE',
    ],
    [429, 'too_many_requests', 'Global limit has been reached', 429, ''],
    [500, 'server_error', 'oops', 502, ''],
  ])('with %i, the log says why', async (status, error, description, expected, advice) => {
    const { auth0, connector } = broker();
    auth0.answerNext('/oauth/token', () =>
      Response.json({ error, error_description: description }, { status }),
    );

    expect((await register(connector)).status).toBe(expected);
    expect(auth0.clientRequests).toEqual([]);
    expect(connector.events).toMatchObject([
      {
        reason: `https://tenant.eu.auth0.com/oauth/token answered ${status} ${error}: ${description}${advice}`,
      },
    ]);
  });

  test('for a wrong secret, it is asked again a minute later and not with each registration', async () => {
    const { auth0, connector } = broker();
    auth0.answerNext('/oauth/token', () => Response.json({ error: 'access_denied' }, { status: 401 }));
    for (let count = 0; count < 5; count += 1) {
      const response = await register(connector);
      expect([response.status, response.headers.get('retry-after')]).toEqual([503, '60']);
    }
    connector.advance(59_999);
    expect((await register(connector)).status).toBe(503);
    expect(auth0.tokenRequests).toHaveLength(1);

    connector.advance(1);
    expect((await register(connector)).status).toBe(201);
    expect(auth0.tokenRequests).toHaveLength(2);
  });

  test('for now, the old one serves to its end', async () => {
    const { auth0, connector } = broker();
    await register(connector);
    auth0.answerNext(
      '/oauth/token',
      ...Array.from({ length: 2 }, () => () => new Response('', { status: 500 })),
    );
    connector.advance((tokenLifetimeSeconds - 1) * 1000);
    expect((await register(connector)).status).toBe(201);
    connector.advance(1000);
    expect((await register(connector)).status).toBe(502);
  });

  test('with an answer of another kind, whose token stays out of the log', async () => {
    const { auth0, connector } = broker();
    auth0.answerNext('/oauth/token', () =>
      Response.json({ access_token: 'opaque-token', token_type: 'DPoP' }),
    );

    expect((await register(connector)).status).toBe(502);
    expect(connector.events).toMatchObject([
      {
        outcome: 'failed',
        reason:
          'https://tenant.eu.auth0.com/oauth/token answered 200; expected a bearer token, got application/json',
      },
    ]);
  });
});
