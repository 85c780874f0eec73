import { chatgptStableCallbackUrl } from '../../../infra/chatgpt.ts';
import type { AuthorizationServerMetadata } from '../metadata/authorization-server-metadata.ts';
import type { MethodHandler } from '../endpoint/endpoint.ts';
import { OAuthError } from '../endpoint/oauth-error.ts';
import { type RateLimit, createRateLimiter, tooManyRequests } from '../endpoint/rate-limiter.ts';
import { redirectUriAllowList } from '../redirect-uri.ts';
import { createBroker } from './broker.ts';
import { clientInformationResponse, parseClientMetadata } from './client-metadata.ts';
import type { RegistrarCredentials } from './renewed-token.ts';
import { createRegistry } from './registry.ts';

/**
 * How clients register. Only a client that is told of the connector's `/register` finds it: one that reads
 * the issuer's own metadata is sent to the issuer's own registration endpoint, whatever is chosen here.
 *
 * - `broker`: each registration creates a third-party client through the Management API.
 * - `registry`: each registration is answered with one provisioned client.
 * - `native`: the issuer registers clients itself, and `/register` points there.
 * - `off`: clients are set up by hand.
 */
export type RegistrationSettings =
  | { readonly mode: 'broker'; readonly registrar: RegistrarCredentials }
  | { readonly mode: 'registry'; readonly publicClientId: string }
  | { readonly mode: 'native' }
  | { readonly mode: 'off' };

/** What registration needs. */
export interface RegistrationSurroundings {
  readonly registration: RegistrationSettings;
  /** Exact redirect URIs; in `broker` mode those of ChatGPT's connectors besides, where its stable one is among them, and any port on loopback. */
  readonly redirectUris: readonly string[];
  /** Holds for the acceptable requests of all clients together. */
  readonly rateLimit: RateLimit;
  readonly issuerMetadata: () => Promise<AuthorizationServerMetadata>;
  readonly fetch: typeof fetch;
  readonly now: () => number;
}

/** Makes the handler of `POST /register` (RFC 7591) for the chosen mode. */
export function registrationHandler(surroundings: RegistrationSurroundings): MethodHandler {
  const { registration, redirectUris, rateLimit, issuerMetadata, fetch, now } = surroundings;
  if (registration.mode === 'off') {
    return () => {
      throw new OAuthError(404, 'invalid_request', 'Dynamic client registration is turned off');
    };
  }
  if (registration.mode === 'native') return async () => pointToIssuer(await issuerMetadata());

  const register =
    registration.mode === 'broker'
      ? createBroker(registration.registrar, fetch, now)
      : createRegistry(registration.publicClientId, now);
  const isAllowedRedirectUri = redirectUriAllowList({
    exact: redirectUris,
    chatgptConnectors: registration.mode === 'broker' && redirectUris.includes(chatgptStableCallbackUrl),
    loopbackPorts: registration.mode === 'broker',
  });
  const rateLimiter = createRateLimiter(rateLimit, now);
  return async (request, note) => {
    const metadata = parseClientMetadata(await readJson(request), isAllowedRedirectUri);
    const waitSeconds = rateLimiter('everybody');
    if (waitSeconds > 0) throw tooManyRequests(waitSeconds);
    const client = await register(metadata);
    note({ clientId: client.clientId, redirectUris: client.redirectUris });
    return clientInformationResponse(client);
  };
}

/**
 * Insisting on JSON keeps pages of other origins from registering with a form, which a browser sends without
 * a preflight.
 */
async function readJson(request: Request): Promise<unknown> {
  if (!/^application\/json\s*(;|$)/i.test(request.headers.get('content-type') ?? '')) {
    throw new OAuthError(415, 'invalid_client_metadata', 'Send client metadata as application/json');
  }
  const bytes = await request.arrayBuffer();
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new OAuthError(400, 'invalid_client_metadata', 'The body is not JSON', { cause });
  }
}

/**
 * 307 is the one honest answer: the service exists, elsewhere for now, and the request is to be repeated
 * there as it is (RFC 9110 §15.4.8). 308 would be cached beyond a change of the setting, 4xx would tell a
 * client that follows redirects to give up, and forwarding the request ourselves would hide the issuer's own
 * limits and checks behind our address.
 */
function pointToIssuer({ registrationEndpoint }: AuthorizationServerMetadata): Response {
  if (registrationEndpoint === undefined) {
    throw new OAuthError(502, 'server_error', 'The authorization server names no registration endpoint');
  }
  return Response.json(
    { registration_endpoint: registrationEndpoint },
    { status: 307, headers: { location: registrationEndpoint } },
  );
}
