import * as z from 'zod';
import { inexistent, ManagementError } from '../errors.ts';
import { changeRoute, type ManagementContext, type Route } from '../route.ts';
import { removeUser } from '../users/user-roles.ts';

/** `/connections/{id}/users`: deletes a user by the address. Source: Management API v2, its answers. */
export function connectionUserRoutes({ store }: ManagementContext): readonly Route[] {
  return [
    changeRoute(store, {
      method: 'DELETE',
      path: '/connections/:id/users',
      scopes: ['delete:users'],
      query: z.strictObject({ email: z.string().min(1) }),
      change: (tenant, { params, query }) => {
        const connection = tenant.connections.get(params['id'] ?? '');
        if (!connection) throw new ManagementError(400, inexistent('connection').message);
        if (connection.strategy !== 'auth0')
          throw new ManagementError(400, 'Connection must be a database connection');
        const email = query.email.toLowerCase();
        for (const user of tenant.users.by('email', email))
          if (user.connection === connection.name) removeUser(tenant, user.user_id);
      },
    }),
  ];
}
