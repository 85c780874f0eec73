import { beforeEach, describe, expect, test } from 'vitest';
import { managementTenant, type ManagementTenant } from '../../support/tenants/management-tenant.ts';

let tenant: ManagementTenant;

beforeEach(async () => {
  tenant = await managementTenant();
});

describe('tenant settings', () => {
  test('change flag by flag', async () => {
    const { body: before } = await tenant.call('GET', '/tenants/settings');
    await tenant.call('PATCH', '/tenants/settings', { flags: { enable_dynamic_client_registration: true } });
    const { body: after } = await tenant.call('GET', '/tenants/settings');
    expect(before.flags.enable_dynamic_client_registration).toBe(false);
    expect(after).toEqual({
      ...before,
      flags: { ...before.flags, enable_dynamic_client_registration: true },
    });
  });

  test('are shown by fields', async () => {
    const { body } = await tenant.call('GET', '/tenants/settings?fields=session_lifetime,friendly_name');
    expect(body).toEqual({ session_lifetime: 168 });
  });

  test.each([
    [
      { flags: { enable_everything: true } },
      "'Additional properties not allowed: enable_everything' on property flags.",
    ],
    [
      { flags: { enable_sso: 'yes' } },
      "'Expected type boolean but found type string' on property flags.enable_sso.",
    ],
    [
      { session_lifetime_in_minutes: 525_601 },
      "'Value 525601 is greater than maximum 525600' on property session_lifetime_in_minutes.",
    ],
    [{ session_lifetime: 0 }, "'Value 0 is less than minimum 1' on property session_lifetime."],
    [
      { resource_parameter_profile: 'none' },
      "'No enum match for: none' on property resource_parameter_profile.",
    ],
    [{ sandbox_versions_available: [] }, "'Additional properties not allowed: sandbox_versions_available'."],
    [{ friendly_name: null }, "'Expected type string but found type null' on property friendly_name."],
    [{ enabled_locales: [] }, "'Array is too short (0), minimum 1' on property enabled_locales."],
    [{ enabled_locales: ['en', 'tlh'] }, "'No enum match for: tlh' on property enabled_locales[1]."],
    [
      { change_password: { colour: 'blue' } },
      "'Additional properties not allowed: colour' on property change_password.",
    ],
    [
      { guardian_mfa_page: { enabled: 'yes' } },
      "'Expected type boolean but found type string' on property guardian_mfa_page.enabled.",
    ],
    [{ device_flow: { charset: 'runes' } }, "'No enum match for: runes' on property device_flow.charset."],
    [
      { default_token_quota: { clients: { client_credentials: { per_day: 0 } } } },
      "'Value 0 is less than minimum 1' on property default_token_quota.clients.client_credentials.per_day.",
    ],
    [
      { default_token_quota: {} },
      "'Too few properties defined (0), minimum 1' on property default_token_quota.",
    ],
    [
      { dynamic_client_registration_security_mode: 'lenient' },
      "'No enum match for: lenient' on property dynamic_client_registration_security_mode.",
    ],
  ])('refuse %j', async (body, message) => {
    const answer = await tenant.call('PATCH', '/tenants/settings', body);
    expect(answer.status).toBe(400);
    expect(answer.body.message).toBe(`Payload validation error: ${message}`);
  });
});

test('prompts change property by property', async () => {
  const { body } = await tenant.call('PATCH', '/prompts', { identifier_first: true });
  expect(body).toEqual({
    universal_login_experience: 'new',
    identifier_first: true,
    webauthn_platform_first_factor: false,
  });
  expect((await tenant.call('GET', '/prompts')).body).toEqual(body);
});

test.each([
  ['brute-force-protection', { max_attempts: 0 }],
  ['brute-force-protection', { shields: ['admin_notification'] }],
  ['brute-force-protection', { allowlist: ['example.com'] }],
  ['suspicious-ip-throttling', { allowlist: ['10.0.0.0/33'] }],
  ['suspicious-ip-throttling', { stage: { 'pre-lunch': {} } }],
  ['suspicious-ip-throttling', { stage: { 'pre-login': { max_attempts: 2501 } } }],
  ['suspicious-ip-throttling', { stage: { 'pre-login': { rate: 34_559 } } }],
  ['suspicious-ip-throttling', { stage: { 'pre-user-registration': { max_attempts: 72_001 } } }],
  ['suspicious-ip-throttling', { stage: { 'pre-user-registration': { rate: 86_400_001 } } }],
  ['captcha', { hcaptcha: { site_key: 'x'.repeat(101), secret: 'x' } }],
  ['breached-password-detection', { method: 'guess' }],
  ['bot-detection', { enabled: true }],
  ['captcha', { active_provider_id: 'riddle' }],
  ['captcha', { hcaptcha: { site_key: 'without a secret' } }],
  ['captcha', { recaptcha_enterprise: { site_key: 'site', secret: 'not its name', project_id: 'p' } }],
])('%s refuses %j', async (name, body) => {
  const answer = await tenant.call('PATCH', `/attack-protection/${name}`, body);
  expect(answer.status).toBe(400);
  expect(answer.body.errorCode).toBe('invalid_body');
});

test('an allowlist holds addresses and networks', async () => {
  const allowlist = ['192.0.2.1', '10.0.0.0/8', '2001:db8::1', '2001:db8::/32'];
  const { body } = await tenant.call('PATCH', '/attack-protection/brute-force-protection', { allowlist });
  expect(body.allowlist).toEqual(allowlist);
});

test('the stages of a protection keep what a PATCH does not name', async () => {
  const { body } = await tenant.call('PATCH', '/attack-protection/suspicious-ip-throttling', {
    stage: { 'pre-login': { max_attempts: 5 } },
  });
  expect(body.stage).toEqual({
    'pre-login': { max_attempts: 5, rate: 864_000 },
    'pre-user-registration': { max_attempts: 50, rate: 1200 },
    'pre-custom-token-exchange': { max_attempts: 10, rate: 600_000 },
  });
});

test('a captcha secret is taken and never shown', async () => {
  const { body } = await tenant.call('PATCH', '/attack-protection/captcha', {
    active_provider_id: 'hcaptcha',
    hcaptcha: { site_key: 'site', secret: 'hidden' },
  });
  expect(body.hcaptcha).toEqual({ site_key: 'site' });
});

test('a lifetime that is set in minutes is shown in hours, and never in minutes', async () => {
  tenant = await managementTenant();
  const changed = await tenant.call('PATCH', '/tenants/settings', {
    session_lifetime_in_minutes: 181,
    idle_session_lifetime_in_minutes: 60,
  });
  const read = await tenant.call('GET', '/tenants/settings');
  for (const { body } of [changed, read]) {
    expect(body).toMatchObject({ session_lifetime: 181 / 60, idle_session_lifetime: 1 });
    expect(Object.keys(body).filter((name) => name.endsWith('_in_minutes'))).toEqual([]);
  }
});

test('a lifetime in minutes that was saved when they were kept is forgotten', async () => {
  tenant = await managementTenant();
  await tenant.store.write(({ documents, setDocument }) => {
    const settings = { ...documents.settings, session_lifetime_in_minutes: 181 };
    setDocument('settings', settings);
  });
  await tenant.call('PATCH', '/tenants/settings', { session_lifetime: 4 });
  expect((await tenant.call('GET', '/tenants/settings')).body).not.toHaveProperty(
    'session_lifetime_in_minutes',
  );
});

test('only a read shows the settings that nobody has stated', async () => {
  tenant = await managementTenant();
  const unstated = { resource_parameter_profile: 'audience', client_id_metadata_document_supported: false };
  expect((await tenant.call('GET', '/tenants/settings')).body).toMatchObject(unstated);
  const { body } = await tenant.call('PATCH', '/tenants/settings', { friendly_name: 'Ours' });
  expect(Object.keys(body)).not.toContain('resource_parameter_profile');
  expect(Object.keys(body)).not.toContain('client_id_metadata_document_supported');
  expect((await tenant.call('PATCH', '/tenants/settings', unstated)).body).toMatchObject(unstated);
});

test('a page that is switched off keeps its text', async () => {
  tenant = await managementTenant();
  await tenant.call('PATCH', '/tenants/settings', { change_password: { enabled: true, html: '<p>' } });
  const { body } = await tenant.call('PATCH', '/tenants/settings', { change_password: { enabled: false } });
  expect(body.change_password).toEqual({ enabled: false, html: '<p>' });
});

test('nobody is notified of breached passwords, however often, where no shield notifies', async () => {
  const path = '/attack-protection/breached-password-detection';
  const often = { admin_notification_frequency: ['daily'] };
  const stage = (...shields: string[]) => ({ stage: { 'pre-user-registration': { shields } } });
  const notifying = await tenant.call('PATCH', path, { ...often, ...stage('admin_notification') });
  expect(notifying.body.admin_notification_frequency).toEqual(['daily']);
  const silent = await tenant.call('PATCH', path, stage('block'));
  expect(silent.body.admin_notification_frequency).toEqual([]);
  expect((await tenant.call('PATCH', path, often)).body.admin_notification_frequency).toEqual([]);
});

test('the colours of the pages are kept as auth0-deploy-cli sends them', async () => {
  const universal_login = { colors: { primary: '#F8F8F2', page_background: '#222221' } };
  await tenant.call('PATCH', '/tenants/settings', { universal_login });
  expect((await tenant.call('PATCH', '/tenants/settings', { universal_login: {} })).status).toBe(200);
  expect((await tenant.call('GET', '/tenants/settings')).body).toMatchObject({ universal_login });
  const unknown = { universal_login: { fonts: {} } };
  expect((await tenant.call('PATCH', '/tenants/settings', unknown)).status).toBe(400);
});
