import { z } from 'zod';
import { clientPageOrigins, registrableUrls } from './declared-clients.ts';
import {
  domainKey,
  problemsOf,
  quoted,
  settingKey,
  SettingsError,
  statedSettings,
} from './setting-problems.ts';
import { settingsSchema } from './settings-schema.ts';

/** What a stack states of an authorization server that is none of Auth0's, and of OmniChat's server behind it. */
export interface ExternalIssuer {
  /** To the character. */
  readonly issuer: string;
  /** A client that was made there for ChatGPT, if there is one. */
  readonly clientId?: string | undefined;
  readonly resourceUrl: string;
  /** As in the settings of a stack at Auth0. */
  readonly protectedRoute?: string;
  /** The `resource` that clients ask for, and `aud` of the tokens. */
  readonly apiIdentifier: string;
  /** `aud` of its tokens, where that is not the identifier. */
  readonly tokenAudience?: string | undefined;
  /** Whether clients register there by themselves. */
  readonly registration: 'off' | 'native';
  /** Where its client redirects to. */
  readonly redirectUris: readonly string[];
  readonly allowedOrigins: readonly string[];
}

/** The settings that are not about a tenant of Auth0's. */
const shared = [
  'production',
  'resourceUrl',
  'protectedRoute',
  'apiIdentifier',
  'applicationUrls',
  'clients',
  'callbackUrls',
  'chatgptConnectorIds',
  'clientId',
  'tokenAudience',
] as const;

/**
 * Reads one stack's settings where its authorization server is not Auth0; undefined where it is.
 *
 * @param config as `parseSettings` takes it
 * @throws {SettingsError} with all problems at once
 */
export function parseExternalIssuer(
  config: Readonly<Record<string, string>>,
  stack: string,
): ExternalIssuer | undefined {
  const raw = statedSettings(config);
  if (raw['authorizationServer'] !== 'external') return undefined;
  const { shape } = settingsSchema(raw['production'] === true, raw['clients']);
  const schema = z.strictObject({
    ...z.object(shape).pick(Object.fromEntries(shared.map((name) => [name, true])) as Shared).shape,
    authorizationServer: z.literal('external'),
    issuer: shape.issuer.unwrap(),
    registration: z
      .enum(['off', 'native'], 'is not for an issuer that is not Auth0. Write off or native.')
      .default('native'),
  });
  const ofAuth0 = Object.keys(raw).filter((name) => name in shape && !(name in schema.shape));
  const parsed = schema.safeParse(
    Object.fromEntries(Object.entries(raw).filter(([name]) => !ofAuth0.includes(name))),
  );
  const withoutTenant = 'is about a tenant of Auth0, and this stack has none. Remove it.';
  const problems = [
    ...problemsOf(parsed.error, raw, settingKey, Object.keys(shape)),
    ...ofAuth0.map((name) => ({
      key: `omnichat:${name}`,
      value: quoted(raw[name], name),
      cure: withoutTenant,
    })),
    ...(config[domainKey] === undefined
      ? []
      : [{ key: domainKey, value: quoted(config[domainKey]), cure: withoutTenant }]),
  ];
  if (!parsed.success || problems.length > 0) throw new SettingsError(stack, problems);
  const { applicationUrls, ...stated } = parsed.data;
  return {
    issuer: stated.issuer,
    clientId: stated.clientId,
    tokenAudience: stated.tokenAudience,
    resourceUrl: stated.resourceUrl,
    ...(stated.protectedRoute !== undefined && { protectedRoute: stated.protectedRoute }),
    apiIdentifier: stated.apiIdentifier,
    registration: stated.registration,
    redirectUris: registrableUrls(parsed.data),
    allowedOrigins: [
      ...new Set(applicationUrls.map((url) => new URL(url).origin)),
      ...clientPageOrigins(parsed.data),
    ],
  };
}

type Shared = Readonly<Record<(typeof shared)[number], true>>;
