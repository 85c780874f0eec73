import type { McpClient } from '../mcp-clients.ts';
import type { Plan } from '../plans.ts';
import type { stepUps } from '../step-up.ts';
import { isLoopbackHost, tenantDomain, webAddressProblem, withoutCredentials } from '../web-address.ts';
import type { JoinedConnection } from './connections-setting.ts';
import { issuerSettings } from './issuer-settings.ts';
import { clientsCallbackProblems, differingUrlProblems, jointProblems } from './joint-problems.ts';
import {
  domainKey,
  domainProblems,
  NoAuth0TenantError,
  SettingsError,
  settingsProblems,
} from './setting-problems.ts';
import { statedSettings, tenantSchema } from './settings-schema.ts';
import { type applicationAuthMethods, registrationModes } from './tenant-settings.ts';

export {
  isLoopbackHost,
  NoAuth0TenantError,
  registrationModes,
  SettingsError,
  webAddressProblem,
  withoutCredentials,
};

/** One stack's settings, checked: what the tenant is made of. */
export interface Settings {
  /** The tenant's host, with a port if it is not 443. From `auth0:domain`; all others are from `omnichat:…`. */
  readonly domain: string;
  /** The host that people log in at and that tokens name, where it is not the tenant's own. The Management API stays at `domain`. */
  readonly customDomain?: string | undefined;
  readonly production: boolean;
  readonly resourceUrl: string;
  /** A path that OmniChat's server answers to GET with a token alone, where it has nothing at `resourceUrl`. */
  readonly protectedRoute?: string | undefined;
  readonly apiIdentifier: string;
  readonly applicationUrls: readonly string[];
  /** Known clients by name, and rows of others. */
  readonly clients: readonly (string | McpClient)[];
  readonly callbackUrls: readonly string[];
  readonly chatgptConnectorIds: readonly string[];
  readonly registration: (typeof registrationModes)[number];
  /** Whether the tenant takes client ID metadata documents; those of declared clients are imported. */
  readonly clientIdMetadataDocuments: boolean;
  /** How the predefined application sends its secret to the token endpoint. */
  readonly tokenEndpointAuthMethod: (typeof applicationAuthMethods)[number];
  /** For how many seconds a refresh token may be used again after it was replaced. */
  readonly leeway: number;
  /** Whether the program makes a users' database. */
  readonly ownUsers: boolean;
  /** Connections of others, whose people log in too. */
  readonly connections: readonly JoinedConnection[];
  /** The tenant's plan at Auth0, where it is stated. */
  readonly plan?: Plan | undefined;
  /** Whether attack protection is declared, or left as the tenant has it. */
  readonly attackProtection: boolean;
  /** Where the tenant's log goes. */
  readonly logStreamUrl?: string | undefined;
  /** Who may register at Auth0's own endpoint, all of IPv4 or all of IPv6; empty: everybody. */
  readonly registrationNetworks: readonly string[];
  /** When people are asked for another factor. */
  readonly stepUp: (typeof stepUps)[number];
}

/**
 * Reads one stack's settings, the one way in for both engines.
 *
 * @param config every configuration value of the stack as Pulumi encodes it: full keys (`omnichat:production`), texts as
 *   they are, everything else as JSON. Keys of other namespaces are somebody else's and left alone.
 * @param stack the stack's name, for messages
 * @throws {SettingsError} with all problems at once; {@link NoAuth0TenantError} where there is no tenant to make
 */
export function parseSettings(config: Readonly<Record<string, string>>, stack: string): Settings {
  const raw = statedSettings(config);
  if (raw['authorizationServer'] === 'external') throw new NoAuth0TenantError(stack);
  const production = raw['production'] === true;
  const schema = tenantSchema(production);
  const domain = tenantDomain.safeParse(config[domainKey]);
  const settings = schema.safeParse(raw);
  const known = {
    own: Object.keys(schema.shape),
    others: Object.keys(issuerSettings(production)),
    cureOfOthers:
      'is of an authorization server that is not Auth0. Set omnichat:authorizationServer to external, or remove it.',
  };
  const problems = [
    ...domainProblems(domain.error, config),
    ...settingsProblems(settings.error, raw, known),
    ...clientsCallbackProblems(raw),
    ...(production ? differingUrlProblems(raw) : []),
    ...(settings.success ? jointProblems({ domain: domain.data, ...settings.data }) : []),
  ];
  if (!domain.success || !settings.success || problems.length > 0) throw new SettingsError(stack, problems);
  const { authorizationServer: _server, ...tenant } = settings.data;
  return { domain: domain.data, ...tenant };
}
