import { beforeEach, describe, expect, test } from 'vitest';
import { managementTenant, type ManagementTenant } from '../../support/tenants/management-tenant.ts';

let tenant: ManagementTenant;

beforeEach(async () => {
  tenant = await managementTenant();
  await tenant.call('POST', '/custom-domains', { domain: 'login.example.com', type: 'auth0_managed_certs' });
});

test('partials are for tenants with a domain of their own', async () => {
  const other = await managementTenant();
  expect((await other.call('PUT', '/prompts/login/partials', {})).body).toEqual({
    statusCode: 400,
    error: 'Bad Request',
    message: 'This feature requires at least one custom domain to be configured for the tenant.',
  });
});

describe.each([
  [
    'custom texts',
    '/prompts/login/custom-text/en',
    { login: { title: 'Welcome to ${companyName}', buttonText: 'Continue' } },
    '/prompts/login/custom-text/de',
  ],
  [
    'partials',
    '/prompts/login-passwordless/partials',
    { 'login-passwordless-sms-otp': { 'form-content-start': '<div>Start</div>' } },
    '/prompts/login/partials',
  ],
])('%s of a prompt', (_what, path, content, other) => {
  test('are none at first', async () => {
    expect(await tenant.call('GET', path)).toMatchObject({ status: 200, body: {} });
  });

  test('are given back as they were put, and there alone', async () => {
    const { status, body } = await tenant.call('PUT', path, content);
    expect([status, body]).toEqual([200, content]);
    expect((await tenant.call('GET', path)).body).toEqual(content);
    expect((await tenant.call('GET', other)).body).toEqual({});
  });

  test('are put whole, and a screen without any is forgotten', async () => {
    await tenant.call('PUT', path, content);
    expect((await tenant.call('PUT', path, { other: {} })).body).toEqual({});
    expect((await tenant.call('GET', path)).body).toEqual({});
  });
});

test.each([
  ['/prompts/lobby/custom-text/en', "'No enum match for: lobby' on property prompt."],
  ['/prompts/login/custom-text/tlh', "'No enum match for: tlh' on property language."],
  ['/prompts/logout/partials', "'No enum match for: logout' on property prompt."],
])('%s is no place for any', async (path, message) => {
  const refusal = { statusCode: 400, errorCode: 'invalid_uri', message: `Path validation error: ${message}` };
  expect((await tenant.call('GET', path)).body).toMatchObject(refusal);
  expect((await tenant.call('PUT', path, {})).body).toMatchObject(refusal);
});

test.each([
  [
    '/prompts/login/custom-text/en',
    { login: 'Welcome' },
    "'Expected type object but found type string' on property login.",
  ],
  [
    '/prompts/login/partials',
    { login: { above: '' } },
    "'Additional properties not allowed: above' on property login.",
  ],
])('%s does not take %j', async (path, content, message) => {
  expect((await tenant.call('PUT', path, content)).body).toMatchObject({
    errorCode: 'invalid_body',
    message: `Payload validation error: ${message}`,
  });
});
