import { type Remedy, resourceParameter, serverVariable, undo } from '../remedy.ts';
import type { Target } from '../target.ts';
import { grantOf, known, type KnownRefusal, type RefusedStep } from './refused-step.ts';

/** What OmniChat's server says of a token. */
const atResource: readonly KnownRefusal[] = [
  { says: /not a signed JWT/, remedy: resourceParameter },
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

/** The setting behind a refusal of OmniChat's server; undefined where its words do not tell. */
export function remedyAtResource(reason: string, target: Target, step: RefusedStep): Remedy | undefined {
  return known(atResource, reason, target, step);
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
