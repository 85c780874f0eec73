import type { DirectoryProvisioning, SynchronizedGroup } from '../../../state/entities/connections.ts';
import type { Transaction } from '../../../state/store.ts';
import { ManagementError } from '../../errors.ts';
import { listPage } from '../../listing.ts';
import { changeRoute, route, type ManagementContext, type Route } from '../../route.ts';
import { knownConnection } from '../known-connection.ts';
import { checkGroupsApi } from './directory-rules.ts';
import { removedGroupsBody, synchronizedGroupsBody, synchronizedGroupsQuery } from './directory-schema.ts';

const path = '/connections/:id/directory-provisioning/synchronized-groups';

/** `…/directory-provisioning/synchronized-groups`: the groups of a Google Workspace that are selected. */
export function synchronizedGroupRoutes(context: ManagementContext): readonly Route[] {
  const { store } = context;
  const existing = knownConnection(context);

  const configured = (connectionId: string | undefined): DirectoryProvisioning => {
    const connection = existing(connectionId);
    const found = store.read.directoryProvisionings.get(connection.id);
    if (!found) throw new ManagementError(404, 'Connection directory provisioning configuration not found');
    checkGroupsApi(connection);
    return found;
  };
  const select = (
    tenant: Transaction,
    before: DirectoryProvisioning,
    groups: readonly SynchronizedGroup[],
  ): void => {
    const byId = [...new Map(groups.map((group) => [group.id, group])).values()];
    const sorted = byId.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    tenant.directoryProvisionings.put({ ...before, groups: sorted });
  };

  return [
    route({
      method: 'GET',
      path,
      scopes: ['read:directory_provisionings'],
      query: synchronizedGroupsQuery,
      handle: ({ params, query: { q, ...page } }) => ({
        status: 200,
        body: listPage(
          configured(params['id']).groups.filter(isGroupFound(q)),
          { take: 50, ...page },
          { name: 'groups', idOf: ({ id }) => id },
          (group) => group,
        ),
      }),
    }),
    changeRoute(store, {
      method: 'PUT',
      path,
      scopes: ['update:directory_provisionings'],
      body: synchronizedGroupsBody,
      change: (tenant, { params, body }) => {
        select(tenant, configured(params['id']), body.groups);
      },
    }),
    changeRoute(store, {
      method: 'POST',
      path,
      scopes: ['update:directory_provisionings'],
      body: synchronizedGroupsBody,
      change: (tenant, { params, body }) => {
        const before = configured(params['id']);
        select(tenant, before, [...before.groups, ...body.groups]);
      },
    }),
    changeRoute(store, {
      method: 'DELETE',
      path,
      scopes: ['update:directory_provisionings'],
      body: removedGroupsBody,
      change: (tenant, { params, body }) => {
        const before = configured(params['id']);
        const removed = new Set(body.groups.map(({ id }) => id));
        select(
          tenant,
          before,
          before.groups.filter(({ id }) => !removed.has(id)),
        );
      },
    }),
  ];
}

/** Whether a group's name or address begins as the query says, or is it where that ends without a star. */
function isGroupFound(query: string | undefined): (group: SynchronizedGroup) => boolean {
  const [, property = 'name', wanted = '', star] =
    /^(name|email):([^*]+)(\*)?$/.exec(query?.toLowerCase() ?? '') ?? [];
  if (query === undefined) return () => true;
  return (group) => {
    const value = group[property as 'name' | 'email']?.toLowerCase();
    return star === undefined ? value === wanted : value?.startsWith(wanted) === true;
  };
}
