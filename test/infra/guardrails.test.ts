import { describe, expect, test } from 'vitest';
import { breachesOf } from '../../infra/guardrails.ts';
import { parseSettings } from '../../infra/settings/settings.ts';
import { registrationModes } from '../../infra/settings/tenant-settings.ts';
import { type DesiredApplication, type DesiredTenant, desiredTenant } from '../../infra/tenant.ts';
import { refusedProgram } from '../support/pulumi/registered-program.ts';
import { stackConfig, stacks } from '../support/project/stack-config.ts';

const management = 'https://omnichat-prod.us.auth0.com/api/v2/';

test.each(stacks.flatMap((stack) => registrationModes.map((mode) => [stack, mode] as const)))(
  'what the program declares on %s with registration %s breaks none',
  (stack, mode) => {
    const settings = parseSettings({ ...stackConfig(stack), 'omnichat:registration': mode }, stack);
    expect(breachesOf(desiredTenant(settings), settings)).toEqual([]);
  },
);

describe('a tenant is refused', () => {
  const settings = parseSettings(stackConfig('prod'), 'prod');
  const tenant = desiredTenant(settings);
  const withClient = (client: object): DesiredTenant => ({
    ...tenant,
    connector: { ...tenant.connector, client: { ...tenant.connector.client, ...client } },
  });
  const withGrant = (name: 'connector' | 'registrar', grant: object): DesiredTenant => {
    const application = tenant[name] as DesiredApplication;
    return { ...tenant, [name]: { ...application, grant: { ...application.grant, ...grant } } };
  };

  test.each<[why: string, tenant: DesiredTenant, id: string, named: string]>([
    [
      'a callback on this machine',
      withClient({ callbacks: ['https://localhost/x'] }),
      'production-urls',
      'https://localhost/x',
    ],
    [
      'an origin on http',
      withClient({ webOrigins: ['http://omnichat.com'] }),
      'production-urls',
      'http://omnichat.com',
    ],
    [
      'a wildcard',
      withClient({ callbacks: ['https://*.omnichat.com/x'] }),
      'wildcards',
      'https://*.omnichat.com/x',
    ],
    [
      'the implicit grant',
      withClient({ grantTypes: ['authorization_code', 'implicit'] }),
      'grant-types',
      'implicit',
    ],
    ['the password grant', withClient({ grantTypes: ['password'] }), 'grant-types', 'password'],
    ["Auth0's own grant types", withClient({ grantTypes: undefined }), 'grant-types', 'implicit'],
    ['HS256', withClient({ jwtConfiguration: { alg: 'HS256' } }), 'signing-algorithm', 'OmniChat OAuth 2.1'],
    [
      "Auth0's own algorithm",
      withClient({ jwtConfiguration: undefined }),
      'signing-algorithm',
      'OmniChat OAuth 2.1',
    ],
    [
      'an API with HS256',
      {
        ...tenant,
        api: { ...tenant.api, resourceServer: { ...tenant.api.resourceServer, signingAlg: 'HS256' } },
      },
      'signing-algorithm',
      'OmniChat API',
    ],
    [
      'a wider registrar',
      withGrant('registrar', { scopes: ['create:clients', 'update:clients'] }),
      'management-grant',
      'update:clients',
    ],
    [
      'a registrar of all scopes',
      withGrant('registrar', { allowAllScopes: true }),
      'management-grant',
      'all scopes',
    ],
    [
      'power over the tenant for the application',
      withGrant('connector', { audience: management, scopes: ['create:clients'] }),
      'management-grant',
      'OmniChat OAuth 2.1 may have create:clients',
    ],
    ['an application without callbacks', withClient({ callbacks: [] }), 'callbacks', 'OmniChat OAuth 2.1'],
  ])('for %s', (_why, broken, id, named) => {
    expect(breachesOf(broken, settings)).toEqual([{ id, message: expect.stringContaining(named) }]);
  });

  test('by the program before it registers anything, with every rule named', async () => {
    const { registrations, errors } = await refusedProgram('prod', {
      ...stackConfig('prod'),
      'omnichat:clients': '["inspector"]',
    });
    expect(registrations).toEqual([]);
    expect(errors.map(({ message }) => message)).toEqual([
      'Stack prod would break a rule; nothing was sent.\n' +
        "  callbacks: OmniChat OAuth 2.1 has no callback: nobody can log in. State one; those of OmniChat's application come of omnichat:clients and omnichat:callbackUrls.",
    ]);
  });
});
