import { knownApiScopes } from '../documents/api-scopes.ts';
import { type Check, check, fail, judged, pass, skip } from '../check.ts';
import { liveApi } from '../refusals/live-settings.ts';
import { grantOf } from '../refusals/refused-step.ts';
import { remedyForScopes } from '../refusals/refused-token.ts';
import { api } from '../evidence.ts';
import { audienceFor, audiencesOf, scopesOf } from '../oauth/access-token.ts';
import { resourceParameter, undo } from '../remedy.ts';
import { applicationLogin } from './flow.ts';

/** `JWT` in Auth0's dialect, `at+jwt` in that of RFC 9068 §2.1. */
const accessTokenTypes = new Set(['JWT', 'at+jwt', 'application/at+jwt']);

const jwt = check({
  id: 'app-token-jwt',
  title: "The access token is a JWT that the issuer's keys vouch for, with RS256",
  needs: { token: applicationLogin.accessToken },
  judge: ({ token }, target) => {
    if (token.kind === 'opaque') {
      return fail('the access token is opaque: it is for no API', resourceParameter(target));
    }
    const { alg, typ, signatureFault } = token;
    return judged(
      [
        ...(alg === 'RS256' ? [] : [`it is signed with ${alg}`]),
        ...(accessTokenTypes.has(typ ?? '') ? [] : [`its type is ${typ ?? 'not given'}`]),
        ...(alg === 'RS256' && signatureFault !== undefined ? [signatureFault] : []),
      ],
      {
        holds: `${alg}, ${typ}`,
        remedy: undo(target, alg === 'RS256' ? 'token_dialect of the API' : 'signing_alg of the API (RS256)'),
      },
    );
  },
});

const issuer = check({
  id: 'app-token-issuer',
  title: 'The access token names the issuer to the character',
  needs: { token: applicationLogin.accessToken },
  judge: ({ token }, target) => {
    if (token.kind === 'opaque') return opaque;
    return token.claims.iss === target.issuer
      ? pass(target.issuer)
      : fail(
          `it names ${token.claims.iss ?? 'none'}, expected ${target.issuer}`,
          undo(target, 'the issuer of the access tokens, which is the domain they were asked for at'),
        );
  },
});

const audience = check({
  id: 'app-token-audience',
  title: 'The resource parameter gives a token for the API',
  needs: { token: applicationLogin.accessToken, api },
  judge: ({ token, api: { identifier } }, target) => {
    const expected = audienceFor(identifier, target);
    if (token.kind === 'opaque')
      return fail(`the token is opaque, not for ${expected}`, resourceParameter(target));
    const audiences = audiencesOf(token.claims);
    return audiences.includes(expected)
      ? pass(expected)
      : fail(
          `it is for ${audiences.join(', ') || 'nobody'}, expected ${expected}`,
          resourceParameter(target),
        );
  },
});

const scope = check({
  id: 'app-token-scope',
  title: 'The token carries the scopes that were asked for, and no other',
  needs: {
    token: applicationLogin.accessToken,
    granted: applicationLogin.grantedTokens,
    api,
    apiScopes: knownApiScopes,
    liveApi,
  },
  judge: (
    { token, granted, api: { scopes: declared, rolesDecide }, apiScopes: scopes, liveApi: live },
    target,
  ) => {
    if (token.kind === 'opaque') return opaque;
    if (scopes.length === 0) return skip('the scopes of the API are not known');
    const carried = scopesOf(token, target, granted.scopes);
    const missing = scopes.filter((each) => !carried.includes(each));
    const foreign = carried.filter((each) => !scopes.includes(each) && each !== 'offline_access');
    const left = scopes.length - missing.length;
    // Roles decide, and whoever sets up another server.
    const mayLack = rolesDecide || declared.length === 0;
    const dropped = mayLack && left > 0 ? [] : missing;
    return judged(
      [
        ...(dropped.length > 0 ? [`it lacks ${dropped.join(', ')}`] : []),
        ...(foreign.length > 0 ? [`it also carries ${foreign.join(', ')}`] : []),
      ],
      {
        holds: scopes.filter((each) => carried.includes(each)).join(' '),
        remedy:
          foreign.length > 0
            ? undo(target, `the scopes of the ${grantOf('predefined')}`)
            : remedyForScopes(target, { way: 'predefined', api: live }),
      },
    );
  },
});

const longestLifetimeSeconds = 86_400;

const lifetime = check({
  id: 'app-token-lifetime',
  title: 'The token lives as long as it should, from now on',
  needs: { token: applicationLogin.accessToken, granted: applicationLogin.grantedTokens, api },
  judge: ({ token, granted, api: { tokenLifetimeSeconds } }, target) => {
    if (token.kind === 'opaque') return opaque;
    const { iat = Number.NaN, exp = Number.NaN } = token.claims;
    const seconds = exp - iat;
    const asExpected =
      tokenLifetimeSeconds === undefined
        ? seconds <= longestLifetimeSeconds
        : seconds === tokenLifetimeSeconds;
    return judged(
      [
        ...(asExpected
          ? []
          : [
              `it lives ${seconds} s, expected ${tokenLifetimeSeconds ?? `at most ${longestLifetimeSeconds}`} s`,
            ]),
        ...(exp * 1000 > granted.receivedAt
          ? []
          : [`it had expired when it came, ${Math.round(granted.receivedAt / 1000 - exp)} s before`]),
        ...(granted.expiresInSeconds === undefined || granted.expiresInSeconds === seconds
          ? []
          : [`expires_in says ${granted.expiresInSeconds} s, and the token ${seconds} s`]),
      ],
      // An age is nobody's setting: whose clock is wrong, the check of the clocks says.
      { holds: `${seconds} s`, remedy: asExpected ? undefined : undo(target, 'token_lifetime of the API') },
    );
  },
});

const opaque = skip('the access token is opaque');

/** What an access token for the API has to be (RFC 9068; Auth0, "Access Token Profiles"). */
export const tokenChecks: readonly Check[] = [jwt, issuer, audience, scope, lifetime];
