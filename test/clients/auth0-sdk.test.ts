import { ManagementClient } from 'auth0';
import { beforeAll, expect, test } from 'vitest';
import { startLocalTenant } from '../../src/testing/index.ts';
import { brandingTheme } from '../support/tenants/branding-theme.ts';

let auth0: ManagementClient;

beforeAll(async () => {
  const tenant = await startLocalTenant();
  auth0 = new ManagementClient({
    domain: tenant.domain,
    ...tenant.deployer,
    maxRetries: 0,
    fetch: tenant.fetch,
  });
  return () => tenant.close();
});

test("Auth0's SDK sets up what sends e-mail", async () => {
  const { provider } = auth0.emails;
  await expect(provider.get()).rejects.toMatchObject({ statusCode: 404 });
  await provider.create({
    name: 'ses',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b', region: 'c' },
  });
  const fields = { fields: 'name,credentials', include_fields: true };
  expect(await provider.get(fields)).toMatchObject({ name: 'ses', credentials: { region: 'c' } });
  await provider.update({ enabled: false });
  expect(await provider.get()).toMatchObject({ name: 'ses', enabled: false });
  await provider.delete();
  await expect(provider.get()).rejects.toMatchObject({ statusCode: 404 });
});

test("Auth0's SDK writes the e-mails", async () => {
  const template = {
    template: 'reset_email',
    body: 'Anew',
    from: '',
    subject: '',
    syntax: 'liquid',
  } as const;
  await auth0.emailTemplates.create({ ...template, enabled: true });
  await auth0.emailTemplates.update('reset_email', { subject: 'Anew' });
  expect(await auth0.emailTemplates.get('reset_email')).toMatchObject({ body: 'Anew', subject: 'Anew' });
  await auth0.emailTemplates.set('reset_email', { ...template, enabled: false });
  expect(await auth0.emailTemplates.get('reset_email')).toMatchObject({ subject: '', enabled: false });
});

test("Auth0's SDK makes pages look like the tenant's own", async () => {
  const { branding } = auth0;
  await branding.update({ logo_url: 'https://a.example/a.png', colors: { primary: '#0059d6' } });
  expect(await branding.get()).toMatchObject({ colors: { primary: '#0059d6' } });
  const { themeId } = await branding.themes.create(brandingTheme);
  await branding.themes.update(themeId, { ...brandingTheme, displayName: 'Ours' });
  expect(await branding.themes.getDefault()).toMatchObject({ themeId, displayName: 'Ours' });
  expect(await branding.themes.get(themeId)).toMatchObject({ themeId });
  await branding.themes.delete(themeId);
  await auth0.customDomains.create({ domain: 'login.example.com', type: 'auth0_managed_certs' });
  const template = '<html>{%- auth0:head -%}{%- auth0:widget -%}</html>';
  await branding.templates.updateUniversalLogin({ template });
  expect(await branding.templates.getUniversalLogin()).toEqual({ body: template });
  await branding.templates.deleteUniversalLogin();
  await expect(branding.templates.getUniversalLogin()).rejects.toMatchObject({ statusCode: 404 });
});

test("Auth0's SDK sets up who calls people, and what they are told", async () => {
  const { providers, templates } = auth0.branding.phone;
  const configuration = { sid: 'a', mssid: 'b', delivery_methods: ['text' as const] };
  const { id = '' } = await providers.create({
    name: 'twilio',
    configuration,
    credentials: { auth_token: 'a' },
  });
  await providers.update(id, { disabled: true });
  expect(await providers.list({ disabled: true })).toMatchObject({ providers: [{ id, configuration }] });
  expect(await providers.test(id, { to: '+1234567890' })).toMatchObject({ code: 202 });
  await providers.delete(id);
  await expect(providers.get(id)).rejects.toMatchObject({ statusCode: 404 });
  const content = { body: { text: 'a', voice: 'b' } };
  const { id: template = '' } = await templates.create({ type: 'change_password', content });
  await templates.update(template, { content: { from: '+1234567890' } });
  expect(await templates.get(template)).toMatchObject({ content: { ...content, from: '+1234567890' } });
  expect(await templates.reset(template, {})).toMatchObject({ content: { from: '+1234567890' } });
  expect(await templates.test(template, { to: '+1' })).toHaveProperty('message');
  await templates.delete(template);
  expect((await templates.list()).templates).toHaveLength(4);
});

test("Auth0's SDK says who draws the screens", async () => {
  const { rendering } = auth0.prompts;
  const head_tags = [{ tag: 'script', attributes: { src: 'https://a.example/a.js' } }];
  await rendering.update('login-id', 'login-id', { rendering_mode: 'advanced', head_tags });
  await rendering.bulkUpdate({ configs: [{ prompt: 'signup', screen: 'signup', filters: null }] });
  expect(await rendering.get('login-id', 'login-id')).toMatchObject({
    rendering_mode: 'advanced',
    head_tags,
  });
  expect((await rendering.list()).data).toMatchObject([{ prompt: 'login-id' }, { prompt: 'signup' }]);
});

test("Auth0's SDK sets how other factors work, and whom they are for", async () => {
  const { factors, policies } = auth0.guardian;
  await policies.set(['all-applications']);
  expect(await policies.list()).toEqual(['all-applications']);
  await factors.phone.setMessageTypes({ message_types: ['voice'] });
  expect(await factors.phone.getMessageTypes()).toEqual({ message_types: ['voice'] });
  await factors.sms.setProvider({ provider: 'twilio' });
  expect(await factors.phone.getSelectedProvider()).toEqual({ provider: 'twilio' });
  await factors.phone.setTwilioProvider({ sid: 'a', auth_token: 'b', from: '+1' });
  expect(await factors.sms.getTwilioProvider()).toMatchObject({ sid: 'a', messaging_service_sid: null });
  await factors.phone.setTemplates({ enrollment_message: 'a', verification_message: 'b' });
  expect(await factors.sms.getTemplates()).toMatchObject({ enrollment_message: 'a' });
  const { pushNotification } = factors;
  await pushNotification.setProvider({ provider: 'sns' });
  expect(await pushNotification.getSelectedProvider()).toEqual({ provider: 'sns' });
  await pushNotification.setSnsProvider({ aws_access_key_id: 'a', aws_secret_access_key: 'b' });
  await pushNotification.updateSnsProvider({ aws_region: 'eu-west-1' });
  const sns = { aws_access_key_id: 'a', aws_region: 'eu-west-1' };
  expect(await pushNotification.getSnsProvider()).toEqual(sns);
  await pushNotification.setApnsProvider({ bundle_id: 'com.a', p12: 'a' });
  await pushNotification.updateApnsProvider({ sandbox: true });
  expect(await pushNotification.getApnsProvider()).toEqual({
    bundle_id: 'com.a',
    sandbox: true,
    enabled: true,
  });
  expect(await pushNotification.setFcmProvider({ server_key: 'a' })).toEqual({});
  expect(await pushNotification.updateFcmv1Provider({ server_credentials: 'a' })).toEqual({});
  await factors.duo.settings.set({ host: 'a', ikey: 'b' });
  await factors.duo.settings.update({ skey: 'c' });
  expect(await factors.duo.settings.get()).toEqual({ host: 'a', ikey: 'b', skey: 'c' });
});
