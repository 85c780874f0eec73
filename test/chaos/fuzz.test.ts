import { readFile } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';
import { onTestFinished, test } from 'vitest';
import { serveTenant } from '../../src/local-tenant/index.ts';
import { testUser } from '../../src/local-tenant/oauth/users/users.ts';
import type { ConnectorSettings } from '../../src/connector/settings.ts';
import { managementScopes } from '../../src/local-tenant/rules/management-scopes.ts';
import { disagreements, publishedOperations } from '../published-api/judge.ts';
import { servedOperations } from '../published-api/served-operations.ts';
import { brokerMode, registryMode, testedConnector } from '../support/stand-ins/connector.ts';
import { managementTenant, managementToken } from '../support/tenants/management-tenant.ts';
import { temporaryFolder } from '../support/project/temporary-folder.ts';
import { hostileText, hostileValue } from './hostile-values.ts';
import { publishedBody } from './published-values.ts';
import type { Random } from './random.ts';
import { type Counts, rounds } from './rounds.ts';

type Registration = ConnectorSettings['registration'];

const requestsARound = 500;

/** As a part of a URL, also where it is half a character only. */
const encoded = (part: string) =>
  new URLSearchParams([['', part]]).toString().slice(1).replaceAll('+', '%20');

/** Counts an answer, and refuses one that only a defect gives. */
function judge(counts: Counts, what: string, status: number): void {
  counts.add('requests');
  counts.add(`${Math.floor(status / 100)}xx`);
  // What the local tenant does not emulate it says with 501.
  if (status >= 500 && status !== 501) throw new Error(`${status} to ${what}`);
}

test('fuzz of the Management API', async () => {
  const names = [...(await servedOperations()).keys()];
  return rounds('fuzz of the Management API', async (random, counts) => {
    const tenant = await managementTenant();
    const scope = managementScopes.map(({ value }) => value).join(' ');
    const headers = {
      authorization: `Bearer ${await managementToken(tenant.keys.current, { scope })}`,
      'content-type': 'application/json',
    };
    /** By which something may be found. */
    const ids = () =>
      Object.values(tenant.store.state())
        .flatMap((entities: unknown) => (Array.isArray(entities) ? (entities as object[]) : []))
        .flatMap((entity) => Object.entries(entity))
        .filter(
          ([name, value]) =>
            /^(id|client_id|identifier|user_id|name)$/.test(name) && typeof value === 'string',
        )
        .map(([, value]) => String(value));
    for (let sent = 0; sent < requestsARound; sent += 1) {
      const [method = '', pattern = ''] = random.pick(names).split(' ');
      const known = ids();
      const path = pattern.replaceAll(/\{\w+\}/g, () =>
        encoded(random.chance(0.8) ? random.pick(known) : hostileText(random)),
      );
      const schema = publishedOperations.get(`${method} ${pattern}`)?.body;
      const body =
        method === 'GET'
          ? undefined
          : random.chance(0.9)
            ? publishedBody(random, schema)
            : hostileValue(random);
      const query = random.chance(0.2)
        ? `?${encoded(hostileText(random))}=${encoded(hostileText(random))}`
        : '';
      const { status, body: answer } = await tenant.send(path + query, {
        method,
        headers,
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const what = `${method} ${path}${query} ${JSON.stringify(body)}`;
      judge(counts, what, status);
      const [disagreement] = disagreements({ method, path: path + query, body, status, answer });
      if (disagreement !== undefined) throw new Error(`${disagreement}: ${status} to ${what}`);
    }
  });
});

const oauthPaths = [
  '/authorize',
  '/authorize/abc',
  '/oauth/token',
  '/oauth/revoke',
  '/userinfo',
  '/oidc/register',
  '/oidc/logout',
  '/v2/logout',
  '/u/login',
  '/u/consent',
  '/.well-known/openid-configuration',
  '/.well-known/oauth-authorization-server',
  '/.well-known/jwks.json',
  '/api/v2/clients',
  '/',
];

const parameters = [
  'client_id',
  'client_secret',
  'redirect_uri',
  'response_type',
  'response_mode',
  'scope',
  'state',
  'nonce',
  'code',
  'code_verifier',
  'code_challenge',
  'code_challenge_method',
  'grant_type',
  'refresh_token',
  'token',
  'token_type_hint',
  'audience',
  'resource',
  'prompt',
  'max_age',
  'claims',
  'request',
  'request_uri',
  'id_token_hint',
  'login_hint',
  'connection',
  'organization',
  'client_assertion',
  'client_assertion_type',
  'post_logout_redirect_uri',
  'returnTo',
  'username',
  'password',
  'action',
];

const usual: Readonly<Record<string, readonly string[]>> = {
  response_type: ['code', 'token', 'id_token', 'code id_token', 'none'],
  response_mode: ['query', 'fragment', 'form_post', 'web_message'],
  grant_type: [
    'authorization_code',
    'refresh_token',
    'client_credentials',
    'password',
    'urn:ietf:params:oauth:grant-type:device_code',
  ],
  code_challenge_method: ['S256', 'plain'],
  scope: ['openid', 'openid profile email offline_access', 'create:clients'],
  prompt: ['none', 'login', 'consent', 'select_account'],
  client_assertion_type: ['urn:ietf:params:oauth:client-assertion-type:jwt-bearer'],
  username: [testUser.email],
  action: ['login', 'accept', 'deny'],
};

const hosts = [
  'a b',
  '[::1',
  'x'.repeat(300),
  '',
  'localhost:99999',
  'evil.example',
  '127.0.0.1',
  '[::1]:1',
  'ä.example',
];

test('fuzz of the OAuth endpoints', () =>
  rounds('fuzz of the OAuth endpoints', async (random, counts) => {
    const tenant = await serveTenant({ directory: await temporaryFolder(), domain: 'localhost:0' });
    onTestFinished(() => tenant.close());
    const agent = new Agent({ ca: await readFile(tenant.caFile), keepAlive: true });
    const { clientId, clientSecret } = tenant.deployer;
    const ours: Readonly<Record<string, readonly string[]>> = {
      ...usual,
      client_id: [clientId],
      client_secret: [clientSecret],
      audience: [`https://${tenant.domain}/api/v2/`],
    };
    const cookies: string[] = [];
    for (let sent = 0; sent < requestsARound; sent += 1) {
      const form = new URLSearchParams();
      for (let count = random.below(8); count > 0; count -= 1) {
        const name = random.pick(parameters);
        form.append(
          name,
          random.chance(0.6) ? random.pick(ours[name] ?? [hostileText(random)]) : hostileText(random),
        );
      }
      const method = random.pick([
        'GET',
        'GET',
        'POST',
        'POST',
        'POST',
        'PUT',
        'DELETE',
        'OPTIONS',
        'HEAD',
        'PATCH',
      ]);
      const path = random.pick(oauthPaths);
      const asQuery = method === 'GET' || random.chance(0.2);
      const url = asQuery ? `${path}?${form.toString()}` : path;
      const type = random.pick([
        'application/x-www-form-urlencoded',
        'application/x-www-form-urlencoded',
        'application/json',
        'text/plain',
        'multipart/form-data; boundary=x',
        hostileText(random).replaceAll(/[^ -~]/g, ''),
      ]);
      const json = () => JSON.stringify(random.chance(0.5) ? Object.fromEntries(form) : hostileValue(random));
      const body = asQuery ? '' : type === 'application/json' ? json() : form.toString();
      const answer = await send(tenant.domain, agent, {
        method,
        path: random.chance(0.03) ? `/${hostileText(random).replaceAll(/[^!-~]/g, '')}` : url,
        body: random.chance(0.05) ? body + 'a'.repeat(random.below(120_000)) : body,
        headers: {
          'content-type': type,
          host: random.chance(0.1) ? random.pick(hosts) : tenant.domain,
          ...(random.chance(0.3) && {
            origin: random.pick(['null', 'https://chatgpt.com', 'x', 'https://a b']),
          }),
          ...(random.chance(0.3) && {
            authorization: `${random.pick(['Bearer', 'Basic', 'DPoP'])} ${encoded(hostileText(random))}`,
          }),
          ...(cookies.length > 0 && random.chance(0.5) && { cookie: random.pick(cookies) }),
        },
      });
      if (answer === undefined) continue;
      cookies.push(...answer.cookies.map((cookie) => cookie.split(';')[0] ?? ''));
      judge(counts, `${method} ${url.slice(0, 500)} ${type}, ${body.length} bytes`, answer.status);
    }
    agent.destroy();
    await tenant.close();
  }));

/** Undefined where Node refuses the request, or the server the connection. */
function send(
  domain: string,
  agent: Agent,
  {
    method,
    path,
    body,
    headers,
  }: {
    readonly method: string;
    readonly path: string;
    readonly body: string;
    readonly headers: Record<string, string>;
  },
): Promise<{ readonly status: number; readonly cookies: readonly string[] } | undefined> {
  return new Promise((resolve) => {
    try {
      const [, port] = domain.split(':');
      const outgoing = request(
        {
          host: 'localhost',
          port,
          method,
          path,
          headers,
          setHost: false,
          agent,
          servername: 'localhost',
        },
        (incoming) => {
          void text(incoming).then(
            () =>
              resolve({ status: incoming.statusCode ?? 0, cookies: incoming.headers['set-cookie'] ?? [] }),
            () => resolve(undefined),
          );
        },
      );
      outgoing.on('error', () => resolve(undefined));
      outgoing.setTimeout(20_000, () => outgoing.destroy());
      outgoing.end(body);
    } catch {
      resolve(undefined);
    }
  });
}

const many = { burst: 1_000_000, perMinute: 1_000_000 };

test('fuzz of the connector', () =>
  rounds('fuzz of the connector', async (random, counts) => {
    // Whoever asks of Auth0 gets anything: only then may the connector say that it cannot go on.
    let upstreamAnswers = 0;
    const connector = testedConnector(
      { registration: random.pick<Registration>([registryMode, brokerMode, { mode: 'off' }]) },
      {
        rateLimits: { registration: many, allRegistrations: many, metadata: many, api: many },
        fetch: () => {
          upstreamAnswers += 1;
          const value = JSON.stringify(hostileValue(random)) ?? '';
          const status = random.pick([200, 201, 204, 302, 400, 401, 403, 404, 429, 500, 503]);
          return Promise.resolve(new Response(status === 204 ? null : value, { status }));
        },
      },
    );
    const guarded = connector.protect({
      GET: { scopes: ['files:read'], handle: () => new Response('ok') },
      POST: { scopes: ['files:write'], handle: () => new Response('ok') },
    });
    const routes = [...connector.routes.values(), guarded];
    for (let sent = 0; sent < requestsARound; sent += 1) {
      const method = random.pick(['GET', 'POST', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD']);
      const body = random.chance(0.2)
        ? hostileText(random)
        : JSON.stringify({
            client_name: random.chance(0.5) ? 'ChatGPT' : hostileValue(random),
            redirect_uris: random.chance(0.5)
              ? ['https://chatgpt.com/connector_platform_oauth_redirect']
              : hostileValue(random),
            grant_types: random.chance(0.5) ? ['authorization_code'] : hostileValue(random),
            response_types: random.chance(0.5) ? ['code'] : hostileValue(random),
          });
      const handler = random.pick(routes);
      const before = upstreamAnswers;
      const incoming = new Request(`https://omnichat.com/${encoded(hostileText(random))}`, {
        method,
        headers: {
          'content-type': random.pick(['application/json', 'text/plain', 'application/json; charset=x']),
          ...(random.chance(0.3) && { origin: random.pick(['null', 'https://chatgpt.com', 'x']) }),
          ...(random.chance(0.5) && { authorization: `Bearer ${bearer(random)}` }),
        },
        ...(method !== 'GET' && method !== 'HEAD' && { body }),
      });
      const { status } = await handler(incoming, { clientAddress: '203.0.113.7' });
      connector.advance(60_000);
      const mayFail = (status === 502 || status === 503) && upstreamAnswers >= before;
      judge(counts, `${method} ${incoming.url} ${body.slice(0, 500)}`, mayFail ? 200 : status);
      if (mayFail) counts.add('told that Auth0 cannot be understood');
    }
  }));

const bearer = (random: Random) =>
  random.chance(0.5)
    ? encoded(hostileText(random))
    : [hostileValue(random), hostileValue(random), hostileText(random)]
        .map((part) => Buffer.from(JSON.stringify(part) ?? '').toString('base64url'))
        .join('.');
