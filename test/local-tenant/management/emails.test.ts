import { beforeEach, describe, expect, test } from 'vitest';
import { exportOf } from '../../../src/local-tenant/state/tenant-export.ts';
import { managementTenant, type ManagementTenant } from '../../support/tenants/management-tenant.ts';

let tenant: ManagementTenant;

beforeEach(async () => {
  tenant = await managementTenant();
});

const from = 'accounts@example.com';
const smtp = {
  name: 'smtp',
  enabled: true,
  default_from_address: from,
  credentials: { smtp_host: 'example.com', smtp_port: 984, smtp_user: 'bob', smtp_pass: 'a password' },
};
const everything = 'fields=name,enabled,default_from_address,credentials,settings&include_fields=true';
const read = async () => (await tenant.call('GET', `/emails/provider?${everything}`)).body as object;

describe('the e-mail provider', () => {
  test('is none at first', async () => {
    expect(await tenant.call('GET', '/emails/provider')).toMatchObject({
      status: 404,
      body: {
        message: 'There is not a configured email provider',
        errorCode: 'inexistent_email_provider',
      },
    });
    expect((await tenant.call('PATCH', '/emails/provider', { enabled: false })).status).toBe(404);
    expect((await tenant.call('DELETE', '/emails/provider')).status).toBe(204);
  });

  test('is shown without what it is spoken to with', async () => {
    const { status, body } = await tenant.call('POST', '/emails/provider', smtp);
    const { smtp_pass: _password, ...credentials } = smtp.credentials;
    expect([status, body]).toEqual([201, { ...smtp, credentials }]);
    expect(await read()).toEqual({ ...smtp, credentials });
    expect((await tenant.call('GET', '/emails/provider')).body).toEqual({ name: 'smtp', enabled: true });
    expect((await tenant.call('POST', '/emails/provider', smtp)).status).toBe(409);
    expect(JSON.stringify(exportOf(tenant.store.state(), { secrets: false }))).not.toContain('a password');
    expect(JSON.stringify(tenant.events.events)).not.toContain('a password');
  });

  test('is changed in part, and begins anew where it is another', async () => {
    await tenant.call('POST', '/emails/provider', { ...smtp, settings: { headers: { 'X-A': 'b' } } });
    const changed = await tenant.call('PATCH', '/emails/provider', { credentials: { smtp_port: 25 } });
    expect(changed.body).toMatchObject({ credentials: { smtp_host: 'example.com', smtp_port: 25 } });
    expect(tenant.store.documents.emails.provider?.credentials).toMatchObject({ smtp_pass: 'a password' });
    const other = { name: 'mandrill', credentials: { api_key: 'k' } };
    expect((await tenant.call('PATCH', '/emails/provider', other)).body).toEqual({
      name: 'mandrill',
      enabled: true,
      default_from_address: from,
      credentials: {},
    });
    expect((await tenant.call('DELETE', '/emails/provider')).status).toBe(204);
    expect((await tenant.call('GET', '/emails/provider')).status).toBe(404);
  });

  test('of the tenant itself stands on an Action that is deployed', async () => {
    const custom = { name: 'custom', credentials: {} };
    expect(await tenant.call('POST', '/emails/provider', custom)).toMatchObject({
      status: 409,
      body: { message: 'No deployed action was found.' },
    });
    await tenant.call('POST', '/actions/actions', {
      name: 'sender',
      supported_triggers: [{ id: 'custom-email-provider', version: 'v1' }],
      code: '',
      deploy: true,
    });
    expect((await tenant.call('POST', '/emails/provider', custom)).status).toBe(201);
  });

  test.each([
    [{ ...smtp, name: 'pigeon' }, "'No enum match for: pigeon' on property name."],
    [{ name: 'smtp' }, "'Missing required property: credentials'."],
    [{ ...smtp, sender: from }, "'Additional properties not allowed: sender'."],
    [{ name: 'mandrill', credentials: {} }, "'Missing required property: api_key' on property credentials."],
    [
      { name: 'mailgun', credentials: { api_key: 'k', domain: 'a.example', region: 'us' } },
      "'No enum match for: us' on property credentials.region.",
    ],
    [
      { name: 'ses', credentials: { api_key: 'k' } },
      "'Missing required property: accessKeyId' on property credentials.",
    ],
  ])('does not take %j', async (body, message) => {
    expect((await tenant.call('POST', '/emails/provider', body)).body).toMatchObject({
      errorCode: 'invalid_body',
      message: `Payload validation error: ${message}`,
    });
  });

  test('needs the credentials of the one that it becomes', async () => {
    await tenant.call('POST', '/emails/provider', smtp);
    const becoming = async (body: object) => (await tenant.call('PATCH', '/emails/provider', body)).status;
    expect(await becoming({ name: 'mandrill' })).toBe(400);
    expect(await becoming({ credentials: {} })).toBe(400);
    expect(await becoming({ credentials: { api_key: 'k' } })).toBe(400);
    expect(await becoming({})).toBe(400);
  });
});

const welcome = {
  template: 'welcome_email',
  body: '<h1>Welcome!</h1>',
  from: 'welcome@example.com',
  subject: 'Welcome',
  syntax: 'liquid',
  enabled: false,
};

describe('an e-mail template', () => {
  test.each(['GET', 'PATCH', 'PUT'])('%s of one that the tenant has not made its own', async (method) => {
    const body = method === 'GET' ? undefined : welcome;
    expect(await tenant.call(method, '/email-templates/welcome_email', body)).toMatchObject({
      status: 404,
      body: { message: 'The template does not exist.', errorCode: 'inexistent_email_template' },
    });
  });

  test('is made once, changed in part and put whole', async () => {
    const { status, body } = await tenant.call('POST', '/email-templates', welcome);
    expect([status, body]).toEqual([200, welcome]);
    const again = await tenant.call('POST', '/email-templates', welcome);
    expect(again.body).toEqual({
      statusCode: 409,
      error: 'Conflict',
      message: 'Template welcome_email already exists.',
    });
    const path = '/email-templates/welcome_email';
    const change = { enabled: true, urlLifetimeInSeconds: 3600 };
    expect((await tenant.call('PATCH', path, change)).body).toEqual({ ...welcome, ...change });
    expect((await tenant.call('PUT', path, welcome)).body).toEqual(welcome);
    expect((await tenant.call('GET', path)).body).toEqual(welcome);
    expect((await tenant.call('GET', '/email-templates/reset_email')).status).toBe(404);
  });

  test.each([
    ['/email-templates/goodbye', 'invalid_uri', undefined],
    ['/email-templates', 'invalid_body', { ...welcome, template: 'goodbye' }],
    ['/email-templates', 'invalid_body', { template: 'welcome_email' }],
    ['/email-templates', 'invalid_body', { ...welcome, urlLifetimeInSeconds: -1 }],
  ])('%s refuses with %s', async (path, errorCode, body) => {
    const answer = await tenant.call(body === undefined ? 'GET' : 'POST', path, body);
    expect(answer.body).toMatchObject({ statusCode: 400, errorCode });
  });
});
