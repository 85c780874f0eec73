import { createAccessTokenVerifier } from './access/access-token.ts';
import type { AuthorizationLog } from './endpoint/authorization-log.ts';
import { createAuthorizationServerMetadata } from './metadata/authorization-server-metadata.ts';
import { createEndpoint, type Handler } from './endpoint/endpoint.ts';
import {
  mcpPath,
  protectedResourceMetadata,
  protectedResourceMetadataPaths,
  protectedResourceMetadataUrl,
} from './metadata/protected-resource-metadata.ts';
import { protectedRoute, type ProtectedRoute } from './access/protected-route.ts';
import { createRateLimiter, type RateLimit } from './endpoint/rate-limiter.ts';
import { registrationHandler } from './registration/registration-handler.ts';
import { securityHeaders } from './endpoint/security-headers.ts';
import type { ConnectorSettings } from './settings.ts';

/**
 * The requests that one client address may make. Behind a proxy that hides addresses, all clients are one.
 */
export interface ConnectorRateLimits {
  readonly metadata: RateLimit;
  readonly registration: RateLimit;
  /** Registrations from all addresses together, as each may take one of the tenant's applications. */
  readonly allRegistrations: RateLimit;
  readonly api: RateLimit;
}

/** ChatGPT's servers call for all its users from few addresses: hence the room at the API. */
const defaultRateLimits: ConnectorRateLimits = {
  metadata: { burst: 60, perMinute: 120 },
  registration: { burst: 10, perMinute: 10 },
  allRegistrations: { burst: 60, perMinute: 30 },
  api: { burst: 200, perMinute: 1200 },
};

const maxRegistrationBytes = 16 * 1024;
const defaultMaxApiRequestBytes = 1024 * 1024;
const metadataCacheControl = 'public, max-age=300';

/** What the connector is made of. */
export interface ConnectorOptions {
  readonly settings: ConnectorSettings;
  /** Receives one event a request. */
  readonly log: AuthorizationLog;
  /**
   * Reaches Auth0; give one that trusts the local tenant's certificate authority. @default the global fetch
   */
  readonly fetch?: typeof fetch;
  /**
   * @default registrations: 10 at once and 10 a minute, from all addresses 60 and 30; metadata: 60 and 120;
   * API: 200 and 1200
   */
  readonly rateLimits?: Partial<ConnectorRateLimits>;
  /** The largest body that a protected route takes. @default 1 MiB */
  readonly maxApiRequestBytes?: number;
  /**
   * Milliseconds since the epoch. Governs all but the age of the issuer's keys, which jose reads from the system's
   * clock. @default Date.now
   */
  readonly now?: () => number;
}

/** The OAuth endpoints of a resource server, as web-standard handlers for whatever server it runs in. */
export interface Connector {
  /** The endpoints by the path at which clients look for them. */
  readonly routes: ReadonlyMap<string, Handler>;
  /** Guards one path of the API; the routes by method, upper case. */
  readonly protect: (routes: Readonly<Record<string, ProtectedRoute>>) => Handler;
}

/**
 * Makes OmniChat's OAuth endpoints: protected-resource metadata, the issuer's metadata, `POST /register`, and the
 * guard of the API.
 *
 * @example In Hono
 * ```ts
 * const connector = createConnector({ settings: parseConnectorSettings(process.env), log: console.info });
 * for (const [path, handler] of connector.routes) {
 *   app.all(path, (c) => handler(c.req.raw, { clientAddress: getConnInfo(c).remote.address }));
 * }
 * const files = connector.protect({
 *   GET: { scopes: ['files:read'], handle: (request, token) => listFiles(token.subject) },
 * });
 * ```
 */
export function createConnector({
  settings,
  log,
  fetch = globalThis.fetch,
  rateLimits: chosenRateLimits = {},
  maxApiRequestBytes = defaultMaxApiRequestBytes,
  now = Date.now,
}: ConnectorOptions): Connector {
  const { issuer, audience, tokenAudience = audience, resourceUrl, jwksUri, trustedProxies } = settings;
  const rateLimits = { ...defaultRateLimits, ...chosenRateLimits };
  const issuerMetadata = createAuthorizationServerMetadata({ issuer, fetch, now });
  const ownOrigins = new Set(settings.allowedOrigins);
  const surroundings = { log, now, trustedProxies, securityHeaders: securityHeaders(resourceUrl) };
  const metadataRateLimiter = createRateLimiter(rateLimits.metadata, now);
  const apiRateLimiter = createRateLimiter(rateLimits.api, now);
  const guard = {
    verify: createAccessTokenVerifier({ issuer, audience: tokenAudience, jwksUri, fetch, now }),
    resourceMetadataUrl: protectedResourceMetadataUrl(resourceUrl),
    firstScopes: settings.firstScopes,
  };

  const resourceDocument = protectedResourceMetadata(settings);
  const resourceMetadata = createEndpoint(
    {
      name: 'protected_resource_metadata',
      methods: {
        GET: () => Response.json(resourceDocument, { headers: { 'cache-control': metadataCacheControl } }),
      },
      cors: 'any-origin',
      rateLimiter: metadataRateLimiter,
      maxBodyBytes: 0,
    },
    surroundings,
  );

  const authorizationServerMetadata = createEndpoint(
    {
      name: 'authorization_server_metadata',
      methods: {
        GET: async () => {
          const { document } = await issuerMetadata.get();
          return new Response(document, {
            headers: { 'content-type': 'application/json', 'cache-control': metadataCacheControl },
          });
        },
      },
      cors: 'any-origin',
      rateLimiter: metadataRateLimiter,
      maxBodyBytes: 0,
    },
    surroundings,
  );

  const register = createEndpoint(
    {
      name: 'registration',
      methods: {
        POST: registrationHandler({
          ...settings,
          rateLimit: rateLimits.allRegistrations,
          issuerMetadata: () => issuerMetadata.get(),
          fetch,
          now,
        }),
      },
      cors: ownOrigins,
      rateLimiter: createRateLimiter(rateLimits.registration, now),
      maxBodyBytes: maxRegistrationBytes,
    },
    surroundings,
  );

  return {
    routes: new Map([
      ...protectedResourceMetadataPaths([resourceUrl, audience, new URL(mcpPath, resourceUrl).href]).map(
        (path): [string, Handler] => [path, resourceMetadata],
      ),
      ['/.well-known/oauth-authorization-server', authorizationServerMetadata],
      ['/register', register],
    ]),
    protect: (routes) =>
      createEndpoint(
        {
          name: 'api_access',
          methods: Object.fromEntries(
            Object.entries(routes).map(([method, route]) => [method, protectedRoute(route, guard)]),
          ),
          cors: ownOrigins,
          rateLimiter: apiRateLimiter,
          maxBodyBytes: maxApiRequestBytes,
        },
        surroundings,
      ),
  };
}
