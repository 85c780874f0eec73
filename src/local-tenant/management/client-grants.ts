import * as z from 'zod';
import type { ClientGrant, ResourceServer } from '../state/entities/apis.ts';
import { isStrictThirdParty } from '../rules/client-defaults.ts';
import { prefixedId } from '../state/ids.ts';
import type { Transaction } from '../state/store.ts';
import { conflict, inexistent, invalidBody, ManagementError, notAllowed } from './errors.ts';
import { checkpointParameters, listPage, pageParameters } from './listing.ts';
import { forgetInOrganizations } from './forgotten.ts';
import { patched } from './patch.ts';
import { changeRoute, route, type ManagementContext, type Route } from './route.ts';
import { propertyCount } from './validation.ts';

const subjectType = z.enum(['client', 'user']);
const defaultFor = z.enum(['third_party_clients']);
const organizationUsage = z.enum(['deny', 'allow', 'require']);
const scope = z.array(z.string().min(1).max(280));
const authorizationDetailsTypes = z.array(z.string().min(1).max(255));

const createBody = z.strictObject({
  client_id: z.string().min(1).exactOptional(),
  default_for: defaultFor.exactOptional(),
  audience: z.string().min(1),
  scope: scope.exactOptional(),
  subject_type: subjectType.exactOptional(),
  allow_all_scopes: z.boolean().exactOptional(),
  organization_usage: organizationUsage.exactOptional(),
  allow_any_organization: z.boolean().exactOptional(),
  authorization_details_types: authorizationDetailsTypes.exactOptional(),
});

const updateBody = z
  .strictObject({
    scope: scope.nullable().exactOptional(),
    allow_all_scopes: z.boolean().nullable().exactOptional(),
    organization_usage: organizationUsage.nullable().exactOptional(),
    allow_any_organization: z.boolean().nullable().exactOptional(),
    authorization_details_types: authorizationDetailsTypes.exactOptional(),
  })
  .check(propertyCount({ minimum: 1 }));

const listQuery = z.strictObject({
  ...pageParameters,
  ...checkpointParameters,
  audience: z.string().exactOptional(),
  client_id: z.string().exactOptional(),
  subject_type: subjectType.exactOptional(),
  default_for: defaultFor.exactOptional(),
  allow_any_organization: z.literal('true').exactOptional(),
});

/** `/client-grants`: what applications may ask of APIs. */
export function clientGrantRoutes({ store }: ManagementContext): readonly Route[] {
  function existing(id: string | undefined): ClientGrant {
    const grant = store.read.clientGrants.get(id ?? '');
    if (!grant) throw inexistent('client grant');
    return grant;
  }

  return [
    route({
      method: 'GET',
      path: '/client-grants',
      scopes: ['read:client_grants'],
      query: listQuery,
      handle: ({ query }) => {
        const grants = candidates(query).filter(
          (grant) =>
            (query.audience === undefined || grant.audience === query.audience) &&
            (query.client_id === undefined || grant.client_id === query.client_id) &&
            (query.subject_type === undefined || grant.subject_type === query.subject_type) &&
            (query.default_for === undefined || grant.default_for === query.default_for) &&
            (query.allow_any_organization === undefined || grant.allow_any_organization === true),
        );
        const listing = { name: 'client_grants', idOf: (grant: ClientGrant) => grant.id };
        return { status: 200, body: listPage(grants, query, listing, (grant) => grant) };
      },
    }),
    route({
      method: 'POST',
      path: '/client-grants',
      scopes: ['create:client_grants'],
      body: createBody,
      handle: async ({ body }) => {
        const grant = await store.write((tenant) => createGrant(tenant, body));
        return { status: 201, body: grant };
      },
    }),
    route({
      method: 'GET',
      path: '/client-grants/:id',
      scopes: ['read:client_grants'],
      handle: ({ params }) => ({ status: 200, body: existing(params['id']) }),
    }),
    route({
      method: 'PATCH',
      path: '/client-grants/:id',
      scopes: ['update:client_grants'],
      body: updateBody,
      handle: async ({ params, body }) => {
        const updated = await store.write((tenant) => {
          const before = existing(params['id']);
          checkGrant(audienceOf(tenant, before.audience), body);
          const grant = withScopeRule(patched(before, body));
          tenant.clientGrants.put(grant);
          return grant;
        });
        return { status: 200, body: updated };
      },
    }),
    changeRoute(store, {
      method: 'DELETE',
      path: '/client-grants/:id',
      scopes: ['delete:client_grants'],
      change: (tenant, { params }) => {
        // Deleting what does not exist is no error, as Auth0 has it.
        removeClientGrant(tenant, params['id'] ?? '');
      },
    }),
  ];

  function candidates(query: z.infer<typeof listQuery>): readonly ClientGrant[] {
    if (query.client_id !== undefined) return store.read.clientGrants.by('client_id', query.client_id);
    if (query.audience !== undefined) return store.read.clientGrants.by('audience', query.audience);
    return [...store.read.clientGrants.values()];
  }
}

/** Removes a client grant, also from the organizations that it holds for. */
export function removeClientGrant(tenant: Transaction, id: string): void {
  forgetInOrganizations(tenant, 'client_grant_id', id);
  tenant.clientGrants.remove(id);
}

function createGrant(tenant: Transaction, body: z.infer<typeof createBody>): ClientGrant {
  const api = audienceOf(tenant, body.audience);
  const subject_type = body.subject_type ?? 'client';
  const sameHolder =
    body.default_for === undefined ? ofClient(tenant, body, api) : ofDefault(tenant, body, api);
  if (sameHolder.some((grant) => grant.audience === body.audience && grant.subject_type === subject_type)) {
    throw conflict(
      'A client grant already exists for the provided client, audience and subject type.',
      'client_grant_conflict',
    );
  }
  checkGrant(api, body);
  const { client_id, default_for, audience, scope: asked, subject_type: _type, ...rest } = body;
  const grant = withScopeRule({
    id: prefixedId('cgr'),
    ...(client_id !== undefined && { client_id }),
    ...(default_for !== undefined && { default_for }),
    audience,
    scope: asked ?? [],
    subject_type,
    ...rest,
  });
  tenant.clientGrants.put(grant);
  return grant;
}

function ofClient(
  tenant: Transaction,
  body: z.infer<typeof createBody>,
  api: ResourceServer,
): readonly ClientGrant[] {
  if (body.client_id === undefined) {
    throw invalidBody("Payload validation error: 'Missing required property: client_id'.");
  }
  const client = tenant.clients.get(body.client_id);
  if (!client || client.global === true) throw inexistent('client');
  if (client.app_type === 'express_configuration') {
    throw new ManagementError(400, 'Client of type express_configuration cannot be used', 'validation_error');
  }
  if (isStrictThirdParty(client) && api.is_system === true) {
    throw notAllowed('Client grants for this API cannot be created for third-party clients.');
  }
  return tenant.clientGrants.by('client_id', body.client_id);
}

function ofDefault(
  tenant: Transaction,
  body: z.infer<typeof createBody>,
  api: ResourceServer,
): readonly ClientGrant[] {
  if (body.client_id !== undefined) {
    throw invalidBody("'client_id' and 'default_for' exclude each other.");
  }
  if (api.is_system === true) throw notAllowed('Default client grants are not supported for system APIs.');
  return tenant.clientGrants.by('default_for', body.default_for ?? '');
}

function audienceOf(tenant: Transaction, audience: string): ResourceServer {
  const api = tenant.resourceServers.by('identifier', audience)[0];
  if (!api) throw inexistent('resource server');
  return api;
}

/**
 * Refuses what no grant on the API can say, however it comes to say so.
 *
 * Scopes that the API does not define are taken, and get into the application's tokens.
 * Source: https://community.auth0.com/t/create-client-grant-for-client-with-non-existing-scope/105986, and recordings of go-auth0.
 */
function checkGrant(api: ResourceServer, { allow_all_scopes: all }: z.infer<typeof updateBody>): void {
  if (all !== undefined && all !== null && api.is_system === true) {
    throw invalidBody('`allow_all_scopes` cannot be provided when `audience` is a system API');
  }
}

/** A grant on all scopes names none. */
function withScopeRule(grant: ClientGrant): ClientGrant {
  if (grant.allow_all_scopes !== true) return grant;
  const { scope: _scope, ...all } = grant;
  return all;
}
