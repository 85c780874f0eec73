import { z } from 'zod';
import { clientPageOrigins, registrableUrls } from './declared-clients.ts';
import { missingSecretCause } from './missing-secret.ts';
import type { Settings } from './settings/settings.ts';
import { registrationModes } from './settings/tenant-settings.ts';
import { type DesiredTenant, managementAudience } from './tenant.ts';
import { ownCommand } from './own-command.ts';

const url = z.url({ protocol: /^https?$/, error: 'is not an http or https URL' });
const identifier = z.string().min(1, 'is empty');
const secret = z.string().min(1);

/**
 * The stack outputs: the contract between the Pulumi program and everything that reads a deployed stack. Each member
 * is a text or a list of texts. `registrarClientId` and `registrarClientSecret` stand together or not at all: only
 * `registration: broker` has a registrar; `publicClientId` exists with `registration: registry` only.
 */
export const stackOutputs = z
  .object({
    /** The authorization server as OmniChat's setup guide writes it: the issuer without its trailing slash. */
    authorizationServer: url,
    /** `iss` of every token, to the character: with the trailing slash (RFC 8414 §2; Auth0 "Validate Access Tokens"). */
    issuer: url.endsWith('/', 'lacks the trailing slash that Auth0 puts into "iss"'),
    /** The tenant's own host, with its port if it has one, whatever the issuer is; no scheme. The Management API is there. */
    domain: identifier,
    /** The API identifier: `aud` of access tokens and `resource` of the protected-resource metadata. */
    audience: identifier,
    /** Where OmniChat's own server answers. */
    resourceUrl: url,
    jwksUri: url,
    authorizationEndpoint: url,
    tokenEndpoint: url,
    /** The predefined application that ChatGPT uses. */
    clientId: identifier,
    clientSecret: secret,
    /** The machine-to-machine application that registers clients through the Management API. */
    registrarClientId: identifier.optional(),
    registrarClientSecret: secret.optional(),
    /** The one public client that `registration: registry` hands to every registrant. */
    publicClientId: identifier.optional(),
    /** The identifier of the tenant's Management API. */
    managementAudience: url,
    /** How clients are registered; with the two below what OmniChat's server needs to serve `/register`. */
    registration: z.enum(registrationModes).optional(),
    /** The redirect URIs that may be registered: the application's, and with a broker loopback ones that stand for any port. */
    redirectUris: z.array(url).readonly().optional(),
    /** The origins of the application's own pages, and of pages of clients that are on no site that the application redirects to. */
    allowedOrigins: z.array(url).readonly().optional(),
  })
  .refine(
    ({ registrarClientId, registrarClientSecret }) =>
      (registrarClientId === undefined) === (registrarClientSecret === undefined),
    {
      path: ['registrarClientSecret'],
      error: 'and registrarClientId go together, and one of them is missing',
    },
  );

/** The stack outputs as a deployed stack has them. */
export type StackOutputs = z.infer<typeof stackOutputs>;

/** What a server's `.env` is written of: a stack's outputs, or as many of them as an issuer that is not Auth0 has. */
export type ServerOutputs = Pick<
  StackOutputs,
  | 'authorizationServer'
  | 'issuer'
  | 'audience'
  | 'resourceUrl'
  | 'jwksUri'
  | 'authorizationEndpoint'
  | 'tokenEndpoint'
> &
  Partial<StackOutputs> & {
    /** `aud` of its tokens, where that is not `audience`. */
    readonly tokenAudience?: string;
  };

/** The outputs that are secrets: never printed, masked in CI, encrypted in state. */
export const secretOutputs = [
  'clientSecret',
  'registrarClientSecret',
] as const satisfies readonly (keyof StackOutputs)[];

/** One output, or all, that cannot be used, and why. Never holds the value. */
export interface StackOutputsProblem {
  readonly output: string;
  readonly reason: string;
}

const all = 'All';

/** The outputs of a stack are not what the program exports: which, why, and what to do. No value is quoted. */
export class StackOutputsError extends Error {
  override readonly name = 'StackOutputsError';
  readonly code = 'STACK_OUTPUTS_INVALID';

  readonly problems: readonly StackOutputsProblem[];

  constructor(problems: readonly StackOutputsProblem[]) {
    const subject = (output: string) => (output === all ? 'All stack outputs' : `Stack output ${output}`);
    super(problems.map(({ output, reason }) => `${subject(output)} ${reason}`).join('\n'));
    this.problems = problems;
  }
}

/**
 * Checks what a deployed stack exports.
 *
 * @param stack its name, for messages
 * @throws {StackOutputsError} naming every output that is missing, empty or malformed
 */
export function parseOutputs(value: unknown, stack = 'STACK'): StackOutputs {
  const deploy = `Deploy it: ${ownCommand(`up -s ${stack}`)}`;
  if (!holdsOutputs(value)) {
    const reason = `are missing: stack ${stack} was never deployed, or not to the end. ${deploy}`;
    throw new StackOutputsError([{ output: all, reason }]);
  }
  const parsed = stackOutputs.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new StackOutputsError(
    parsed.error.issues.map(({ path, code, message }) => {
      const output = path.join('.');
      const isSecret = (secretOutputs as readonly string[]).includes(output);
      if (code === 'invalid_type')
        return { output, reason: `is missing or is no text: an older program deployed the stack. ${deploy}` };
      if (code === 'too_small' && isSecret)
        return { output, reason: `is empty: ${missingSecretCause(stack)}` };
      return { output, reason: code === 'custom' ? `${message}. ${deploy}` : message };
    }),
  );
}

function holdsOutputs(value: unknown): value is object {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.keys(stackOutputs.shape).some((name) => name in value)
  );
}

/**
 * Who clients are told to ask, and who tokens say that they are from: Auth0 issues them in the name of the domain that was asked
 * (Auth0, "Custom Domains").
 */
function issuerOf({ domain, customDomain }: Settings): string {
  const port = /:\d+$/.exec(domain)?.[0] ?? '';
  return `https://${customDomain === undefined ? domain : `${customDomain}${port}`}/`;
}

/** The custom domain that clients are told to ask, host alone; undefined where they ask the tenant's own. */
export function customDomainIn({
  issuer,
  domain,
}: Pick<StackOutputs, 'issuer' | 'domain'>): string | undefined {
  const { hostname } = new URL(issuer);
  return hostname === new URL(`https://${domain}`).hostname ? undefined : hostname;
}

/** The outputs that are known before anything is deployed. */
export function publicOutputs(settings: Settings, { connector }: DesiredTenant) {
  const { domain, apiIdentifier, resourceUrl, registration } = settings;
  const issuer = issuerOf(settings);
  return {
    authorizationServer: issuer.slice(0, -1),
    issuer,
    domain,
    audience: apiIdentifier,
    resourceUrl,
    jwksUri: `${issuer}.well-known/jwks.json`,
    authorizationEndpoint: `${issuer}authorize`,
    tokenEndpoint: `${issuer}oauth/token`,
    managementAudience: managementAudience(domain),
    registration,
    redirectUris: registrableUrls(settings),
    allowedOrigins: [...(connector.client.webOrigins ?? []), ...clientPageOrigins(settings)],
  } satisfies Partial<StackOutputs>;
}
