import * as z from 'zod';
import type { Invitation } from '../../state/entities/users.ts';
import { inexistent } from '../errors.ts';
import { fieldParameters, pageParameters, selectFields } from '../listing.ts';
import { changeRoute, route, type ManagementContext, type Route } from '../route.ts';
import { existingOrganization } from './existing-organization.ts';
import { createInvitation, createInvitationBody } from './invitation-changes.ts';

const path = '/organizations/:id/invitations';

/** `/organizations/{id}/invitations`: nobody accepts one here, since nobody logs in to an organization. */
export function invitationRoutes(context: ManagementContext): readonly Route[] {
  const { store, now } = context;
  const existing = existingOrganization(context);

  const found = ({ id, invitation = '' }: Readonly<Record<string, string>>): Invitation => {
    const organization = existing(id);
    const known = store.read.invitations.get(invitation);
    if (known?.organization_id === organization.id) return known;
    throw inexistent('invitation');
  };

  return [
    route({
      method: 'GET',
      path,
      scopes: ['read:organization_invitations'],
      query: z.strictObject({
        ...pageParameters,
        ...fieldParameters,
        sort: z
          .string()
          .regex(/^created_at:(1|-1)$/)
          .exactOptional(),
      }),
      handle: ({ params, query }) => {
        const oldestFirst = store.read.invitations.by('organization_id', existing(params['id']).id);
        const sorted = query.sort === 'created_at:1' ? oldestFirst : oldestFirst.toReversed();
        const { page = 0, per_page: limit = 50 } = query;
        const start = page * limit;
        const invitations = sorted.slice(start, start + limit).map((each) => selectFields(each, query));
        // Auth0 does not count all of them.
        return {
          status: 200,
          body: query.include_totals === true ? { start, limit, invitations } : invitations,
        };
      },
    }),
    route({
      method: 'POST',
      path,
      scopes: ['create:organization_invitations'],
      body: createInvitationBody,
      handle: async ({ params, body }) => ({
        status: 200,
        body: await store.write((tenant) => createInvitation(tenant, existing(params['id']), body, now())),
      }),
    }),
    route({
      method: 'GET',
      path: `${path}/:invitation`,
      scopes: ['read:organization_invitations'],
      query: z.strictObject(fieldParameters),
      handle: ({ params, query }) => ({ status: 200, body: selectFields(found(params), query) }),
    }),
    changeRoute(store, {
      method: 'DELETE',
      path: `${path}/:invitation`,
      scopes: ['delete:organization_invitations'],
      change: (tenant, { params }) => {
        tenant.invitations.remove(found(params).id);
      },
    }),
  ];
}
