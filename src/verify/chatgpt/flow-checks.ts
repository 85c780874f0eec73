import { type Check, check, fail, judged, pass } from '../check.ts';
import { answered } from '../exchange.ts';
import { audiencesOf } from '../oauth/access-token.ts';
import { configure, tenantSetting, undo } from '../remedy.ts';
import { bearerChallenge } from '../resource-server/challenge.ts';
import { requestedScopes, resourceMetadata, server } from './discovery.ts';
import {
  accessToken,
  authorization,
  callbackProbe,
  grantedTokens,
  refreshed,
  resourceAnswer,
  tokens,
} from './flow.ts';
import { redirectUri, registeredClient, registration, saysIssuer } from './registration.ts';
import { remedyAtIssuer, remedyAtResource } from './refusals.ts';

const redirect = check({
  id: 'chatgpt-redirect-uri',
  title: 'ChatGPT has a redirect URI here: the stable one, or one of its connectors',
  needs: { redirectUri, saysIssuer },
  judge: ({ redirectUri: uri, saysIssuer: promised }) =>
    uri === undefined
      ? fail(
          'the authorization server does not say who it is in its answers, and omnichat:chatgptConnectorIds is empty',
          tenantSetting('authorization_response_iss_parameter_supported', true),
        )
      : pass(
          `${uri}, ${promised ? 'since answers carry the issuer' : 'since answers do not carry the issuer'}`,
        ),
});

const registered = check({
  id: 'chatgpt-registration',
  title: 'ChatGPT is a client, or can become one',
  needs: { registration },
  judge: ({ registration: outcome }, target) =>
    outcome.clientId !== undefined
      ? pass(`${outcome.way}: ${outcome.clientId}`)
      : fail(
          outcome.refusal,
          configure(target, 'omnichat:registration', 'native, or ChatGPT a predefined application'),
        ),
});

const callback = check({
  id: 'chatgpt-callback',
  title: "The application redirects to ChatGPT's redirect URI, and says who it is where it promised to",
  needs: { probe: callbackProbe, registeredClient, server, saysIssuer },
  judge: ({ probe, registeredClient: { way }, server: { issuer }, saysIssuer: promised }, target) => {
    if (!probe.accepted) {
      return fail(
        `${probe.redirectUri}: ${probe.status} ${probe.message}`,
        remedyAtIssuer(probe.message, target, way),
      );
    }
    return !promised || !probe.redirected || probe.issuer === issuer
      ? pass(probe.redirectUri)
      : fail(
          `the answer names the issuer ${probe.issuer ?? 'not at all'}, expected ${issuer}`,
          tenantSetting('authorization_response_iss_parameter_supported', true),
        );
  },
});

const authorized = check({
  id: 'chatgpt-authorization',
  title: 'A user logs in and consents',
  needs: { authorization, registeredClient },
  judge: ({ authorization: outcome, registeredClient: { way } }, target) =>
    outcome.granted
      ? pass('a code came back')
      : fail(outcome.reason, remedyAtIssuer(outcome.reason, target, way)),
});

const exchanged = check({
  id: 'chatgpt-token',
  title: 'The code is exchanged for tokens',
  needs: { tokens, registeredClient },
  judge: ({ tokens: outcome, registeredClient: { way } }, target) =>
    outcome.granted
      ? pass('an access token came back')
      : fail(outcome.reason, remedyAtIssuer(outcome.reason, target, way)),
});

const audience = check({
  id: 'chatgpt-audience',
  title: 'The token is for the resource',
  needs: { token: accessToken, resourceMetadata },
  judge: ({ token, resourceMetadata: { resource } }, target) => {
    const audiences = token.kind === 'jwt' ? audiencesOf(token.claims) : [];
    return audiences.includes(resource)
      ? pass(resource)
      : fail(
          `it is for ${audiences.join(', ') || 'no API'}, expected ${resource}`,
          undo(target, 'resource_parameter_profile of the tenant (compatibility)'),
        );
  },
});

const scopes = check({
  id: 'chatgpt-scopes',
  title: 'The token carries every scope that ChatGPT asked for and may have',
  needs: { requestedScopes, granted: grantedTokens, registeredClient },
  judge: ({ requestedScopes: requested, granted, registeredClient: { way } }, target) => {
    const attainable = way === 'predefined' ? requested : (target.api?.thirdPartyScopes ?? requested);
    const missing = requested.filter(
      (scope) => attainable.includes(scope) && scope !== 'offline_access' && !granted.scopes.includes(scope),
    );
    return judged(missing.length === 0 ? [] : [`it lacks ${missing.join(', ')}`], {
      holds: granted.scopes.join(' '),
      remedy:
        target.api?.rolesDecide === true
          ? { setting: 'the roles of the user who logged in' }
          : undo(target, 'the scopes of the client grant of the application'),
    });
  },
});

const call = check({
  id: 'chatgpt-call',
  title: "OmniChat's server lets ChatGPT in with the token",
  needs: { answer: resourceAnswer },
  judge: ({ answer }, target) => {
    if (answer.status < 300) return pass(`${answer.url} answered ${answer.status}`);
    const reason = bearerChallenge(answer)?.['error_description'] ?? answered(answer);
    return fail(`${answer.status}: ${reason}`, remedyAtResource(reason, target));
  },
});

const refreshes = check({
  id: 'chatgpt-refresh',
  title: 'ChatGPT can refresh the token',
  needs: { refreshed },
  judge: ({ refreshed: outcome }, target) => {
    if (outcome?.granted === true) return pass('a new access token came back');
    return outcome === undefined
      ? fail(
          'no refresh token was issued',
          undo(target, 'allow_offline_access of the API, or the grant type refresh_token of the application'),
        )
      : fail(outcome.reason, undo(target, 'refresh_token of the application'));
  },
});

/** From the redirect URI on. */
export const flowChecks: readonly Check[] = [
  redirect,
  registered,
  callback,
  authorized,
  exchanged,
  audience,
  scopes,
  call,
  refreshes,
];
