import { X509Certificate } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { managementTenant, type ManagementTenant } from '../../../support/tenants/management-tenant.ts';

let tenant: ManagementTenant;

beforeEach(async () => {
  tenant = await managementTenant({ now: () => Date.parse('2026-05-01T00:00:00Z') });
});

const connection = async (strategy: string, options: object = {}): Promise<string> =>
  `/connections/${(await tenant.call('POST', '/connections', { name: 'idp', strategy, options })).body.id}`;

const byKey = { token_endpoint_auth_method: 'private_key_jwt', token_endpoint_auth_signing_alg: 'RS384' };

test('are there as soon as a connection authenticates by them: one in use, and one for later', async () => {
  const path = await connection('oidc', byKey);
  const { status, body } = await tenant.call('GET', `${path}/keys`);
  const [current, next] = body;
  expect([status, body.length]).toEqual([200, 2]);
  const certificate = new X509Certificate(current.cert);
  expect(current).toEqual({
    kid: expect.stringMatching(/^[\w-]{43}$/) as string,
    algorithm: 'RS384',
    key_use: 'signing',
    subject_dn: '/CN=idp',
    cert: expect.stringMatching(
      /^-----BEGIN CERTIFICATE-----\r\n[^]*-----END CERTIFICATE-----\r\n$/,
    ) as string,
    fingerprint: certificate.fingerprint,
    thumbprint: certificate.fingerprint.replaceAll(':', ''),
    pkcs: expect.stringMatching(/^-----BEGIN PKCS7-----\r\n/) as string,
    current: true,
    current_since: '2026-05-01T00:00:00.000Z',
  });
  expect(certificate.validTo).toContain('2027');
  expect(next).toMatchObject({ next: true });
  expect(next).not.toHaveProperty('current_since');
  expect(next.kid).not.toBe(current.kid);
});

test('are made by a PATCH that chooses them, once', async () => {
  const path = await connection('okta', { client_id: 'x' });
  expect((await tenant.call('GET', `${path}/keys`)).body).toEqual({
    statusCode: 400,
    error: 'Bad Request',
    message: 'keys are not available for this connection',
  });
  await tenant.call('PATCH', path, { options: byKey });
  const { body: keys } = await tenant.call('GET', `${path}/keys`);
  await tenant.call('PATCH', path, { options: byKey });
  expect((await tenant.call('GET', `${path}/keys`)).body).toEqual(keys);
});

test('can be made before the connection uses them', async () => {
  const path = await connection('oidc');
  const made = await tenant.call('POST', `${path}/keys`, { signing_alg: 'ES256' });
  expect(made).toMatchObject({
    status: 201,
    body: [
      { algorithm: 'ES256', current: true },
      { algorithm: 'ES256', next: true },
    ],
  });
  expect((await tenant.call('POST', `${path}/keys`)).body).toEqual({
    statusCode: 409,
    error: 'Conflict',
    message: 'Keys have already been created for this connection.',
  });
  expect((await tenant.call('POST', `${path}/keys/rotate`)).body.message).toBe(
    'Connection is not configured to use JWT Client Authentication',
  );
});

test('are rotated: the next one is in use, and a new one comes after it', async () => {
  const path = await connection('oidc', byKey);
  const [current, next] = (await tenant.call('GET', `${path}/keys`)).body;
  const rotated = await tenant.call('POST', `${path}/keys/rotate`, { signing_alg: 'PS256' });
  expect(rotated).toMatchObject({ status: 201, body: { algorithm: 'PS256', next: true } });
  expect((await tenant.call('GET', `${path}/keys`)).body).toMatchObject([
    { kid: next.kid, current: true },
    { kid: current.kid, previous: true },
    { kid: rotated.body.kid, next: true },
  ]);
});

test('are of OpenID Connect alone, and go with the connection', async () => {
  const path = await connection('samlp');
  expect((await tenant.call('POST', `${path}/keys`)).body.message).toBe(
    'keys are not available for this connection',
  );
  expect((await tenant.call('POST', `${path}/keys/rotate`)).body.message).toBe(
    'Key rotation is not supported on this connection',
  );
  expect((await tenant.call('GET', '/connections/con_unknown/keys')).body.errorCode).toBe(
    'inexistent_connection',
  );
  const { body } = await tenant.call('POST', '/connections', { name: 'b', strategy: 'oidc', options: byKey });
  await tenant.call('DELETE', `/connections/${body.id}`);
  expect(tenant.store.read.connectionKeys.size).toBe(0);
});

test('of a connection that was saved before there were any have a current one once they are rotated', async () => {
  const path = await connection('oidc', byKey);
  await tenant.store.write(({ connectionKeys }) => {
    for (const id of connectionKeys.ids()) connectionKeys.remove(id);
  });
  await tenant.call('POST', `${path}/keys/rotate`);
  expect((await tenant.call('GET', `${path}/keys`)).body).toMatchObject([
    { current: true },
    { previous: true },
    { next: true },
  ]);
});
