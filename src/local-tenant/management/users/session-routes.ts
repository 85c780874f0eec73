import * as z from 'zod';
import { namedClient } from '../../oauth/clients/named-client.ts';
import type { LoginSession } from '../../login-sessions.ts';
import { hasEnded } from '../../rules/ended-sessions.ts';
import { ManagementError } from '../errors.ts';
import { checkpointParameters, listPage, pageParameters } from '../listing.ts';
import { route, type ManagementContext, type Route } from '../route.ts';
import { existingUser } from './existing-user.ts';
import { removeRefreshTokens } from './user-access.ts';

/** `/sessions` and `/users/{id}/sessions`: who is logged in, in which browser. Source: Management API v2. */
export function sessionRoutes(context: ManagementContext): readonly Route[] {
  const { store, sessions } = context;
  const existing = existingUser(context);

  const good = (): readonly LoginSession[] =>
    sessions.all().filter(({ userId, methods }) => {
      const user = store.read.users.get(userId);
      return user !== undefined && !hasEnded(user, methods);
    });
  const session = (sessionId: string | undefined): LoginSession => {
    const found = good().find(({ id }) => id === sessionId);
    // In words of our own: of this, nothing was recorded.
    if (!found) throw new ManagementError(404, 'The session does not exist.');
    return found;
  };
  const shown = ({ id, userId, made, loggedIn, idleUntil, methods, clientIds }: LoginSession): object => {
    const lifetime = Math.round(store.documents.settings.session_lifetime * 3600);
    return {
      id,
      user_id: userId,
      created_at: iso(made),
      authenticated_at: iso(loggedIn),
      idle_expires_at: iso(idleUntil),
      expires_at: iso(loggedIn + lifetime),
      clients: clientIds.map((name) => ({ client_id: namedClient(store.read, name)?.client_id ?? name })),
      authentication: { methods },
    };
  };

  return [
    route({
      method: 'GET',
      path: '/users/:id/sessions',
      scopes: ['read:sessions'],
      // Auth0's SDK says that it wants totals, which a list by checkpoints has not.
      query: z.strictObject({ ...checkpointParameters, include_totals: pageParameters.include_totals }),
      handle: ({ params, query }) => {
        const { user_id } = existing(params['id']);
        return {
          status: 200,
          body: listPage(
            good().filter(({ userId }) => userId === user_id),
            { take: 50, ...query },
            { name: 'sessions', idOf: ({ id }) => id },
            shown,
          ),
        };
      },
    }),
    route({
      method: 'GET',
      path: '/sessions/:id',
      scopes: ['read:sessions'],
      handle: ({ params }) => ({ status: 200, body: shown(session(params['id'])) }),
    }),
    route({
      method: 'DELETE',
      path: '/sessions/:id',
      scopes: ['delete:sessions'],
      handle: async ({ params }) => {
        await sessions.end(params['id'] ?? '');
        return { status: 202 };
      },
    }),
    route({
      method: 'POST',
      path: '/sessions/:id/revoke',
      scopes: ['delete:sessions', 'delete:refresh_tokens'],
      handle: async ({ params }) => {
        const { id, userId } = session(params['id']);
        await sessions.end(id);
        await store.write((tenant) => {
          removeRefreshTokens(tenant, { userId, sessionId: id });
        });
        return { status: 202 };
      },
    }),
  ];
}

function iso(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
