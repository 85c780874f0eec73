import { beforeEach, describe, expect, test } from 'vitest';
import { managementTenant, type ManagementTenant } from '../../support/tenants/management-tenant.ts';

let tenant: ManagementTenant;

beforeEach(async () => {
  tenant = await managementTenant();
});

const notFound = { statusCode: 404, error: 'Not Found', message: 'Notification Resource not found' };
const sent = { code: 202, message: 'Test notification successfully sent for processing' };

describe('a phone provider', () => {
  const path = '/branding/phone/providers';
  const twilio = {
    name: 'twilio',
    configuration: { sid: 'sid1', default_from: '+1234567890', delivery_methods: ['text', 'voice'] },
    credentials: { auth_token: 'a token of Twilio' },
  };
  const made = async () => (await tenant.call('POST', path, twilio)).body as Record<string, unknown>;

  test('is one, whose credentials are not shown', async () => {
    const provider = await made();
    const { credentials: _credentials, ...shown } = twilio;
    expect(provider).toEqual({
      ...shown,
      id: expect.stringMatching(/^pro_\w{22}$/),
      tenant: expect.any(String),
      channel: 'phone',
      disabled: false,
      created_at: expect.any(String),
      updated_at: provider['created_at'],
    });
    expect((await tenant.call('GET', `${path}/${String(provider['id'])}`)).body).toEqual(provider);
    expect((await tenant.call('GET', path)).body).toEqual({
      providers: [{ ...provider, credentials: null }],
    });
    expect((await tenant.call('GET', `${path}?disabled=true`)).body).toEqual({ providers: [] });
    expect(await tenant.call('POST', path, twilio)).toMatchObject({
      status: 409,
      body: { message: 'Custom phone provider conflict.' },
    });
  });

  test('becomes another, is tried, and goes', async () => {
    const { id, created_at } = await made();
    const at = `${path}/${String(id)}`;
    const custom = { name: 'custom', configuration: { delivery_methods: ['text'] }, credentials: {} };
    expect((await tenant.call('PATCH', at, { ...custom, disabled: true })).body).toMatchObject({
      id,
      created_at,
      name: 'custom',
      disabled: true,
      configuration: custom.configuration,
    });
    expect(
      await tenant.call('POST', `${at}/try`, { to: '+1234567890', delivery_method: 'text' }),
    ).toMatchObject({
      status: 202,
      body: sent,
    });
    expect((await tenant.call('DELETE', at)).status).toBe(204);
    expect((await tenant.call('GET', path)).body).toEqual({ providers: [] });
    expect((await tenant.call('GET', at)).body).toEqual(notFound);
    expect((await tenant.call('PATCH', at, custom)).body).toEqual(notFound);
    expect((await tenant.call('DELETE', at)).body).toEqual(notFound);
    expect((await tenant.call('POST', `${at}/try`, { to: '1' })).body).toEqual(notFound);
  });

  test.each([
    { configuration: { sid: 'sid1', delivery_methods: ['text'] } },
    { configuration: { delivery_methods: ['text'] } },
    { credentials: {} },
  ])('is not Twilio with %j', async (change) => {
    const expected = { status: 400, body: { message: 'Bad Operation on Notification Resource' } };
    expect(await tenant.call('POST', path, { ...twilio, ...change })).toMatchObject(expected);
    const { id } = await made();
    expect(await tenant.call('PATCH', `${path}/${String(id)}`, change)).toMatchObject(expected);
  });

  test('is none without credentials', async () => {
    const { credentials: _credentials, ...without } = twilio;
    expect((await tenant.call('POST', path, without)).body).toMatchObject({
      message: "Payload validation error: 'Missing required property: credentials'.",
    });
    const { id } = await made();
    expect((await tenant.call('PATCH', `${path}/${String(id)}`, {})).body).toMatchObject({
      message: "Payload validation error: 'Too few properties defined (0), minimum 1'.",
    });
  });
});

describe('phone templates', () => {
  const path = '/branding/phone/templates';
  const own = { text: 'Your code is {{ code }}', voice: 'Your code: {{ code }}' };
  const made = async () =>
    (
      await tenant.call('POST', path, {
        type: 'otp_enroll',
        disabled: true,
        content: { from: '+1234567890', body: own },
      })
    ).body as Record<string, unknown>;
  const types = async (query = '') =>
    (
      (await tenant.call('GET', path + query)).body as { templates: { type: string; id?: string }[] }
    ).templates.map(({ type, id }) => [type, id]);

  test("are Auth0's own at first, without ids", async () => {
    const { templates } = (await tenant.call('GET', path)).body as { templates: object[] };
    expect(templates[2]).toEqual({
      tenant: expect.any(String),
      channel: 'phone',
      type: 'otp_enroll',
      disabled: false,
      content: {
        syntax: 'liquid',
        body: {
          text: '{{ code | escape }} is your verification code for {{ friendly_name | escape }}. Please enter this code to verify your enrollment.',
          voice:
            'Hello. Your verification code for {{ friendly_name | escape }} is {{ pause }} {{ code | escape }}. I repeat, your verification code is {{ pause }} {{ code | escape }}',
        },
        from: '',
      },
      created_at: expect.any(String),
      updated_at: expect.any(String),
    });
  });

  test('are of one type each', async () => {
    const template = await made();
    expect(template).toEqual({
      id: expect.stringMatching(/^tem_\w{22}$/),
      tenant: expect.any(String),
      channel: 'phone',
      type: 'otp_enroll',
      disabled: true,
      content: { syntax: 'liquid', from: '+1234567890', body: own },
      created_at: expect.any(String),
      updated_at: template['created_at'],
    });
    expect(await types()).toEqual([
      ['otp_enroll', template['id']],
      ['blocked_account', undefined],
      ['change_password', undefined],
      ['otp_verify', undefined],
    ]);
    expect(await types('?disabled=true')).toEqual([['otp_enroll', template['id']]]);
    expect(await tenant.call('POST', path, { type: 'otp_enroll' })).toMatchObject({
      status: 409,
      body: { message: 'Phone template already configured for tenant' },
    });
  });

  test('change, are reset and tried, and go', async () => {
    const template = await made();
    const at = `${path}/${String(template['id'])}`;
    const changed = { content: { body: { text: 'Anew' } }, disabled: false };
    expect((await tenant.call('PATCH', at, changed)).body).toMatchObject({
      disabled: false,
      content: { syntax: 'liquid', from: '+1234567890', body: { text: 'Anew', voice: own.voice } },
    });
    expect((await tenant.call('PATCH', `${at}/reset`)).body).toMatchObject({
      content: { from: '+1234567890', body: { text: expect.stringContaining('your verification code') } },
    });
    expect(await tenant.call('POST', `${at}/try`, { to: '+1234567890' })).toMatchObject({
      status: 202,
      body: sent,
    });
    expect((await tenant.call('DELETE', at)).status).toBe(204);
    expect((await tenant.call('GET', at)).body).toEqual(notFound);
    for (const [method, suffix] of [
      ['PATCH', ''],
      ['DELETE', ''],
      ['PATCH', '/reset'],
    ] as const) {
      expect((await tenant.call(method, at + suffix, {})).body).toEqual(notFound);
    }
    expect((await tenant.call('POST', `${at}/try`, { to: '1' })).body).toEqual(notFound);
  });

  test('are not made without words, nor their type changed', async () => {
    expect((await tenant.call('POST', path, { type: 'otp_enroll', content: { from: '' } })).status).toBe(400);
    const { id } = await made();
    expect((await tenant.call('PATCH', `${path}/${String(id)}`, { type: 'otp_verify' })).body).toMatchObject({
      message: "Payload validation error: 'Additional properties not allowed: type'.",
    });
  });
});

test('a template of which Auth0 has words that nobody recorded begins without any', async () => {
  const path = '/branding/phone/templates';
  const { body } = await tenant.call('POST', path, { type: 'password_breach' });
  expect(body.content).toEqual({ syntax: 'liquid' });
  const changed = await tenant.call('PATCH', `${path}/${body.id}`, { content: { from: 'Acme' } });
  expect(changed.body.content).toEqual({ syntax: 'liquid', from: 'Acme' });
  const reset = await tenant.call('PATCH', `${path}/${body.id}/reset`);
  expect(reset.body.content).toEqual({ syntax: 'liquid', from: 'Acme' });
});
