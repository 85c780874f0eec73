import { clientPageOrigins, registrableUrls } from '../declared-clients.ts';
import { clientsCallbackProblems } from './joint-problems.ts';
import { domainKey, quoted, SettingsError, settingsProblems } from './setting-problems.ts';
import { issuerSchema, statedSettings } from './settings-schema.ts';
import { tenantSettings } from './tenant-settings.ts';

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
  const production = raw['production'] === true;
  const schema = issuerSchema(production);
  const parsed = schema.safeParse(raw);
  const own = Object.keys(schema.shape);
  const cureOfOthers = 'is about a tenant of Auth0, and this stack has none. Remove it.';
  const others = Object.keys(tenantSettings(production)).filter((name) => !own.includes(name));
  const problems = [
    ...settingsProblems(parsed.error, raw, { own, others, cureOfOthers }),
    ...clientsCallbackProblems(raw),
    ...(config[domainKey] === undefined
      ? []
      : [{ key: domainKey, value: quoted(config[domainKey]), cure: cureOfOthers }]),
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
