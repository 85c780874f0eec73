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

describe('the objects among the properties', () => {
  test('keep what a PATCH does not name', async () => {
    const { client_id: clientId } = await created({
      name: 'x',
      app_type: 'native',
      mobile: { ios: { team_id: 'TEAM', app_bundle_identifier: 'com.example.app' } },
      native_social_login: { apple: { enabled: true }, google: { enabled: true } },
    });
    const android = { app_package_name: 'com.example.app', sha256_cert_fingerprints: ['AB:CD'] };
    const { body } = await tenant.call('PATCH', `/clients/${clientId}`, {
      mobile: { android },
      native_social_login: { google: { enabled: false } },
    });
    expect(body.mobile).toEqual({
      ios: { team_id: 'TEAM', app_bundle_identifier: 'com.example.app' },
      android,
    });
    expect(body.native_social_login).toEqual({ apple: { enabled: true }, google: { enabled: false } });
  });

  test.each(['addons', 'mobile', 'signed_request_object', 'session_transfer', 'oidc_backchannel_logout'])(
    '%s is checked, and null takes it away where Auth0 allows that',
    async (property) => {
      const { client_id: clientId } = await created({ name: 'x' });
      const text = await tenant.call('PATCH', `/clients/${clientId}`, { [property]: 'text' });
      expect(text.body.message).toContain(`but found type string' on property ${property}.`);
      const none = await tenant.call('PATCH', `/clients/${clientId}`, { [property]: null });
      expect(none.status).toBe(property === 'mobile' ? 400 : 200);
    },
  );

  test('fill up a session transfer, on creation and again after its removal', async () => {
    const rest = {
      can_create_session_transfer_token: false,
      allowed_authentication_methods: [],
      allow_refresh_token: false,
      enforce_online_refresh_tokens: true,
      enforce_cascade_revocation: true,
    };
    const made = await created({ name: 'x', session_transfer: { enforce_device_binding: 'asn' } });
    expect(made['session_transfer']).toEqual({ ...rest, enforce_device_binding: 'asn' });
    const path = `/clients/${made.client_id}`;
    const removed = await tenant.call('PATCH', path, { session_transfer: null });
    expect(removed.body).not.toHaveProperty('session_transfer');
    const refilled = await tenant.call('PATCH', path, { session_transfer: { delegation: null } });
    expect(refilled.body.session_transfer).toEqual({ ...rest, enforce_device_binding: 'ip' });
  });

  test('name back-channel logout twice, and lose it once', async () => {
    const backchannel_logout_urls = ['https://app.example.com/logout'];
    const made = await created({
      name: 'x',
      oidc_logout: { backchannel_logout_urls, backchannel_logout_initiators: { mode: 'all' } },
    });
    expect(made['oidc_backchannel_logout']).toEqual({ backchannel_logout_urls });
    const { body } = await tenant.call('PATCH', `/clients/${made.client_id}`, {
      oidc_backchannel_logout: null,
    });
    expect(body).not.toHaveProperty('oidc_logout');
    expect(body).not.toHaveProperty('oidc_backchannel_logout');
  });

  test.each([
    [{ session_transfer: { allow: true } }, 'session_transfer'],
    [{ session_transfer: { enforce_device_binding: 'dna' } }, 'session_transfer.enforce_device_binding'],
    [{ native_social_login: { myspace: {} } }, 'native_social_login'],
    [{ default_organization: { flows: ['client_credentials'] } }, 'default_organization'],
    [{ default_organization: { organization_id: 'org_1' } }, 'default_organization'],
    [{ oidc_logout: { backchannel_logout_urls: ['logout'] } }, 'oidc_logout.backchannel_logout_urls[0]'],
  ])('are refused when they are wrong: %j', async (property, where) => {
    const answer = await tenant.call('POST', '/clients', { name: 'x', ...property });
    expect(answer.body.errorCode).toBe('invalid_body');
    expect(String(answer.body.message).endsWith(` on property ${where}.`)).toBe(true);
  });
});

describe('an application of an API', () => {
  const properties = {
    name: 'exchange',
    app_type: 'resource_server',
    resource_server_identifier: 'https://omnichat.com/api',
  };

  test('logs nobody in, and is named by the API as long as it exists', async () => {
    await tenant.call('POST', '/resource-servers', {
      name: 'OmniChat API',
      identifier: 'https://omnichat.com/api',
    });
    const client = await created(properties);
    expect(client).toMatchObject({
      oidc_conformant: true,
      grant_types: [],
      jwt_configuration: { secret_encoded: false, alg: 'RS256' },
    });
    const path = '/resource-servers/https:%2F%2Fomnichat.com%2Fapi';
    expect((await tenant.call('GET', path)).body.client_id).toBe(client.client_id);
    await tenant.call('DELETE', `/clients/${client.client_id}`);
    expect((await tenant.call('GET', path)).body).not.toHaveProperty('client_id');
  });

  test('needs the API', async () => {
    const answer = await tenant.call('POST', '/clients', properties);
    expect(answer.body.errorCode).toBe('inexistent_resource_server');
  });
});

test.each([
  ['connection_profile_id', 'connection-profile-id', 'cop_WRONG'],
  ['user_attribute_profile_id', 'user-attribute-profile-id', 'uap_WRONG'],
])('a %s is one', async (property, format, value) => {
  const { body } = await tenant.call('POST', '/clients', {
    name: 'x',
    my_organization_configuration: {
      [property]: value,
      allowed_strategies: ['okta'],
      connection_deletion_behavior: 'allow',
    },
  });
  expect(body.message).toBe(
    `Payload validation error: 'Object didn't pass validation for format ${format}: ${value}' on property my_organization_configuration.${property}.`,
  );
});

test('an application is shown with the tenant it is of, and what Auth0 does not publish', async () => {
  const shown = { global: false, callback_url_template: false, cross_origin_auth: false };
  const made = await created({ name: 'x', cross_origin_authentication: true });
  expect(made).toMatchObject({ ...shown, encrypted: true });
  const { body } = await tenant.call('GET', `/clients/${made.client_id}`);
  expect(body).toMatchObject(shown);
  expect(Object.keys(body)).not.toContain('encrypted');
  const changed = await tenant.call('PATCH', `/clients/${made.client_id}`, { cross_origin_auth: true });
  expect(changed.body).toMatchObject({ cross_origin_auth: true, cross_origin_authentication: true });
});

test('a new application is told by itself of logouts, and a PATCH with none of their settings takes them away', async () => {
  const initiators = { mode: 'custom', selected_initiators: ['rp-logout', 'idp-logout'] };
  const made = await created({ name: 'x', oidc_logout: {} });
  expect(made).toMatchObject({
    oidc_logout: { backchannel_logout_initiators: initiators },
    oidc_backchannel_logout: {},
  });
  const path = `/clients/${made.client_id}`;
  const emptied = await tenant.call('PATCH', path, { oidc_logout: {} });
  expect(emptied.body).not.toHaveProperty('oidc_logout');
  expect(emptied.body).not.toHaveProperty('oidc_backchannel_logout');
  const older = { oidc_backchannel_logout: { backchannel_logout_urls: ['https://app.example.com/logout'] } };
  const { body } = await tenant.call('PATCH', path, older);
  expect(body).toMatchObject(older);
  expect(body).not.toHaveProperty('oidc_logout');
});
