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

describe('who draws a screen', () => {
  const path = '/prompts/login/screen/login/rendering';
  const other = { prompt: 'login-passwordless', screen: 'login-passwordless-sms-otp' };
  const advanced = {
    rendering_mode: 'advanced',
    context_configuration: ['branding.settings', 'client.metadata.theme'],
    head_tags: [{ tag: 'script', attributes: { src: 'https://a.example/a.js', defer: true } }],
    filters: { match_type: 'includes_any', clients: [{ id: 'a' }, { metadata: { theme: 'dark' } }] },
  };
  const login = {
    prompt: 'login',
    screen: 'login',
    ...advanced,
    default_head_tags_disabled: false,
    use_page_template: false,
  };

  test('is nobody but Auth0 at first', async () => {
    expect((await tenant.call('GET', path)).status).toBe(404);
    expect((await tenant.call('GET', '/prompts/rendering')).body).toEqual([]);
  });

  test('is given back, and what is not stated stays', async () => {
    expect((await tenant.call('PATCH', path, advanced)).body).toEqual(advanced);
    expect((await tenant.call('GET', path)).body).toEqual({ tenant: expect.any(String), ...login });
    expect((await tenant.call('PATCH', path, { filters: null })).body).toEqual({});
    await tenant.call('PATCH', path, { rendering_mode: 'standard', use_page_template: true });
    expect((await tenant.call('GET', path)).body).toMatchObject({
      ...advanced,
      rendering_mode: 'standard',
      filters: null,
      use_page_template: true,
    });
  });

  test('is stated of many at once, and listed', async () => {
    const configs = [
      { prompt: 'login', screen: 'login', ...advanced },
      { ...other, rendering_mode: 'standard' },
    ];
    expect(await tenant.call('PATCH', '/prompts/rendering', { configs })).toMatchObject({
      status: 200,
      body: { configs },
    });
    const list = async (query: string) =>
      (await tenant.call('GET', `/prompts/rendering?${query}`)).body as unknown;
    expect(await list('include_totals=true&per_page=1')).toEqual({
      configs: [login],
      start: 0,
      limit: 1,
      total: 2,
    });
    expect(await list('rendering_mode=standard&fields=prompt,screen')).toEqual([other]);
    expect(await list('prompt=login')).toEqual([login]);
    expect(await list(`screen=${other.screen}`)).toMatchObject([other]);
  });

  test.each([
    ['PATCH', '/prompts/lobby/screen/login/rendering', {}, "'No enum match for: lobby' on property prompt."],
    ['PATCH', '/prompts/login/screen/lobby/rendering', {}, "'No enum match for: lobby' on property screen."],
    ['PATCH', path, { rendering_mode: 'own' }, "'No enum match for: own' on property rendering_mode."],
    ['PATCH', path, { slogan: 'Ours' }, "'Additional properties not allowed: slogan'."],
    [
      'PATCH',
      '/prompts/rendering',
      { configs: [] },
      "'Array is too short (0), minimum 1' on property configs.",
    ],
    [
      'PATCH',
      path,
      {
        head_tags: [
          {
            attributes: Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`data-${index}`, true])),
          },
        ],
      },
      "'Too many properties defined (11), maximum 10' on property head_tags[0].attributes.",
    ],
  ] as const)('is not stated by %s %s %j', async (method, at, body, message) => {
    expect((await tenant.call(method, at, body)).body).toMatchObject({
      message: expect.stringContaining(`validation error: ${message}`),
    });
  });
});
