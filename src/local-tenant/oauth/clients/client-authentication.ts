import type { IncomingHttpHeaders } from 'node:http';
import type { ReadableCollections } from '../../state/collections.ts';
import type { TokenEndpointAuthMethod } from '../../state/entities/applications.ts';
import { Refusal } from '../refusal.ts';
import { namedClient } from './named-client.ts';

/**
 * Refuses a secret that comes another way than the application is registered for.
 *
 * oidc-provider takes a secret by header and by body alike (RFC 6749, section 2.3.1); Auth0 holds an application to its
 * `token_endpoint_auth_method` when it has one.
 *
 * @throws {Refusal} 401 `access_denied`, as for a wrong secret
 */
export function checkAuthenticationMethod(
  entities: ReadableCollections,
  headers: IncomingHttpHeaders,
  parameters: URLSearchParams,
): void {
  const basic = basicClientId(headers.authorization);
  const client = namedClient(entities, basic ?? parameters.get('client_id') ?? '');
  const registered = client?.token_endpoint_auth_method;
  const used = basic === undefined ? bodyMethod(parameters) : 'client_secret_basic';
  if (client?.global === true || (registered !== undefined && used !== undefined && registered !== used)) {
    throw new Refusal(401, 'access_denied', 'Unauthorized');
  }
}

function bodyMethod(parameters: URLSearchParams): TokenEndpointAuthMethod | undefined {
  return (parameters.get('client_secret') ?? '') === '' ? undefined : 'client_secret_post';
}

function basicClientId(authorization: string | undefined): string | undefined {
  const encoded = /^basic (.+)$/iu.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [id = ''] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return new URLSearchParams(`id=${id}`).get('id') ?? id;
}
