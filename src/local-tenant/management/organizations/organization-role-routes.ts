import * as z from 'zod';
import { inexistent } from '../errors.ts';
import { checkpointParameters, fieldParameters, listPage, selectFields } from '../listing.ts';
import { route, type ManagementContext, type Route } from '../route.ts';
import { existingOrganization } from './existing-organization.ts';
import { showOrganizationMember } from './organization-views.ts';

const path = '/organizations/:id/roles/:role_id';

/** `/organizations/{id}/roles/{id}`: who has a role within an organization, as recorded in 2026: users, as there are no groups here. */
export function organizationRoleRoutes(context: ManagementContext): readonly Route[] {
  const { store } = context;
  const existing = existingOrganization(context);

  const members = ({ id, role_id: roleId = '' }: Readonly<Record<string, string>>) => {
    const organization = existing(id);
    if (!store.read.roles.has(roleId)) throw inexistent('role');
    return organization.members.filter(({ role_ids: ids }) => ids.includes(roleId));
  };

  return [
    route({
      method: 'GET',
      path: `${path}/members`,
      scopes: ['read:roles', 'read:organization_members'],
      query: z.strictObject({ ...checkpointParameters, ...fieldParameters }),
      handle: ({ params, query }) => ({
        status: 200,
        body: listPage(
          members(params),
          { take: 50, ...query },
          { name: 'members', idOf: ({ user_id: id }) => id },
          ({ user_id: id }) => selectFields(showOrganizationMember(store.read, id), query),
        ),
      }),
    }),
    route({
      method: 'GET',
      path: `${path}/groups`,
      scopes: ['read:roles', 'read:organization_groups'],
      query: z.strictObject(checkpointParameters),
      handle: ({ params }) => {
        members(params);
        return { status: 200, body: { groups: [] } };
      },
    }),
  ];
}
