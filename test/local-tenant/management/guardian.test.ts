import { beforeEach, expect, test } from 'vitest';
import { exportOf } from '../../../src/local-tenant/state/tenant-export.ts';
import { managementTenant, type ManagementTenant } from '../../support/tenants/management-tenant.ts';

let tenant: ManagementTenant;

beforeEach(async () => {
  tenant = await managementTenant();
});

const factors = '/guardian/factors';
const push = `${factors}/push-notification`;

test.each([
  ['/guardian/policies', []],
  [`${factors}/phone/message-types`, { message_types: [] }],
  [`${factors}/phone/selected-provider`, { provider: 'auth0' }],
  [`${factors}/sms/providers/twilio`, {}],
  [`${push}/selected-provider`, { provider: 'guardian' }],
  [`${push}/providers/sns`, {}],
  [`${push}/providers/apns`, {}],
  [`${factors}/duo/settings`, {}],
  [`${factors}/webauthn-roaming/settings`, { userVerification: 'required', overrideRelyingParty: false }],
  [`${factors}/webauthn-platform/settings`, { overrideRelyingParty: false }],
  ['/prompts/mfa-push', {}],
])('%s is %j at first', async (path, body) => {
  expect(await tenant.call('GET', path)).toMatchObject({ status: 200, body });
});

test('texts by SMS are none at first, and those to phones are as published', async () => {
  expect(await tenant.call('GET', `${factors}/sms/templates`)).toMatchObject({
    status: 204,
    body: undefined,
  });
  expect((await tenant.call('GET', `${factors}/phone/templates`)).body.verification_message).toMatch(
    /^{{code}}/,
  );
});

test.each<[method: string, path: string, sent: object, kept?: object]>([
  ['PUT', '/guardian/policies', ['all-applications']],
  ['PUT', `${factors}/phone/message-types`, { message_types: ['sms', 'voice'] }],
  ['PUT', `${factors}/sms/selected-provider`, { provider: 'phone-message-hook' }],
  [
    'PUT',
    `${factors}/sms/providers/twilio`,
    { from: '123', auth_token: 'a token', sid: 'a' },
    { from: '123', auth_token: 'a token', sid: 'a', messaging_service_sid: null },
  ],
  ['PUT', `${factors}/phone/templates`, { enrollment_message: 'a', verification_message: 'b' }],
  ['PUT', `${push}/selected-provider`, { provider: 'direct' }],
  [
    'PUT',
    `${push}/providers/sns`,
    { aws_access_key_id: 'a', aws_secret_access_key: 'a secret', aws_region: 'us-west-1' },
    { aws_access_key_id: 'a', aws_region: 'us-west-1' },
  ],
  ['PUT', `${factors}/duo/settings`, { host: 'a', ikey: 'b', skey: 'a secret' }],
  [
    'PUT',
    `${factors}/webauthn-roaming/settings`,
    { userVerification: 'preferred' },
    { userVerification: 'preferred', overrideRelyingParty: false },
  ],
  ['PATCH', '/prompts/mfa-push', { app_name: 'Ours' }],
])('%s %s answers what was sent, and keeps it', async (method, path, sent, kept = sent) => {
  const { status, body } = await tenant.call(method, path, sent);
  expect([status, body]).toEqual([200, sent]);
  expect((await tenant.call('GET', path)).body).toEqual(kept);
});

test('what a push service is spoken to with is shown to nobody', async () => {
  const apns = { sandbox: false, bundle_id: 'com.my.app', p12: 'a certificate' };
  const { p12: _p12, ...shown } = apns;
  expect((await tenant.call('PUT', `${push}/providers/apns`, apns)).body).toEqual(shown);
  expect((await tenant.call('GET', `${push}/providers/apns`)).body).toEqual({ ...shown, enabled: true });
  expect((await tenant.call('PUT', `${push}/providers/fcm`, { server_key: 'a key of FCM' })).body).toEqual(
    {},
  );
  const credentials = { server_credentials: 'credentials of FCM' };
  expect((await tenant.call('PATCH', `${push}/providers/fcmv1`, credentials)).body).toEqual({});
  expect(JSON.stringify(tenant.store.state())).toMatch(/a certificate.*a key of FCM.*credentials of FCM/);
  const exported = JSON.stringify(exportOf(tenant.store.state(), { secrets: false }));
  expect(exported).not.toMatch(/a certificate|of FCM/);
});

test.each([
  ['PUT', '/guardian/policies', ['never'], "'No enum match for: never' on property [0]."],
  ['PUT', `${factors}/phone/message-types`, {}, "'Missing required property: message_types'."],
  [
    'PUT',
    `${push}/selected-provider`,
    { provider: 'pigeon' },
    "'No enum match for: pigeon' on property provider.",
  ],
  ['PUT', `${factors}/duo/settings`, { key: 'a' }, "'Additional properties not allowed: key'."],
  [
    'PATCH',
    `${push}/providers/apns`,
    { p12: '' },
    "'String is too short (0 chars), minimum 1' on property p12.",
  ],
])('%s %s does not take %j', async (method, path, body, message) => {
  expect((await tenant.call(method, path, body)).body).toMatchObject({
    errorCode: 'invalid_body',
    message: `Payload validation error: ${message}`,
  });
});

test('policies need a scope of their own', async () => {
  const { status, body } = await tenant.callWith(['read:guardian_factors'], 'GET', '/guardian/policies');
  expect([status, body.message]).toEqual([403, 'Insufficient scope, expected any of: read:mfa_policies']);
});
