import { type Check, check, fail, judged, pass } from '../check.ts';
import { answered, jsonObject } from '../exchange.ts';
import { undo } from '../remedy.ts';
import { authorization, refreshedTwice, tokens, wrongVerifier } from './flow.ts';
import { implicitProbe, redirectUriProbes, secretProbes, strangerProbe } from './probes.ts';
import { tokenChecks } from './token-checks.ts';

const redirectUris = check({
  id: 'app-redirect-uris',
  title: 'Each redirect URI of the application is accepted',
  needs: { probes: redirectUriProbes },
  judge: ({ probes }, target) =>
    judged(
      probes
        .filter(({ accepted }) => !accepted)
        .map(({ redirectUri, status, message }) => `${redirectUri} was answered ${status}: ${message}`),
      {
        holds: `${probes.length} redirect URIs`,
        remedy: undo(target, 'the callbacks of the application'),
      },
    ),
});

const redirectUriRefused = check({
  id: 'app-redirect-uri-unknown',
  title: 'A redirect URI that is not on the list is refused',
  needs: { probe: strangerProbe },
  judge: ({ probe }, target) =>
    probe.redirected || (probe.status < 400 && probe.error === undefined)
      ? fail(
          `${probe.redirectUri} was answered ${probe.status}`,
          undo(target, 'the callbacks of the application'),
        )
      : pass(`refused with ${probe.status}`),
});

const secret = check({
  id: 'app-client-secret',
  title: 'The client secret works, and a wrong one does not',
  needs: { probes: secretProbes },
  judge: ({ probes: { right, wrong } }, target) => {
    const accepted = (answer: typeof right) => jsonObject(answer)?.['error'] === 'invalid_grant';
    return judged(
      [
        ...(accepted(right) ? [] : [`the secret: ${answered(right)}`]),
        ...(accepted(wrong) ? ['a wrong secret is answered as the right one'] : []),
      ],
      {
        holds: `${String(jsonObject(right)?.['error'])} with the secret, ${String(jsonObject(wrong)?.['error'])} without`,
        remedy: undo(target, 'OAUTH_CLIENT_SECRET and the authentication method of the application'),
      },
    );
  },
});

/** Before anybody is logged in, a server that allows the grant asks for a login and one that does not says so. */
const implicitRefusals = new Set([
  'unauthorized_client',
  'unsupported_response_type',
  'access_denied',
  'invalid_request',
]);

const implicit = check({
  id: 'app-implicit',
  title: 'The implicit grant is refused',
  needs: { probe: implicitProbe },
  judge: ({ probe }, target) =>
    (probe.error !== undefined && implicitRefusals.has(probe.error)) ||
    (!probe.redirected && probe.status >= 400)
      ? pass(probe.message)
      : fail(
          `it was answered ${probe.status} ${probe.message}`,
          undo(target, 'the grant types of the application'),
        ),
});

const codeFlow = check({
  id: 'app-code-flow',
  title: 'A user logs in, and a code comes back',
  needs: { authorization },
  judge: ({ authorization: outcome }, target) =>
    outcome.granted
      ? pass('a code came back, with the state that was sent')
      : fail(outcome.reason, undo(target, 'the application, its connection or its grant')),
});

const codeExchange = check({
  id: 'app-code-exchange',
  title: 'The code is exchanged for tokens',
  needs: { tokens },
  judge: ({ tokens: outcome }, target) =>
    outcome.granted
      ? pass('an access token came back')
      : fail(outcome.reason, undo(target, 'the application or its grant')),
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
      : pass(answer.reason),
});

const rotation = check({
  id: 'app-refresh-rotates',
  title: 'Refreshing gives a new refresh token',
  needs: { refreshed: refreshedTwice },
  judge: ({ refreshed: { refreshToken, first } }, target) => {
    if (first === undefined) {
      return fail(
        'no refresh token was issued',
        undo(target, 'allow_offline_access of the API and the grant type refresh_token of the application'),
      );
    }
    const remedy = undo(target, 'refresh_token.rotation_type of the application');
    if (!first.granted) return fail(`the refresh token was refused: ${first.reason}`, remedy);
    return first.refreshToken === undefined || first.refreshToken === refreshToken
      ? fail('the refresh token stayed the same', remedy)
      : pass('the refresh token was replaced');
  },
});

const reuse = check({
  id: 'app-refresh-reuse',
  title: 'A refresh token that was used is refused',
  needs: { refreshed: refreshedTwice },
  judge: ({ refreshed: { second } }, target) => {
    if (second === undefined) return { status: 'skip', evidence: 'no refresh token was issued' };
    return second.granted
      ? fail(
          'it was accepted a second time',
          undo(target, 'refresh_token of the application: rotation and leeway'),
        )
      : pass(second.reason);
  },
});

/** What the predefined application may do, and what not. */
export const applicationChecks: readonly Check[] = [
  redirectUris,
  redirectUriRefused,
  secret,
  implicit,
  codeFlow,
  codeExchange,
  pkce,
  ...tokenChecks,
  rotation,
  reuse,
];
