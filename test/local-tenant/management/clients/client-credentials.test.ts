import { createHash, X509Certificate } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK } from 'jose';
import { beforeEach, describe, expect, test } from 'vitest';
import { managementTenant, type ManagementTenant } from '../../../support/tenants/management-tenant.ts';

let tenant: ManagementTenant;

beforeEach(async () => {
  tenant = await managementTenant();
});

async function created(body: object): Promise<{ client_id: string; [property: string]: unknown }> {
  const answer = await tenant.call('POST', '/clients', body);
  expect(answer).toMatchObject({ status: 201 });
  return answer.body;
}

describe('credentials', () => {
  test('are made, shown without their key, changed and deleted', async () => {
    const { client_id: clientId } = await created({ name: 'x' });
    const path = `/clients/${clientId}/credentials`;
    const pem = tenant.keys.next.certificate;
    const made = await tenant.call('POST', path, { credential_type: 'public_key', name: 'first', pem });
    expect(made.status).toBe(201);
    expect(made.body).toEqual({
      id: expect.stringMatching(/^cred_\w{16}$/),
      credential_type: 'public_key',
      name: 'first',
      kid: expect.stringMatching(/^[\w-]{43}$/),
      alg: 'RS256',
      created_at: expect.any(String),
      updated_at: expect.any(String),
    });
    const expires_at = '2030-01-01T00:00:00.000Z';
    const changed = await tenant.call('PATCH', `${path}/${made.body.id}`, { expires_at });
    expect(changed.body.expires_at).toBe(expires_at);
    await tenant.call('PATCH', `/clients/${clientId}`, {
      client_authentication_methods: { private_key_jwt: { credentials: [{ id: made.body.id }] } },
    });
    expect((await tenant.call('DELETE', `${path}/${made.body.id}`)).status).toBe(409);
    await tenant.call('PATCH', `/clients/${clientId}`, { client_authentication_methods: null });
    for (const _time of ['first', 'second'])
      expect((await tenant.call('DELETE', `${path}/${made.body.id}`)).status).toBe(204);
    expect((await tenant.call('GET', path)).body).toEqual([]);
  });

  test('of a new application are shown whole, once', async () => {
    const pem = tenant.keys.next.certificate;
    const credential = { credential_type: 'public_key', name: 'first', pem };
    const client = await created({
      name: 'x',
      client_authentication_methods: { private_key_jwt: { credentials: [credential] } },
      signed_request_object: { required: true, credentials: [credential] },
    });
    const whole = {
      id: expect.stringMatching(/^cred_\w{16}$/) as string,
      credential_type: 'public_key',
      name: 'first',
      kid: expect.any(String) as string,
      alg: 'RS256',
      created_at: expect.any(String) as string,
      updated_at: expect.any(String) as string,
    };
    expect(client['client_authentication_methods']).toEqual({ private_key_jwt: { credentials: [whole] } });
    expect(client['signed_request_object']).toEqual({ required: true, credentials: [whole] });
    const { body } = await tenant.call('GET', `/clients/${client.client_id}`);
    expect(body.client_authentication_methods.private_key_jwt.credentials).toEqual([{ id: whole.id }]);
  });

  test('are certificates and their subjects too', async () => {
    const { client_id: clientId } = await created({ name: 'x' });
    const path = `/clients/${clientId}/credentials`;
    const pem = tenant.keys.next.certificate;
    const certificate = new X509Certificate(pem);
    const bySelf = await tenant.call('POST', path, { credential_type: 'x509_cert', pem });
    expect(bySelf.body).toMatchObject({
      credential_type: 'x509_cert',
      thumbprint_sha256: createHash('sha256').update(certificate.raw).digest('base64url'),
      expires_at: new Date(certificate.validTo).toISOString(),
    });
    const bySubject = await tenant.call('POST', path, { credential_type: 'cert_subject_dn', pem });
    expect(bySubject.body.subject_dn).toBe(certificate.subject);
    for (const [method, { id }] of [
      ['self_signed_tls_client_auth', bySelf.body],
      ['tls_client_auth', bySubject.body],
    ]) {
      const client_authentication_methods = { [method]: { credentials: [{ id }] } };
      const body = { client_authentication_methods, token_endpoint_auth_method: null };
      const changed = await tenant.call('PATCH', `/clients/${clientId}`, body);
      expect(changed.body).toMatchObject({ client_authentication_methods });
      expect(changed.body).not.toHaveProperty('client_secret');
    }
  });

  test.each([
    [{ credential_type: 'cert_subject_dn' }],
    [{ credential_type: 'x509_cert', pem: 'nonsense' }],
    [{ credential_type: 'password' }],
  ])('refuse %j', async (body) => {
    const { client_id: clientId } = await created({ name: 'x' });
    const answer = await tenant.call('POST', `/clients/${clientId}/credentials`, body);
    expect([answer.status, answer.body.errorCode]).toEqual([400, 'invalid_body']);
  });

  test('are let go by an application that refers to none', async () => {
    const { client_id: clientId } = await created({ name: 'x' });
    const path = `/clients/${clientId}`;
    const key = { credential_type: 'public_key', pem: tenant.keys.next.certificate };
    const { body } = await tenant.call('POST', `${path}/credentials`, key);
    const refer = (credentials: object[]) =>
      tenant.call('PATCH', path, {
        client_authentication_methods: { private_key_jwt: { credentials } },
        token_vault_privileged_access: { credentials },
      });
    expect((await refer([{ id: body.id }])).status).toBe(200);
    expect((await tenant.call('DELETE', `${path}/credentials/${body.id}`)).status).toBe(409);
    expect((await refer([])).body.client_authentication_methods).toEqual({
      private_key_jwt: { credentials: [] },
    });
    await tenant.call('PATCH', path, { token_vault_privileged_access: null });
    expect((await tenant.call('DELETE', `${path}/credentials/${body.id}`)).status).toBe(204);
  });

  test('refuse what is no public key', async () => {
    const { client_id: clientId } = await created({ name: 'x' });
    const answer = await tenant.call('POST', `/clients/${clientId}/credentials`, {
      credential_type: 'public_key',
      pem: 'nonsense',
    });
    expect(answer.status).toBe(400);
    expect(answer.body.errorCode).toBe('invalid_body');
  });

  test('are named by the thumbprint of their key, whatever holds it', async () => {
    const { client_id: clientId } = await created({ name: 'x' });
    const path = `/clients/${clientId}/credentials`;
    const { certificate, publicKey } = tenant.keys.next;
    const pems = [certificate, publicKey.export({ type: 'spki', format: 'pem' }).toString()];
    for (const pem of pems) {
      const { body } = await tenant.call('POST', path, { credential_type: 'public_key', pem });
      expect(body.kid).toBe(await calculateJwkThumbprint(await exportJWK(publicKey)));
    }
  });

  test('are listed from the newest to the oldest', async () => {
    const { client_id: clientId } = await created({ name: 'x' });
    const path = `/clients/${clientId}/credentials`;
    const pem = tenant.keys.next.certificate;
    for (const name of ['first', 'second'])
      await tenant.call('POST', path, { credential_type: 'public_key', name, pem });
    const { body } = await tenant.call('GET', path);
    expect(body.map(({ name }: { name: string }) => name)).toEqual(['second', 'first']);
  });

  test('take the place of the secret', async () => {
    const client = await created({ name: 'x', token_endpoint_auth_method: 'client_secret_post' });
    const path = `/clients/${client.client_id}`;
    const pem = tenant.keys.next.certificate;
    const key = await tenant.call('POST', `${path}/credentials`, { credential_type: 'public_key', pem });
    const methods = { private_key_jwt: { credentials: [{ id: key.body.id }] } };
    const byKey = await tenant.call('PATCH', path, {
      client_authentication_methods: methods,
      token_endpoint_auth_method: null,
    });
    expect(byKey.body).not.toHaveProperty('client_secret');
    const bySecret = await tenant.call('PATCH', path, {
      client_authentication_methods: null,
      token_endpoint_auth_method: 'client_secret_post',
    });
    expect(bySecret.body.client_secret).toBe(client.client_secret);
  });

  test('end when their certificate does, if asked for', async () => {
    const { client_id: clientId } = await created({ name: 'x' });
    const path = `/clients/${clientId}/credentials`;
    const { certificate, publicKey } = tenant.keys.next;
    const key = { credential_type: 'public_key', parse_expiry_from_cert: true };
    const made = await tenant.call('POST', path, { ...key, pem: certificate });
    expect(made.body.expires_at).toBe(new Date(new X509Certificate(certificate).validTo).toISOString());
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const refused = await tenant.call('POST', path, { ...key, pem });
    expect(refused.body.errorCode).toBe('invalid_body');
  });

  test('end when they are told to, in milliseconds', async () => {
    const { client_id: clientId } = await created({ name: 'x' });
    const { body } = await tenant.call('POST', `/clients/${clientId}/credentials`, {
      credential_type: 'public_key',
      pem: tenant.keys.next.certificate,
      expires_at: '2095-05-13T09:33:13Z',
    });
    expect(body.expires_at).toBe('2095-05-13T09:33:13.000Z');
  });

  test('check request objects too, and are not deleted meanwhile', async () => {
    const client = await created({
      name: 'x',
      signed_request_object: {
        required: true,
        credentials: [{ credential_type: 'public_key', pem: tenant.keys.next.certificate }],
      },
    });
    const path = `/clients/${client.client_id}`;
    const [key] = (await tenant.call('GET', `${path}/credentials`)).body;
    expect(client['signed_request_object']).toEqual({ required: true, credentials: [key] });
    expect((await tenant.call('DELETE', `${path}/credentials/${key.id}`)).status).toBe(409);
    const { body } = await tenant.call('PATCH', path, { signed_request_object: { required: false } });
    expect(body.signed_request_object).toEqual({ required: false, credentials: [{ id: key.id }] });
  });
});
