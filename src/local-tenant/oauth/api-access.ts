import type { Client, ClientGrant, ResourceServer, SubjectType } from '../entities.ts';
import type { ReadableCollections } from '../collections.ts';
import { Refusal } from './refusal.ts';

const clientGrantsPage = 'https://auth0.com/docs/api/v2#!/Client_Grants/post_client_grants';

/**
 * The API with that identifier, equal byte for byte.
 *
 * @throws {Refusal} 403 `access_denied` when the tenant has none
 */
export function requestedApi(entities: ReadableCollections, identifier: string): ResourceServer {
  const [api] = entities.resourceServers.by('identifier', identifier);
  if (api === undefined) {
    throw new Refusal(403, 'access_denied', `Service not enabled within domain: ${identifier}`);
  }
  return api;
}

/**
 * The scopes that an application gets on its own behalf, out of those it asked for (none asked for: all that were granted).
 *
 * Source: Auth0, "Application Access to APIs: Client Grants".
 *
 * @throws {Refusal} 403 `access_denied` without a client grant, or for a scope outside of it
 */
export function clientScopes(
  entities: ReadableCollections,
  client: Client,
  api: ResourceServer,
  requested: readonly string[],
): readonly string[] {
  const grant = grantFor(entities, client, api, 'client');
  if (grant === undefined || api.subject_type_authorization.client.policy === 'deny_all') {
    throw new Refusal(
      403,
      'access_denied',
      `Client is not authorized to access "${api.identifier}". You need to create a "client-grant" associated to this API. See: ${clientGrantsPage}`,
    );
  }
  const granted = grantedScopes(grant, api);
  const missing = requested.filter((scope) => !granted.includes(scope));
  if (missing.length > 0) {
    throw new Refusal(403, 'access_denied', `Client has not been granted scopes: ${missing.join(', ')}`);
  }
  return requested.length === 0 ? granted : requested;
}

function grantFor(
  entities: ReadableCollections,
  client: Client,
  api: ResourceServer,
  subjectType: SubjectType,
): ClientGrant | undefined {
  return entities.clientGrants
    .by('client_id', client.client_id)
    .find((grant) => grant.audience === api.identifier && grant.subject_type === subjectType);
}

function grantedScopes(grant: ClientGrant, api: ResourceServer): readonly string[] {
  return grant.allow_all_scopes === true ? (api.scopes ?? []).map((scope) => scope.value) : grant.scope;
}
