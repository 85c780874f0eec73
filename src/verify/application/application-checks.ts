import { type Check, check, fail, judged, pass, skip, unknown } from '../check.ts';
import { application } from '../evidence.ts';
import { missingConnections, liveApi } from '../refusals/live-settings.ts';
import {
  missingApplication,
  refusedGrantType,
  remedyAtAuthorization,
  remedyAtToken,
  remedyForSecret,
} from '../refusals/refused-oauth.ts';
import { refusedUserId } from '../refusals/refused-user.ts';
import { answered, answeredObject } from '../exchange.ts';
import type { ProbeAnswer } from '../oauth/authorization-probe.ts';
import type { TokenOutcome } from '../oauth/code-flow.ts';
import { undo } from '../remedy.ts';
import type { Target } from '../target.ts';
import { applicationLogin, heldLeeway, refreshedTwice, wrongVerifier } from './flow.ts';
import { heldApplicationChecks } from './held-application-checks.ts';
import {
  clientCredentialsAnswer,
  implicitProbe,
  isAuthenticated,
  knownApplication,
  redirectUriProbes,
  refusesClient,
  secretProbe,
  strangerProbes,
  wrongSecretAnswer,
} from './probes.ts';
import { secretSentWrongly } from './secret-method.ts';
import { clientMethod } from './client-method-check.ts';
import { tokenChecks } from './token-checks.ts';

const redirectUris = check({
  id: 'app-redirect-uris',
  title: 'Each redirect URI of the application is accepted',
  needs: { probes: redirectUriProbes },
  judge: ({ probes }, target) => {
    const refused = probes.filter(({ accepted }) => !accepted);
    return judged(refusalsIn(refused), {
      holds: `${probes.length} redirect URIs`,
      remedy: settingBehind(refused[0]?.message, target) ?? undo(target, 'the callbacks of the application'),
    });
  },
});

/** Each answer once, with the redirect URIs that it is the answer to. */
function refusalsIn(refused: readonly ProbeAnswer[]): string[] {
  const answerOf = ({ status, message }: ProbeAnswer) => `answered ${status}: ${message}`;
  return [...new Set(refused.map(answerOf))].map((answer) => {
    const uris = refused.filter((probe) => answerOf(probe) === answer).map(({ redirectUri }) => redirectUri);
    return `${uris.join(', ')} ${uris.length === 1 ? 'was' : 'were'} ${answer}`;
  });
}

const redirectUriRefused = check({
  id: 'app-redirect-uri-unknown',
  title: 'Redirect URIs that are not on the list are refused',
  needs: { probes: strangerProbes },
  judge: ({ probes }, target) => {
    const letThrough = probes.filter(isLetThrough);
    const other = probes.find((probe) => !isLetThrough(probe) && !refusesRedirectUri(probe, target));
    if (letThrough.length === 0 && other !== undefined) {
      return unknown(
        `${other.redirectUri} was answered ${other.status}: ${other.message}`,
        settingBehind(other.message, target),
      );
    }
    return judged(
      letThrough.map(({ redirectUri, status }) => `${redirectUri} is accepted (${status})`),
      {
        holds: `${probes.length} redirect URIs are refused`,
        remedy: undo(target, 'the callbacks of the application'),
      },
    );
  },
});

const settingBehind = (message: string | undefined, target: Target) =>
  message === undefined ? undefined : remedyAtAuthorization(message, target, { way: 'predefined' });

const isLetThrough = ({ redirected, status, error }: ProbeAnswer) =>
  redirected || (status < 400 && error === undefined);

/** Auth0 says what it refuses; RFC 6749 §4.1.2.1 has no error code for it, since nothing goes to such a redirect URI. */
const refusesRedirectUri = ({ message }: ProbeAnswer, { auth0 }: Target) =>
  !auth0 || /callback url/i.test(message);

const secret = check({
  id: 'app-client-secret',
  title: 'The client secret works, and a wrong one does not',
  needs: { known: knownApplication, probe: secretProbe, wrong: wrongSecretAnswer, secretSentWrongly },
  judge: ({ known, probe: { right }, wrong, ...seen }, target) => {
    if (!known) return unknown('the tenant knows no such application', missingApplication(target));
    const other = [right, wrong].find((answer) => !isAuthenticated(answer) && !refusesClient(answer));
    if (other !== undefined) return unknown(answered(other));
    if (refusedGrantType.test(answered(right))) {
      return unknown(answered(right), remedyAtToken(answered(right), target, { way: 'predefined' }));
    }
    return judged(
      [
        ...(isAuthenticated(right) ? [] : [`the secret: ${answered(right)}`]),
        ...(isAuthenticated(wrong) ? ['a wrong secret is answered as the right one'] : []),
      ],
      {
        holds: `${String(answeredObject(right)?.['error'])} with the secret, ${String(answeredObject(wrong)?.['error'])} without`,
        remedy: remedyForSecret(target, seen),
      },
    );
  },
});

/** Before anybody is logged in, a server that allows the grant asks for a login and one that does not says so. */
const refusesImplicit = ({ error = '', redirected, status, message }: ProbeAnswer, { auth0 }: Target) =>
  auth0
    ? /grant type '?implicit'? not allowed|unsupported response type/i.test(message)
    : ['unauthorized_client', 'unsupported_response_type', 'access_denied', 'invalid_request'].includes(
        error,
      ) ||
      (!redirected && status >= 400);

const implicit = check({
  id: 'app-implicit',
  title: 'The implicit grant is refused',
  needs: { probe: implicitProbe },
  judge: ({ probe }, target) => {
    if (refusesImplicit(probe, target)) return pass(probe.message);
    return probe.accepted || (probe.status < 400 && probe.error === undefined)
      ? fail(
          `it is accepted: nothing is missing but a login (${probe.status} ${probe.message})`,
          undo(target, 'the grant types of the application'),
        )
      : unknown(`it was answered ${probe.status} ${probe.message}`, settingBehind(probe.message, target));
  },
});

const clientCredentials = check({
  id: 'app-client-credentials',
  title: 'The client-credentials grant is refused: tokens are for people only',
  needs: { probe: secretProbe, answer: clientCredentialsAnswer },
  judge: ({ probe: { right }, answer }, target) => {
    if (!isAuthenticated(right)) return skip('the secret is refused before the grant type is looked at');
    const { error, access_token: token } = answeredObject(answer) ?? {};
    if (error === 'unauthorized_client' || error === 'unsupported_grant_type') return pass(answered(answer));
    if (typeof error !== 'string' && typeof token !== 'string') return unknown(answered(answer));
    return fail(
      typeof token === 'string'
        ? 'the application got a token in its own name'
        : `the application may ask for tokens in its own name, and lacked something else only: ${answered(answer)}`,
      undo(target, 'the grant types of the application'),
    );
  },
});

const codeFlow = check({
  id: 'app-code-flow',
  title: 'A user logs in, and a code comes back',
  needs: {
    authorization: applicationLogin.authorization,
    api: liveApi,
    missingConnections,
    userId: refusedUserId(applicationLogin.authorization),
  },
  judge: ({ authorization: outcome, ...seen }, target) =>
    outcome.granted
      ? pass('a code came back, with the state that was sent')
      : fail(outcome.reason, remedyAtAuthorization(outcome.reason, target, { way: 'predefined', ...seen })),
});

const codeExchange = check({
  id: 'app-code-exchange',
  title: 'The code is exchanged for tokens',
  needs: { tokens: applicationLogin.tokens, secretSentWrongly },
  judge: ({ tokens: outcome, ...seen }, target) =>
    outcome.granted
      ? pass('an access token came back')
      : fail(outcome.reason, remedyAtToken(outcome.reason, target, { way: 'predefined', ...seen })),
});

const pkce = check({
  id: 'app-pkce',
  title: 'A code is worth nothing without its PKCE verifier',
  needs: { answer: wrongVerifier },
  judge: ({ answer }) =>
    answer.granted
      ? fail('a wrong verifier was accepted', {
          setting: 'PKCE at the token endpoint, which its operator answers for',
        })
      : refusesGrant(answer),
});

/** Only of a code, or a refresh token, that is no good is that said (RFC 6749 §5.2); any other refusal proves nothing of it. */
const refusesGrant = ({ error, reason }: RefusedTokens, before = '') =>
  error === 'invalid_grant' ? pass(`${before}${reason}`) : unknown(reason);

const rotation = check({
  id: 'app-refresh-rotates',
  title: 'Refreshing gives a new refresh token',
  needs: { refreshed: refreshedTwice },
  judge: ({ refreshed: { refreshToken, grantAllowed, first } }, target) => {
    if (first === undefined) {
      return target.auth0
        ? fail(
            'no refresh token was issued',
            undo(
              target,
              grantAllowed === false
                ? 'the grant type refresh_token of the application'
                : 'allow_offline_access of the API',
            ),
          )
        : noRefreshToken;
    }
    const remedy = rotates(target);
    if (!first.granted) {
      return fail(
        `the refresh token was refused: ${first.reason}`,
        remedyAtToken(first.reason, target, { way: 'predefined' }),
      );
    }
    if (first.refreshToken !== undefined && first.refreshToken !== refreshToken) {
      return pass('the refresh token was replaced');
    }
    return target.auth0 ? fail('the refresh token stayed the same', remedy) : needNotRotate;
  },
});

const reuse = check({
  id: 'app-refresh-reuse',
  title: 'A refresh token that was used is refused, but for the declared leeway',
  needs: { refreshed: refreshedTwice, application, held: heldLeeway },
  judge: (
    { refreshed: { refreshToken, first, second, third }, application: { leewaySeconds }, held },
    target,
  ) => {
    if (second === undefined) return noRefreshToken;
    if (first?.granted === false) return unknown(`it was refused the first time, too: ${first.reason}`);
    const replaced =
      first?.granted === true && first.refreshToken !== undefined && first.refreshToken !== refreshToken;
    if (!target.auth0 && !replaced) return needNotRotate;
    const declared = leewaySeconds ?? 0;
    const remedy = replaced ? undo(target, 'refresh_token.leeway of the application') : rotates(target);
    if (!second.granted) {
      const refused = refusesGrant(second);
      return refused.status === 'pass' && declared > 0
        ? fail(`it was refused at once, and a leeway of ${declared} s is declared: ${second.reason}`, remedy)
        : refused;
    }
    if (leewaySeconds === 0 || third === undefined) return fail('it was accepted a second time', remedy);
    if (third.granted) return fail('it was accepted a third time, after its replacement was used', remedy);
    if (held !== undefined && held > declared && leewaySeconds !== undefined)
      return fail(`it is accepted again for ${held} s, and a leeway of ${declared} s is declared`, remedy);
    const length = held === undefined ? 'a leeway, whose end nobody waited for' : `the leeway of ${held} s`;
    return refusesGrant(third, `accepted again within ${length}; once its replacement was used, `);
  },
});

const rotates = (target: Target) => undo(target, 'refresh_token.rotation_type of the application');

type RefusedTokens = Extract<TokenOutcome, { readonly granted: false }>;

const noRefreshToken = skip('no refresh token was issued');

/** The program declares rotation; of servers that it does not declare, the RFCs ask it for public clients only. */
const needNotRotate = skip(
  'the client has a secret, and its refresh tokens need not be replaced (RFC 9700 §4.14.2)',
);

/** What the predefined application may do, and what not. */
export const applicationChecks: readonly Check[] = [
  redirectUris,
  redirectUriRefused,
  secret,
  clientMethod,
  implicit,
  clientCredentials,
  ...heldApplicationChecks,
  codeFlow,
  codeExchange,
  pkce,
  ...tokenChecks,
  rotation,
  reuse,
];
