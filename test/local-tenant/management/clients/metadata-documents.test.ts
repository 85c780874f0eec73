import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { documentUrlProblem } from '../../../../src/local-tenant/management/clients/metadata-documents/document-url.ts';
import { mappedDocument } from '../../../../src/local-tenant/management/clients/metadata-documents/mapped-document.ts';
import { DocumentError } from '../../../../src/local-tenant/management/public-document.ts';
import { managementTenant } from '../../../support/tenants/management-tenant.ts';

const url = 'https://wiki.example.com/client.json';

const wiki = {
  client_id: url,
  client_name: 'Wiki',
  client_uri: 'https://wiki.example.com/',
  logo_uri: 'https://wiki.example.com/logo.png',
  redirect_uris: ['https://wiki.example.com/'],
  grant_types: ['authorization_code'],
  application_type: 'native',
  token_endpoint_auth_method: 'none',
};

/** What Auth0 answered for such a document. */
const recorded = {
  mapped_fields: {
    external_client_id: url,
    name: 'Wiki',
    callbacks: ['https://wiki.example.com/'],
    logo_uri: 'https://wiki.example.com/logo.png',
    grant_types: ['authorization_code'],
    app_type: 'native',
    token_endpoint_auth_method: 'none',
  },
  validation: {
    valid: true,
    violations: [],
    warnings: [
      'Ignoring unsupported properties: client_uri. These properties are not validated or mapped to the Auth0 client configuration.',
    ],
  },
};

/** A tenant to which these documents are to be had. */
async function tenantWith(documents: Record<string, unknown>, supported = true) {
  const asked: [string, number][] = [];
  const tenant = await managementTenant({
    getDocument: async (at, largestBytes) => {
      asked.push([at, largestBytes]);
      if (!Object.hasOwn(documents, at))
        throw new DocumentError(`${at} cannot be fetched: it was answered 404`);
      return documents[at];
    },
  });
  if (supported)
    await tenant.call('PATCH', '/tenants/settings', { client_id_metadata_document_supported: true });
  const post = (operation: 'preview' | 'register', external_client_id = url) =>
    tenant.call('POST', `/clients/cimd/${operation}`, { external_client_id });
  return { tenant, post, asked, documents };
}

test('a document is previewed, registered and brought up to date as Auth0 did', async () => {
  const { tenant, post, asked, documents } = await tenantWith({ [url]: wiki });
  expect(await post('preview')).toMatchObject({ status: 200, body: recorded });
  const registered = await post('register');
  const id = registered.body.client_id as string;
  expect(registered).toMatchObject({ status: 201, body: { client_id: id, ...recorded } });
  expect(id).toMatch(/^tpc_/);
  expect((await post('preview')).body).toEqual({ client_id: id, ...recorded });
  expect(asked).toEqual([1, 2, 3].map(() => [url, 5120]));

  documents[url] = { ...wiki, client_name: 'Wiki 2', grant_types: ['authorization_code', 'refresh_token'] };
  await tenant.call('PATCH', `/clients/${id}`, { description: 'ours' });
  expect(await post('register')).toMatchObject({ status: 200, body: { client_id: id } });
  const { body } = await tenant.call('GET', `/clients/${id}`);
  expect(body).toMatchObject({
    name: 'Wiki 2',
    description: 'ours',
    grant_types: ['authorization_code', 'refresh_token'],
    external_client_id: url,
    external_metadata_type: 'cimd',
    external_metadata_created_by: 'admin',
    is_first_party: false,
  });
});

test('an application that signs with its own keys has those of its key set, and keeps a key whose id is used again', async () => {
  const jwk = (kid: string) => ({
    ...generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' }),
    kid,
    alg: 'RS256',
  });
  const keysUrl = 'https://wiki.example.com/jwks.json';
  const confidential = { ...wiki, token_endpoint_auth_method: 'private_key_jwt', jwks_uri: keysUrl };
  const first = jwk('the-first-key');
  const { tenant, post, asked, documents } = await tenantWith({
    [url]: confidential,
    [keysUrl]: { keys: [first] },
  });
  const { body } = await post('register');
  expect(asked).toEqual([
    [url, 5120],
    [keysUrl, 12_288],
  ]);
  expect(body.mapped_fields.client_authentication_methods.private_key_jwt.credentials).toEqual([
    { credential_type: 'public_key', kid: 'the-first-key', alg: 'RS256' },
  ]);
  const keysOf = async () =>
    (await tenant.call('GET', `/clients/${body.client_id}/credentials`)).body as {
      id: string;
      kid: string;
    }[];
  const [before] = await keysOf();

  documents[keysUrl] = { keys: [jwk('the-first-key'), jwk('the-second-key')] };
  await post('register');
  expect((await keysOf()).map(({ kid }) => kid).toSorted()).toEqual(['the-first-key', 'the-second-key']);
  expect((await keysOf()).find(({ kid }) => kid === 'the-first-key')?.id).toBe(before?.id);

  documents[keysUrl] = { keys: [{ ...first, d: 'AQAB' }] };
  expect(await post('register')).toMatchObject({
    status: 400,
    body: { errorCode: 'invalid_client_metadata' },
  });
  expect((await post('preview')).body.validation).toMatchObject({
    valid: false,
    violations: ['jwks_uri: keys.0.d is private'],
  });
});

describe('nothing is registered', () => {
  test('while the tenant does not support it', async () => {
    const { post } = await tenantWith({ [url]: wiki }, false);
    expect(await post('register')).toMatchObject({
      status: 403,
      body: { errorCode: 'operation_not_supported' },
    });
  });

  test('from a document that cannot be had; a preview says why', async () => {
    const { post, tenant } = await tenantWith({});
    const reason = `${url} cannot be fetched: it was answered 404`;
    expect(await post('preview')).toMatchObject({ status: 200, body: { errors: [reason] } });
    expect(await post('register')).toMatchObject({
      status: 400,
      body: { message: reason, errorCode: 'invalid_client_metadata' },
    });
    expect(tenant.store.read.clients.by('external_client_id', url)).toEqual([]);
  });

  test('by who may only update', async () => {
    const { tenant } = await tenantWith({ [url]: wiki });
    const body = { external_client_id: url };
    expect(await tenant.callWith(['update:clients'], 'POST', '/clients/cimd/register', body)).toMatchObject({
      status: 403,
      body: { message: 'Insufficient scope, expected any of: create:clients' },
    });
  });

  test('from a URL that Auth0 refuses, and nothing is fetched', async () => {
    const { post, asked } = await tenantWith({});
    expect(await post('preview', 'https://localhost/client.json')).toMatchObject({
      status: 400,
      body: { message: "'external_client_id' must not be on localhost." },
    });
    expect(asked).toEqual([]);
  });
});

test.each([
  ['http://wiki.example.com/client.json', 'https'],
  ['https:///client.json', 'https'],
  ['https://localhost/client.json', 'localhost'],
  ['https://127.0.0.1/client.json', 'localhost'],
  ['https://[::1]/client.json', 'localhost'],
  ['https://wiki.example.com', 'path'],
  ['https://wiki.example.com/', 'path'],
  ['https://wiki.example.com/a/../client.json', 'dot segments'],
  ['https://wiki.example.com/a/%2e%2E/client.json', 'dot segments'],
  ['https://user@wiki.example.com/client.json', 'credentials'],
  ['https://wiki.example.com/client.json#', 'fragment'],
  ['https://wiki.example.com/client.json?', 'query'],
  ['https://wiki.example.com:0/client.json', 'port 0'],
  ['https://wiki.example.com/%zz', 'hex digits'],
  [' https://wiki.example.com/client.json', 'white space'],
  [`https://wiki.example.com/${'a'.repeat(96)}`, '120 bytes'],
])('the URL %s is refused for its %s', (bad, why) => {
  expect(documentUrlProblem(bad)).toContain(why);
});

test.each([
  url,
  'https://chatgpt.com/oauth/client.json',
  'https://claude.ai/oauth/mcp-oauth-client-metadata',
])('the URL %s is taken', (good) => {
  expect(documentUrlProblem(good)).toBeUndefined();
});

test.each<[string, object, RegExp]>([
  ['another client_id', { client_id: 'https://evil.example/client.json' }, /^client_id: must be the URL/],
  ['no name', { client_name: '' }, /^client_name: /],
  ['no redirect URI', { redirect_uris: [] }, /^redirect_uris: must not be empty/],
  ['one twice', { redirect_uris: ['https://a.example/', 'https://a.example/'] }, /must be unique/],
  [
    'loopback of a web application',
    { application_type: 'web', redirect_uris: ['http://127.0.0.1/cb'] },
    /loopback/,
  ],
  ['a scheme of its own', { redirect_uris: ['com.example.wiki:/cb'] }, /must be https/],
  ['no grant type that is served', { grant_types: ['implicit'] }, /must include one of/],
  ['a shared secret', { token_endpoint_auth_method: 'client_secret_post' }, /none or private_key_jwt/],
  ['keys without a place', { token_endpoint_auth_method: 'private_key_jwt' }, /^jwks_uri: is missing/],
  ['keys of another origin', { jwks_uri: 'https://evil.example/jwks.json' }, /of the origin/],
  ['keys in the document', { jwks: { keys: [] } }, /is not supported/],
  ['another type', { application_type: 'mobile' }, /^application_type: /],
  ['a long description', { description: 'a'.repeat(141) }, /^description: /],
])('a document with %s is not valid', (_what, change, violation) => {
  const { validation, mapped_fields: mapped } = mappedDocument(url, { ...wiki, ...change });
  expect(validation.valid).toBe(false);
  expect(validation.violations).toEqual([expect.stringMatching(violation)]);
  expect(mapped).toBeUndefined();
});

test('grant types that are not served are left out with a warning, and a web application is the default', () => {
  const { application_type: _type, client_uri: _uri, ...web } = wiki;
  expect(
    mappedDocument(url, { ...web, grant_types: ['authorization_code', 'client_credentials'] }),
  ).toMatchObject({
    mapped_fields: { app_type: 'regular_web', grant_types: ['authorization_code'] },
    validation: { warnings: ['Ignoring unsupported grant types: client_credentials.'] },
  });
  expect(mappedDocument(url, 'a text').validation.valid).toBe(false);
});
