import type { IncomingMessage, ServerResponse } from 'node:http';
import { checkAuthenticationMethod } from './client-authentication.ts';
import type { OAuthContext } from './context.ts';
import { formParameters, withForm } from './form-request.ts';
import { Refusal } from './refusal.ts';
import { resolveAudience } from './requested-audience.ts';

/** The OAuth half of the tenant: every path outside of `/api/v2/`. */
export interface OAuth {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/**
 * The tenant's OAuth and OpenID Connect endpoints, at Auth0's paths and over the tenant's store.
 *
 * oidc-provider does the protocol and is loaded with the first request, which it delays by about a fifth of a second.
 */
export function createOAuth(context: OAuthContext): OAuth {
  let callback: Promise<(request: IncomingMessage, response: ServerResponse) => Promise<void>> | undefined;
  const load = async () => (await import('./provider.ts')).createProvider(context).callback();

  return {
    async handle(request, response) {
      try {
        callback ??= load();
        await (
          await callback
        )(await translated(request, context), response);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        respond(response, error);
      }
    },
  };
}

async function translated(request: IncomingMessage, { store }: OAuthContext): Promise<IncomingMessage> {
  const path = request.url?.split('?')[0];
  if (request.method !== 'POST' || path !== '/oauth/token') return request;
  const parameters = await formParameters(request);
  checkAuthenticationMethod(store.read, request.headers, parameters);
  resolveAudience(parameters, store.documents.settings);
  return withForm(request, parameters);
}

function respond(response: ServerResponse, refusal: Refusal): void {
  response.writeHead(refusal.statusCode, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  });
  response.end(JSON.stringify(refusal.body));
}
