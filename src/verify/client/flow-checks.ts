import { type Check, check, fail, judged, pass, skip } from '../check.ts';
import { audienceFault, audienceFor, scopesOf } from '../oauth/access-token.ts';
import { configure, ownRegistration, resourceParameter, serverVariable, undo } from '../remedy.ts';
import type { Target } from '../target.ts';
import { inSentence, type WalkedClient } from '../walked-client.ts';
import { isOmniChats } from '../resource-server/answering-server.ts';
import { refusalIn } from '../resource-server/challenge.ts';
import { mountsMcpServer, unlessUnserved } from '../resource-server/unserved.ts';
import { requestedScopes, resourceMetadata, server } from './discovery.ts';
import { acceptedCallback, callbackProbe, clientLogin, resourceAnswer, tokenForResource } from './flow.ts';
import { issuerParameter } from '../refusals/issuer-parameter.ts';
import { missingConnections, liveApi } from '../refusals/live-settings.ts';
import { refreshed, clientSecretSentWrongly } from './refresh.ts';
import { redirectUri, registeredClient, registration, saysIssuer } from './registration.ts';
import { methodOf, pathlessIdentifier, scopesOfClient, undeclaredCallback } from './client-remedies.ts';
import { sentResource } from './resource.ts';
import { remedyAtAuthorization, remedyAtToken } from '../refusals/refused-oauth.ts';
import { remedyAtResource, remedyForScopes } from '../refusals/refused-token.ts';
import { refusedUserId } from '../refusals/refused-user.ts';

const redirect = (client: WalkedClient) =>
  check({
    id: `${client.name}-redirect-uri`,
    title:
      client.redirectUriWithoutIssuer === undefined
        ? `${client.title} has a redirect URI`
        : `${client.title} has a redirect URI here: the stable one, or one of its connectors`,
    needs: { redirectUri, saysIssuer, server, resourceMetadata },
    judge: (
      {
        redirectUri: uri,
        saysIssuer: promised,
        server: { issuer },
        resourceMetadata: { authorizationServer },
      },
      target,
    ) => {
      if (uri !== undefined) {
        if (client.redirectUriWithoutIssuer === undefined) return pass(uri);
        return pass(
          `${uri}, ${promised ? 'since answers carry the issuer' : 'since answers do not carry the issuer'}`,
        );
      }
      const noConnector = 'and omnichat:chatgptConnectorIds is empty';
      return issuer === authorizationServer
        ? fail(
            `the authorization server does not say who it is in its answers, ${noConnector}`,
            issuerParameter(target),
          )
        : fail(
            `what ${issuer} says of its answers is not said of ${authorizationServer}, ${noConnector}`,
            serverVariable(target, 'OAUTH_ISSUER'),
          );
    },
  });

const registered = (client: WalkedClient) =>
  check({
    id: `${client.name}-registration`,
    title: `${client.title} is a client, or can become one`,
    needs: { registration },
    judge: ({ registration: outcome }, target) =>
      outcome.clientId !== undefined
        ? pass(`${outcome.way}: ${outcome.clientId}`)
        : fail(
            outcome.refusal,
            target.registration === 'native'
              ? ownRegistration(target)
              : configure(target, 'omnichat:registration', 'native'),
          ),
  });

const callback = (client: WalkedClient) =>
  check({
    id: `${client.name}-callback`,
    title: `The application redirects to ${inSentence(client)}'s redirect URI, and says who it is where it promised to`,
    needs: {
      probe: callbackProbe,
      registeredClient,
      server,
      saysIssuer,
      resourceMetadata,
      api: liveApi,
      missingConnections,
    },
    judge: (
      {
        probe,
        registeredClient: { way },
        server: { issuer },
        saysIssuer: promised,
        resourceMetadata: { resource },
        ...seen
      },
      target,
    ) => {
      if (!probe.accepted) {
        const sent = sentResource(resource, client);
        if (sent !== resource && /service not found/i.test(probe.message)) {
          return fail(
            `${client.title} sends the resource as ${sent}, and the API is ${resource}`,
            pathlessIdentifier(target),
          );
        }
        return fail(
          `${probe.redirectUri}: ${probe.status} ${probe.message}`,
          undeclaredCallback(client, probe, way, target) ??
            remedyAtAuthorization(probe.message, target, { way, ...seen }),
        );
      }
      // An issuer that comes unpromised is compared all the same (MCP 2026-07-28, "Authorization Response Validation").
      const expected = promised || probe.issuer !== undefined ? issuer : undefined;
      return !probe.redirected || probe.issuer === expected
        ? pass(probe.redirectUri)
        : fail(
            `the answer names the issuer ${probe.issuer ?? 'not at all'}, expected ${issuer}`,
            issuerParameter(target),
          );
    },
  });

const authorized = (client: WalkedClient) =>
  check({
    id: `${client.name}-authorization`,
    title: 'A user logs in and consents',
    needs: {
      authorization: clientLogin.authorization,
      acceptedCallback,
      registeredClient,
      api: liveApi,
      missingConnections,
      userId: refusedUserId(clientLogin.authorization),
    },
    judge: ({ authorization: outcome, registeredClient: { way }, ...seen }, target) =>
      outcome.granted
        ? pass('a code came back')
        : fail(outcome.reason, remedyAtAuthorization(outcome.reason, target, { way, ...seen })),
  });

const exchanged = (client: WalkedClient) =>
  check({
    id: `${client.name}-token`,
    title: 'The code is exchanged for tokens',
    needs: { tokens: clientLogin.tokens, registeredClient, secretSentWrongly: clientSecretSentWrongly },
    judge: ({ tokens: outcome, registeredClient: { way }, ...seen }, target) =>
      outcome.granted
        ? pass('an access token came back')
        : fail(
            outcome.reason,
            seen.secretSentWrongly && client.secretMethod !== undefined
              ? methodOf(client, target)
              : remedyAtToken(outcome.reason, target, { way, ...seen }),
          ),
  });

const audience = (client: WalkedClient) =>
  check({
    id: `${client.name}-audience`,
    title: 'The token is for the resource',
    needs: { token: clientLogin.accessToken, resourceMetadata },
    judge: ({ token, resourceMetadata: { resource } }, target) => {
      const fault = audienceFault(token, resource, target);
      if (fault !== undefined) return fail(fault, resourceParameter(target));
      return token.kind === 'opaque'
        ? skip('the token is opaque: only the server can tell')
        : pass(audienceFor(resource, target));
    },
  });

const scopes = (client: WalkedClient) =>
  check({
    id: `${client.name}-scopes`,
    title: `The token carries every scope that ${inSentence(client)} asked for and may have`,
    needs: {
      requestedScopes,
      granted: clientLogin.grantedTokens,
      token: tokenForResource,
      registeredClient,
      api: liveApi,
    },
    judge: ({ requestedScopes: requested, granted, token, registeredClient: { way }, api }, target) => {
      const carried = scopesOf(token, target, granted.scopes);
      const attainable = way === 'predefined' ? requested : (target.api?.thirdPartyScopes ?? requested);
      const missing = requested.filter(
        (scope) => attainable.includes(scope) && scope !== 'offline_access' && !carried.includes(scope),
      );
      if (client.asksFor === 'what the issuer lists' && !isUseful(carried, target)) {
        return fail(
          `${client.title} asks for the issuer's scopes alone (${requested.join(' ')}), and gets none of the API: every call is refused`,
          scopesOfClient(client),
        );
      }
      return judged(missing.length === 0 ? [] : [`it lacks ${missing.join(', ')}`], {
        holds: carried.join(' '),
        remedy: remedyForScopes(target, { way, api }),
      });
    },
  });

const call = (client: WalkedClient) =>
  check({
    id: `${client.name}-call`,
    title: `OmniChat's server lets ${inSentence(client)} in with the token`,
    needs: { answer: resourceAnswer, token: tokenForResource, registeredClient, isOmniChats },
    judge: ({ registeredClient: { way }, ...served }, target) => {
      const { answer } = served;
      if (answer.status < 300) return pass(`${answer.url} answered ${answer.status}`);
      const refusal = refusalIn(answer);
      return fail(
        refusal,
        unlessUnserved(served, target, remedyAtResource(refusal, target, { way }), mountsMcpServer),
      );
    },
  });

const refreshes = (client: WalkedClient) =>
  check({
    id: `${client.name}-refresh`,
    title: `${client.title} can refresh the token, and the new one is for the resource`,
    needs: { refreshed, token: tokenForResource, resourceMetadata, server },
    judge: ({ refreshed: refreshing, resourceMetadata: { resource }, server: metadata }, target) => {
      if (!refreshing.issued) {
        if (!target.auth0 && !(metadata.scopes_supported ?? []).includes('offline_access'))
          return skip('the authorization server does not say when it issues refresh tokens');
        const setting = refreshing.grantAllowed
          ? 'allow_offline_access of the API'
          : 'the grant type refresh_token of the application';
        return fail('no refresh token was issued', undo(target, setting));
      }
      const { outcome, token } = refreshing;
      const fault = outcome.granted ? token && audienceFault(token, resource, target) : outcome.reason;
      return fault === undefined
        ? pass('a new access token came back')
        : fail(fault, undo(target, 'refresh_token of the application'));
    },
  });

/** Whether a token has any scope of the API, as far as these are known. */
const isUseful = (carried: readonly string[], { api }: Target) =>
  api === undefined || api.scopes.length === 0 || api.scopes.some((scope) => carried.includes(scope));

/** From the redirect URI on. */
export const flowChecks = (client: WalkedClient): readonly Check[] =>
  [redirect, registered, callback, authorized, exchanged, audience, scopes, call, refreshes]
    .filter((step) => client.asksOfflineAccess || step !== refreshes)
    .map((step) => step(client));
