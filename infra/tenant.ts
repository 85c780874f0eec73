import type * as auth0 from '@pulumi/auth0';
import type { Unwrap } from '@pulumi/pulumi';
import { applicationCallbacks, documentsOf, isPrivateUseUrl } from './declared-clients.ts';
import { type DesiredPeople, desiredPeople } from './people.ts';
import { type DesiredProtection, desiredProtection } from './protection.ts';
import type { Settings } from './settings/settings.ts';
import { type DesiredStepUp, desiredStepUp } from './step-up.ts';

/** An application with its credentials and its grant; each `clientId` is the application's own and filled in on deployment. */
export interface DesiredApplication {
  readonly client: Unwrap<auth0.ClientArgs>;
  readonly credentials: Omit<Unwrap<auth0.ClientCredentialsArgs>, 'clientId'>;
  readonly grant: Omit<Unwrap<auth0.ClientGrantArgs>, 'clientId'>;
}

/** A role and what it permits. */
export interface DesiredRole {
  readonly role: Unwrap<auth0.RoleArgs>;
  readonly permissions: Unwrap<auth0.RolePermissionsArgs>['permissions'];
}

/** The logical names of the roles. */
export const roleNames = ['reader', 'writer', 'operator'] as const;

/** The whole tenant, in Pulumi's property names. Ids that Auth0 gives are the only thing it lacks. */
export interface DesiredTenant extends DesiredPeople, DesiredProtection, DesiredStepUp {
  readonly connector: DesiredApplication;
  readonly api: {
    readonly resourceServer: Unwrap<auth0.ResourceServerArgs>;
    readonly scopes: Unwrap<auth0.ResourceServerScopesArgs>;
  };
  /** The machine-to-machine application that registers clients; only with `registration: broker`. */
  readonly registrar?: DesiredApplication;
  /** The public client that every registrant shares; only with `registration: registry`. */
  readonly publicConnector?: DesiredApplication;
  /** What third parties may ask people for: those that register themselves, and those of metadata documents. */
  readonly thirdPartyGrant?: Unwrap<auth0.ClientGrantArgs>;
  /** The applications of the declared clients' metadata documents, by the names of the clients. */
  readonly documentClients: Readonly<Record<string, Unwrap<auth0.ClientCimdArgs>>>;
  readonly roles: Readonly<Record<(typeof roleNames)[number], DesiredRole>>;
  readonly settings: Unwrap<auth0.TenantArgs>;
  /** A tenant setting that `auth0.TenantArgs` lacks: whether authorization responses say who the issuer is (RFC 9207). */
  readonly issuerIdentification: { readonly authorizationResponseIssParameterSupported: boolean };
}

/** The scopes of `OmniChat API`, with the descriptions that people see when they consent. */
export const apiScopes = [
  { name: 'files:read', description: 'Read user files' },
  { name: 'files:write', description: 'Write user files' },
  { name: 'chat:read', description: 'Read chat history' },
  { name: 'chat:write', description: 'Write chat messages' },
  { name: 'ssh:execute', description: 'Execute SSH commands' },
] as const;

type ApiScope = (typeof apiScopes)[number]['name'];

/** What third parties may ask people for. A scope that the API gains is closed to them until it stands here. */
export const thirdPartyScopes = [
  'files:read',
  'files:write',
  'chat:read',
  'chat:write',
] as const satisfies readonly ApiScope[];

/** The identifier of a tenant's Management API (Auth0 "Management API", audience). */
export const managementAudience = (domain: string) => `https://${domain}/api/v2/`;

/**
 * What a tenant must be, in the order of the setup guide. Pure: the same settings give the same value. Whatever bears on
 * security is stated, because neither Pulumi nor Terraform sees a change to a property that a program leaves out. What guards the tenant
 * beyond its applications is in `protection.ts` and `step-up.ts`, who logs in is in `people.ts`; the login prompt is no part of it.
 */
export function desiredTenant(settings: Settings): DesiredTenant {
  const { production, apiIdentifier, registration } = settings;
  const documents = settings.clientIdMetadataDocuments;
  const everyScope = apiScopes.map(({ name }) => name);
  const callbacks = [...applicationCallbacks(settings)];
  const role = (name: string, description: string, ...permitted: ApiScope[]): DesiredRole => ({
    role: { name, description },
    permissions: permitted.map((scope) => ({ name: scope, resourceServerIdentifier: apiIdentifier })),
  });

  return {
    connector: {
      client: {
        ...firstParty(),
        refreshToken: { ...application().refreshToken, leeway: settings.leeway },
        name: 'OmniChat OAuth 2.1',
        description: 'OAuth 2.1 authorization server for ChatGPT integration',
        appType: 'regular_web',
        callbacks,
        allowedLogoutUrls: [...settings.applicationUrls],
        webOrigins: [...new Set(settings.applicationUrls.map((url) => new URL(url).origin))],
        grantTypes: ['authorization_code', 'refresh_token'],
      },
      credentials: { authenticationMethod: settings.tokenEndpointAuthMethod },
      grant: { audience: apiIdentifier, scopes: everyScope, subjectType: 'user' },
    },

    api: {
      resourceServer: {
        name: 'OmniChat API',
        identifier: apiIdentifier,
        signingAlg: 'RS256',
        tokenDialect: production ? 'rfc9068_profile_authz' : 'rfc9068_profile',
        tokenLifetime: 3600,
        tokenLifetimeForWeb: 3600,
        allowOfflineAccess: true,
        enforcePolicies: production,
        skipConsentForVerifiableFirstPartyClients: false,
        subjectTypeAuthorization: {
          user: { policy: 'require_client_grant' },
          client: { policy: 'deny_all' },
        },
      },
      scopes: { resourceServerIdentifier: apiIdentifier, scopes: apiScopes.map((scope) => ({ ...scope })) },
    },

    ...(registration === 'broker' && {
      registrar: {
        client: {
          ...firstParty(),
          name: 'OmniChat Registrar',
          description: "Registers OAuth clients for OmniChat's /register endpoint through the Management API",
          appType: 'non_interactive',
          callbacks: [],
          allowedLogoutUrls: [],
          webOrigins: [],
          grantTypes: ['client_credentials'],
        },
        credentials: { authenticationMethod: 'client_secret_post' },
        grant: {
          audience: managementAudience(settings.domain),
          scopes: ['create:clients'],
          subjectType: 'client',
        },
      },
    }),

    ...(registration === 'registry' && {
      publicConnector: {
        client: {
          ...application(),
          refreshToken: { ...application().refreshToken, leeway: settings.leeway },
          name: 'OmniChat Public Connector',
          description: "The one public client that OmniChat's /register endpoint hands out",
          appType: 'native',
          isFirstParty: false,
          callbacks: callbacks.filter((url) => !isPrivateUseUrl(url)),
          grantTypes: ['authorization_code', 'refresh_token'],
        },
        credentials: { authenticationMethod: 'none' },
        grant: { audience: apiIdentifier, scopes: [...thirdPartyScopes], subjectType: 'user' },
      },
    }),

    ...((registration === 'broker' || registration === 'native' || documents) && {
      thirdPartyGrant: {
        audience: apiIdentifier,
        defaultFor: 'third_party_clients',
        scopes: [...thirdPartyScopes],
        subjectType: 'user',
      },
    }),

    documentClients: documents
      ? Object.fromEntries(
          documentsOf(settings).map(({ name, clientIdMetadataUrl }) => [
            name,
            { externalClientId: clientIdMetadataUrl },
          ]),
        )
      : {},

    ...desiredPeople(settings),

    roles: {
      reader: role('OmniChat reader', 'Reads files and chat history', 'files:read', 'chat:read'),
      writer: role('OmniChat writer', 'Writes files and chat messages', 'files:write', 'chat:write'),
      operator: role('OmniChat operator', 'Executes SSH commands', 'ssh:execute'),
    },

    settings: {
      friendlyName: 'OmniChat',
      resourceParameterProfile: 'compatibility',
      defaultAudience: '',
      defaultDirectory: '',
      clientIdMetadataDocumentSupported: documents,
      pushedAuthorizationRequestsSupported: false,
      allowOrganizationNameInAuthenticationApi: false,
      skipNonVerifiableCallbackUriConfirmationPrompt: 'false',
      allowedLogoutUrls: [],
      sessionLifetime: 168,
      idleSessionLifetime: 72,
      sessions: { oidcLogoutPromptEnabled: true },
      oidcLogout: { rpLogoutEndSessionEndpointDiscovery: true },
      flags: {
        enableDynamicClientRegistration: registration === 'native',
        useScopeDescriptionsForConsent: true,
        enableClientConnections: false,
        enablePublicSignupUserExistsError: false,
        noDiscloseEnterpriseConnections: true,
        disableClickjackProtectionHeaders: false,
        removeAlgFromJwks: false,
        revokeRefreshTokenGrant: true,
        allowLegacyDelegationGrantTypes: false,
        allowLegacyRoGrantTypes: false,
        enableLegacyProfile: false,
        enableIdtokenApi2: false,
      },
    },

    issuerIdentification: { authorizationResponseIssParameterSupported: true },

    ...desiredProtection(settings),

    ...desiredStepUp(settings),
  };
}

/** What every application here shares. Auth0's own defaults are HS256, the implicit grant and refresh tokens without end. */
const application = () =>
  ({
    oidcConformant: true,
    jwtConfiguration: { alg: 'RS256', lifetimeInSeconds: 3600 },
    refreshToken: {
      rotationType: 'rotating',
      expirationType: 'expiring',
      leeway: 0,
      tokenLifetime: 2_592_000,
      infiniteTokenLifetime: false,
      idleTokenLifetime: 1_296_000,
      infiniteIdleTokenLifetime: false,
    },
    crossOriginAuth: false,
    isTokenEndpointIpHeaderTrusted: false,
  }) satisfies Unwrap<auth0.ClientArgs>;

/** What our own applications share. Third-party clients cannot have these; Auth0 is strict with them by itself. */
const firstParty = () =>
  ({
    ...application(),
    isFirstParty: true,
    allowedOrigins: [],
    allowedClients: [],
    clientAliases: [],
    ssoDisabled: false,
    requirePushedAuthorizationRequests: false,
    requireProofOfPossession: false,
    skipNonVerifiableCallbackUriConfirmationPrompt: 'false',
    organizationUsage: 'deny',
    organizationRequireBehavior: 'no_prompt',
  }) satisfies Unwrap<auth0.ClientArgs>;
