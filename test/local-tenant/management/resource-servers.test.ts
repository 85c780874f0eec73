import { beforeEach, describe, expect, test } from 'vitest';
import {
  tenantDomain,
  managementTenant,
  type ManagementTenant,
} from '../../support/tenants/management-tenant.ts';

const apiIdentifier = 'https://omnichat.com/api';
const byIdentifier = `/resource-servers/${encodeURIComponent(apiIdentifier)}`;
const managementApiPath = `/resource-servers/${encodeURIComponent(`https://${tenantDomain}/api/v2/`)}`;

let tenant: ManagementTenant;
let id: string;

beforeEach(async () => {
  tenant = await managementTenant();
  const { body } = await tenant.call('POST', '/resource-servers', {
    name: 'OmniChat API',
    identifier: apiIdentifier,
    scopes: [{ value: 'files:read' }, { value: 'files:write' }],
  });
  id = body.id;
});

test('gives an id of 24 hexadecimal digits', () => {
  expect(id).toMatch(/^[0-9a-f]{24}$/);
});

test('refuses a second API of one identifier', async () => {
  const answer = await tenant.call('POST', '/resource-servers', { identifier: apiIdentifier });
  expect(answer.body).toEqual({
    statusCode: 409,
    error: 'Conflict',
    message: 'A resource server with the same identifier already exists.',
    errorCode: 'resource_server_conflict',
  });
});

test.each([
  [{}, "'Missing required property: identifier'."],
  [
    { identifier: 'x', token_lifetime: 2_592_001 },
    "'Value 2592001 is greater than maximum 2592000' on property token_lifetime.",
  ],
  [{ identifier: 'x', token_dialect: 'opaque' }, "'No enum match for: opaque' on property token_dialect."],
  [
    { identifier: 'x', scopes: ['read'] },
    "'Expected type object but found type string' on property scopes[0].",
  ],
  [{ identifier: 'x', name: '' }, "'String does not match pattern ^[^<>]+$: ' on property name."],
  [
    { identifier: 'x', proof_of_possession: { mechanism: 'dpop' } },
    "'Missing required property: required' on property proof_of_possession.",
  ],
  [
    { identifier: 'x', authorization_policy: { name: 'policy' } },
    "'Missing required property: policy_id' on property authorization_policy.",
  ],
  [
    { identifier: 'x', subject_type_authorization: { user: { policy: 'everyone' } } },
    "'No enum match for: everyone' on property subject_type_authorization.user.policy.",
  ],
])('refuses %j', async (body, message) => {
  const answer = await tenant.call('POST', '/resource-servers', body);
  expect(answer.status).toBe(400);
  expect(answer.body.message).toBe(`Payload validation error: ${message}`);
});

test('refuses an identifier that the tenant itself answers at', async () => {
  const answer = await tenant.call('POST', '/resource-servers', {
    identifier: `https://${tenantDomain}/userinfo`,
  });
  expect(answer.body).toEqual({
    statusCode: 400,
    error: 'Bad Request',
    message: 'The selected identifier is reserved.',
    errorCode: 'invalid_body',
  });
});

test('says that it does not emulate the API my-org', async () => {
  const answer = await tenant.call('POST', '/resource-servers', {
    identifier: `https://${tenantDomain}/my-org/`,
  });
  expect(answer.status).toBe(501);
});

describe("an API of Auth0's own", () => {
  test("is what Auth0 says, whatever its maker's request does", async () => {
    const made = await tenant.call('POST', '/resource-servers', {
      identifier: 'urn:auth0:express-configure',
    });
    expect(made).toMatchObject({
      status: 201,
      body: {
        name: 'Okta OIN Express Configuration API',
        is_system: true,
        token_lifetime: 300,
        subject_type_authorization: { user: { policy: 'allow_all' }, client: { policy: 'deny_all' } },
      },
    });
    const path = `/resource-servers/${String(made.body.id)}`;
    expect((await tenant.call('PATCH', path, { name: 'Mine' })).status).toBe(400);
    expect((await tenant.call('DELETE', path)).status).toBe(204);
  });

  test('gets some of its scopes only after it is made', async () => {
    const made = await tenant.call('POST', '/resource-servers', {
      name: 'Mine',
      identifier: `https://${tenantDomain}/me/`,
    });
    expect(made).toMatchObject({ status: 201, body: { name: 'Auth0 My Account API', is_system: true } });
    expect(made.body.scopes).toHaveLength(3);
    const read = await tenant.call('GET', `/resource-servers/${String(made.body.id)}`);
    expect(read.body.scopes).toHaveLength(8);
  });
});

describe('the lifetime of tokens of browser flows', () => {
  const lifetimes = (token_lifetime: number, token_lifetime_for_web: number) => ({
    token_lifetime,
    token_lifetime_for_web,
  });

  test('may be that of all tokens', async () => {
    expect((await tenant.call('PATCH', byIdentifier, lifetimes(600, 600))).status).toBe(200);
  });

  test.each([
    ['POST', '/resource-servers', { identifier: 'https://other.example', ...lifetimes(600, 601) }],
    ['PATCH', byIdentifier, lifetimes(600, 601)],
    ['PATCH', byIdentifier, { token_lifetime_for_web: 86_401 }],
  ])('cannot exceed it: %s %s %j', async (method, path, body) => {
    const answer = await tenant.call(method, path, body);
    expect(answer.body).toEqual({
      statusCode: 400,
      error: 'Bad Request',
      message: "'token_lifetime_for_web' must not exceed 'token_lifetime'.",
      errorCode: 'invalid_body',
    });
  });
});

test('never changes an identifier', async () => {
  const answer = await tenant.call('PATCH', byIdentifier, { identifier: 'https://other.example' });
  expect(answer.body.message).toBe(
    "Payload validation error: 'Additional properties not allowed: identifier'.",
  );
});

test('changes one policy without the other', async () => {
  const { body } = await tenant.call('PATCH', byIdentifier, {
    subject_type_authorization: { user: { policy: 'deny_all' } },
  });
  expect(body.subject_type_authorization).toEqual({
    client: { policy: 'require_client_grant' },
    user: { policy: 'deny_all' },
  });
});

test('takes a scope away from grants and roles with the API', async () => {
  const client = await tenant.call('POST', '/clients', { name: 'x' });
  const grant = await tenant.call('POST', '/client-grants', {
    client_id: client.body.client_id,
    audience: apiIdentifier,
    scope: ['files:read', 'files:write'],
  });
  const role = await tenant.call('POST', '/roles', { name: 'reader' });
  await tenant.call('POST', `/roles/${role.body.id}/permissions`, {
    permissions: ['files:read', 'files:write'].map((permission_name) => ({
      resource_server_identifier: apiIdentifier,
      permission_name,
    })),
  });
  await tenant.call('PATCH', `/resource-servers/${id}`, { scopes: [{ value: 'files:read' }] });
  expect(tenant.store.read.clientGrants.get(grant.body.id)?.scope).toEqual(['files:read']);
  expect(tenant.store.read.roles.get(role.body.id)?.permissions).toHaveLength(1);
  await tenant.call('DELETE', `/resource-servers/${id}`);
  expect(tenant.store.read.clientGrants.has(grant.body.id)).toBe(false);
  expect(tenant.store.read.roles.get(role.body.id)?.permissions).toHaveLength(0);
});

test('answers 404 for an unknown API, and 204 when it is deleted', async () => {
  const answer = await tenant.call('GET', '/resource-servers/unknown');
  expect(answer.body).toEqual({
    statusCode: 404,
    error: 'Not Found',
    message: 'The resource server does not exist',
    errorCode: 'inexistent_resource_server',
  });
  expect((await tenant.call('DELETE', '/resource-servers/unknown')).status).toBe(204);
});

test('finds APIs by their identifiers', async () => {
  const query = new URLSearchParams([
    ['identifiers', apiIdentifier],
    ['identifiers', 'https://unknown.example'],
    ['include_totals', 'true'],
  ]);
  const { body } = await tenant.call('GET', `/resource-servers?${query.toString()}`);
  expect(body).toMatchObject({ total: 1, start: 0, limit: 50, resource_servers: [{ id }] });
});

test('are listed with the properties that are asked for', async () => {
  const query = `identifiers=${encodeURIComponent(apiIdentifier)}&fields=id,identifier`;
  const [api] = (await tenant.call('GET', `/resource-servers?${query}&include_fields=true`)).body;
  expect(Object.keys(api).toSorted()).toEqual(['id', 'identifier']);
  const [rest] = (await tenant.call('GET', `/resource-servers?${query}&include_fields=false`)).body;
  expect(rest).toMatchObject({ signing_alg: 'RS256' });
  expect(rest).not.toHaveProperty('identifier');
});

test('an API that signs with a secret and was given none gets one', async () => {
  const { body: changed } = await tenant.call('PATCH', `/resource-servers/${id}`, { signing_alg: 'HS256' });
  expect(changed.signing_secret).toMatch(/^[A-Za-z0-9]{32}$/);
  const given = { identifier: 'urn:own', signing_alg: 'HS256', signing_secret: 'a secret of its own' };
  const { body: own } = await tenant.call('POST', '/resource-servers', given);
  expect(own.signing_secret).toBe(given.signing_secret);
});

test('are asked for by ten identifiers at most', async () => {
  const query = (count: number) =>
    Array.from({ length: count }, (_, index) => `identifiers=urn:${index}`).join('&');
  expect((await tenant.call('GET', `/resource-servers?${query(10)}`)).status).toBe(200);
  const answer = await tenant.call('GET', `/resource-servers?${query(11)}`);
  expect(answer.body.errorCode).toBe('invalid_query_string');
});

describe('the Management API', () => {
  test('is a system API with all of its scopes', async () => {
    const { body } = await tenant.call('GET', managementApiPath);
    expect(body.is_system).toBe(true);
    expect(body.scopes).toContainEqual({ value: 'create:clients', description: 'Create Clients' });
  });

  test('lets only its lifetimes be changed', async () => {
    expect((await tenant.call('PATCH', managementApiPath, { token_lifetime: 3600 })).status).toBe(200);
    for (const [answer, refusal] of [
      [await tenant.call('PATCH', managementApiPath, { scopes: [] }), 'patched'],
      [await tenant.call('DELETE', managementApiPath), 'deleted'],
    ] as const) {
      expect(answer.body).toEqual({
        statusCode: 400,
        error: 'Bad Request',
        message: `System resource servers cannot be ${refusal}.`,
        errorCode: 'operation_not_supported',
      });
    }
  });
});

test('is found by an identifier that was encoded twice, as the official provider sends it', async () => {
  const identifier = 'https://api.example/twice';
  await tenant.call('POST', '/resource-servers', { identifier, name: 'Twice' });
  const path = `/resource-servers/${encodeURIComponent(encodeURIComponent(identifier))}`;
  expect((await tenant.call('GET', path)).body.identifier).toBe(identifier);
});
