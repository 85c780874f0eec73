import { ExpectedError } from '../text/expected-error.ts';
import { ownCommand } from '../text/own-command.ts';
import { managerOf } from '../text/secret-reference.ts';
import { chatgptCallbackUrls } from '../../infra/chatgpt.ts';
import { siteOrigins } from '../../infra/declared-clients.ts';
import { z } from 'zod';
import { isLoopbackHost } from '../../infra/settings/settings.ts';
import { logText } from './endpoint/log-text.ts';
import { redirectUriFault } from './redirect-uri.ts';
import { apiScopeNames, type ApiScope, firstScopes } from './metadata/protected-resource-metadata.ts';
import type { RegistrationSettings } from './registration/registration-handler.ts';

/** Everything the connector has to be told, checked. */
export interface ConnectorSettings {
  /** Exact issuer, Auth0's trailing slash included. */
  readonly issuer: string;
  /** The API's identifier: `resource` of its metadata. */
  readonly audience: string;
  /** `aud` of its tokens. @default the audience */
  readonly tokenAudience?: string;
  /** Where OmniChat's server is reached. */
  readonly resourceUrl: string;
  readonly jwksUri: string;
  readonly registration: RegistrationSettings;
  /** Redirect URIs that registrations may ask for; a broker takes loopback ones without a port with any. */
  readonly redirectUris: readonly string[];
  /** Origins whose pages may call `/register` and the API: those that people are redirected to, OmniChat's and others. */
  readonly allowedOrigins: readonly string[];
  readonly documentationUrl?: string;
  /** What clients are told to ask for before they call anything. */
  readonly firstScopes: readonly ApiScope[];
  /** How many proxies in front of the server are believed about the client's address. */
  readonly trustedProxies: number;
}

/**
 * The environment does not make a usable connector. `problems` holds one line for each key, never a secret's
 * value.
 */
export class ConnectorSettingsError extends ExpectedError {
  override readonly name = 'ConnectorSettingsError';
  readonly code = 'CONNECTOR_SETTINGS_INVALID';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The connector's environment is not usable:\n${problems.map((line) => `  ${line}`).join('\n')}`);
    this.problems = problems;
  }
}

const writeDotenv = `write the .env with \`${ownCommand('env')}\``;

/**
 * https, or http on this machine; no fragment, as neither an issuer nor a resource may have one (RFC 8414 §2,
 * RFC 9728 §1.2); no white space, which URL parsers drop and comparisons to the character do not.
 */
const httpsUrl = z
  .string({ error: `is missing; ${writeDotenv}` })
  .regex(/^\S*$/, { error: 'must not hold white space', abort: true })
  .refine(
    (value) => {
      const url = URL.parse(value);
      if (url === null || value.includes('#')) return false;
      if (url.username !== '' || url.password !== '') return false;
      return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname));
    },
    { error: 'must be an https URL without user name and fragment (http only on this machine)' },
  );

const issuerUrl = httpsUrl.refine((value) => !value.includes('?'), 'must not have a query (RFC 8414 §2)');

const host = z
  .string({ error: `is missing; ${writeDotenv}` })
  .regex(/^[a-z0-9.-]+(:\d+)?$/, 'must be a host with an optional port: no scheme, no path');

const registrarVariable = z.string({
  error: `is missing; ${writeDotenv}, or choose another OAUTH_REGISTRATION than broker`,
});

/** Several values in one variable, separated by commas or white space. */
const list = z.string().transform((value) => value.split(/[\s,]+/).filter((item) => item !== ''));

const redirectUris = list.superRefine((uris, context) => {
  for (const uri of uris) {
    const fault = redirectUriFault(uri);
    if (fault !== undefined) context.addIssue({ code: 'custom', message: `${uri} ${fault}` });
  }
});

const origins = list.superRefine((values, context) => {
  for (const value of values) {
    if (URL.parse(value)?.origin !== value) {
      context.addIssue({ code: 'custom', message: `${value} must be an origin like https://omnichat.com` });
    }
  }
});

const scopes = list.pipe(
  z
    .array(z.enum(apiScopeNames, { error: ({ input }) => `${String(input)} is no scope of the API` }))
    .min(1, 'must name a scope'),
);

const serverSchema = z.object({
  AUTHORIZATION_SERVER: httpsUrl.optional(),
  RESOURCE_URL: httpsUrl,
  OAUTH_ISSUER: issuerUrl,
  OAUTH_AUDIENCE: httpsUrl,
  OAUTH_TOKEN_AUDIENCE: z.string().regex(/^\S+$/, 'must not hold white space').optional(),
  OAUTH_JWKS_URI: httpsUrl,
  OAUTH_REDIRECT_URIS: redirectUris.default([...chatgptCallbackUrls]),
  OAUTH_ALLOWED_ORIGINS: origins.default([]),
  OAUTH_RESOURCE_DOCUMENTATION: httpsUrl.optional(),
  CONNECTOR_FIRST_SCOPES: scopes.default([...firstScopes]),
  CONNECTOR_TRUSTED_PROXIES: z
    .string()
    .regex(/^\d$/, 'must be the number of proxies in front of the server that append to X-Forwarded-For')
    .transform(Number)
    .default(0),
});

const registrationSchemas = {
  broker: z
    .object({
      AUTH0_DOMAIN: host,
      AUTH0_MANAGEMENT_AUDIENCE: httpsUrl.optional(),
      AUTH0_REGISTRAR_CLIENT_ID: registrarVariable,
      AUTH0_REGISTRAR_CLIENT_SECRET: registrarVariable,
      AUTH0_REGISTRAR_CLIENT_SECRET_NEXT: z.string().optional(),
    })
    .transform((environment): RegistrationSettings => ({
      mode: 'broker',
      registrar: {
        domain: environment.AUTH0_DOMAIN,
        managementAudience:
          environment.AUTH0_MANAGEMENT_AUDIENCE ?? `https://${environment.AUTH0_DOMAIN}/api/v2/`,
        clientId: environment.AUTH0_REGISTRAR_CLIENT_ID,
        clientSecret: environment.AUTH0_REGISTRAR_CLIENT_SECRET,
        ...(environment.AUTH0_REGISTRAR_CLIENT_SECRET_NEXT !== undefined && {
          nextClientSecret: environment.AUTH0_REGISTRAR_CLIENT_SECRET_NEXT,
        }),
      },
    })),
  registry: z
    .object({
      OAUTH_PUBLIC_CLIENT_ID: z
        .string({ error: 'is missing; give the id of the provisioned public client' })
        .regex(/^\S+$/, 'must be a client id, without white space'),
    })
    .transform(({ OAUTH_PUBLIC_CLIENT_ID }): RegistrationSettings => ({
      mode: 'registry',
      publicClientId: OAUTH_PUBLIC_CLIENT_ID,
    })),
  native: z.object({}).transform((): RegistrationSettings => ({ mode: 'native' })),
  off: z.object({}).transform((): RegistrationSettings => ({ mode: 'off' })),
};

const registrationModes = Object.keys(registrationSchemas);

/**
 * Reads the connector's settings from environment variables, as the `.env` of a stack names them. An empty
 * variable counts as absent.
 *
 * @throws {ConnectorSettingsError} with all problems at once
 */
export function parseConnectorSettings(
  environment: Readonly<Record<string, string | undefined>>,
): ConnectorSettings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const mode = given['OAUTH_REGISTRATION'] ?? 'broker';
  refuseReferences(given, mode);
  const registrationSchema = Object.hasOwn(registrationSchemas, mode)
    ? registrationSchemas[mode as keyof typeof registrationSchemas]
    : undefined;

  const server = serverSchema.safeParse(given);
  const registration = registrationSchema?.safeParse(given);
  const problems = [
    ...(server.error?.issues ?? []),
    ...(registration?.error?.issues ?? []),
    ...contradictions(given),
  ].map(({ path, message }) => logText(`${path.join('.')}: ${message}`));
  if (registration === undefined) {
    problems.push(
      logText(`OAUTH_REGISTRATION: must be one of ${registrationModes.join(', ')}; it is "${mode}"`),
    );
  }
  if (problems.length > 0 || !server.success || registration?.success !== true) {
    throw new ConnectorSettingsError(problems);
  }

  const settings = server.data;
  return {
    issuer: settings.OAUTH_ISSUER,
    audience: settings.OAUTH_AUDIENCE,
    resourceUrl: settings.RESOURCE_URL,
    jwksUri: settings.OAUTH_JWKS_URI,
    registration: registration.data,
    redirectUris: settings.OAUTH_REDIRECT_URIS,
    allowedOrigins: [
      ...siteOrigins(settings.OAUTH_REDIRECT_URIS),
      new URL(settings.RESOURCE_URL).origin,
      ...settings.OAUTH_ALLOWED_ORIGINS,
    ],
    firstScopes: settings.CONNECTOR_FIRST_SCOPES,
    trustedProxies: settings.CONNECTOR_TRUSTED_PROXIES,
    ...(settings.OAUTH_TOKEN_AUDIENCE !== undefined && { tokenAudience: settings.OAUTH_TOKEN_AUDIENCE }),
    ...(settings.OAUTH_RESOURCE_DOCUMENTATION !== undefined && {
      documentationUrl: settings.OAUTH_RESOURCE_DOCUMENTATION,
    }),
  };
}

/**
 * A variable that stands for what a secret manager has is nothing to judge: `dotenvx encrypt` encrypts all of a file.
 *
 * @throws {ConnectorSettingsError} where nobody resolved one that the connector reads
 */
function refuseReferences(given: Record<string, string | undefined>, mode: string): void {
  const read = [
    'OAUTH_REGISTRATION',
    ...Object.keys(serverSchema.shape),
    ...(Object.hasOwn(registrationSchemas, mode)
      ? Object.keys(registrationSchemas[mode as keyof typeof registrationSchemas].in.shape)
      : []),
  ];
  const names = read.filter((name) => managerOf(given[name]) !== undefined);
  if (names.length === 0) return;
  const they = names.length === 1 ? 'is a reference' : 'are references';
  throw new ConnectorSettingsError([
    `${names.join(', ')}: ${they}, which nobody resolved; have the secret manager start the server (\`op run\`, \`dotenvx run\`)`,
  ]);
}

/**
 * Values that are well formed and do not belong together. Works on raw values, to be reported beside
 * malformed ones.
 */
function contradictions(
  given: Record<string, string | undefined>,
): { readonly path: string[]; readonly message: string }[] {
  const { AUTHORIZATION_SERVER: server, OAUTH_ISSUER: issuer } = given;
  const { RESOURCE_URL: resourceUrl = '', OAUTH_AUDIENCE: audience } = given;
  const found = [];
  if (server !== undefined && issuer !== undefined && issuer.replace(/\/$/, '') !== server) {
    found.push({
      path: ['AUTHORIZATION_SERVER'],
      message: `must be OAUTH_ISSUER (${issuer}) without its final slash; it is ${server}`,
    });
  }
  const resourceHost = URL.parse(resourceUrl)?.hostname;
  if (
    resourceHost !== undefined &&
    !isLoopbackHost(resourceHost) &&
    audience !== undefined &&
    audience !== resourceUrl
  ) {
    found.push({
      path: ['RESOURCE_URL'],
      message: `must equal OAUTH_AUDIENCE (${audience}), for clients refuse metadata that names another resource (RFC 9728 §3.3); it is ${resourceUrl}`,
    });
  }
  return found;
}
