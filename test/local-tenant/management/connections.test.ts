import { beforeEach, describe, expect, test } from 'vitest';
import { managementTenant, type ManagementTenant } from '../../support/tenants/management-tenant.ts';

let tenant: ManagementTenant;
let path: string;

beforeEach(async () => {
  tenant = await managementTenant();
  const { body } = await tenant.call('POST', '/connections', {
    name: 'omnichat-users',
    strategy: 'auth0',
    options: { disable_signup: true },
  });
  path = `/connections/${body.id}`;
});

test('puts the chosen options over the defaults', async () => {
  const { body } = await tenant.call('GET', path);
  expect(body.options).toMatchObject({
    disable_signup: true,
    passwordPolicy: 'good',
    brute_force_protection: true,
  });
});

test('replaces all options by those of a PATCH, but for the ways to log in', async () => {
  const { body } = await tenant.call('PATCH', path, { options: { disable_signup: false } });
  expect(body.options).toEqual({
    disable_signup: false,
    brute_force_protection: true,
    passkey_options: {
      challenge_ui: 'both',
      local_enrollment_enabled: true,
      progressive_enrollment_enabled: true,
    },
    authentication_methods: {
      password: { enabled: true, api_behavior: 'required', signup_behavior: 'allow' },
      passkey: { enabled: false },
    },
  });
});

test('states the ways to log in that were not chosen', async () => {
  const { body } = await tenant.call('PATCH', path, {
    options: { authentication_methods: { password: { enabled: true, signup_behavior: 'block' } } },
  });
  expect(body.options.authentication_methods).toEqual({
    password: { enabled: true, api_behavior: 'required', signup_behavior: 'block' },
    passkey: { enabled: false },
  });
});

test('has a password policy unless it has options for passwords', async () => {
  const { body } = await tenant.call('POST', '/connections', {
    name: 'other-users',
    strategy: 'auth0',
    options: { password_options: { history: { active: true, size: 5 } } },
  });
  expect(body.options).not.toHaveProperty('passwordPolicy');
});

describe('attributes', () => {
  const email = { identifier: { active: true }, profile_required: true, signup: { status: 'required' } };

  test('of an e-mail address are verified by a link and unique', async () => {
    const { body } = await tenant.call('PATCH', path, { options: { attributes: { email } } });
    expect(body.options.attributes).toEqual({
      email: { ...email, verification_method: 'link', unique: true },
    });
  });

  test.each([
    [
      { attributes: { email }, requires_username: true },
      'Cannot set both options.attributes and options.requires_username',
    ],
    [
      { attributes: { email }, validation: { username: { min: 1, max: 5 } } },
      'Cannot set both options.attributes and options.validation',
    ],
    [
      { attributes: { email: { ...email, identifier: { active: false } } } },
      'attributes must contain one active identifier',
    ],
    [
      { attributes: { email: { ...email, signup: { status: 'inactive' } } } },
      'attribute email must also be required on signup',
    ],
  ])('refuse %j', async (options, message) => {
    const made = await tenant.call('POST', '/connections', { name: 'other', strategy: 'auth0', options });
    const changed = await tenant.call('PATCH', path, { options });
    const refusal = { statusCode: 400, error: 'Bad Request', message, errorCode: 'invalid_body' };
    expect([made.body, changed.body]).toEqual([refusal, refusal]);
  });
});

test('refuses a second connection of one name', async () => {
  const answer = await tenant.call('POST', '/connections', { name: 'omnichat-users', strategy: 'auth0' });
  expect(answer.body).toEqual({
    statusCode: 409,
    error: 'Conflict',
    message: 'A connection with the same name already exists',
    errorCode: 'connection_conflict',
  });
});

test.each([
  [{ name: 'renamed' }, "'Additional properties not allowed: name'."],
  [{ strategy: 'oidc' }, "'Additional properties not allowed: strategy'."],
  [{ enabled_clients: [] }, "'Additional properties not allowed: enabled_clients'."],
  [
    { options: { passwordPolicy: 'perfect' } },
    "'No enum match for: perfect' on property options.passwordPolicy.",
  ],
])('refuses the change %j', async (body, message) => {
  const answer = await tenant.call('PATCH', path, body);
  expect(answer.body.message).toBe(`Payload validation error: ${message}`);
});

test('is not enabled for what does not exist, nor for third parties', async () => {
  const third = await tenant.call('POST', '/clients', { name: 'third', is_first_party: false });
  const unknown = await tenant.call('PATCH', `${path}/clients`, [{ client_id: 'unknown', status: true }]);
  expect(unknown.body.errorCode).toBe('inexistent_client');
  const strict = await tenant.call('PATCH', `${path}/clients`, [
    { client_id: third.body.client_id, status: true },
  ]);
  expect(strict.status).toBe(400);
  expect((await tenant.call('GET', path)).body.enabled_clients).toEqual([]);
});

test('lists its applications by checkpoints', async () => {
  const ids: string[] = [];
  for (const name of ['a', 'b', 'c'])
    ids.push((await tenant.call('POST', '/clients', { name })).body.client_id);
  await tenant.call(
    'PATCH',
    `${path}/clients`,
    ids.map((client_id) => ({ client_id, status: true })),
  );
  const first = await tenant.call('GET', `${path}/clients?take=2`);
  expect(first.body.clients).toEqual(ids.slice(0, 2).map((client_id) => ({ client_id })));
  const second = await tenant.call('GET', `${path}/clients?take=2&from=${first.body.next}`);
  expect(second.body).toEqual({ clients: [{ client_id: ids[2] }] });
});

test('takes its users along when it is deleted', async () => {
  const user = { connection: 'omnichat-users', email: 'ada@example.com', password: 'Correct horse 1' };
  await tenant.call('POST', '/users', user);
  expect((await tenant.call('DELETE', path)).status).toBe(202);
  expect((await tenant.call('DELETE', path)).status).toBe(204);
  expect(tenant.store.read.users.size).toBe(0);
});

test('filters by name and strategy', async () => {
  expect((await tenant.call('GET', '/connections?name=omnichat-users')).body).toHaveLength(1);
  expect((await tenant.call('GET', '/connections?strategy=auth0')).body).toHaveLength(2);
  expect((await tenant.call('GET', '/connections?strategy=auth0&strategy=google-oauth2')).body).toHaveLength(
    3,
  );
  // As the Auth0 CLI writes a list.
  const asked = '/connections?strategy%5B0%5D=auth0&strategy%5B1%5D=google-oauth2';
  expect((await tenant.call('GET', asked)).body).toHaveLength(3);
});

test.each([
  [{ attributes: { email: null } }, 'Expected type object but found type null', 'attributes.email'],
  [{ attributes: {} }, 'Too few properties defined (0), minimum 1', 'attributes'],
  [{ precedence: ['email'] }, 'Array is too short (1), minimum 3', 'precedence'],
  [{ ext_groups: 'yes' }, 'Expected type boolean but found type string', 'ext_groups'],
  [
    { token_endpoint_auth_signing_alg: 'HS256' },
    'No enum match for: HS256',
    'token_endpoint_auth_signing_alg',
  ],
  [{ passwordPolicy: 'guessable' }, 'No enum match for: guessable', 'passwordPolicy'],
  [{ password_history: { size: 5 } }, 'Missing required property: enable', 'password_history'],
  [
    { password_options: { complexity: { min_length: 73 } } },
    'Value 73 is greater than maximum 72',
    'password_options.complexity.min_length',
  ],
  [
    { authentication_methods: { telepathy: { enabled: true } } },
    'Additional properties not allowed: telepathy',
    'authentication_methods',
  ],
])('refuses the options %j', async (options, reason, property) => {
  const message = `Payload validation error: '${reason}' on property options.${property}.`;
  const body = { name: 'other-users', strategy: 'auth0', options };
  for (const answer of [
    await tenant.call('POST', '/connections', body),
    await tenant.call('PATCH', path, { options }),
  ]) {
    expect(answer).toMatchObject({ status: 400, body: { message, errorCode: 'invalid_body' } });
  }
});

describe('connections of other strategies', () => {
  const made = async (strategy: string, options: object) =>
    (await tenant.call('POST', '/connections', { name: `a-${strategy}`, strategy, options })).body;

  test.each([
    ['github', { email: true, read_org: true, repo_status: true }, ['user:email', 'read:org', 'repo:status']],
    ['facebook', { email: true, public_profile: true }, 'email,public_profile'],
    ['apple', { name: true, email: true }, 'name email'],
    ['google-oauth2', { email: true, profile: false }, ['email']],
    ['google-oauth2', { calendar: true }, ['email', 'profile', 'https://www.googleapis.com/auth/calendar']],
    ['linkedin', { basic_profile: true, profile: false }, ['r_basicprofile']],
    ['linkedin', {}, ['r_basicprofile']],
    ['linkedin', { strategy_version: 2 }, ['r_liteprofile']],
    ['windowslive', {}, ['wl.signin']],
    ['windowslive', { strategy_version: 2 }, []],
    ['wordpress', { scope: ['email', 'openid'] }, ['profile']],
    ['apple', {}, undefined],
    ['google-apps', {}, ['email', 'profile']],
  ])('%s asks for what its flags %j say', async (strategy, options, scope) => {
    expect((await made(strategy, options)).options.scope).toEqual(scope);
  });

  test.each([
    ['ad', {}, { ips: null, brute_force_protection: true }],
    ['sms', {}, { brute_force_protection: true }],
    ['email', {}, { brute_force_protection: true }],
    [
      'adfs',
      {},
      { thumbprints: [], should_trust_email_verified_connection: 'always_set_emails_as_verified' },
    ],
    [
      'pingfederate',
      { pingFederateBaseUrl: 'https://ping.example' },
      { pingFederateBaseUrl: 'https://ping.example', signInEndpoint: 'https://ping.example' },
    ],
    [
      'waad',
      {},
      {
        app_domain: 'localhost:4443',
        identity_api: 'microsoft-identity-platform-v2.0',
        should_trust_email_verified_connection: 'never_set_emails_as_verified',
        thumbprints: [],
        useCommonEndpoint: false,
        use_wsfed: false,
        waad_common_endpoint: false,
        waad_protocol: 'openid-connect',
      },
    ],
    [
      'waad',
      { identity_api: 'microsoft-identity-platform-v2.0' },
      { identity_api: 'microsoft-identity-platform-v2.0', waad_common_endpoint: false },
    ],
    [
      'google-apps',
      {},
      {
        email: true,
        profile: true,
        scope: ['email', 'profile'],
        map_user_id_to_id: false,
        handle_login_from_social: true,
      },
    ],
  ])('%s begins with the defaults of Auth0 beside %j', async (strategy, options, expected) => {
    expect((await made(strategy, options)).options).toEqual(expected);
  });

  test('send users to where the federation metadata of an ADFS say', async () => {
    const fedMetadataXml =
      '<fed:PassiveRequestorEndpoint><wsa:EndpointReference>\n  <wsa:Address>https://adfs.example/wsfed</wsa:Address>\n' +
      '</wsa:EndpointReference></fed:PassiveRequestorEndpoint>';
    const { options } = await made('adfs', { fedMetadataXml });
    expect(options).toMatchObject({ fedMetadataXml, signInEndpoint: 'https://adfs.example/wsfed' });
  });

  test('look users up in Google Workspace after a PATCH that does not say otherwise', async () => {
    const { id } = await made('google-apps', {});
    const patched = (options: object) => tenant.call('PATCH', `/connections/${String(id)}`, { options });
    expect((await patched({ domain: 'example.com' })).body.options.api_enable_users).toBe(true);
    expect((await patched({ api_enable_users: false })).body.options.api_enable_users).toBe(false);
  });

  test('take the endpoints that are null from metadata that are sent', async () => {
    const metadata = { issuer: 'https://idp.example', token_endpoint: 'https://idp.example/token' };
    const { options } = await made('oidc', {
      type: 'back_channel',
      token_endpoint: null,
      userinfo_endpoint: null,
      oidc_metadata: { ...metadata, claims_parameter_supported: true },
    });
    expect(options).toMatchObject({
      token_endpoint: 'https://idp.example/token',
      userinfo_endpoint: '',
      oidc_metadata: {
        ...metadata,
        claims_parameter_supported: true,
        request_parameter_supported: false,
        request_uri_parameter_supported: false,
        require_request_uri_registration: false,
      },
    });
  });

  test('have the defaults of an OpenID Connect client, and lose what a PATCH leaves out', async () => {
    const connection = await made('oidc', { client_id: 'x', issuer: 'https://idp.example' });
    expect(connection).toMatchObject({ show_as_button: false, display_name: 'a-oidc' });
    expect(connection.options).toEqual({
      client_id: 'x',
      issuer: 'https://idp.example',
      schema_version: 'oidc-V4',
      type: 'front_channel',
      attribute_map: { mapping_mode: 'bind_all' },
      connection_settings: { pkce: 'auto' },
    });
    const { body } = await tenant.call('PATCH', `/connections/${connection.id}`, {
      options: { client_id: 'y' },
    });
    expect(body.options).not.toHaveProperty('issuer');
  });

  test('tell what the certificate of a SAML provider says', async () => {
    const { certificate } = tenant.keys.current;
    const { options, provisioning_ticket_url: url } = await made('samlp', { signingCert: certificate });
    expect(options).toMatchObject({
      cert: certificate,
      subject: { commonName: 'localhost' },
      thumbprints: [expect.stringMatching(/^[0-9a-f]{40}$/) as string],
    });
    expect(url).toMatch(/^https:\/\/localhost:4443\/p\/samlp\/\w{8}$/);
  });

  test('send users to other applications only where an enterprise is behind', async () => {
    const body = { cross_app_access_requesting_app: { active: true } };
    const refused = await tenant.call('POST', '/connections', { name: 'db', strategy: 'auth0', ...body });
    expect(refused.body).toMatchObject({
      statusCode: 400,
      message: 'Cross App Access Requesting App is not supported for this connection.',
      errorCode: 'operation_not_supported',
    });
    const oidc = await tenant.call('POST', '/connections', { name: 'idp', strategy: 'oidc', ...body });
    expect(oidc.status).toBe(201);
  });
});

describe('a PATCH of the options of a database', () => {
  const database = async (options: object) =>
    (await tenant.call('POST', '/connections', { name: 'db', strategy: 'auth0', options })).body;

  test('keeps the protection against guessing', async () => {
    const { id } = await database({ brute_force_protection: false });
    const { body } = await tenant.call('PATCH', `/connections/${id}`, { options: { disable_signup: true } });
    expect(body.options).toMatchObject({ brute_force_protection: false, disable_signup: true });
  });

  test('cannot make addresses shared that were not', async () => {
    const { id } = await database({});
    const attributes = {
      email: { identifier: { active: false }, unique: false },
      username: { identifier: { active: true } },
    };
    const { body } = await tenant.call('PATCH', `/connections/${id}`, { options: { attributes } });
    expect(body).toMatchObject({ statusCode: 400, message: 'cannot add non-unique email attribute' });
  });

  test('fills up a password policy that is given in part', async () => {
    const { options } = await database({ password_options: { complexity: { min_length: 12 } } });
    expect(options.password_options).toMatchObject({
      complexity: { min_length: 12, character_type_rule: 'all' },
      history: { active: false, size: 3 },
      dictionary: { active: false, custom: [], default: 'en_100k' },
    });
  });

  test('never shows the secrets of a custom database again', async () => {
    const { options } = await database({ configuration: { password: 'hush' } });
    expect(JSON.stringify(options)).not.toContain('hush');
    expect(Object.keys(options.configuration)).toEqual(['password']);
  });
});
