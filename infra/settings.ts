import { clientWarnings } from './client-warnings.ts';
import type { JoinedConnection } from './connections-setting.ts';
import { declaredClients, isLoopbackUrl, onPersonsMachine } from './declared-clients.ts';
import type { McpClient } from './mcp-clients.ts';
import { thirdPartyWarnings } from './people.ts';
import type { Plan } from './plans.ts';
import { planWarnings } from './protection.ts';
import {
  domainKey,
  NoAuth0TenantError,
  problemsOf,
  quoted,
  type SettingsProblem,
  settingKey,
  SettingsError,
  statedSettings,
} from './setting-problems.ts';
import { type applicationAuthMethods, registrationModes, settingsSchema } from './settings-schema.ts';
import type { stepUps } from './step-up.ts';
import { isLoopbackHost, tenantDomain, webAddressProblem, withoutCredentials } from './web-address.ts';

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
  const schema = settingsSchema(production, raw['clients']);
  const domain = tenantDomain.safeParse(config[domainKey]);
  const settings = schema.safeParse(raw);

  const problems = [
    ...problemsOf(domain.error, { domain: config[domainKey] }, () => domainKey),
    ...problemsOf(settings.error, raw, settingKey, Object.keys(schema.shape)),
  ];
  if (production && isPair(raw) && raw.resourceUrl !== raw.apiIdentifier) {
    problems.push({
      key: 'omnichat:resourceUrl',
      value: quoted(raw.resourceUrl),
      cure: `differs from omnichat:apiIdentifier ${quoted(raw.apiIdentifier)}. Make them the same: ${mismatchReason}`,
    });
  }
  if (
    settings.success &&
    settings.data.chatgptConnectorIds.length > 0 &&
    !settings.data.clients.includes('chatgpt')
  ) {
    problems.push({
      key: 'omnichat:chatgptConnectorIds',
      value: quoted(settings.data.chatgptConnectorIds),
      cure: 'belongs to a client that is not declared. Put chatgpt into omnichat:clients, or remove the ids.',
    });
  }
  for (const [name, stated] of Object.entries(raw)) {
    if (['issuer', 'clientId', 'tokenAudience'].includes(name))
      problems.push({
        key: `omnichat:${name}`,
        value: quoted(stated),
        cure: 'is of an authorization server that is not Auth0. Set omnichat:authorizationServer to external, or remove it.',
      });
  }
  if (
    settings.success &&
    settings.data.registrationNetworks.length > 0 &&
    settings.data.registration !== 'native'
  ) {
    problems.push({
      key: 'omnichat:registrationNetworks',
      value: quoted(settings.data.registrationNetworks),
      cure: "is about Auth0's own endpoint, which is closed. Set omnichat:registration to native, or remove the list.",
    });
  }
  if (settings.success && !settings.data.ownUsers && settings.data.connections.length === 0) {
    problems.push({
      key: 'omnichat:ownUsers',
      value: 'false',
      cure: 'leaves nobody who could log in. Name a connection in omnichat:connections, or remove it.',
    });
  }
  if (domain.success && settings.data?.customDomain !== undefined) {
    problems.push(...customDomainProblems(settings.data.customDomain, domain.data));
  }
  if (!domain.success || !settings.success || problems.length > 0) throw new SettingsError(stack, problems);
  const {
    authorizationServer: _server,
    issuer: _issuer,
    clientId: _client,
    tokenAudience: _audience,
    ...tenant
  } = settings.data;
  return { domain: domain.data, ...tenant };
}

function customDomainProblems(customDomain: string, domain: string): readonly SettingsProblem[] {
  const host = domain.replace(/:\d+$/, '');
  const cure =
    customDomain === host
      ? `is auth0:domain. Leave it out, or write the tenant's own domain there, such as omnichat.eu.auth0.com: the Management API is at that one.`
      : isLoopbackHost(customDomain) !== isLoopbackHost(host) &&
        `and auth0:domain ${quoted(domain)} are not both on this machine. A custom domain leads to the tenant.`;
  return cure === false ? [] : [{ key: 'omnichat:customDomain', value: quoted(customDomain), cure }];
}

/** What is allowed but will not work with ChatGPT or another declared client, or with the plan: one sentence each, for the person who runs the program. */
export function settingsWarnings(settings: Settings): readonly string[] {
  return [
    ...mismatchWarnings(settings),
    ...bareOriginWarnings(settings),
    ...clientWarnings(settings),
    ...thirdPartyWarnings(settings),
    ...planWarnings(settings),
  ];
}

/** Clients built on URL objects write an origin with a slash, others without (seen: MCP TypeScript SDK 1.20, mcp-remote 0.15.1). */
function bareOriginWarnings({ apiIdentifier }: Settings): readonly string[] {
  const url = new URL(apiIdentifier);
  if (url.pathname !== '/' || url.search !== '') return [];
  return [
    `omnichat:apiIdentifier ${apiIdentifier} is a bare origin: some MCP clients ask for ${url.origin}/, others for ${url.origin}, and Auth0 compares ` +
      `to the character (RFC 8707 §2). Give it a path, such as ${url.origin}/mcp, in resourceUrl too, which replaces the API; or keep it, ` +
      'and link only clients that write it as it stands.',
  ];
}

function mismatchWarnings(settings: Settings): readonly string[] {
  const { domain, resourceUrl, apiIdentifier } = settings;
  if (resourceUrl === apiIdentifier) return [];
  const differs = `omnichat:resourceUrl ${resourceUrl} differs from omnichat:apiIdentifier ${apiIdentifier}`;
  if (!isLoopbackUrl(resourceUrl)) return [`${differs}: ${mismatchReason}`];
  if (!isLoopbackHost(domain))
    return [
      `${differs}: ${mismatchReason} ChatGPT cannot reach a loopback address either: use an HTTPS tunnel.`,
    ];
  // All of it is on this machine, as on the first day: only programs there can be given that URL.
  const local = declaredClients(settings)
    .filter(onPersonsMachine)
    .map(({ title }) => title);
  if (local.length === 0) return [];
  return [
    `${differs}: ${new Intl.ListFormat('en').format(local)} on this machine would be given the first, and link with the second alone (RFC 9728 §3.3).`,
  ];
}

const mismatchReason =
  'ChatGPT takes the URL it was given for the protected resource, and tokens carry the API identifier (RFC 9728 §3.3, RFC 8707 §2).';

function isPair(
  raw: Record<string, unknown>,
): raw is { readonly resourceUrl: string; readonly apiIdentifier: string } {
  return typeof raw['resourceUrl'] === 'string' && typeof raw['apiIdentifier'] === 'string';
}
