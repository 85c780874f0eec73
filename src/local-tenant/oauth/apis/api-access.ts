import { isStrictThirdParty } from '../../rules/client-defaults.ts';
import type { ReadableCollections } from '../../state/collections.ts';
import type { ClientGrant, ResourceServer, SubjectType } from '../../state/entities/apis.ts';
import type { Client } from '../../state/entities/applications.ts';
import { Refusal } from '../refusal.ts';

const clientGrantsPage = 'https://auth0.com/docs/api/v2#!/Client_Grants/post_client_grants';

/** The API with that identifier, equal byte for byte. */
export function findApi(entities: ReadableCollections, identifier: string): ResourceServer | undefined {
  return entities.resourceServers.by('identifier', identifier)[0];
}

/** An API, and the scopes that somebody may have there. */
export interface ApiAccess {
  readonly api: ResourceServer;
  readonly scopes: readonly string[];
}

/**
 * The scopes that an application gets on its own behalf, out of those it asked for (none asked for: all that were granted).
 *
 * Source: Auth0, "Application Access to APIs: Client Grants".
 *
 * @throws {Refusal} 403 `access_denied` for an unknown API, without a client grant, or for a scope outside of it
 */
export function clientAccess(
  entities: ReadableCollections,
  client: Client,
  identifier: string,
  requested: readonly string[],
): ApiAccess {
  const api = findApi(entities, identifier);
  if (api === undefined) {
    throw new Refusal(403, 'access_denied', `Service not enabled within domain: ${identifier}`);
  }
  const grant = grantOf(entities, client, api, 'client');
  if (
    grant === undefined ||
    api.subject_type_authorization.client.policy === 'deny_all' ||
    (isStrictThirdParty(client) && api.is_system === true)
  ) {
    throw new Refusal(
      403,
      'access_denied',
      `Client is not authorized to access "${identifier}". You need to create a "client-grant" associated to this API. See: ${clientGrantsPage}`,
    );
  }
  const granted = grantedScopes(grant, api);
  const missing = requested.filter((scope) => !granted.includes(scope));
  if (missing.length > 0) {
    throw new Refusal(403, 'access_denied', `Client has not been granted scopes: ${missing.join(', ')}`);
  }
  return { api, scopes: requested.length === 0 ? granted : requested };
}

/**
 * The API's scopes that an application may ask for on behalf of users, before the user's own permissions count.
 *
 * A third-party application needs a grant whatever the API's policy says; its own grant wins over the default one for third
 * parties. Sources: Auth0, "API Access Policies for Applications"; "Security Controls for Third-Party Applications".
 *
 * @throws {Refusal} `access_denied` for an unknown API, `invalid_request` where the policy lets the application have nothing
 */
export function userAccess(entities: ReadableCollections, client: Client, identifier: string): ApiAccess {
  const api = findApi(entities, identifier);
  if (api === undefined) throw new Refusal(400, 'access_denied', `Service not found: ${identifier}`);
  const thirdParty = isStrictThirdParty(client);
  const { policy } = api.subject_type_authorization.user;
  if (policy === 'allow_all' && !thirdParty) return { api, scopes: delegableScopes(api) };
  const grant = grantOf(entities, client, api, 'user');
  if (grant === undefined || policy === 'deny_all' || (thirdParty && api.is_system === true)) {
    throw new Refusal(
      400,
      'invalid_request',
      `Client "${client.client_id}" is not authorized to access resource server "${identifier}".`,
    );
  }
  return { api, scopes: grantedScopes(grant, api) };
}

/**
 * What a user may do with an API, as far as RBAC goes: everything when the API does not enforce policies, otherwise what the
 * user's roles carry or was given to the user alone. Source: Auth0, "Enable Role-Based Access Control for APIs".
 */
export function permissionsOf(
  entities: ReadableCollections,
  userId: string,
  api: ResourceServer,
): readonly string[] {
  if (api.enforce_policies !== true) return scopesOf(api);
  const user = entities.users.get(userId);
  const ofRoles = (user?.role_ids ?? []).flatMap((id) => entities.roles.get(id)?.permissions ?? []);
  const permitted = new Set(
    [...ofRoles, ...(user?.permissions ?? [])]
      .filter((permission) => permission.resource_server_identifier === api.identifier)
      .map((permission) => permission.permission_name),
  );
  return scopesOf(api).filter((scope) => permitted.has(scope));
}

/** The application's own grant, or for a third party the default one. */
function grantOf(
  entities: ReadableCollections,
  client: Client,
  api: ResourceServer,
  subjectType: SubjectType,
): ClientGrant | undefined {
  const fits = (grant: ClientGrant): boolean =>
    grant.audience === api.identifier && grant.subject_type === subjectType;
  const own = entities.clientGrants.by('client_id', client.client_id).find(fits);
  if (own !== undefined || !isStrictThirdParty(client)) return own;
  return entities.clientGrants.by('default_for', 'third_party_clients').find(fits);
}

function grantedScopes(grant: ClientGrant, api: ResourceServer): readonly string[] {
  return grant.allow_all_scopes === true ? scopesOf(api) : (grant.scope ?? []);
}

/** Of the Management API users can delegate only what concerns themselves. Source: Auth0, "Get Management API Access Tokens for Single-Page Applications". */
function delegableScopes(api: ResourceServer): readonly string[] {
  const scopes = scopesOf(api);
  return api.is_system === true ? scopes.filter((scope) => /:current_user(_|$)/u.test(scope)) : scopes;
}

function scopesOf(api: ResourceServer): readonly string[] {
  return (api.scopes ?? []).map((scope) => scope.value);
}
