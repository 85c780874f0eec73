import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, fetch as undiciFetch } from 'undici';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AuthorizationEvent } from '../../src/connector/endpoint/authorization-log.ts';
import { type ConnectorServer, serveConnector } from '../../src/connector/serve.ts';
import { type DirectoryTenant, serveTenant } from '../../src/local-tenant/index.ts';
import {
  apiAudience,
  chatgptRedirectUri,
  guideRegistration,
  postJson,
} from '../support/stand-ins/connector.ts';

/** An application of the tenant, as its Management API gives it. */
interface Application {
  client_id: string;
  client_secret: string;
}

let directory: string;
let tenant: DirectoryTenant;
let dispatcher: Agent;
let trustingFetch: typeof fetch;
let managementToken: string;
let registrar: Application;
let machine: Application;

let server: ConnectorServer;
let events: AuthorizationEvent[];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'connector-tenant-'));
  tenant = await serveTenant({ directory, domain: 'localhost:0' });
  dispatcher = new Agent({ connect: { ca: await readFile(tenant.caFile, 'utf8') } });
  trustingFetch = ((url: string, init: object) =>
    undiciFetch(url, { ...init, dispatcher })) as unknown as typeof fetch;

  managementToken = await tokenFor(
    { client_id: tenant.deployer.clientId, client_secret: tenant.deployer.clientSecret },
    `${tenant.issuer}api/v2/`,
  );
  await manage('resource-servers', {
    name: 'OmniChat API',
    identifier: apiAudience,
    scopes: [{ value: 'files:read' }, { value: 'files:write' }],
  });
  registrar = await machineApplication(`${tenant.issuer}api/v2/`, 'create:clients');
  machine = await machineApplication(apiAudience, 'files:read');
});

afterAll(async () => {
  await dispatcher.close();
  await tenant.close();
  await rm(directory, { recursive: true });
});

beforeEach(async () => {
  events = [];
  server = await serveConnector({
    environment: environment(registrar),
    port: 0,
    fetch: trustingFetch,
    log: (event) => events.push(event),
  });
});

afterEach(() => server.close());

function environment(credentials: Application): Record<string, string> {
  return {
    AUTHORIZATION_SERVER: tenant.issuer.slice(0, -1),
    RESOURCE_URL: 'http://localhost:3000',
    OAUTH_ISSUER: tenant.issuer,
    OAUTH_AUDIENCE: apiAudience,
    OAUTH_JWKS_URI: `${tenant.issuer}.well-known/jwks.json`,
    AUTH0_DOMAIN: tenant.domain,
    AUTH0_REGISTRAR_CLIENT_ID: credentials.client_id,
    AUTH0_REGISTRAR_CLIENT_SECRET: credentials.client_secret,
  };
}

async function tokenFor(application: Application, audience: string): Promise<string> {
  const response = await trustingFetch(
    `${tenant.issuer}oauth/token`,
    postJson({ grant_type: 'client_credentials', audience, ...application }),
  );
  expect(response.status).toBe(200);
  return ((await response.json()) as { access_token: string }).access_token;
}

async function manage(path: string, body: object): Promise<unknown> {
  const response = await trustingFetch(
    `${tenant.issuer}api/v2/${path}`,
    postJson(body, { authorization: `Bearer ${managementToken}` }),
  );
  expect(response.status).toBe(201);
  return response.json();
}

async function clients(): Promise<Application[]> {
  const response = await trustingFetch(`${tenant.issuer}api/v2/clients?per_page=100`, {
    headers: { authorization: `Bearer ${managementToken}` },
  });
  return (await response.json()) as Application[];
}

async function machineApplication(audience: string, ...scope: string[]): Promise<Application> {
  const { client_id, client_secret } = (await manage('clients', {
    name: `may ${scope.join(' ')}`,
    app_type: 'non_interactive',
    grant_types: ['client_credentials'],
    token_endpoint_auth_method: 'client_secret_post',
    jwt_configuration: { alg: 'RS256' },
    oidc_conformant: true,
  })) as Application;
  await manage('client-grants', { client_id, audience, scope });
  return { client_id, client_secret };
}

describe('the broker', () => {
  test('registers a public third-party client in the tenant', async () => {
    const response = await fetch(`${server.url}/register`, postJson(guideRegistration));
    expect(response.status).toBe(201);
    const { client_id: clientId } = (await response.json()) as { client_id: string };

    expect(clientId).toMatch(/^tpc_/);
    expect((await clients()).find((client) => client.client_id === clientId)).toMatchObject({
      name: 'ChatGPT Integration',
      is_first_party: false,
      third_party_security_mode: 'strict',
      token_endpoint_auth_method: 'none',
      callbacks: [chatgptRedirectUri],
      grant_types: ['authorization_code', 'refresh_token'],
      oidc_conformant: true,
      jwt_configuration: { alg: 'RS256' },
      refresh_token: { rotation_type: 'rotating', expiration_type: 'expiring' },
    });
  });

  test('a refused redirect URI leaves no client behind', async () => {
    const before = await clients();
    const response = await fetch(
      `${server.url}/register`,
      postJson({ ...guideRegistration, redirect_uris: ['https://evil.example/'] }),
    );

    expect(response.status).toBe(400);
    expect(await clients()).toEqual(before);
  });

  test.each<[string, () => Application]>([
    ['a wrong secret', () => ({ ...registrar, client_secret: 'wrong' })],
    ['an application that may not create clients', () => machine],
  ])('with %s answers 503, and the log says why', async (_case, credentials) => {
    const refused = await serveConnector({
      environment: environment(credentials()),
      port: 0,
      fetch: trustingFetch,
      log: (event) => events.push(event),
    });
    const response = await fetch(`${refused.url}/register`, postJson(guideRegistration));
    await refused.close();

    expect(response.status).toBe(503);
    expect(events).toMatchObject([
      {
        outcome: 'failed',
        reason: expect.stringMatching(
          /^https:\/\/localhost:\d+\/oauth\/token answered 40[13] access_denied: /,
        ),
      },
    ]);
  });
});

test("passes the tenant's own metadata on, byte for byte", async () => {
  const path = '.well-known/oauth-authorization-server';
  const own = await (await trustingFetch(`${tenant.issuer}${path}`)).text();
  const response = await fetch(`${server.url}/${path}`);

  expect(response.status).toBe(200);
  expect(await response.text()).toBe(own);
});

test("lets the tenant's tokens in as far as their scopes go", async () => {
  const headers = { authorization: `Bearer ${await tokenFor(machine, apiAudience)}` };
  const read = await fetch(`${server.url}/files`, { headers });
  const write = await fetch(`${server.url}/files`, { method: 'POST', headers });

  expect(await read.json()).toMatchObject({ client_id: machine.client_id, scope: 'files:read' });
  expect(write.status).toBe(403);
});

test('a token for the Management API is none for ours', async () => {
  const response = await fetch(`${server.url}/files`, {
    headers: { authorization: `Bearer ${managementToken}` },
  });

  expect(response.status).toBe(401);
  expect(await response.json()).toEqual({
    error: 'invalid_token',
    error_description: "The token's aud claim is not acceptable",
  });
});
