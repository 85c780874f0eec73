import * as z from 'zod';
import { listPage, pageParameters, selectFields } from '../listing.ts';
import { changeRoute, route, type ManagementContext, type Route } from '../route.ts';
import { existingOrganization } from './existing-organization.ts';
import {
  addMemberRoles,
  addMembers,
  memberOf,
  removeMemberRoles,
  removeMembers,
} from './organization-members.ts';
import { memberListQuery, memberRolesBody, membersBody } from './organization-schema.ts';
import { showMemberRole, showListedMember } from './organization-views.ts';

/** `/organizations/{id}/members`, with the roles of each. */
export function organizationMemberRoutes(context: ManagementContext): readonly Route[] {
  const { store } = context;
  const existing = existingOrganization(context);
  const roles = '/organizations/:id/members/:user_id/roles';
  return [
    route({
      method: 'GET',
      path: '/organizations/:id/members',
      scopes: ['read:organization_members'],
      query: memberListQuery,
      handle: ({ params, query }) => ({
        status: 200,
        body: listPage(
          existing(params['id']).members,
          query,
          // Auth0 only learns from an empty page that there are no more.
          { name: 'members', idOf: ({ user_id: id }) => id, endsEmpty: true },
          (member) => selectFields(showListedMember(store.read, member, query.fields), query),
        ),
      }),
    }),
    changeRoute(store, {
      method: 'POST',
      path: '/organizations/:id/members',
      scopes: ['create:organization_members'],
      body: membersBody,
      change: (tenant, { params, body }) => {
        addMembers(tenant, existing(params['id']), body.members);
      },
    }),
    changeRoute(store, {
      method: 'DELETE',
      path: '/organizations/:id/members',
      scopes: ['delete:organization_members'],
      body: membersBody,
      change: (tenant, { params, body }) => {
        removeMembers(tenant, existing(params['id']), body.members);
      },
    }),
    route({
      method: 'GET',
      path: roles,
      scopes: ['read:organization_member_roles'],
      query: z.strictObject(pageParameters),
      handle: ({ params, query }) => ({
        status: 200,
        body: listPage(
          memberOf(existing(params['id']), params['user_id']).role_ids.flatMap(
            (id) => store.read.roles.get(id) ?? [],
          ),
          query,
          { name: 'roles', idOf: ({ id }) => id },
          showMemberRole,
        ),
      }),
    }),
    changeRoute(store, {
      method: 'POST',
      path: roles,
      scopes: ['create:organization_member_roles'],
      body: memberRolesBody,
      change: (tenant, { params, body }) => {
        const organization = existing(params['id']);
        addMemberRoles(tenant, organization, memberOf(organization, params['user_id']), body.roles);
      },
    }),
    changeRoute(store, {
      method: 'DELETE',
      path: roles,
      scopes: ['delete:organization_member_roles'],
      body: memberRolesBody,
      change: (tenant, { params, body }) => {
        const organization = existing(params['id']);
        removeMemberRoles(tenant, organization, memberOf(organization, params['user_id']), body.roles);
      },
    }),
  ];
}
