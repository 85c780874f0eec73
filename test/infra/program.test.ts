import * as pulumi from '@pulumi/pulumi';
import { describe, expect, test } from 'vitest';
import { parseOutputs, secretOutputs } from '../../infra/outputs.ts';
import { parseSettings } from '../../infra/settings/settings.ts';
import { registrationModes } from '../../infra/settings/tenant-settings.ts';
import {
  type DesiredApplication,
  type DesiredRole,
  type DesiredTenant,
  desiredTenant,
} from '../../infra/tenant.ts';
import { resourceType, tokens } from '../../src/management/resources/resource-types.ts';
import {
  refusedProgram,
  type Registration,
  registeredProgram,
} from '../support/pulumi/registered-program.ts';
import { hardened, joining, stackConfig, stacks } from '../support/project/stack-config.ts';

type Inputs = Record<string, unknown>;

const withMode = (registration: string) => ({
  ...stackConfig('local'),
  'omnichat:registration': registration,
});
const documented = { 'omnichat:registration': 'off', 'omnichat:clientIdMetadataDocuments': 'true' };
const everyStackAndMode = stacks.flatMap((stack) => [
  ...registrationModes.map((mode) => [stack, { 'omnichat:registration': mode }] as const),
  [stack, documented] as const,
  [stack, hardened] as const,
  [stack, joining] as const,
]);
const sortedUrns = (registrations: readonly Registration[]) => registrations.map(({ urn }) => urn).sort();

describe('logical names, types and parents', () => {
  const urnsOf = async (mode: string) =>
    sortedUrns((await registeredProgram('local', withMode(mode))).registrations);

  test('with registration off', async () => {
    expect(await urnsOf('off')).toMatchInlineSnapshot(`
      [
        "auth0:index/tenant:Tenant::tenant",
        "omnichat:auth0:Application$auth0:index/client:Client::connector",
        "omnichat:auth0:Application$auth0:index/clientCredentials:ClientCredentials::connector-credentials",
        "omnichat:auth0:Application$auth0:index/clientGrant:ClientGrant::connector-grant",
        "omnichat:auth0:Application::connector",
        "omnichat:auth0:PermittedRole$auth0:index/role:Role::operator",
        "omnichat:auth0:PermittedRole$auth0:index/role:Role::reader",
        "omnichat:auth0:PermittedRole$auth0:index/role:Role::writer",
        "omnichat:auth0:PermittedRole$auth0:index/rolePermissions:RolePermissions::operator-permissions",
        "omnichat:auth0:PermittedRole$auth0:index/rolePermissions:RolePermissions::reader-permissions",
        "omnichat:auth0:PermittedRole$auth0:index/rolePermissions:RolePermissions::writer-permissions",
        "omnichat:auth0:PermittedRole::operator",
        "omnichat:auth0:PermittedRole::reader",
        "omnichat:auth0:PermittedRole::writer",
        "omnichat:auth0:ScopedApi$auth0:index/resourceServer:ResourceServer::omnichat-api",
        "omnichat:auth0:ScopedApi$auth0:index/resourceServerScopes:ResourceServerScopes::omnichat-api-scopes",
        "omnichat:auth0:ScopedApi::omnichat-api",
        "omnichat:auth0:UserDatabase$auth0:index/connection:Connection::users",
        "omnichat:auth0:UserDatabase$auth0:index/connectionClients:ConnectionClients::users-clients",
        "omnichat:auth0:UserDatabase::users",
        "pulumi-nodejs:dynamic/auth0:IssuerIdentification::issuer-identification",
      ]
    `);
  });

  test('with a broker', async () => {
    expect(await urnsOf('broker')).toMatchInlineSnapshot(`
      [
        "auth0:index/clientGrant:ClientGrant::third-party-grant",
        "auth0:index/tenant:Tenant::tenant",
        "omnichat:auth0:Application$auth0:index/client:Client::connector",
        "omnichat:auth0:Application$auth0:index/client:Client::registrar",
        "omnichat:auth0:Application$auth0:index/clientCredentials:ClientCredentials::connector-credentials",
        "omnichat:auth0:Application$auth0:index/clientCredentials:ClientCredentials::registrar-credentials",
        "omnichat:auth0:Application$auth0:index/clientGrant:ClientGrant::connector-grant",
        "omnichat:auth0:Application$auth0:index/clientGrant:ClientGrant::registrar-grant",
        "omnichat:auth0:Application::connector",
        "omnichat:auth0:Application::registrar",
        "omnichat:auth0:PermittedRole$auth0:index/role:Role::operator",
        "omnichat:auth0:PermittedRole$auth0:index/role:Role::reader",
        "omnichat:auth0:PermittedRole$auth0:index/role:Role::writer",
        "omnichat:auth0:PermittedRole$auth0:index/rolePermissions:RolePermissions::operator-permissions",
        "omnichat:auth0:PermittedRole$auth0:index/rolePermissions:RolePermissions::reader-permissions",
        "omnichat:auth0:PermittedRole$auth0:index/rolePermissions:RolePermissions::writer-permissions",
        "omnichat:auth0:PermittedRole::operator",
        "omnichat:auth0:PermittedRole::reader",
        "omnichat:auth0:PermittedRole::writer",
        "omnichat:auth0:ScopedApi$auth0:index/resourceServer:ResourceServer::omnichat-api",
        "omnichat:auth0:ScopedApi$auth0:index/resourceServerScopes:ResourceServerScopes::omnichat-api-scopes",
        "omnichat:auth0:ScopedApi::omnichat-api",
        "omnichat:auth0:UserDatabase$auth0:index/connection:Connection::users",
        "omnichat:auth0:UserDatabase$auth0:index/connectionClients:ConnectionClients::users-clients",
        "omnichat:auth0:UserDatabase::users",
        "pulumi-nodejs:dynamic/auth0:IssuerIdentification::issuer-identification",
      ]
    `);
  });

  test('with a registry', async () => {
    expect(await urnsOf('registry')).toMatchInlineSnapshot(`
      [
        "auth0:index/tenant:Tenant::tenant",
        "omnichat:auth0:Application$auth0:index/client:Client::connector",
        "omnichat:auth0:Application$auth0:index/client:Client::public-connector",
        "omnichat:auth0:Application$auth0:index/clientCredentials:ClientCredentials::connector-credentials",
        "omnichat:auth0:Application$auth0:index/clientCredentials:ClientCredentials::public-connector-credentials",
        "omnichat:auth0:Application$auth0:index/clientGrant:ClientGrant::connector-grant",
        "omnichat:auth0:Application$auth0:index/clientGrant:ClientGrant::public-connector-grant",
        "omnichat:auth0:Application::connector",
        "omnichat:auth0:Application::public-connector",
        "omnichat:auth0:PermittedRole$auth0:index/role:Role::operator",
        "omnichat:auth0:PermittedRole$auth0:index/role:Role::reader",
        "omnichat:auth0:PermittedRole$auth0:index/role:Role::writer",
        "omnichat:auth0:PermittedRole$auth0:index/rolePermissions:RolePermissions::operator-permissions",
        "omnichat:auth0:PermittedRole$auth0:index/rolePermissions:RolePermissions::reader-permissions",
        "omnichat:auth0:PermittedRole$auth0:index/rolePermissions:RolePermissions::writer-permissions",
        "omnichat:auth0:PermittedRole::operator",
        "omnichat:auth0:PermittedRole::reader",
        "omnichat:auth0:PermittedRole::writer",
        "omnichat:auth0:ScopedApi$auth0:index/resourceServer:ResourceServer::omnichat-api",
        "omnichat:auth0:ScopedApi$auth0:index/resourceServerScopes:ResourceServerScopes::omnichat-api-scopes",
        "omnichat:auth0:ScopedApi::omnichat-api",
        "omnichat:auth0:UserDatabase$auth0:index/connection:Connection::users",
        "omnichat:auth0:UserDatabase$auth0:index/connectionClients:ConnectionClients::users-clients",
        "omnichat:auth0:UserDatabase::users",
        "pulumi-nodejs:dynamic/auth0:IssuerIdentification::issuer-identification",
      ]
    `);
  });

  test("with Auth0's own registration are those with registration off and the grant for third parties", async () => {
    expect(await urnsOf('native')).toEqual([
      'auth0:index/clientGrant:ClientGrant::third-party-grant',
      ...(await urnsOf('off')),
    ]);
  });

  test.each(stacks)('on %s are those of every stack', async (stack) => {
    const { registrations } = await registeredProgram(stack, stackConfig(stack));
    expect(sortedUrns(registrations)).toEqual(await urnsOf('broker'));
  });
});

describe('inputs', () => {
  const application =
    (name: string) =>
    ({ client, credentials, grant }: DesiredApplication): Record<string, Inputs> => {
      const clientId = `${name}-client-id`;
      const parent = 'omnichat:auth0:Application';
      return {
        [`${parent}::${name}`]: {},
        [`${parent}$auth0:index/client:Client::${name}`]: client,
        [`${parent}$auth0:index/clientCredentials:ClientCredentials::${name}-credentials`]: {
          ...credentials,
          clientId,
        },
        [`${parent}$auth0:index/clientGrant:ClientGrant::${name}-grant`]: { ...grant, clientId },
      };
    };

  const role = (name: string, { role: inputs, permissions }: DesiredRole): Record<string, Inputs> => ({
    [`omnichat:auth0:PermittedRole::${name}`]: {},
    [`omnichat:auth0:PermittedRole$auth0:index/role:Role::${name}`]: inputs,
    [`omnichat:auth0:PermittedRole$auth0:index/rolePermissions:RolePermissions::${name}-permissions`]: {
      roleId: `${name}-id`,
      permissions,
    },
  });

  type Parts = {
    readonly [Part in keyof DesiredTenant]-?: (
      part: NonNullable<DesiredTenant[Part]>,
      whole: DesiredTenant,
    ) => Record<string, Inputs>;
  };
  const registeredAs: Parts = {
    connector: application('connector'),
    registrar: application('registrar'),
    publicConnector: application('public-connector'),
    thirdPartyGrant: (grant) => ({ 'auth0:index/clientGrant:ClientGrant::third-party-grant': grant }),
    api: ({ resourceServer, scopes }) => ({
      'omnichat:auth0:ScopedApi::omnichat-api': {},
      'omnichat:auth0:ScopedApi$auth0:index/resourceServer:ResourceServer::omnichat-api': resourceServer,
      'omnichat:auth0:ScopedApi$auth0:index/resourceServerScopes:ResourceServerScopes::omnichat-api-scopes':
        scopes,
    }),
    users: (connection) => ({
      'omnichat:auth0:UserDatabase::users': {},
      'omnichat:auth0:UserDatabase$auth0:index/connection:Connection::users': connection,
      'omnichat:auth0:UserDatabase$auth0:index/connectionClients:ConnectionClients::users-clients': {
        connectionId: 'users-id',
        enabledClients: ['connector-client-id'],
      },
    }),
    stepUp: ({ action, binding }) => ({
      'auth0:index/action:Action::step-up': action,
      'auth0:index/triggerAction:TriggerAction::step-up-binding': { ...binding, actionId: 'step-up-id' },
    }),
    connections: (connections) =>
      Object.fromEntries(
        connections.flatMap(({ ...connection }) => [
          [
            `pulumi-nodejs:dynamic/auth0:ExistingConnection::${connection.name}-connection`,
            connection as Inputs,
          ],
          [
            `auth0:index/connectionClient:ConnectionClient::${connection.name}-connection-connector`,
            { connectionId: `${connection.name}-connection-id`, clientId: 'connector-client-id' },
          ],
        ]),
      ),
    roles: (roles) =>
      Object.assign({}, ...Object.entries(roles).map(([name, desired]) => role(name, desired))),
    documentClients: (documents) =>
      Object.fromEntries(
        Object.entries(documents).map(([name, document]) => [
          `auth0:index/clientCimd:ClientCimd::${name}-document`,
          document,
        ]),
      ),
    settings: (tenant) => ({ 'auth0:index/tenant:Tenant::tenant': tenant }),
    attackProtection: (protection) => ({
      'auth0:index/attackProtection:AttackProtection::attack-protection': protection,
    }),
    auditLog: (stream) => ({ 'auth0:index/logStream:LogStream::audit-log': stream }),
    registrationAcl: (acl) => ({ 'auth0:index/networkAcl:NetworkAcl::registration-acl': acl }),
    issuerIdentification: (setting) => ({
      'pulumi-nodejs:dynamic/auth0:IssuerIdentification::issuer-identification': setting,
    }),
  };

  test.each(everyStackAndMode)(
    'on %s with %j are the desired tenant, no more and no less',
    async (stack, further) => {
      const config = {
        ...stackConfig(stack),
        ...further,
        'omnichat:clients': '["chatgpt","claude","cursor"]',
      };
      const desired = desiredTenant(parseSettings(config, stack));
      const expected = Object.entries(desired).map(([part, value]) =>
        (registeredAs[part as keyof DesiredTenant] as (part: unknown, whole: DesiredTenant) => Inputs)(
          value,
          desired,
        ),
      );
      const { registrations } = await registeredProgram(stack, config);
      expect(Object.fromEntries(registrations.map(({ urn, inputs }) => [urn, inputs]))).toStrictEqual(
        Object.assign({}, ...expected),
      );
      expect(new Set(sortedUrns(registrations)).size).toBe(registrations.length);
    },
  );

  test('are registered in a preview too, with ids that are not known yet', async () => {
    const { registrations } = await registeredProgram('local', withMode('broker'), { preview: true });
    const up = await registeredProgram('local', withMode('broker'));
    expect(sortedUrns(registrations)).toEqual(sortedUrns(up.registrations));
    expect(
      Object.fromEntries(
        registrations.flatMap(({ name, inputs }) => {
          const unknown = Object.keys(inputs).filter((key) =>
            JSON.stringify(inputs[key]).includes(pulumi.runtime.unknownValue),
          );
          return unknown.length === 0 ? [] : [[name, unknown]];
        }),
      ),
    ).toEqual({
      'connector-credentials': ['clientId'],
      'connector-grant': ['clientId'],
      'registrar-credentials': ['clientId'],
      'registrar-grant': ['clientId'],
      'users-clients': ['connectionId', 'enabledClients'],
      'reader-permissions': ['roleId'],
      'writer-permissions': ['roleId'],
      'operator-permissions': ['roleId'],
    });
  });
});

describe('protection', () => {
  test.each([
    [26, {}],
    [27, hardened],
    [27, joining],
  ])('covers every resource in prod, %i of them with %j', async (count, further) => {
    const { registrations } = await registeredProgram('prod', { ...stackConfig('prod'), ...further });
    expect(registrations).toHaveLength(count);
    expect(registrations.filter(({ protect }) => !protect)).toEqual([]);
  });

  test.each(['local', 'dev'] as const)('covers none on %s', async (stack) => {
    const { registrations } = await registeredProgram(stack, stackConfig(stack));
    expect(registrations.filter(({ protect }) => protect)).toEqual([]);
  });

  test.each(stacks)('keeps the tenant settings, and nothing else, on destroy of %s', async (stack) => {
    const { registrations } = await registeredProgram(stack, stackConfig(stack));
    expect(registrations.filter(({ retainOnDelete }) => retainOnDelete).map(({ urn }) => urn)).toEqual([
      'auth0:index/tenant:Tenant::tenant',
    ]);
  });

  test('keeps attack protection on destroy, which the provider would switch off', async () => {
    const { registrations } = await registeredProgram('dev', { ...stackConfig('dev'), ...hardened });
    expect(registrations.filter(({ retainOnDelete }) => retainOnDelete).map(({ name }) => name)).toEqual([
      'attack-protection',
      'tenant',
    ]);
  });
});

describe('a replacement', () => {
  // Of a dynamic resource, a delete puts back what was there before.
  const isTakenOver = (token: string) =>
    token === tokens.clientGrant ||
    token === tokens.clientCimd ||
    token.startsWith('pulumi-nodejs:dynamic') ||
    resourceType(token).isPart === true;

  test.each([
    ['hardened', hardened] as const,
    ['joining', joining] as const,
    ['with documents', documented] as const,
  ])('deletes first what the next one would only take over, and nothing else: %s', async (_name, further) => {
    const { registrations } = await registeredProgram('dev', { ...stackConfig('dev'), ...further });
    const resources = registrations.filter(({ type }) => !type.startsWith('omnichat:'));
    const namesOf = (chosen: readonly Registration[]) => chosen.map(({ name }) => name);
    expect(namesOf(resources.filter((each) => each.deleteBeforeReplace))).toEqual(
      namesOf(resources.filter(({ type }) => isTakenOver(type))),
    );
  });
});

describe('the log stream', () => {
  const key = 'omnichat-auth0:logStreamAuthorization';

  test('authenticates with the secret of the configuration', async () => {
    const { registrations } = await registeredProgram('dev', {
      ...stackConfig('dev'),
      ...hardened,
      [key]: 'a token',
    });
    const stream = registrations.find(({ name }) => name === 'audit-log');
    const secret = { '4dabf18193072939515e22adb298388d': pulumi.runtime.specialSecretSig, value: 'a token' };
    expect(stream?.inputs['sink']).toMatchObject({ httpAuthorization: secret });
  });

  test('is not there without a place to send to', async () => {
    const { registrations } = await registeredProgram('dev', { ...stackConfig('dev'), [key]: 'a token' });
    expect(registrations.map(({ name }) => name)).not.toContain('audit-log');
  });
});

describe('order', () => {
  /** The logical names of all that must exist before the resource: dependencies and parents, theirs included. */
  function before(registrations: readonly Registration[], urn: string): string[] {
    const names = new Set<string>();
    const visit = (at: string) => {
      const registration = registrations.find((candidate) => candidate.urn === at);
      if (registration === undefined) throw new Error(`${at} is not registered`);
      const next = [...registration.dependencies, ...(registration.parent ? [registration.parent] : [])];
      for (const dependency of next) {
        names.add(dependency.slice(dependency.lastIndexOf('::') + 2));
        visit(dependency);
      }
    };
    visit(urn);
    return [...names].sort();
  }

  test.each([
    ['broker', 'omnichat:auth0:Application$auth0:index/clientGrant:ClientGrant::connector-grant'],
    ['registry', 'omnichat:auth0:Application$auth0:index/clientGrant:ClientGrant::public-connector-grant'],
    [
      'broker',
      'omnichat:auth0:PermittedRole$auth0:index/rolePermissions:RolePermissions::operator-permissions',
    ],
  ])('with registration %s puts the scopes before %s', async (mode, urn) => {
    const { registrations } = await registeredProgram('local', withMode(mode));
    expect(before(registrations, urn)).toContain('omnichat-api-scopes');
  });

  test('puts the network ACL before the tenant settings, which open registration', async () => {
    const { registrations } = await registeredProgram('dev', { ...stackConfig('dev'), ...hardened });
    expect(before(registrations, 'auth0:index/tenant:Tenant::tenant')).toContain('registration-acl');
  });

  test.each(registrationModes)(
    'with registration %s puts the tenant settings after all that registration relies on',
    async (mode) => {
      const { registrations } = await registeredProgram('local', withMode(mode));
      const tenant = 'auth0:index/tenant:Tenant::tenant';
      expect(before(registrations, tenant)).toEqual(
        expect.arrayContaining([
          'connector',
          'connector-credentials',
          'connector-grant',
          'omnichat-api',
          'omnichat-api-scopes',
          'users',
          'users-clients',
        ]),
      );
      expect(registrations.filter(({ urn }) => before(registrations, urn).includes('tenant'))).toEqual([]);
    },
  );
});

describe('outputs', () => {
  test.each(everyStackAndMode)(
    'on %s with %j keep the contract, secrets as secrets',
    async (stack, further) => {
      const config = { ...stackConfig(stack), ...further };
      const { outputs, secretOutputs: secret } = await registeredProgram(stack, config);
      expect(parseOutputs(outputs)).toEqual(outputs);
      expect(secret).toEqual(secretOutputs.filter((name) => name in outputs));
    },
  );

  test('of the local stack', async () => {
    const { outputs } = await registeredProgram('local', stackConfig('local'));
    expect(outputs).toMatchInlineSnapshot(`
      {
        "allowedOrigins": [
          "http://localhost:3000",
        ],
        "audience": "https://omnichat.com/api",
        "authorizationEndpoint": "https://localhost:4443/authorize",
        "authorizationServer": "https://localhost:4443",
        "clientId": "connector-client-id",
        "clientSecret": "a secret",
        "domain": "localhost:4443",
        "issuer": "https://localhost:4443/",
        "jwksUri": "https://localhost:4443/.well-known/jwks.json",
        "managementAudience": "https://localhost:4443/api/v2/",
        "redirectUris": [
          "https://chatgpt.com/connector_platform_oauth_redirect",
          "https://platform.openai.com/apps-manage/oauth",
          "http://localhost:3000/callback",
        ],
        "registrarClientId": "registrar-client-id",
        "registrarClientSecret": "a secret",
        "registration": "broker",
        "resourceUrl": "http://localhost:3000",
        "tokenEndpoint": "https://localhost:4443/oauth/token",
      }
    `);
  });

  test.each([
    ['off', []],
    ['broker', ['registrarClientId', 'registrarClientSecret']],
    ['registry', ['publicClientId']],
    ['native', []],
  ])('with registration %s have these of their own: %j', async (mode, expected) => {
    const { outputs } = await registeredProgram('local', withMode(mode));
    expect(Object.keys(outputs).filter((name) => /^(registrar|public)/.test(name))).toEqual(expected);
  });

  test('are secret in a preview already', async () => {
    const { secretOutputs: secret } = await registeredProgram('local', withMode('broker'), { preview: true });
    expect(secret).toEqual(['clientSecret', 'registrarClientSecret']);
  });
});

describe('a refusal', () => {
  const asPulumiPrintsIt = (error: Error) => ({
    runError: pulumi.RunError.isInstance(error),
    message: error.message,
    stack: error.stack,
  });

  test('of the settings registers nothing and has no stack trace', async () => {
    const { registrations, errors } = await refusedProgram('prod', {
      ...stackConfig('prod'),
      'auth0:domain': 'https://omnichat-prod.us.auth0.com',
      'omnichat:applicationUrls': '["http://localhost:3000"]',
    });
    const message = [
      'Pulumi.prod.yaml: 2 settings cannot be used; nothing was sent.',
      '  auth0:domain "https://omnichat-prod.us.auth0.com" has a scheme. Write the host alone: omnichat-prod.us.auth0.com',
      '  omnichat:applicationUrls[0] "http://localhost:3000" is on this machine, in a production stack. Use the public https URL.',
    ].join('\n');
    expect(errors.map(asPulumiPrintsIt)).toEqual([{ runError: true, message, stack: message }]);
    expect(registrations).toEqual([]);
  });

  test('of an empty client secret names its cause and has no stack trace', async () => {
    const { errors } = await refusedProgram('local', stackConfig('local'), { clientSecret: '' });
    const cause =
      'the client secret is empty: the deployer application lacks the scope read:client_keys, so Auth0 left the secret out of its answer. ' +
      'Grant it on the Management API (Applications > APIs > Auth0 Management API), then run: pulumi up --refresh -s local';
    const messages = [`connector-credentials: ${cause}`, `registrar-credentials: ${cause}`];
    expect(errors.map(asPulumiPrintsIt).sort((a, b) => a.message.localeCompare(b.message))).toEqual(
      messages.map((message) => ({ runError: true, message, stack: message })),
    );
  });
});

describe('warnings', () => {
  test('are none on the shipped local stack, all of which is on one machine', async () => {
    expect((await registeredProgram('local', stackConfig('local'))).warnings).toEqual([]);
  });

  test('say that the shipped dev stack cannot be reached by ChatGPT', async () => {
    const { warnings } = await registeredProgram('dev', stackConfig('dev'));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(
      /^warning: \[runtime\] omnichat:resourceUrl http:\/\/localhost:3000 differs /,
    );
  });

  test('are none on the shipped prod stack', async () => {
    expect((await registeredProgram('prod', stackConfig('prod'))).warnings).toEqual([]);
  });
});
