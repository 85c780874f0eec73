import type { IncomingMessage, ServerResponse } from 'node:http';
import { translateAuthorization } from './authorization/authorization-request.ts';
import { checkAuthenticationMethod } from './clients/client-authentication.ts';
import type { OAuthContext } from './context.ts';
import type { Store } from '../state/store.ts';
import { logRefusedExchange } from './logged-events.ts';
import { checkHost, checkPath, isResumption } from './endpoint-paths.ts';
import { formParameters } from './form-parameters.ts';
import { Refusal } from './refusal.ts';
import { translateRegistration } from './clients/registration.ts';
import { withBody } from './request-body.ts';
import { checkSingleAudience, dropIrrelevantAudience, resolveAudience } from './apis/requested-audience.ts';
import { removeUselessRecords } from './storage/record-adapter.ts';

/** The OAuth half of the tenant: every path outside of `/api/v2/`. It answers every request and never rejects. */
export interface OAuth {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/**
 * The tenant's OAuth and OpenID Connect endpoints, at Auth0's paths and over the tenant's store.
 *
 * Of Auth0's it leaves out what nothing here needs: pushed authorization requests, DPoP, the password grant, the
 * MFA API, organizations, and logins through anything but database connections.
 *
 * oidc-provider does the protocol and is loaded with the first request, which it delays by about a fifth of a second.
 */
export function createOAuth(context: OAuthContext): OAuth {
  let callback: Promise<(request: IncomingMessage, response: ServerResponse) => Promise<void>> | undefined;
  const load = async () => {
    const [{ createProvider }] = await Promise.all([import('./provider.ts'), removeUselessRecords(context)]);
    return createProvider(context).callback();
  };

  return {
    async handle(request, response) {
      try {
        callback ??= load().catch((cause: unknown) => {
          callback = undefined;
          throw cause;
        });
        await (
          await callback
        )(await translated(request, context), response);
      } catch (error) {
        respond(response, error instanceof Refusal ? error : unexpected(error));
      }
    },
  };
}

/** The request as oidc-provider is to see it. */
async function translated(request: IncomingMessage, context: OAuthContext): Promise<IncomingMessage> {
  const { store } = context;
  const [path = '', ...query] = (request.url ?? '').split('?');
  checkPath(request.method, path);
  checkHost(request.headers.host);
  switch (`${request.method} ${path}`) {
    case 'GET /authorize':
      return authorizationRequest(request, new URLSearchParams(query.join('?')), store);
    case 'POST /authorize':
      return authorizationRequest(request, await formParameters(request), store);
    case 'POST /oauth/token':
    case 'POST /oauth/revoke': {
      const parameters = await formParameters(request);
      try {
        checkAuthenticationMethod(store.read, request.headers, parameters);
        dropIrrelevantAudience(parameters);
        checkSingleAudience(parameters);
        resolveAudience(parameters, store.documents.settings);
      } catch (error) {
        if (error instanceof Refusal) logRefusedExchange(context, parameters, error);
        throw error;
      }
      return withBody(request, 'application/x-www-form-urlencoded', parameters.toString());
    }
    case 'POST /oauth/device/code': {
      const parameters = await formParameters(request);
      checkAuthenticationMethod(store.read, request.headers, parameters);
      translateAuthorization(parameters, store);
      return withBody(request, 'application/x-www-form-urlencoded', parameters.toString());
    }
    case 'POST /oidc/register':
      return translateRegistration(request, store);
    default:
      // Whatever a stranger appends is none of the request that goes on.
      if (isResumption(path)) request.url = path;
      return request;
  }
}

/** An authorization request as a GET, whichever of its two methods it came by (OpenID Connect Core 1.0, section 3.1.2.1). */
function authorizationRequest(
  request: IncomingMessage,
  parameters: URLSearchParams,
  store: Store,
): IncomingMessage {
  translateAuthorization(parameters, store);
  request.method = 'GET';
  request.url = `/authorize?${parameters.toString()}`;
  return request;
}

function unexpected(error: unknown): Refusal {
  return new Refusal(500, 'server_error', error instanceof Error ? error.message : String(error));
}

function respond(response: ServerResponse, refusal: Refusal): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(refusal.statusCode, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  });
  response.end(JSON.stringify(refusal.body));
}
