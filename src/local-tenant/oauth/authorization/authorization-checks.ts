import type { OidcContext } from 'oidc-provider/lib/provider.js';
import type { Client } from '../../state/entities/applications.ts';
import type { Store } from '../../state/store.ts';
import { loginConnections, openConnections } from '../users/login-connections.ts';
import { scopeValues } from '../apis/oidc-scopes.ts';
import { Refusal } from '../refusal.ts';
import { namedClient } from '../clients/named-client.ts';
import { webOriginRefusal } from './web-message.ts';

/**
 * Auth0's own conditions on an authorization request whose client and redirect URI are good.
 *
 * @throws {Refusal} `invalid_target` for more than one API, `invalid_request` when no connection is left through which a user could
 *   log in, when the client must not send its request in the open, when it asks for an organization or needs one, or when the answer
 *   is for a window of an unknown origin; 501 `server_error` when none of the connections is a database with
 *   passwords
 */
export function checkAuthorization(context: OidcContext, store: Store): void {
  const { client: requester, params } = context.oidc;
  const client = namedClient(store.read, requester.clientId);
  if (client === undefined)
    throw new Refusal(400, 'invalid_request', `Unknown client: ${requester.clientId}`);
  const sent = new URLSearchParams(context.oidc.body ?? context.querystring);
  checkForm(client);
  checkOrganization(client, sent);
  if (params['response_mode'] === 'web_message') {
    const refusal = webOriginRefusal(client, params['redirect_uri'] ?? '');
    if (refusal !== undefined) throw refusal;
  }
  checkConnections(store, client, params['connection']);
  if (Object.keys(context.oidc.resourceServers).length > 1) {
    throw new Refusal(400, 'invalid_target', 'Only one API can be asked for in a request.');
  }
  settleOfflineAccess(context, scopeValues(sent.get('scope') ?? undefined));
}

function checkConnections(store: Store, client: Client, asked: string | undefined): void {
  const open = openConnections(store.read, client, asked);
  if (open.length === 0) {
    throw new Refusal(
      400,
      'invalid_request',
      asked === undefined ? 'no connections enabled for the client' : 'the connection was not found',
    );
  }
  if (loginConnections(store.read, client, asked).length > 0) return;
  throw new Refusal(
    501,
    'server_error',
    `The local tenant asks no identity provider: ${open.map(({ name }) => name).join(', ')} logs nobody in here. Use a database connection with passwords, or a tenant at Auth0.`,
  );
}

/**
 * A request in the query is neither pushed (RFC 9126) nor signed (RFC 9101), and there is no other way in here. Sources: Auth0,
 * "Configure Pushed Authorization Requests"; "Configure JWT-secured Authorization Requests".
 */
function checkForm({
  require_pushed_authorization_requests: pushed,
  signed_request_object: signed,
}: Client): void {
  if (pushed === true) {
    throw new Refusal(400, 'invalid_request', 'The client must use a pushed authorization request.');
  }
  if (signed?.required === true) {
    throw new Refusal(400, 'invalid_request', 'The client must use a signed request object.');
  }
}

/**
 * Lets nobody log in to an organization, as this tenant has none. Source: Auth0, "Define Organization Behavior".
 *
 * @throws {Refusal} `invalid_request`
 */
function checkOrganization(client: Client, sent: URLSearchParams): void {
  const problem = organizationProblem(client, sent);
  if (problem !== undefined) throw new Refusal(400, 'invalid_request', problem);
}

function organizationProblem(
  { organization_usage: usage = 'deny' }: Client,
  sent: URLSearchParams,
): string | undefined {
  if (sent.has('invitation')) return 'invitation not found or already used';
  if (sent.has('organization')) {
    return `parameter organization is ${usage === 'deny' ? 'not allowed for this client' : 'invalid'}`;
  }
  return usage === 'require' ? 'parameter organization is required for this client' : undefined;
}

/**
 * oidc-provider drops `offline_access` unless consent is forced (OpenID Connect Core, section 11), and leaves it to a device
 * whatever the API says; Auth0 does neither.
 */
function settleOfflineAccess({ oidc }: OidcContext, sent: readonly string[]): void {
  const others = [...oidc.requestParamScopes].filter((scope) => scope !== 'offline_access');
  const allowed =
    sent.includes('offline_access') &&
    oidc.client.grantTypeAllowed('refresh_token') &&
    Object.values(oidc.resourceServers).every((api) => api.scopes.has('offline_access'));
  oidc.params['scope'] = [...others, ...(allowed ? ['offline_access'] : [])].join(' ');
}
