import { patchCommand } from '../management-command.ts';
import { ownRegistration, type Remedy, renew, resourceParameter, serverVariable, undo } from '../remedy.ts';
import type { Target } from '../target.ts';
import { issuerParameter } from './issuer-parameter.ts';
import type { LiveApi } from './live-settings.ts';
import type { ChatgptRegistration } from './registration.ts';

/** How the refused client came to be: as ChatGPT's did, by registration as the stack declares it, or as the one that all share. */
type Way = ChatgptRegistration['way'] | 'registered' | 'shared';

/** What a remedy depends on besides the words of a refusal. */
export interface RefusedStep {
  readonly way: Way;
  readonly api?: LiveApi | undefined;
  readonly blockedUserId?: string | undefined;
  /** Whether the token endpoint takes the secret when it is sent the other way. */
  readonly secretSentWrongly?: boolean;
}

/** A refusal in the words of the one who refused, and the setting behind it. */
interface KnownRefusal {
  readonly says: RegExp;
  readonly remedy: (target: Target, step: RefusedStep) => Remedy;
}

/** What Auth0 says at its authorization endpoint. */
const atAuthorization: readonly KnownRefusal[] = [
  {
    says: /callback url mismatch/i,
    remedy: (target) => undo(target, 'the callbacks of the application'),
  },
  {
    says: /no connections enabled/i,
    remedy: (target, step) =>
      step.way === 'predefined'
        ? undo(target, 'the applications of the connection omnichat-users')
        : (undeclaredRegistration(target, step) ??
          undo(target, 'is_domain_connection of the connection omnichat-users')),
  },
  {
    says: /service not (found|enabled)/i,
    remedy: (target) => undo(target, 'the identifier of the API (omnichat:apiIdentifier)'),
  },
  {
    says: /not authorized to access|client-grant/i,
    remedy: (target, step) => undeclaredRegistration(target, step) ?? undo(target, missingGrant(step)),
  },
  {
    says: /userinfo audience is not allowed/i,
    remedy: resourceParameter,
  },
  {
    says: /grant type .* not allowed|unsupported response type/i,
    remedy: (target) => undo(target, 'the grant types of the application'),
  },
  {
    says: /unknown client: https:/i,
    remedy: (target) =>
      undo(
        target,
        target.stack === undefined
          ? "the import of ChatGPT's client ID metadata document"
          : 'client_id_metadata_document_supported of the tenant',
      ),
  },
  {
    says: /unknown client/i,
    remedy: (target) => renew(target, 'OAUTH_CLIENT_ID: the application is not in the tenant'),
  },
  { says: /"iss" \(issuer\)/, remedy: issuerParameter },
  {
    says: /user is blocked/i,
    remedy: (target, { blockedUserId: id }) => ({
      setting: 'blocked of the user who logged in',
      ...(id === undefined
        ? { before: 'unblock them in the Auth0 dashboard, User Management > Users' }
        : { command: patchCommand(target, `users/${encodeURIComponent(id)}`, { blocked: false }) }),
    }),
  },
  {
    says: /did not authorize the request/i,
    remedy: () => ({
      setting: 'the consent of the user who logged in',
      before: 'verify again, and accept what the consent page asks for',
    }),
  },
];

/** What Auth0 says at its token endpoint. */
const atToken: readonly KnownRefusal[] = [
  {
    says: /grant type .* not allowed/i,
    remedy: (target) => undo(target, 'the grant types of the application'),
  },
  {
    says: /access_denied: unauthorized|invalid_client/i,
    remedy: (target, { secretSentWrongly }) =>
      secretSentWrongly === true
        ? undo(target, 'token_endpoint_auth_method of the application (client_secret_post)')
        : renew(target, 'OAUTH_CLIENT_SECRET: the secret of the application'),
  },
];

/** What OmniChat's server says of a token. */
const atResource: readonly KnownRefusal[] = [
  { says: /RS256/, remedy: (target) => undo(target, 'signing_alg of the API (RS256)') },
  { says: /\baud\b/, remedy: (target) => serverVariable(target, 'OAUTH_AUDIENCE') },
  { says: /\biss\b/, remedy: (target) => serverVariable(target, 'OAUTH_ISSUER') },
  {
    says: /expired|\bnbf\b|\biat\b/,
    remedy: () => ({
      setting: "the clock of the machine that OmniChat's server runs on",
      command: 'timedatectl set-ntp true',
    }),
  },
  {
    says: /\bkeys?\b|signature|unavailable/i,
    remedy: (target) => serverVariable(target, 'OAUTH_JWKS_URI'),
  },
  {
    says: /scope/i,
    remedy: (target, { way }) => undo(target, `the scopes of the ${grantOf(way)}`),
  },
];

/** The setting behind a refusal of the authorization endpoint. */
export function remedyAtAuthorization(reason: string, target: Target, step: RefusedStep): Remedy {
  return (
    known(atAuthorization, reason, target, step) ??
    undo(target, 'the application, its connection or its grant')
  );
}

/** The setting behind a refusal of the token endpoint. */
export function remedyAtToken(reason: string, target: Target, step: RefusedStep): Remedy {
  return known(atToken, reason, target, step) ?? undo(target, 'the application or its grant');
}

/** The setting behind a refusal of OmniChat's server. */
export function remedyAtResource(reason: string, target: Target, step: RefusedStep): Remedy {
  return (
    known(atResource, reason, target, step) ??
    serverVariable(target, 'OAUTH_ISSUER, OAUTH_AUDIENCE or OAUTH_JWKS_URI')
  );
}

/** The setting that leaves a token without scopes. */
export function remedyForScopes(target: Target, { way, api }: RefusedStep): Remedy {
  const held = api?.scopes.map(({ value }) => value);
  if (held !== undefined && target.api?.scopes.some((scope) => !held.includes(scope)) === true) {
    return undo(target, 'the scopes of the API');
  }
  if (target.api?.rolesDecide === true) {
    return {
      setting: 'the roles of the user who logged in',
      before: 'give them roles in the Auth0 dashboard, User Management > Users > Roles',
    };
  }
  if (api?.enforce_policies === true) return undo(target, 'enforce_policies of the API');
  const orRoles = api === undefined ? ', or enforce_policies of the API' : '';
  return undo(target, `the scopes of the ${grantOf(way)}${orRoles}`);
}

function known(
  refusals: readonly KnownRefusal[],
  reason: string,
  target: Target,
  step: RefusedStep,
): Remedy | undefined {
  return refusals.find(({ says }) => says.test(reason))?.remedy(target, step);
}

/** Who registers where the stack wants nobody to, finds nothing prepared. */
function undeclaredRegistration(target: Target, { way }: RefusedStep): Remedy | undefined {
  const declared = target.registration === undefined || target.registration === 'native';
  return way !== 'dynamic' || declared ? undefined : ownRegistration(target);
}

function grantOf(way: Way): string {
  if (way === 'predefined') return 'client grant of the application on the API';
  return way === 'shared'
    ? 'client grant of the public application on the API'
    : 'default client grant of third-party applications on the API';
}

function missingGrant({ way, api }: RefusedStep): string {
  const policy = api?.subject_type_authorization?.user.policy;
  const userPolicy = 'subject_type_authorization.user.policy of the API (require_client_grant)';
  if (policy === 'deny_all') return userPolicy;
  return api === undefined ? `the ${grantOf(way)}, or ${userPolicy}` : `the ${grantOf(way)}`;
}
