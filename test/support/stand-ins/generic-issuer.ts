import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { exportJWK } from 'jose';
import { type Interaction, Provider } from 'oidc-provider/lib/provider.js';
import { Agent, fetch as undiciFetch } from 'undici';
import { onTestFinished } from 'vitest';
import { serveConnector } from '../../../src/connector/serve.ts';
import { serverCertificate } from '../tenants/server-certificate.ts';
import { rsaKeys } from './rsa-keys.ts';

/** An authorization server that knows nothing of Auth0: oidc-provider as it comes, whose user is logged in at once. */
export interface GenericIssuer {
  /** Without a trailing slash, as most write it. */
  readonly issuer: string;
  /** The variables of a server behind it, under this project's names. */
  readonly environment: Readonly<Record<string, string>>;
  /** Trusts the issuer's certificate, and reaches the connector at its RESOURCE_URL. */
  readonly fetch: typeof fetch;
  /** How many clients registered, and how many of them were removed. */
  readonly registrations: () => { readonly registered: number; readonly removed: number };
}

/** What tests change about it. */
export interface GenericIssuerSettings {
  readonly registration?: boolean;
  readonly registrationManagement?: boolean;
  readonly accessTokenFormat?: 'jwt' | 'opaque';
  /** Of its tokens. */
  readonly audience?: string;
  /** That the API may be asked for. */
  readonly scopes?: readonly string[];
  readonly rotateRefreshToken?: boolean;
  readonly issueRefreshToken?: () => boolean;
  /** What the connector runs with over what every one does. */
  readonly environment?: Readonly<Record<string, string>>;
}

const audience = 'https://files.example/api';
const redirectUri = 'https://chatgpt.com/connector_platform_oauth_redirect';
const scopes = ['files:read', 'files:write', 'chat:read', 'chat:write', 'ssh:execute'];

/** Serves it for one test, with the reference connector behind it. */
export async function serveGenericIssuer(settings: GenericIssuerSettings = {}): Promise<GenericIssuer> {
  const certificate = await serverCertificate();
  const server = createServer(certificate).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `https://localhost:${(server.address() as AddressInfo).port}`;
  const registrations = { registered: 0, removed: 0 };
  const provider = await genericProvider(issuer, settings);
  const respond = provider.callback();
  server.on('request', (request, response) => {
    response.on('finish', () => {
      if (request.method === 'POST' && request.url === '/reg' && response.statusCode === 201)
        registrations.registered += 1;
      if (request.method === 'DELETE' && response.statusCode === 204) registrations.removed += 1;
    });
    const answer = request.url?.startsWith('/interaction/')
      ? interact(provider, request, response)
      : respond(request, response);
    answer.catch((error: unknown) => response.destroy(error as Error));
  });
  const dispatcher = new Agent({ connect: { ca: await readFile(certificate.caFile, 'utf8') } });
  let connectorUrl = '';
  const routed = ((input: string | URL, init: object = {}) =>
    undiciFetch(String(input).replace(new URL(audience).origin, connectorUrl), {
      ...init,
      dispatcher,
    })) as unknown as typeof fetch;
  const environment = {
    RESOURCE_URL: audience,
    OAUTH_ISSUER: issuer,
    OAUTH_AUDIENCE: audience,
    OAUTH_JWKS_URI: `${issuer}/jwks`,
    OAUTH_REGISTRATION: 'native',
    OAUTH_CLIENT_ID: 'omnichat',
    OAUTH_CLIENT_SECRET: 'a secret that nobody guesses',
    OAUTH_REDIRECT_URIS: redirectUri,
    ...settings.environment,
  };
  const connector = await serveConnector({ environment, port: 0, fetch: routed, log: () => undefined });
  connectorUrl = connector.url;
  onTestFinished(async () => {
    await Promise.all([connector.close(), dispatcher.close()]);
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return { issuer, environment, fetch: routed, registrations: () => registrations };
}

async function genericProvider(
  issuer: string,
  {
    registration = true,
    registrationManagement = registration,
    accessTokenFormat = 'jwt',
    audience: tokenAudience = audience,
    scopes: offered = scopes,
    rotateRefreshToken = true,
    issueRefreshToken = () => true,
  }: GenericIssuerSettings,
): Promise<Provider> {
  const { privateKey } = await rsaKeys('generic issuer');
  return new Provider(issuer, {
    jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: 'the key', use: 'sig', alg: 'RS256' }] },
    cookies: { keys: ['a key for cookies'] },
    scopes: ['openid', 'offline_access'],
    clients: [
      {
        client_id: 'omnichat',
        client_secret: 'a secret that nobody guesses',
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code', 'refresh_token'],
      },
    ],
    features: {
      devInteractions: { enabled: false },
      registration: { enabled: registration, issueRegistrationAccessToken: registrationManagement },
      registrationManagement: { enabled: registrationManagement },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          audience: tokenAudience,
          scope: offered.join(' '),
          accessTokenTTL: 600,
          accessTokenFormat,
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
    interactions: {
      url: (_context: unknown, { uid }: Interaction) => `/interaction/${uid}`,
    },
    findAccount: (_context: unknown, accountId: string) => ({
      accountId,
      claims: () => ({ sub: accountId }),
    }),
    issueRefreshToken,
    rotateRefreshToken,
  });
}

/** Logs the user in, and consents, without asking. */
async function interact(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { prompt, params } = await provider.interactionDetails(request, response);
  const accountId = 'ann';
  const result =
    prompt.name === 'login'
      ? { login: { accountId } }
      : { consent: { grantId: await consent(provider, params['client_id'] ?? '', accountId) } };
  const location = await provider.interactionResult(request, response, result, {
    mergeWithLastSubmission: prompt.name !== 'login',
  });
  response.writeHead(303, { location }).end();
}

async function consent(provider: Provider, clientId: string, accountId: string): Promise<string> {
  const grant = new provider.Grant({ clientId, accountId });
  grant.addOIDCScope('openid offline_access');
  grant.addResourceScope(audience, scopes.join(' '));
  return grant.save();
}
