import { ExpectedError } from '../text/expected-error.ts';
import {
  declaredClients,
  isPrivateUseUrl,
  type McpClient,
  standsForAnyPort,
} from '../../infra/declared-clients.ts';
import { customDomainIn, type StackOutputs } from '../../infra/outputs.ts';
import type { Settings } from '../../infra/settings/settings.ts';
import { apiScopes, desiredTenant } from '../../infra/tenant.ts';
import { type UndeployedSetting, undeployedSettings } from './undeployed-settings.ts';

/** What is verified, and what it should be. A part that is not known leaves the checks that need it out. */
export interface Target {
  /** Compared to the character, final slash included. */
  readonly issuer: string;
  /** The tenant's own host, with a port if it is not 443, where the Management API is; with a stack only. */
  readonly domain?: string;
  /** Whether the issuer is Auth0, or says it is: only then must it have Auth0's own ways. */
  readonly auth0: boolean;
  /** The stack that the commands of remedies name. */
  readonly stack?: string;
  /** Whether the Pulumi CLI deployed it to a tenant on this machine. */
  readonly byPulumi?: boolean;
  /** The settings of the stack's file that are not deployed yet; with a stack only. */
  readonly undeployed?: readonly UndeployedSetting[];
  readonly application?: TargetApplication;
  readonly api?: TargetApi;
  /** Where OmniChat's own server answers. */
  readonly resourceUrl?: string;
  /** A path of that server which GET reads with a token alone, where the resource URL itself is no route of it. */
  readonly protectedRoute?: string;
  readonly registration?: Settings['registration'];
  /** The networks that alone may register at the issuer's own endpoint, where the stack closes it to all others. */
  readonly registrationNetworks?: readonly string[];
  /** The application that registers clients; with `broker` only. */
  readonly registrar?: TargetRegistrar;
  /** The one client that every registration is answered with; with `registry` only. */
  readonly publicClientId?: string;
  /** The MCP clients that the stack declares; with a stack only. */
  readonly clients?: readonly McpClient[];
  /** The connections that people log in with, and whether third parties may log them in; with a stack only. */
  readonly connections?: readonly TargetConnection[];
  /** Whether the clients' metadata documents are to be imported; with a stack only. */
  readonly documents?: boolean;
  /** Origins, beside those that the application redirects to, whose pages may call OmniChat's server. */
  readonly applicationOrigins: readonly string[];
  readonly dotenv?: TargetDotenv;
}

/** The predefined application that ChatGPT, and each client that is given its id and secret, uses. */
interface TargetApplication {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Where it must be allowed to redirect to. */
  readonly redirectUris: readonly string[];
  /** The grant types that it may use. */
  readonly grantTypes: readonly string[];
  /** How it sends its secret to the token endpoint, where that is declared. */
  readonly tokenEndpointAuthMethod?: Settings['tokenEndpointAuthMethod'];
  /** For how many seconds a refresh token works again after it was replaced, where that is declared. */
  readonly leewaySeconds?: number;
}

interface TargetConnection {
  readonly name: string;
  readonly isDomainConnection: boolean;
}

/** The API that tokens are for. */
interface TargetApi {
  /** What clients ask for as `resource`, and `aud` of its tokens. */
  readonly identifier: string;
  /** `aud` of its tokens, where the issuer puts something else there. */
  readonly tokenAudience?: string;
  /** Empty where they are not known beforehand. */
  readonly scopes: readonly string[];
  /** Those that clients get that registered themselves. @default all */
  readonly thirdPartyScopes?: readonly string[];
  readonly tokenLifetimeSeconds?: number;
  /** Whether users get only the scopes that their roles carry. */
  readonly rolesDecide: boolean;
}

/** The registrar's credentials, and the API that they are for. */
interface TargetRegistrar {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly audience: string;
}

/** A `.env`, and where the values of its references to a secret manager are. */
export interface DotenvPlace {
  readonly path: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** A `.env` and what it must agree with. */
interface TargetDotenv extends DotenvPlace {
  readonly outputs: StackOutputs;
}

/**
 * A deployed stack as a target: what its outputs say, and what only its settings do. An edit of the settings that is not deployed
 * is noted, and nothing is judged by it.
 *
 * @param dotenv the `.env` that belongs to it; without one, no file is looked at
 */
export function stackTarget(
  stack: string,
  settings: Settings,
  outputs: StackOutputs,
  dotenv?: DotenvPlace,
): Target {
  const { registration = settings.registration } = outputs;
  const desired = desiredTenant({ ...settings, registration });
  const { connector, api, thirdPartyGrant, publicConnector, users, connections, registrationAcl } = desired;
  const { tokenLifetime, enforcePolicies } = api.resourceServer;
  const callbacks = connector.client.callbacks ?? [];
  const thirdPartyScopes = (thirdPartyGrant ?? publicConnector?.grant)?.scopes;
  return {
    issuer: outputs.issuer,
    domain: outputs.domain,
    auth0: true,
    stack,
    undeployed: undeployedSettings(settings, outputs),
    application: {
      clientId: outputs.clientId,
      clientSecret: outputs.clientSecret,
      redirectUris: outputs.redirectUris
        ? [
            ...outputs.redirectUris.filter((uri) => !standsForAnyPort(uri)),
            ...callbacks.filter(isPrivateUseUrl),
          ]
        : callbacks,
      grantTypes: connector.client.grantTypes ?? [],
      tokenEndpointAuthMethod: settings.tokenEndpointAuthMethod,
      leewaySeconds: settings.leeway,
    },
    api: {
      identifier: outputs.audience,
      scopes: apiScopes.map(({ name }) => name),
      ...(thirdPartyScopes !== undefined && { thirdPartyScopes }),
      ...(tokenLifetime !== undefined && { tokenLifetimeSeconds: tokenLifetime }),
      rolesDecide: enforcePolicies === true,
    },
    resourceUrl: outputs.resourceUrl,
    ...(settings.protectedRoute !== undefined && { protectedRoute: settings.protectedRoute }),
    registration,
    ...(registrationAcl !== undefined && { registrationNetworks: settings.registrationNetworks }),
    ...registrarOf(outputs),
    clients: declaredClients(settings),
    connections: [...(users ? [users] : []), ...connections].map(({ name, isDomainConnection }) => ({
      name: String(name),
      isDomainConnection: isDomainConnection === true,
    })),
    documents: settings.clientIdMetadataDocuments,
    ...(outputs.publicClientId !== undefined && { publicClientId: outputs.publicClientId }),
    applicationOrigins: outputs.allowedOrigins ?? connector.client.webOrigins ?? [],
    ...(dotenv !== undefined && { dotenv: { ...dotenv, outputs } }),
  };
}

/** The custom domain that is the issuer, host alone; undefined where the issuer is the tenant's own domain. */
export function customIssuerDomain({ issuer, domain }: Target): string | undefined {
  return domain === undefined ? undefined : customDomainIn({ issuer, domain });
}

function registrarOf({
  registrarClientId: clientId,
  registrarClientSecret: clientSecret,
  managementAudience: audience,
}: StackOutputs): Pick<Target, 'registrar'> {
  return clientId === undefined || clientSecret === undefined
    ? {}
    : { registrar: { clientId, clientSecret, audience } };
}

/** A variable that says what a target is has a value that says nothing. */
export class TargetError extends ExpectedError {
  override readonly name = 'TargetError';
  readonly code = 'VERIFY_INVALID_TARGET';
}

/**
 * Any RFC 8414 issuer as a target.
 *
 * @param environment what a `.env` says of the rest, under the names that this project gives them
 * @throws {TargetError} for a value that cannot be
 */
export function issuerTarget(
  issuer: string,
  environment: Readonly<Record<string, string | undefined>>,
): Target {
  const {
    RESOURCE_URL: resourceUrl,
    OAUTH_CLIENT_ID: clientId,
    OAUTH_CLIENT_SECRET: clientSecret,
    OAUTH_AUDIENCE: identifier,
    OAUTH_TOKEN_AUDIENCE: tokenAudience,
    OAUTH_REGISTRATION: mode,
    OAUTH_PUBLIC_CLIENT_ID: publicClientId,
  } = environment;
  if (resourceUrl && URL.parse(resourceUrl) === null) {
    throw new TargetError(`RESOURCE_URL is ${resourceUrl}, which is no URL. Set it to one, or leave it out.`);
  }
  if (mode && !isRegistrationMode(mode)) {
    throw new TargetError(
      `OAUTH_REGISTRATION is ${mode}. Set it to off, broker, registry or native, or leave it out.`,
    );
  }
  const redirectUris = list(environment['OAUTH_REDIRECT_URIS']);
  const noUri = redirectUris.find((uri) => URL.parse(uri) === null);
  if (noUri !== undefined) {
    throw new TargetError(`OAUTH_REDIRECT_URIS has ${noUri}, which is no URI. Correct it, or leave it out.`);
  }
  return {
    issuer,
    auth0: false,
    applicationOrigins: list(environment['OAUTH_ALLOWED_ORIGINS']),
    ...(clientId &&
      clientSecret && {
        application: {
          clientId,
          clientSecret,
          redirectUris,
          grantTypes: ['authorization_code', 'refresh_token'],
        },
      }),
    ...(identifier && {
      api: { identifier, scopes: [], rolesDecide: false, ...(tokenAudience && { tokenAudience }) },
    }),
    ...(resourceUrl && { resourceUrl }),
    ...(isRegistrationMode(mode) && { registration: mode }),
    ...(publicClientId && { publicClientId }),
  };
}

function isRegistrationMode(text: string | undefined): text is Settings['registration'] {
  return text === 'off' || text === 'broker' || text === 'registry' || text === 'native';
}

/** Several values in one variable, separated by commas or white space, as the connector reads them. */
const list = (value = '') => value.split(/[\s,]+/).filter((each) => each !== '');
