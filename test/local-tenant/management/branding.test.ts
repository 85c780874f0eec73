import { beforeEach, describe, expect, test } from 'vitest';
import { brandingTheme } from '../../support/tenants/branding-theme.ts';
import { managementTenant, type ManagementTenant } from '../../support/tenants/management-tenant.ts';

let tenant: ManagementTenant;

beforeEach(async () => {
  tenant = await managementTenant();
});

const logo = { logo_url: 'https://a.example/logo.png' };
const colors = { primary: '#0059d6', page_background: '#000000' };

describe('branding', () => {
  test('is none at first, and what is not stated stays', async () => {
    const patch = async (body: object) => (await tenant.call('PATCH', '/branding', body)).body as object;
    expect((await tenant.call('GET', '/branding')).body).toEqual({});
    expect(await patch(logo)).toEqual(logo);
    expect(await patch({ colors, font: { url: 'https://a.example/a.ttf' } })).toEqual({
      ...logo,
      colors,
      font: { url: 'https://a.example/a.ttf' },
    });
    expect(await patch({ colors: { primary: null }, font: null })).toEqual({
      ...logo,
      colors: { page_background: '#000000' },
    });
    expect(await patch({ colors: null })).toEqual(logo);
    expect((await tenant.call('GET', '/branding')).body).toEqual(logo);
  });

  test('has the colours of the tenant settings', async () => {
    await tenant.call('PATCH', '/branding', { colors });
    expect((await tenant.call('GET', '/tenants/settings')).body).toMatchObject({
      universal_login: { colors },
    });
    const gradient = { type: 'linear-gradient', start: '#000000', end: '#ffffff', angle_deg: 35 };
    const changed = { primary: '#0059d6', page_background: gradient };
    await tenant.call('PATCH', '/tenants/settings', { universal_login: { colors: changed } });
    expect((await tenant.call('GET', '/branding')).body).toEqual({ colors: changed });
    await tenant.call('PATCH', '/branding', { colors: null });
    expect((await tenant.call('GET', '/tenants/settings')).body.universal_login).toEqual({});
  });

  test.each([
    [{}, "'Too few properties defined (0), minimum 1'."],
    [{ colors: {} }, "'Too few properties defined (0), minimum 1' on property colors."],
    [
      { colors: { primary: 'blue' } },
      "'Object didn't pass validation for format html-color: blue' on property colors.primary.",
    ],
    [
      { logo_url: 'http://a.example/logo.png' },
      "'Object didn't pass validation for format strict-https-uri-or-null: http://a.example/logo.png' on property logo_url.",
    ],
    [{ slogan: 'Ours' }, "'Additional properties not allowed: slogan'."],
  ])('does not take %j', async (body, message) => {
    expect((await tenant.call('PATCH', '/branding', body)).body).toMatchObject({
      errorCode: 'invalid_body',
      message: `Payload validation error: ${message}`,
    });
  });
});

describe('a theme', () => {
  const path = (id: string) => `/branding/themes/${id}`;
  const noTheme = (doing: string) => ({
    statusCode: 404,
    error: 'Not Found',
    message: `There was an error ${doing} branding settings: invalid theme ID`,
    errorCode: 'theme_not_found',
  });

  test('is none at first', async () => {
    expect((await tenant.call('GET', path('default'))).body).toEqual(noTheme('retrieving'));
    expect((await tenant.call('PATCH', path('a'), brandingTheme)).body).toEqual(noTheme('updating'));
    expect((await tenant.call('DELETE', path('a'))).body).toEqual(noTheme('deleting'));
  });

  test('is made once, and is the default', async () => {
    const { status, body } = await tenant.call('POST', '/branding/themes', brandingTheme);
    const themeId: string = body.themeId;
    expect([status, body]).toMatchObject([
      200,
      { ...brandingTheme, identifiers: { login_display: 'unified' } },
    ]);
    expect(themeId).toMatch(/^[A-Za-z0-9]{32}$/);
    expect((await tenant.call('POST', '/branding/themes', brandingTheme)).body).toEqual({
      statusCode: 409,
      error: 'Conflict',
      message: 'There was an error updating branding settings: The theme already exists',
    });
    const identifiers = {
      login_display: 'separate',
      otp_autocomplete: true,
      phone_display: { formatting: 'international', masking: 'mask_digits' },
    };
    const named = { ...brandingTheme, displayName: 'Ours', identifiers };
    expect((await tenant.call('PATCH', path(themeId), named)).body).toEqual({ ...named, themeId });
    for (const id of [themeId, 'default']) {
      expect((await tenant.call('GET', path(id))).body).toEqual({ ...named, themeId });
    }
    expect((await tenant.call('DELETE', path('default'))).status).toBe(404);
    expect((await tenant.call('DELETE', path(themeId))).status).toBe(204);
    expect((await tenant.call('GET', path('default'))).status).toBe(404);
  });

  test.each([
    [{ widget: undefined }, "'Missing required property: widget'."],
    [{ displayName: '<b>' }, "'String does not match pattern ^[^<>]*$: <b>' on property displayName."],
    [
      { widget: { ...brandingTheme.widget, logo_height: 101 } },
      "'Value 101 is greater than maximum 100' on property widget.logo_height.",
    ],
    [
      { fonts: { ...brandingTheme.fonts, title: { bold: true, size: 74 } } },
      "'Value 74 is less than minimum 75' on property fonts.title.size.",
    ],
    [{ themeId: 'mine' }, "'Additional properties not allowed: themeId'."],
  ])('does not take %j', async (change, message) => {
    const answer = await tenant.call('POST', '/branding/themes', { ...brandingTheme, ...change });
    expect(answer.body).toMatchObject({ message: `Payload validation error: ${message}` });
  });
});

describe('the template of pages', () => {
  const path = '/branding/templates/universal-login';
  const template = '<html><head>{%- auth0:head -%}</head><body>{%- auth0:widget -%}</body></html>';

  beforeEach(async () => {
    const domain = { domain: 'login.example.com', type: 'auth0_managed_certs' };
    expect((await tenant.call('POST', '/custom-domains', domain)).status).toBe(201);
  });

  test('is none at first', async () => {
    expect((await tenant.call('GET', path)).body).toEqual({
      statusCode: 404,
      error: 'Not Found',
      message: 'Template does not exist.',
      errorCode: 'inexistent_templates_universal_login',
    });
    expect((await tenant.call('DELETE', path)).status).toBe(204);
  });

  test('is put as a text or in an object', async () => {
    const first = await tenant.call('PUT', path, template);
    expect([first.status, first.body]).toEqual([201, {}]);
    const changed = `${template}\n`;
    const second = await tenant.call('PUT', path, { template: changed });
    expect([second.status, second.body]).toEqual([204, undefined]);
    expect((await tenant.call('GET', path)).body).toEqual({ body: changed });
    expect((await tenant.call('DELETE', path)).status).toBe(204);
    expect((await tenant.call('GET', path)).status).toBe(404);
  });

  test.each([
    ['without its tags', '<html></html>', 'The template must contain a single auth0:head tag and at least'],
    [
      'that is long',
      template + ' '.repeat(102_400),
      'Payload content length greater than maximum allowed: 102400.',
    ],
  ])('%s is refused', async (_what, sent, message) => {
    const { status, body } = await tenant.call('PUT', path, sent);
    expect(status).toBe(400);
    expect(body.message).toContain(message);
  });

  test('is for tenants with a domain of their own', async () => {
    const { status, body } = await (await managementTenant()).call('PUT', path, template);
    expect(status).toBe(400);
    expect(body.message).toContain('requires at least one custom domain');
  });
});
