import * as z from 'zod';
import type { DirectoryProvisioning } from '../../../state/entities/connections.ts';
import type { Connection } from '../../../state/entities/users.ts';
import { ManagementError } from '../../errors.ts';
import { checkpointParameters, listPage } from '../../listing.ts';
import { changeRoute, route, type ManagementContext, type Route } from '../../route.ts';
import { knownConnection } from '../known-connection.ts';
import { defaultDirectoryMapping } from './directory-mapping.ts';
import { checkApis, notSetUp } from './directory-rules.ts';
import { directoryProvisioningBody } from './directory-schema.ts';

const path = '/connections/:id/directory-provisioning';

/** `/connections/{id}/directory-provisioning`: nobody is provisioned by it here. Source: Management API v2, its answers. */
export function directoryProvisioningRoutes(context: ManagementContext): readonly Route[] {
  const { store, now } = context;
  const existing = knownConnection(context);
  const at = () => new Date(now()).toISOString();

  const workspace = (id: string | undefined): Connection => {
    const connection = existing(id);
    if (connection.strategy === 'google-apps') return connection;
    throw new ManagementError(400, 'The connection strategy does not support inbound directory provisioning');
  };
  const configured = (id: string | undefined): DirectoryProvisioning => {
    const found = store.read.directoryProvisionings.get(workspace(id).id);
    if (found) return found;
    throw new ManagementError(404, 'Directory provisioning configuration not found');
  };
  const shown = ({ groups: _groups, connection_id, ...provisioning }: DirectoryProvisioning): object => {
    const { name, strategy } = existing(connection_id);
    return { connection_id, connection_name: name, strategy, ...provisioning };
  };

  return [
    route({
      method: 'GET',
      path: '/connections-directory-provisionings',
      scopes: ['read:directory_provisionings'],
      query: z.strictObject(checkpointParameters),
      handle: ({ query }) => ({
        status: 200,
        body: listPage(
          [...store.read.directoryProvisionings.values()],
          { take: 50, ...query },
          { name: 'directory_provisionings', idOf: ({ connection_id: id }) => id },
          shown,
        ),
      }),
    }),
    route({
      method: 'GET',
      path,
      scopes: ['read:directory_provisionings'],
      handle: ({ params }) => ({ status: 200, body: shown(configured(params['id'])) }),
    }),
    route({
      method: 'POST',
      path,
      scopes: ['create:directory_provisionings'],
      body: directoryProvisioningBody,
      bodyIsOptional: true,
      handle: async ({ params, body }) => {
        const made = await store.write((tenant) => {
          const connection = workspace(params['id']);
          checkApis(connection, body);
          if (tenant.directoryProvisionings.has(connection.id)) {
            const message = 'Directory provisioning is already enabled on the specified connection';
            throw new ManagementError(409, message);
          }
          const provisioning: DirectoryProvisioning = {
            connection_id: connection.id,
            mapping: defaultDirectoryMapping,
            synchronize_automatically: false,
            synchronize_groups: 'off',
            groups: [],
            ...body,
            created_at: at(),
            updated_at: at(),
          };
          tenant.directoryProvisionings.put(provisioning);
          return provisioning;
        });
        return { status: 201, body: shown(made) };
      },
    }),
    route({
      method: 'PATCH',
      path,
      scopes: ['update:directory_provisionings'],
      body: directoryProvisioningBody,
      bodyIsOptional: true,
      handle: async ({ params, body }) => {
        const changed = await store.write((tenant) => {
          const before = configured(params['id']);
          checkApis(existing(before.connection_id), body);
          const provisioning = { ...before, ...body, updated_at: at() };
          tenant.directoryProvisionings.put(provisioning);
          return provisioning;
        });
        return { status: 200, body: shown(changed) };
      },
    }),
    changeRoute(store, {
      method: 'DELETE',
      path,
      scopes: ['delete:directory_provisionings'],
      change: (tenant, { params }) => {
        tenant.directoryProvisionings.remove(existing(params['id']).id);
      },
    }),
    route({
      method: 'GET',
      path: `${path}/default-mapping`,
      scopes: ['read:directory_provisionings'],
      handle: ({ params }) => {
        workspace(params['id']);
        return { status: 200, body: { mapping: defaultDirectoryMapping } };
      },
    }),
    route({
      method: 'POST',
      path: `${path}/synchronizations`,
      scopes: ['create:directory_provisionings'],
      handle: ({ params }) => {
        configured(params['id']);
        throw notSetUp;
      },
    }),
  ];
}
