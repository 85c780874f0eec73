import * as z from 'zod';
import type { EnrolledFactor } from '../../state/entities/users.ts';
import { changeRoute, route, type ManagementContext, type Route } from '../route.ts';
import { parsePath } from '../validation.ts';
import { removeFactors } from './enrolled-factor-changes.ts';
import { existingUser } from './existing-user.ts';

const providerPath = z.object({ provider: z.enum(['duo', 'google-authenticator']) });

/** What older parts of Auth0's API call the factors of a user. Source: Management API v2, `/users/{id}/enrollments` and those beside it. */
export function enrollmentRoutes(context: ManagementContext): readonly Route[] {
  const { store } = context;
  const existing = existingUser(context);

  return [
    route({
      method: 'GET',
      path: '/users/:id/enrollments',
      scopes: ['read:users'],
      handle: ({ params }) => ({
        status: 200,
        body: store.read.authenticationMethods.by('user_id', existing(params['id']).user_id).map(shown),
      }),
    }),
    changeRoute(store, {
      method: 'DELETE',
      path: '/users/:id/authenticators',
      scopes: ['delete:guardian_enrollments'],
      change: (tenant, { params }) => {
        removeFactors(tenant, existing(params['id']).user_id);
      },
    }),
    changeRoute(store, {
      method: 'DELETE',
      path: '/users/:id/multifactor/:provider',
      scopes: ['update:users'],
      change: (tenant, { params }) => {
        const { user_id } = existing(params['id']);
        const { provider } = parsePath(providerPath, params);
        // Nobody enrols with Duo here.
        if (provider === 'google-authenticator') removeFactors(tenant, user_id);
      },
    }),
    changeRoute(store, {
      method: 'POST',
      path: '/users/:id/multifactor/actions/invalidate-remember-browser',
      scopes: ['update:users'],
      change: (_tenant, { params }) => {
        // No browser remembers a factor here, so that there is none to forget it.
        existing(params['id']);
      },
    }),
  ];
}

function shown({ id, name, created_at, enrolled_at = created_at, last_auth_at }: EnrolledFactor): object {
  return {
    id: id.replace('totp|', ''),
    status: 'confirmed',
    type: 'authenticator',
    auth_method: 'authenticator',
    ...(name !== undefined && { name }),
    enrolled_at,
    ...(last_auth_at !== undefined && { last_auth: last_auth_at }),
  };
}
