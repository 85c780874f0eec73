/** Where Auth0 was recorded to do what it does not publish, or what its SDK knows is newer than the document. */
interface Override {
  readonly operation: string;
  /** Where, with all below it: `status`, or a JSON pointer into the `body` or the `answers`. */
  readonly at: string;
  readonly why: string;
}

const recorded = 'Recorded by the acceptance tests of the Terraform provider.';
const settings = ['GET /tenants/settings', 'PATCH /tenants/settings'];
const suspicious = [
  'GET /attack-protection/suspicious-ip-throttling',
  'PATCH /attack-protection/suspicious-ip-throttling',
];

export const overrides: readonly Override[] = [
  ...settings.flatMap((operation) =>
    [
      'answers/universal_login',
      'body/universal_login',
      'answers/flags/universal_login',
      'answers/flags/allow_other_legacy_grant_types',
      'answers/flags/cannot_change_enforce_client_authentication_on_passwordless_start',
      'answers/flags/use_scope_descriptions_for_consent',
      'body/flags/use_scope_descriptions_for_consent',
    ].map((at) => ({ operation, at, why: recorded })),
  ),
  ...['session_lifetime_in_minutes', 'idle_session_lifetime_in_minutes'].map((name) => ({
    operation: 'PATCH /tenants/settings',
    at: `body/${name}`,
    why: 'Recorded by auth0-deploy-cli: taken, and answered in hours.',
  })),
  ...suspicious.map((operation) => ({
    operation,
    at: 'answers/stage/pre-custom-token-exchange',
    why: recorded,
  })),
  {
    operation: 'PATCH /resource-servers/{id}',
    at: 'status',
    why: `${recorded} 200, where 201 is published.`,
  },
  {
    operation: 'PATCH /resource-servers/{id}',
    at: 'body/token_lifetime_for_web',
    why: `${recorded} The provider sends what it read.`,
  },
  { operation: 'PATCH /clients/{client_id}/credentials/{credential_id}', at: 'status', why: recorded },
  {
    operation: 'DELETE /roles/{id}/permissions',
    at: 'status',
    why: `${recorded} 204, where 200 is published.`,
  },
  {
    operation: 'POST /roles',
    at: 'answers/description',
    why: `${recorded} Absent, once null, where none was given.`,
  },
  ...['body/type', 'body/owner_id', 'answers/owner_id'].map((at) => ({
    operation: 'POST /roles',
    at,
    why: recorded,
  })),
  ...['POST /roles', 'PATCH /roles/{id}', 'GET /roles/{id}'].map((operation) => ({
    operation,
    at: 'answers/type',
    why: recorded,
  })),
  ...['GET /roles', 'GET /users/{id}/roles'].map((operation) => ({
    operation,
    at: 'answers/0/type',
    why: recorded,
  })),
  {
    operation: 'POST /organizations/{id}/client-grants',
    at: 'answers/grant_id',
    why: `${recorded} In place of the id.`,
  },
  ...[
    ['POST /actions/actions', ''],
    ['GET /actions/actions', '/actions/0'],
    ['GET /actions/actions/{id}', ''],
    ['PATCH /actions/actions/{id}', ''],
    ['GET /actions/triggers/{triggerId}/bindings', '/bindings/0/action'],
    ['PATCH /actions/triggers/{triggerId}/bindings', '/bindings/0/action'],
  ].map(([operation = '', place = '']) => ({
    operation,
    at: `answers${place}/current_version`,
    why: `${recorded} Beside the deployed version, of every Action that has one.`,
  })),
  {
    operation: 'POST /actions/actions/{id}/deploy',
    at: 'status',
    why: `${recorded} 200, where 202 is published.`,
  },
  ...[
    ['POST /custom-domains', ''],
    ['GET /custom-domains', '/0'],
    ['GET /custom-domains', '/custom_domains/0'],
    ['GET /custom-domains/{id}', ''],
    ['POST /custom-domains/{id}/verify', ''],
    ['GET /custom-domains/default', ''],
    ['PATCH /custom-domains/default', ''],
  ].flatMap(([operation = '', place = '']) =>
    ['created_at', 'verification/methods/0/name'].map((at) => ({
      operation,
      at: `answers${place}/${at}`,
      why: `${recorded} CNAME and TXT, where cname and txt are published.`,
    })),
  ),
  {
    operation: 'DELETE /network-acls/{id}',
    at: 'status',
    why: `${recorded} 200, where 204 is published.`,
  },
  { operation: 'GET /organizations/{id}/client-grants', at: 'answers/0/subject_type', why: recorded },
  { operation: 'PATCH /clients/{id}', at: 'body/token_vault_privileged_access', why: recorded },
  { operation: 'GET /connections', at: 'answers/0/enabled_clients', why: recorded },
  ...['POST /connections', 'PATCH /connections/{id}', 'GET /connections/{id}'].flatMap((operation) =>
    ['answers/provisioning_ticket_url', 'answers/cross_app_access', 'body/cross_app_access'].map((at) => ({
      operation,
      at,
      why: recorded,
    })),
  ),
  ...['POST /clients', 'PATCH /clients/{id}', 'GET /clients/{id}', 'GET /clients'].flatMap((operation) =>
    ['body', operation === 'GET /clients' ? 'answers/0' : 'answers'].map((place) => ({
      operation,
      at: `${place}/my_organization_configuration/invitation_landing_client_id`,
      why: recorded,
    })),
  ),
  { operation: 'GET /connections', at: 'answers/0/provisioning_ticket_url', why: recorded },
  {
    operation: 'GET /actions/triggers',
    at: 'answers/triggers/0/id',
    why: 'Newer than the document: mcp-tool, recorded by auth0-deploy-cli in August 2026.',
  },
  ...['client_authentication_methods/private_key_jwt', 'signed_request_object'].map((holder) => ({
    operation: 'POST /clients',
    at: `answers/${holder}/credentials/0`,
    why: 'Recorded by the tests of go-auth0: whole, where the id alone is published.',
  })),
  ...[
    ['POST /log-streams', 'answers/filters/0/name'],
    ['PATCH /log-streams/{id}', 'answers/filters/0/name'],
    ['GET /log-streams/{id}', 'answers/filters/0/name'],
    // Of a list every type of stream is found to be at fault.
    ['GET /log-streams', 'answers/0'],
  ].map(([operation = '', at = '']) => ({
    operation,
    at,
    why: 'Recorded by the tests of go-auth0: security, of a stream with priority.',
  })),
  ...['name', 'email', 'direct_members_count'].flatMap((name) =>
    ['GET', 'PUT'].map((method) => ({
      operation: `${method} /connections/{id}/directory-provisioning/synchronized-groups`,
      at: `${method === 'GET' ? 'answers' : 'body'}/groups/0/${name}`,
      why: "Newer than the document: Auth0's SDK 7.1 has it.",
    })),
  ),
  ...['POST /emails/provider', 'PATCH /emails/provider', 'GET /emails/provider'].map((operation) => ({
    operation,
    at: 'answers/credentials/domain',
    why: `${recorded} Of mailgun, beside the region.`,
  })),
  ...[
    'POST /branding/themes',
    'PATCH /branding/themes/{themeId}',
    'GET /branding/themes/{themeId}',
    'GET /branding/themes/default',
  ].flatMap((operation) =>
    ['answers/displayName', 'answers/identifiers', 'body/identifiers'].map((at) => ({
      operation,
      at,
      why: `${recorded} No name where none was given; identifiers, which Auth0's SDK 7.1 has too.`,
    })),
  ),
  ...[
    'POST /branding/phone/providers',
    'GET /branding/phone/providers/{id}',
    'PATCH /branding/phone/providers/{id}',
  ].map((operation) => ({
    operation,
    at: 'answers/credentials',
    why: `${recorded} None, where some are published as required.`,
  })),
  {
    operation: 'GET /branding/phone/providers',
    at: 'answers/providers/0/credentials',
    why: `${recorded} null.`,
  },
  ...[
    ['POST /branding/phone/templates', ''],
    ['GET /branding/phone/templates', '/templates/0'],
    ['GET /branding/phone/templates/{id}', ''],
    ['PATCH /branding/phone/templates/{id}', ''],
    ['PATCH /branding/phone/templates/{id}/reset', ''],
  ].flatMap(([operation = '', place = '']) =>
    ['created_at', 'updated_at'].map((at) => ({ operation, at: `answers${place}/${at}`, why: recorded })),
  ),
  ...['id', 'content/from'].map((at) => ({
    operation: 'GET /branding/phone/templates',
    at: `answers/templates/0/${at}`,
    why: 'Recorded by the tests of go-auth0: no id of what is not customised, and from nobody.',
  })),
  ...['POST /clients', 'PATCH /clients/{id}'].map((operation) => ({
    operation,
    at: 'body/cross_origin_auth',
    why: 'Recorded by auth0-deploy-cli, until December 2025.',
  })),
  ...['addons', 'oidc_backchannel_logout', 'signed_request_object'].map((name) => ({
    operation: 'PATCH /clients/{id}',
    at: `body/${name}`,
    why: `${recorded} null takes it away.`,
  })),
  {
    operation: 'GET /guardian/factors/push-notification/providers/apns',
    at: 'answers/bundle_id',
    why: 'The document has 20 characters here and 1000 where it is put.',
  },
];
