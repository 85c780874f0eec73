import { closestMatch } from 'leven';
import type { z } from 'zod';
import { clientWarnings } from './client-warnings.ts';
import { declaredClients, isLoopbackUrl, onPersonsMachine } from './declared-clients.ts';
import type { McpClient } from './mcp-clients.ts';
import type { Plan } from './plans.ts';
import { planWarnings } from './protection.ts';
import { type applicationAuthMethods, registrationModes, settingsSchema } from './settings-schema.ts';
import { isLoopbackHost, tenantDomain, withoutCredentials } from './web-address.ts';

export { isLoopbackHost, registrationModes };

/** One stack's settings, checked: what the tenant is made of. */
export interface Settings {
  /** The tenant's host, with a port if it is not 443. From `auth0:domain`; all others are from `omnichat:…`. */
  readonly domain: string;
  readonly production: boolean;
  readonly resourceUrl: string;
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
  /** The tenant's plan at Auth0, where it is stated. */
  readonly plan?: Plan | undefined;
  /** Whether attack protection is declared, or left as the tenant has it. */
  readonly attackProtection: boolean;
  /** Where the tenant's log goes. */
  readonly logStreamUrl?: string | undefined;
  /** Who may register at Auth0's own endpoint, all of IPv4 or all of IPv6; empty: everybody. */
  readonly registrationNetworks: readonly string[];
}

/** One thing that is wrong with a stack's settings. `value` is JSON, and absent where the setting is. */
export interface SettingsProblem {
  readonly key: string;
  readonly value?: string;
  readonly cure: string;
}

/** A stack's settings cannot be used. Carries every problem; its message has one line for each. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly code = 'SETTINGS_INVALID';

  readonly problems: readonly SettingsProblem[];

  constructor(stack: string, problems: readonly SettingsProblem[]) {
    const lines = problems.map(
      ({ key, value, cure }) => `  ${key}${value === undefined ? '' : ` ${value}`} ${cure}`,
    );
    const keys = new Set(problems.map(({ key }) => key));
    const count = keys.size === 1 ? 'one setting' : `${keys.size} settings`;
    super(`Pulumi.${stack}.yaml: ${count} cannot be used; nothing was sent.\n${lines.join('\n')}`);
    this.problems = problems;
  }
}

const namespace = 'omnichat:';
const domainKey = 'auth0:domain';

/**
 * Reads one stack's settings, the one way in for both engines.
 *
 * @param config every configuration value of the stack as Pulumi encodes it: full keys (`omnichat:production`), texts as
 *   they are, everything else as JSON. Keys of other namespaces are somebody else's and left alone.
 * @param stack the stack's name, for messages
 * @throws {SettingsError} with all problems at once
 */
export function parseSettings(config: Readonly<Record<string, string>>, stack: string): Settings {
  const written = Object.fromEntries(
    Object.entries(config)
      .filter(([key]) => key.startsWith(namespace))
      .map(([key, text]) => [key.slice(namespace.length), text]),
  );
  const raw = Object.fromEntries(
    Object.entries(written).map(([name, text]) => [name, textSettings.has(name) ? text : decode(text)]),
  );
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
  if (!domain.success || !settings.success || problems.length > 0) throw new SettingsError(stack, problems);
  return { domain: domain.data, ...settings.data };
}

/** What is allowed but will not work with ChatGPT or another declared client, or with the plan: one sentence each, for the person who runs the program. */
export function settingsWarnings(settings: Settings): readonly string[] {
  return [
    ...mismatchWarnings(settings),
    ...bareOriginWarnings(settings),
    ...clientWarnings(settings),
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

const textSettings = new Set([
  'resourceUrl',
  'apiIdentifier',
  'registration',
  'tokenEndpointAuthMethod',
  'plan',
  'logStreamUrl',
]);

/** Text that is no JSON stays as it is and is then refused for its type, with the cure. */
function decode(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function isPair(
  raw: Record<string, unknown>,
): raw is { readonly resourceUrl: string; readonly apiIdentifier: string } {
  return typeof raw['resourceUrl'] === 'string' && typeof raw['apiIdentifier'] === 'string';
}

/** `clients[1].name` as `pulumi config set --path` writes it. */
function settingKey(path: readonly PropertyKey[]): string {
  const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`));
  return namespace + steps.join('').slice(1);
}

function problemsOf(
  error: z.ZodError | undefined,
  raw: unknown,
  keyOf: (path: readonly PropertyKey[]) => string,
  known: readonly string[] = [],
): SettingsProblem[] {
  return (error?.issues ?? []).flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') return issue.keys.map((name) => unknownSetting(name, raw, known));
    const path = issue.path.length === 0 ? ['domain'] : issue.path;
    const value = path.reduce<unknown>(
      (at, step) => (at as Record<PropertyKey, unknown> | undefined)?.[step],
      raw,
    );
    return [
      {
        key: keyOf(issue.path),
        ...(value === undefined ? {} : { value: quoted(value) }),
        cure: issue.message,
      },
    ];
  });
}

/** @param name of what holds the value: where that is a secret, the value is not to be repeated */
function quoted(value: unknown, name = ''): string {
  const shown = (key: string, part: unknown) =>
    isSecretName(key) ? '[redacted]' : typeof part === 'string' ? withoutCredentials(part) : part;
  return JSON.stringify(shown(name, value), shown);
}

const isSecretName = (name: string) => /secret|password|private_?key|api_?token|^token$/i.test(name);

function unknownSetting(name: string, raw: unknown, known: readonly string[]): SettingsProblem {
  const nearest = name === 'domain' ? domainKey : `${namespace}${closestMatch(name, [...known])}`;
  return {
    key: `${namespace}${name}`,
    value: quoted((raw as Record<string, unknown>)[name], name),
    cure: `is not a setting. The nearest one is ${nearest}; remove it or rename it.`,
  };
}
