import * as z from 'zod';
import { tenantNameOf } from '../../../domain.ts';
import type { ScimConfiguration } from '../../../state/entities/connections.ts';
import type { Connection } from '../../../state/entities/users.ts';
import { ManagementError } from '../../errors.ts';
import { checkpointParameters, listPage } from '../../listing.ts';
import { notEmulated } from '../../not-emulated.ts';
import { changeRoute, route, type ManagementContext, type Route } from '../../route.ts';
import { knownConnection } from '../known-connection.ts';
import { isCommonEndpoint } from './provisioned-options.ts';
import { defaultScimMapping } from './scim-mapping.ts';
import { createScimBody, updateScimBody } from './scim-schema.ts';

const path = '/connections/:id/scim-configuration';

/** Source: Auth0, "Configure Inbound SCIM". */
const supported = new Set(['samlp', 'oidc', 'okta', 'waad']);
const notSupported =
  'This connection type does not support SCIM. Please see our documentation for the currently supported connection types: ' +
  'https://auth0.com/docs/authenticate/protocols/scim/configure-inbound-scim.';

/** Looks up how a connection's users are provisioned, and refuses one for which nothing says so. */
export function scimConfigurationOf(
  context: ManagementContext,
): (id: string | undefined) => ScimConfiguration {
  const existing = knownConnection(context);
  return (id) => {
    const found = context.store.read.scimConfigurations.get(existing(id).id);
    if (!found) throw new ManagementError(404, 'Not Found');
    return found;
  };
}

/** `/connections/{id}/scim-configuration`: nobody is provisioned by it here. Source: Management API v2, its answers. */
export function scimConfigurationRoutes(context: ManagementContext): readonly Route[] {
  const { store, domain, now } = context;
  const existing = knownConnection(context);
  const configured = scimConfigurationOf(context);
  const at = () => new Date(now()).toISOString();

  const shown = ({ tokens: _tokens, connection_id, ...configuration }: ScimConfiguration): object => {
    const { name, strategy } = existing(connection_id);
    const tenant_name = tenantNameOf(domain);
    return { tenant_name, connection_id, connection_name: name, strategy, ...configuration };
  };

  return [
    route({
      method: 'GET',
      path: '/connections-scim-configurations',
      scopes: ['read:scim_config'],
      query: z.strictObject(checkpointParameters),
      handle: ({ query }) => ({
        status: 200,
        body: listPage(
          [...store.read.scimConfigurations.values()],
          { take: 50, ...query },
          { name: 'scim_configurations', idOf: ({ connection_id: id }) => id },
          shown,
        ),
      }),
    }),
    route({
      method: 'GET',
      path,
      scopes: ['read:scim_config'],
      handle: ({ params }) => ({ status: 200, body: shown(configured(params['id'])) }),
    }),
    route({
      method: 'POST',
      path,
      scopes: ['create:scim_config'],
      body: createScimBody,
      bodyIsOptional: true,
      handle: async ({ params, body }) => {
        const made = await store.write((tenant) => {
          const connection = existing(params['id']);
          if (!supported.has(connection.strategy)) throw new ManagementError(404, notSupported);
          // As Auth0 spells it.
          if (tenant.scimConfigurations.has(connection.id))
            throw new ManagementError(400, 'SCIM configuration alreay exists for connection');
          if (isCommonEndpoint(connection)) {
            const message =
              'SCIM cannot be enabled for this connection when the Azure AD common endpoint is used.';
            throw new ManagementError(400, message);
          }
          const configuration: ScimConfiguration = {
            connection_id: connection.id,
            user_id_attribute: body?.user_id_attribute ?? 'externalId',
            mapping: body?.mapping ?? mappingOf(connection),
            tokens: [],
            created_at: at(),
            updated_on: at(),
          };
          tenant.scimConfigurations.put(configuration);
          return configuration;
        });
        return { status: 201, body: shown(made) };
      },
    }),
    route({
      method: 'PATCH',
      path,
      scopes: ['update:scim_config'],
      body: updateScimBody,
      handle: async ({ params, body }) => {
        const changed = await store.write((tenant) => {
          const configuration = { ...configured(params['id']), ...body, updated_on: at() };
          tenant.scimConfigurations.put(configuration);
          return configuration;
        });
        return { status: 200, body: shown(changed) };
      },
    }),
    changeRoute(store, {
      method: 'DELETE',
      path,
      scopes: ['delete:scim_config'],
      change: (tenant, { params }) => {
        tenant.scimConfigurations.remove(existing(params['id']).id);
      },
    }),
    route({
      method: 'GET',
      path: `${path}/default-mapping`,
      scopes: ['read:scim_config'],
      handle: ({ params }) => {
        const connection = existing(params['id']);
        if (!supported.has(connection.strategy)) throw new ManagementError(404, 'Not Found');
        return { status: 200, body: { mapping: mappingOf(connection) } };
      },
    }),
  ];
}

/** What Auth0 begins with was recorded of some strategies only. */
function mappingOf({ strategy }: Connection): readonly object[] {
  const mapping = defaultScimMapping(strategy);
  if (!mapping) throw notEmulated(`the default SCIM mapping of the strategy ${strategy}`);
  return mapping;
}
