import type { AuthorizationEvent } from '../../../src/connector/endpoint/authorization-log.ts';
import { type Connector, type ConnectorOptions, createConnector } from '../../../src/connector/connector.ts';
import type { Handler } from '../../../src/connector/endpoint/endpoint.ts';
import { chatgptCallbackUrls } from '../../../infra/chatgpt.ts';
import type { ConnectorSettings } from '../../../src/connector/settings.ts';

export const apiAudience = 'https://omnichat.com/api';

export const chatgptRedirectUri = 'https://chatgpt.com/connector_platform_oauth_redirect';

/** The request that the setup guide sends to `/register`. */
export const guideRegistration = {
  client_name: 'ChatGPT Integration',
  redirect_uris: [chatgptRedirectUri],
  grant_types: ['authorization_code'],
  response_types: ['code'],
};

export const registryMode = { mode: 'registry', publicClientId: 'public-client' } as const;

export const brokerMode = {
  mode: 'broker',
  registrar: {
    domain: 'tenant.eu.auth0.com',
    managementAudience: 'https://tenant.eu.auth0.com/api/v2/',
    clientId: 'registrar-client',
    clientSecret: 'registrar-secret',
  },
} as const;

/** The variables of a connector in front of this issuer, with registration by the registry. */
export function connectorEnvironment(issuer: string, jwksUri: string): Record<string, string> {
  return {
    AUTHORIZATION_SERVER: issuer.slice(0, -1),
    RESOURCE_URL: 'http://localhost:3000',
    OAUTH_ISSUER: issuer,
    OAUTH_AUDIENCE: apiAudience,
    OAUTH_JWKS_URI: jwksUri,
    OAUTH_REGISTRATION: 'registry',
    OAUTH_PUBLIC_CLIENT_ID: 'public-client',
  };
}

const connectorSettings: ConnectorSettings = {
  issuer: 'https://tenant.eu.auth0.com/',
  audience: apiAudience,
  resourceUrl: apiAudience,
  jwksUri: 'https://tenant.eu.auth0.com/.well-known/jwks.json',
  registration: registryMode,
  redirectUris: chatgptCallbackUrls,
  allowedOrigins: ['https://chatgpt.com', 'https://platform.openai.com', 'https://omnichat.com'],
  firstScopes: ['files:read', 'chat:read'],
  trustedProxies: 0,
};

/** A connector with a clock that stands still, a network that answers nothing, and its log in a list. */
export interface TestedConnector extends Connector {
  events: AuthorizationEvent[];
  /** Milliseconds since the epoch on its clock. */
  now: () => number;
  advance: (milliseconds: number) => void;
  /** Sends a request to one of its routes, from 203.0.113.7. */
  send: (path: string, init?: RequestInit, clientAddress?: string) => Promise<Response>;
}

export function testedConnector(
  settings: Partial<ConnectorSettings> = {},
  options: Partial<Omit<ConnectorOptions, 'settings'>> = {},
): TestedConnector {
  const events: AuthorizationEvent[] = [];
  let time = Date.now();
  const connector = createConnector({
    settings: { ...connectorSettings, ...settings },
    log: (event) => events.push(event),
    now: () => time,
    fetch: (input) => Promise.reject(new Error(`unplanned request to ${new Request(input).url}`)),
    ...options,
  });
  return {
    ...connector,
    events,
    now: () => time,
    advance: (milliseconds) => {
      time += milliseconds;
    },
    send: (path, init, clientAddress = '203.0.113.7') => {
      const handler = connector.routes.get(path);
      if (handler === undefined) throw new Error(`the connector has no route ${path}`);
      return call(handler, path, init, clientAddress);
    },
  };
}

export function call(
  handler: Handler,
  path: string,
  init?: RequestInit,
  clientAddress = '203.0.113.7',
): Promise<Response> {
  return handler(new Request(new URL(path, 'https://omnichat.com'), init), { clientAddress });
}

export function postJson(body: unknown, headers: Record<string, string> = {}): RequestInit {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}
