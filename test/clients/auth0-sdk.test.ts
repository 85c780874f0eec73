import { ManagementClient } from 'auth0';
import { beforeAll, expect, test } from 'vitest';
import { startLocalTenant } from '../../src/testing/index.ts';

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
