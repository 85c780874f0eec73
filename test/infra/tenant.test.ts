import { describe, expect, onTestFinished, test } from 'vitest';
import { chatgptCallbackUrls } from '../../infra/chatgpt.ts';
import { registrationModes } from '../../infra/settings/tenant-settings.ts';
import { parseSettings, type Settings } from '../../infra/settings/settings.ts';
import { apiScopes, desiredTenant, managementAudience } from '../../infra/tenant.ts';
import { stackConfig, stacks } from '../support/project/stack-config.ts';

const settingsOf = (stack: (typeof stacks)[number], more: Partial<Settings> = {}): Settings => ({
  ...parseSettings(stackConfig(stack), stack),
  ...more,
});
const everyTenant = stacks.flatMap((stack) =>
  registrationModes.map(
    (mode) => [stack, mode, desiredTenant(settingsOf(stack, { registration: mode }))] as const,
  ),
);

/** Every value in a tree with its path, objects and lists included. */
function entriesOf(value: unknown, path = ''): [path: string, value: unknown][] {
  const inner =
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, part]) => entriesOf(part, path === '' ? key : `${path}.${key}`))
      : [];
  return [[path, value], ...inner];
}

function deepFreeze<Value>(value: Value): Value {
  for (const [, part] of entriesOf(value)) Object.freeze(part);
  return value;
}

function applicationsOf({ connector, registrar, publicConnector }: ReturnType<typeof desiredTenant>) {
  return Object.entries({ connector, registrar, publicConnector }).flatMap(([name, application]) =>
    application === undefined ? [] : [{ name, ...application }],
  );
}

describe('the value', () => {
  test.each(stacks)('is the same for the same settings on %s, which it leaves alone', (stack) => {
    const settings = deepFreeze(
      settingsOf(stack, { chatgptConnectorIds: ['abc'], registration: 'registry' }),
    );
    expect(desiredTenant(settings)).toStrictEqual(desiredTenant(structuredClone(settings)));
  });

  test('shares nothing with the next one', () => {
    const settings = settingsOf('local', { registration: 'registry' });
    const parts = new Set(
      entriesOf(desiredTenant(settings))
        .map(([, part]) => part)
        .filter((part) => typeof part === 'object'),
    );
    expect(entriesOf(desiredTenant(settings)).filter(([, part]) => parts.has(part as object))).toEqual([]);
  });

  test.each(everyTenant)('is plain data on %s with registration %s', (_stack, _mode, tenant) => {
    expect(JSON.parse(JSON.stringify(tenant))).toStrictEqual(tenant);
  });

  test.each(everyTenant)('holds no secret on %s with registration %s', (_stack, _mode, tenant) => {
    expect(
      entriesOf(tenant).filter(([path]) =>
        /secret|password$|privateKey|apiToken/i.test(path.split('.').at(-1) ?? ''),
      ),
    ).toEqual([]);
  });

  test('is, on the local stack', () => {
    expect(desiredTenant(settingsOf('local'))).toMatchInlineSnapshot(`
      {
        "api": {
          "resourceServer": {
            "allowOfflineAccess": true,
            "enforcePolicies": false,
            "identifier": "https://omnichat.com/api",
            "name": "OmniChat API",
            "signingAlg": "RS256",
            "skipConsentForVerifiableFirstPartyClients": false,
            "subjectTypeAuthorization": {
              "client": {
                "policy": "deny_all",
              },
              "user": {
                "policy": "require_client_grant",
              },
            },
            "tokenDialect": "rfc9068_profile",
            "tokenLifetime": 3600,
            "tokenLifetimeForWeb": 3600,
          },
          "scopes": {
            "resourceServerIdentifier": "https://omnichat.com/api",
            "scopes": [
              {
                "description": "Read user files",
                "name": "files:read",
              },
              {
                "description": "Write user files",
                "name": "files:write",
              },
              {
                "description": "Read chat history",
                "name": "chat:read",
              },
              {
                "description": "Write chat messages",
                "name": "chat:write",
              },
              {
                "description": "Execute SSH commands",
                "name": "ssh:execute",
              },
            ],
          },
        },
        "connections": [],
        "connector": {
          "client": {
            "allowedClients": [],
            "allowedLogoutUrls": [
              "http://localhost:3000",
            ],
            "allowedOrigins": [],
            "appType": "regular_web",
            "callbacks": [
              "https://chatgpt.com/connector_platform_oauth_redirect",
              "https://platform.openai.com/apps-manage/oauth",
              "http://localhost:3000/callback",
            ],
            "clientAliases": [],
            "crossOriginAuth": false,
            "description": "OAuth 2.1 authorization server for ChatGPT integration",
            "grantTypes": [
              "authorization_code",
              "refresh_token",
            ],
            "isFirstParty": true,
            "isTokenEndpointIpHeaderTrusted": false,
            "jwtConfiguration": {
              "alg": "RS256",
              "lifetimeInSeconds": 3600,
            },
            "name": "OmniChat OAuth 2.1",
            "oidcConformant": true,
            "organizationRequireBehavior": "no_prompt",
            "organizationUsage": "deny",
            "refreshToken": {
              "expirationType": "expiring",
              "idleTokenLifetime": 1296000,
              "infiniteIdleTokenLifetime": false,
              "infiniteTokenLifetime": false,
              "leeway": 30,
              "rotationType": "rotating",
              "tokenLifetime": 2592000,
            },
            "requireProofOfPossession": false,
            "requirePushedAuthorizationRequests": false,
            "skipNonVerifiableCallbackUriConfirmationPrompt": "false",
            "ssoDisabled": false,
            "webOrigins": [
              "http://localhost:3000",
            ],
          },
          "credentials": {
            "authenticationMethod": "client_secret_post",
          },
          "grant": {
            "audience": "https://omnichat.com/api",
            "scopes": [
              "files:read",
              "files:write",
              "chat:read",
              "chat:write",
              "ssh:execute",
            ],
            "subjectType": "user",
          },
        },
        "documentClients": {},
        "issuerIdentification": {
          "authorizationResponseIssParameterSupported": true,
        },
        "registrar": {
          "client": {
            "allowedClients": [],
            "allowedLogoutUrls": [],
            "allowedOrigins": [],
            "appType": "non_interactive",
            "callbacks": [],
            "clientAliases": [],
            "crossOriginAuth": false,
            "description": "Registers OAuth clients for OmniChat's /register endpoint through the Management API",
            "grantTypes": [
              "client_credentials",
            ],
            "isFirstParty": true,
            "isTokenEndpointIpHeaderTrusted": false,
            "jwtConfiguration": {
              "alg": "RS256",
              "lifetimeInSeconds": 3600,
            },
            "name": "OmniChat Registrar",
            "oidcConformant": true,
            "organizationRequireBehavior": "no_prompt",
            "organizationUsage": "deny",
            "refreshToken": {
              "expirationType": "expiring",
              "idleTokenLifetime": 1296000,
              "infiniteIdleTokenLifetime": false,
              "infiniteTokenLifetime": false,
              "leeway": 0,
              "rotationType": "rotating",
              "tokenLifetime": 2592000,
            },
            "requireProofOfPossession": false,
            "requirePushedAuthorizationRequests": false,
            "skipNonVerifiableCallbackUriConfirmationPrompt": "false",
            "ssoDisabled": false,
            "webOrigins": [],
          },
          "credentials": {
            "authenticationMethod": "client_secret_post",
          },
          "grant": {
            "audience": "https://localhost:4443/api/v2/",
            "scopes": [
              "create:clients",
            ],
            "subjectType": "client",
          },
        },
        "roles": {
          "operator": {
            "permissions": [
              {
                "name": "ssh:execute",
                "resourceServerIdentifier": "https://omnichat.com/api",
              },
            ],
            "role": {
              "description": "Executes SSH commands",
              "name": "OmniChat operator",
            },
          },
          "reader": {
            "permissions": [
              {
                "name": "files:read",
                "resourceServerIdentifier": "https://omnichat.com/api",
              },
              {
                "name": "chat:read",
                "resourceServerIdentifier": "https://omnichat.com/api",
              },
            ],
            "role": {
              "description": "Reads files and chat history",
              "name": "OmniChat reader",
            },
          },
          "writer": {
            "permissions": [
              {
                "name": "files:write",
                "resourceServerIdentifier": "https://omnichat.com/api",
              },
              {
                "name": "chat:write",
                "resourceServerIdentifier": "https://omnichat.com/api",
              },
            ],
            "role": {
              "description": "Writes files and chat messages",
              "name": "OmniChat writer",
            },
          },
        },
        "settings": {
          "allowOrganizationNameInAuthenticationApi": false,
          "allowedLogoutUrls": [],
          "clientIdMetadataDocumentSupported": false,
          "defaultAudience": "",
          "defaultDirectory": "",
          "flags": {
            "allowLegacyDelegationGrantTypes": false,
            "allowLegacyRoGrantTypes": false,
            "disableClickjackProtectionHeaders": false,
            "enableClientConnections": false,
            "enableDynamicClientRegistration": false,
            "enableIdtokenApi2": false,
            "enableLegacyProfile": false,
            "enablePublicSignupUserExistsError": false,
            "noDiscloseEnterpriseConnections": true,
            "removeAlgFromJwks": false,
            "revokeRefreshTokenGrant": true,
            "useScopeDescriptionsForConsent": true,
          },
          "friendlyName": "OmniChat",
          "idleSessionLifetime": 72,
          "oidcLogout": {
            "rpLogoutEndSessionEndpointDiscovery": true,
          },
          "pushedAuthorizationRequestsSupported": false,
          "resourceParameterProfile": "compatibility",
          "sessionLifetime": 168,
          "sessions": {
            "oidcLogoutPromptEnabled": true,
          },
          "skipNonVerifiableCallbackUriConfirmationPrompt": "false",
        },
        "thirdPartyGrant": {
          "audience": "https://omnichat.com/api",
          "defaultFor": "third_party_clients",
          "scopes": [
            "files:read",
            "files:write",
            "chat:read",
            "chat:write",
          ],
          "subjectType": "user",
        },
        "users": {
          "isDomainConnection": true,
          "name": "omnichat-users",
          "options": {
            "bruteForceProtection": true,
            "disableSignup": false,
            "enabledDatabaseCustomization": false,
            "importMode": false,
            "passwordPolicy": "good",
            "requiresUsername": false,
          },
          "strategy": "auth0",
        },
      }
    `);
  });
});

describe('the API', () => {
  test('has exactly the five scopes of the setup guide', () => {
    expect(desiredTenant(settingsOf('local')).api.scopes).toEqual({
      resourceServerIdentifier: 'https://omnichat.com/api',
      scopes: [
        { name: 'files:read', description: 'Read user files' },
        { name: 'files:write', description: 'Write user files' },
        { name: 'chat:read', description: 'Read chat history' },
        { name: 'chat:write', description: 'Write chat messages' },
        { name: 'ssh:execute', description: 'Execute SSH commands' },
      ],
    });
  });

  test.each([
    ['local', false, 'rfc9068_profile'],
    ['dev', false, 'rfc9068_profile'],
    ['prod', true, 'rfc9068_profile_authz'],
  ] as const)('on %s enforces RBAC: %s, with tokens as %s', (stack, enforcePolicies, tokenDialect) => {
    expect(desiredTenant(settingsOf(stack)).api.resourceServer).toMatchObject({
      enforcePolicies,
      tokenDialect,
    });
  });

  test.each(everyTenant)(
    'takes only granted applications on behalf of a user, and asks that user, on %s with registration %s',
    (_stack, _mode, { api }) => {
      expect(api.resourceServer).toMatchObject({
        signingAlg: 'RS256',
        allowOfflineAccess: true,
        skipConsentForVerifiableFirstPartyClients: false,
        subjectTypeAuthorization: {
          user: { policy: 'require_client_grant' },
          client: { policy: 'deny_all' },
        },
      });
    },
  );
});

describe('the applications', () => {
  test.each(everyTenant)(
    'sign with RS256, rotate and expire refresh tokens on %s with registration %s',
    (_stack, _mode, tenant) => {
      for (const { client } of applicationsOf(tenant)) {
        expect(client).toMatchObject({
          oidcConformant: true,
          jwtConfiguration: { alg: 'RS256' },
          refreshToken: {
            rotationType: 'rotating',
            expirationType: 'expiring',
            infiniteTokenLifetime: false,
            infiniteIdleTokenLifetime: false,
          },
        });
      }
    },
  );

  test.each(everyTenant)(
    'never have the implicit or the password grant on %s with registration %s',
    (_stack, _mode, tenant) => {
      expect(applicationsOf(tenant).map(({ name, client }) => [name, client.grantTypes])).toEqual(
        [
          ['connector', ['authorization_code', 'refresh_token']],
          ['registrar', ['client_credentials']],
          ['publicConnector', ['authorization_code', 'refresh_token']],
        ].filter(([name]) => name === 'connector' || Object.hasOwn(tenant, name as string)),
      );
    },
  );

  test.each([
    ['off', ['connector']],
    ['broker', ['connector', 'registrar']],
    ['registry', ['connector', 'publicConnector']],
    ['native', ['connector']],
  ] as const)('with registration %s are %j', (registration, names) => {
    expect(
      applicationsOf(desiredTenant(settingsOf('local', { registration }))).map(({ name }) => name),
    ).toEqual(names);
  });

  test('of our own state the same properties, so that none is left to a default of Auth0', () => {
    const keys = everyTenant.flatMap(([, , tenant]) =>
      applicationsOf(tenant)
        .filter(({ client }) => client.isFirstParty)
        .map(({ client }) => Object.keys(client).sort().join(' ')),
    );
    expect(new Set(keys).size).toBe(1);
  });

  test.each(everyTenant)('have names of their own on %s with registration %s', (_stack, _mode, tenant) => {
    const names = applicationsOf(tenant).map(({ client }) => client.name);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('the connector', () => {
  test.each([
    ['local', [...chatgptCallbackUrls, 'http://localhost:3000/callback']],
    ['dev', [...chatgptCallbackUrls, 'http://localhost:3000/callback']],
    ['prod', [...chatgptCallbackUrls]],
  ] as const)('on %s has these callbacks: %j', (stack, callbacks) => {
    expect(desiredTenant(settingsOf(stack)).connector.client.callbacks).toEqual(callbacks);
  });

  test("has the callback of each ChatGPT connector before the application's own", () => {
    const { connector } = desiredTenant(settingsOf('local', { chatgptConnectorIds: ['abc', 'D-e_1'] }));
    expect(connector.client.callbacks).toEqual([
      'https://chatgpt.com/connector_platform_oauth_redirect',
      'https://platform.openai.com/apps-manage/oauth',
      'https://chatgpt.com/connector/oauth/abc',
      'https://chatgpt.com/connector/oauth/D-e_1',
      'http://localhost:3000/callback',
    ]);
  });

  test('has the application URLs as logout URLs, and each of their origins once', () => {
    const { connector } = desiredTenant(
      settingsOf('local', {
        applicationUrls: ['https://omnichat.com/bye', 'https://omnichat.com/', 'http://localhost:3000'],
      }),
    );
    expect(connector.client.allowedLogoutUrls).toEqual([
      'https://omnichat.com/bye',
      'https://omnichat.com/',
      'http://localhost:3000',
    ]);
    expect(connector.client.webOrigins).toEqual(['https://omnichat.com', 'http://localhost:3000']);
  });

  test('may ask for every scope of the API, on behalf of a user only', () => {
    expect(desiredTenant(settingsOf('local')).connector.grant).toEqual({
      audience: 'https://omnichat.com/api',
      scopes: apiScopes.map(({ name }) => name),
      subjectType: 'user',
    });
  });

  test('sends its secret in the body', () => {
    expect(desiredTenant(settingsOf('local')).connector.credentials).toEqual({
      authenticationMethod: 'client_secret_post',
    });
  });
});

test.each(registrationModes)(
  'with registration %s, prod mentions no address on this machine',
  (registration) => {
    const tenant = desiredTenant(settingsOf('prod', { registration }));
    expect(
      entriesOf(tenant).filter(
        ([, value]) => typeof value === 'string' && /localhost|127\.|\[::1\]/.test(value),
      ),
    ).toEqual([]);
  },
);

test('the registrar may create clients and nothing else', () => {
  const { registrar } = desiredTenant(settingsOf('dev'));
  expect(registrar).toMatchObject({
    client: { appType: 'non_interactive', callbacks: [], allowedLogoutUrls: [], webOrigins: [] },
    credentials: { authenticationMethod: 'client_secret_post' },
    grant: {
      audience: 'https://omnichat-dev.us.auth0.com/api/v2/',
      scopes: ['create:clients'],
      subjectType: 'client',
    },
  });
  expect(managementAudience('omnichat-dev.us.auth0.com')).toBe('https://omnichat-dev.us.auth0.com/api/v2/');
});

test("the public connector is a third party without a secret, with the connector's callbacks and without ssh:execute", () => {
  const { publicConnector, connector } = desiredTenant(
    settingsOf('local', { registration: 'registry', chatgptConnectorIds: ['abc'] }),
  );
  expect(publicConnector).toMatchObject({
    client: { appType: 'native', isFirstParty: false, callbacks: connector.client.callbacks },
    credentials: { authenticationMethod: 'none' },
    grant: {
      audience: 'https://omnichat.com/api',
      scopes: ['files:read', 'files:write', 'chat:read', 'chat:write'],
      subjectType: 'user',
    },
  });
});

test.each(registrationModes)(
  'a scope that the API gains is not open to third parties with registration %s',
  (registration) => {
    const scopes: { name: string; description: string }[] = apiScopes as never;
    scopes.push({ name: 'ssh:read', description: 'Read SSH sessions' });
    onTestFinished(() => void scopes.pop());
    const { connector, publicConnector, thirdPartyGrant } = desiredTenant(
      settingsOf('dev', { registration }),
    );
    expect(connector.grant.scopes).toContain('ssh:read');
    expect([publicConnector?.grant.scopes, thirdPartyGrant?.scopes].flat()).not.toContain('ssh:read');
  },
);

describe('clients that register themselves', () => {
  test.each(['broker', 'native'] as const)(
    'get a grant by default with registration %s, without ssh:execute',
    (registration) => {
      expect(desiredTenant(settingsOf('dev', { registration })).thirdPartyGrant).toEqual({
        audience: 'https://omnichat.com/api',
        defaultFor: 'third_party_clients',
        scopes: ['files:read', 'files:write', 'chat:read', 'chat:write'],
        subjectType: 'user',
      });
    },
  );

  test.each(['off', 'registry'] as const)('get no grant by default with registration %s', (registration) => {
    expect(desiredTenant(settingsOf('dev', { registration }))).not.toHaveProperty('thirdPartyGrant');
  });

  test.each([
    ['off', false],
    ['broker', true],
    ['registry', true],
    ['native', true],
  ] as const)('with registration %s reach the users on domain level: %s', (registration, reached) => {
    expect(desiredTenant(settingsOf('dev', { registration })).users?.isDomainConnection).toBe(reached);
  });
});

describe('the roles', () => {
  test('carry each scope exactly once, ssh:execute in operator only', () => {
    const { roles } = desiredTenant(settingsOf('prod'));
    const permitted = Object.entries(roles).map(([name, { permissions }]) => ({
      name,
      scopes: permissions.map((permission) => permission.name),
    }));
    expect(permitted).toEqual([
      { name: 'reader', scopes: ['files:read', 'chat:read'] },
      { name: 'writer', scopes: ['files:write', 'chat:write'] },
      { name: 'operator', scopes: ['ssh:execute'] },
    ]);
    expect(permitted.flatMap(({ scopes }) => scopes).sort()).toEqual(
      apiScopes.map(({ name }) => name).sort(),
    );
  });

  test("name the stack's own API", () => {
    const { roles } = desiredTenant(settingsOf('local', { apiIdentifier: 'https://dev.omnichat.com/api' }));
    expect(
      new Set(
        Object.values(roles).flatMap(({ permissions }) =>
          permissions.map(({ resourceServerIdentifier }) => resourceServerIdentifier),
        ),
      ),
    ).toEqual(new Set(['https://dev.omnichat.com/api']));
  });
});

describe("the users' database", () => {
  test.each([
    ['local', false],
    ['dev', false],
    ['prod', true],
  ] as const)('on %s closes sign-up: %s', (stack, disableSignup) => {
    expect(desiredTenant(settingsOf(stack)).users?.options).toMatchObject({
      disableSignup,
      bruteForceProtection: true,
    });
  });
});

describe('the tenant settings', () => {
  test.each([
    ['off', false],
    ['broker', false],
    ['registry', false],
    ['native', true],
  ] as const)('with registration %s open dynamic registration: %s', (registration, enabled) => {
    const { settings } = desiredTenant(settingsOf('local', { registration }));
    expect(settings.flags?.enableDynamicClientRegistration).toBe(enabled);
  });

  test.each(everyTenant)(
    'honour the resource parameter, show scope descriptions and keep legacy grants off on %s with registration %s',
    (_stack, _mode, { settings }) => {
      expect(settings).toMatchObject({
        friendlyName: 'OmniChat',
        resourceParameterProfile: 'compatibility',
        defaultAudience: '',
        skipNonVerifiableCallbackUriConfirmationPrompt: 'false',
        flags: {
          useScopeDescriptionsForConsent: true,
          allowLegacyDelegationGrantTypes: false,
          allowLegacyRoGrantTypes: false,
          enableClientConnections: false,
        },
      });
    },
  );
});
