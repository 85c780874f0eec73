import * as z from 'zod';
import type { ResourceServer, SubjectTypeAuthorization } from '../../state/entities/apis.ts';
import { alphanumeric, hexId } from '../../state/ids.ts';
import type { Transaction } from '../../state/store.ts';
import { removeClientGrant } from '../client-grants.ts';
import { managementApiIdentifier } from '../../rules/fresh-tenant.ts';
import { conflict, inexistent, invalidBody, notAllowed } from '../errors.ts';
import { fieldParameters, listPage, pageParameters, queryBoolean, selectFields } from '../listing.ts';
import { notEmulated } from '../not-emulated.ts';
import { patched, withoutNulls } from '../patch.ts';
import { createResourceServerBody, updateResourceServerBody } from './resource-server-schema.ts';
import { showNewApi, systemApi } from './system-apis.ts';
import { keepPermissions } from '../roles/permissions.ts';
import { changeRoute, route, type ManagementContext, type Route } from '../route.ts';

const listQuery = z.strictObject({
  ...pageParameters,
  identifiers: z.union([z.string().min(1), z.array(z.string().min(1)).max(10)]).exactOptional(),
  ...fieldParameters,
});

const systemUpdatable = new Set([
  'token_lifetime',
  'token_lifetime_for_web',
  'skip_consent_for_verifiable_first_party_clients',
]);
const mergedProperties = ['subject_type_authorization'];

const defaultAuthorization: SubjectTypeAuthorization = {
  client: { policy: 'require_client_grant' },
  user: { policy: 'allow_all' },
};

/** `/resource-servers`: APIs, addressed by id or by identifier. */
export function resourceServerRoutes({ store, domain }: ManagementContext): readonly Route[] {
  function find(idOrIdentifier: string | undefined): ResourceServer | undefined {
    const key = idOrIdentifier ?? '';
    const found = store.read.resourceServers.get(key) ?? store.read.resourceServers.by('identifier', key)[0];
    // The official provider encodes identifiers twice, and Auth0 finds them all the same.
    return found ?? store.read.resourceServers.by('identifier', decoded(key))[0];
  }

  function existing(idOrIdentifier: string | undefined): ResourceServer {
    const api = find(idOrIdentifier);
    if (!api) throw inexistent('resource server');
    return api;
  }

  return [
    route({
      method: 'GET',
      path: '/resource-servers',
      scopes: ['read:resource_servers'],
      query: listQuery,
      handle: ({ query }) => {
        const apis =
          query.identifiers === undefined
            ? [...store.read.resourceServers.values()]
            : [query.identifiers]
                .flat()
                .flatMap((identifier) => store.read.resourceServers.by('identifier', identifier));
        const listing = { name: 'resource_servers', idOf: (api: ResourceServer) => api.id };
        return { status: 200, body: listPage(apis, query, listing, (api) => selectFields(api, query)) };
      },
    }),
    route({
      method: 'POST',
      path: '/resource-servers',
      scopes: ['create:resource_servers'],
      body: createResourceServerBody,
      handle: async ({ body }) => {
        const api = withSigningSecret({
          id: hexId(),
          allow_offline_access: false,
          skip_consent_for_verifiable_first_party_clients: false,
          token_lifetime: 86_400,
          token_lifetime_for_web: 7200,
          signing_alg: 'RS256',
          ...withoutNulls(body),
          subject_type_authorization: { ...defaultAuthorization, ...body.subject_type_authorization },
          ...systemApi(body.identifier, domain),
        } as unknown as ResourceServer);
        checkIdentifier(api.identifier, domain);
        checkLifetimes(api, body);
        await store.write((tenant) => {
          if (tenant.resourceServers.by('identifier', api.identifier).length > 0) {
            throw conflict(
              'A resource server with the same identifier already exists.',
              'resource_server_conflict',
            );
          }
          tenant.resourceServers.put(api);
        });
        return { status: 201, body: showNewApi(api) };
      },
    }),
    route({
      method: 'GET',
      path: '/resource-servers/:id',
      scopes: ['read:resource_servers'],
      query: z.strictObject({ include_fields: queryBoolean.exactOptional() }),
      handle: ({ params }) => ({ status: 200, body: existing(params['id']) }),
    }),
    route({
      method: 'PATCH',
      path: '/resource-servers/:id',
      scopes: ['update:resource_servers'],
      body: updateResourceServerBody,
      handle: async ({ params, body }) => {
        const updated = await store.write((tenant) => {
          const before = existing(params['id']);
          if (before.is_system === true && Object.keys(body).some((name) => !systemUpdatable.has(name))) {
            throw notAllowed('System resource servers cannot be patched.');
          }
          const api = withSigningSecret(patched(before, body, mergedProperties));
          checkLifetimes(api, body);
          tenant.resourceServers.put(api);
          if (body.scopes) dropLostScopes(tenant, api);
          return api;
        });
        return { status: 200, body: updated };
      },
    }),
    changeRoute(store, {
      method: 'DELETE',
      path: '/resource-servers/:id',
      scopes: ['delete:resource_servers'],
      change: (tenant, { params }) => {
        const api = find(params['id']);
        // Deleting what does not exist is no error, as Auth0 has it.
        if (!api) return;
        if (api.identifier === managementApiIdentifier(domain)) {
          throw notAllowed('System resource servers cannot be deleted.');
        }
        for (const grant of tenant.clientGrants.by('audience', api.identifier))
          removeClientGrant(tenant, grant.id);
        keepPermissions(tenant, api.identifier, () => false);
        tenant.resourceServers.remove(api.id);
      },
    }),
  ];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Some addresses of the tenant are APIs of Auth0's own, and one is that of the user's profile. */
function checkIdentifier(identifier: string, domain: string): void {
  if (identifier === `https://${domain}/userinfo`) throw invalidBody('The selected identifier is reserved.');
  if (identifier === `https://${domain}/my-org/`) throw notEmulated(`the API ${identifier}`);
}

/**
 * Holds the lifetime of tokens of browser flows, where a request states it, to that of all tokens.
 *
 * Source: Auth0, "API Settings".
 */
function checkLifetimes(
  { token_lifetime, token_lifetime_for_web }: ResourceServer,
  stated: z.infer<typeof updateResourceServerBody>,
): void {
  if (stated.token_lifetime_for_web !== undefined && token_lifetime_for_web > token_lifetime) {
    throw invalidBody("'token_lifetime_for_web' must not exceed 'token_lifetime'.");
  }
}

/** Auth0 makes the secret of an API that signs with one and was given none. */
function withSigningSecret(api: ResourceServer): ResourceServer {
  if (api.signing_alg !== 'HS256' || api.signing_secret !== undefined) return api;
  return { ...api, signing_secret: alphanumeric(32) };
}

/** What an API no longer defines, no grant, no role and no user can hold. */
function dropLostScopes(tenant: Transaction, api: ResourceServer): void {
  const defined = new Set(api.scopes?.map((scope) => scope.value));
  for (const grant of tenant.clientGrants.by('audience', api.identifier)) {
    const scope = grant.scope?.filter((value) => defined.has(value));
    if (scope && scope.length < (grant.scope?.length ?? 0)) tenant.clientGrants.put({ ...grant, scope });
  }
  keepPermissions(tenant, api.identifier, (permission) => defined.has(permission));
}
