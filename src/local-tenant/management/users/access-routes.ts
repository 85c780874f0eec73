import * as z from 'zod';
import type { User } from '../../state/entities/users.ts';
import { checkpointParameters, listPage, pageParameters } from '../listing.ts';
import { route, type ManagementContext, type Route } from '../route.ts';
import { existingUser } from './existing-user.ts';
import { endSessions, refreshTokensOf, removeRefreshTokens } from './user-access.ts';

const revokeBody = z
  .strictObject({
    session_id: z.string().max(50).exactOptional(),
    preserve_refresh_tokens: z.boolean().exactOptional(),
  })
  .nullable();

/** What a user is let in by, and what is known of it. Sources: Management API v2, `/users/{id}/sessions` and those beside it; its logs. */
export function userAccessRoutes(context: ManagementContext): readonly Route[] {
  const { store, now, events, sessions } = context;
  const existing = existingUser(context);
  const isOf = (sessionId: string, { user_id }: User): boolean =>
    sessions.all().some(({ id, userId }) => id === sessionId && userId === user_id);

  return [
    route({
      method: 'GET',
      path: '/users/:id/logs',
      scopes: ['read:logs', 'read:logs_users'],
      query: z.strictObject({ ...pageParameters, sort: z.enum(['date:1', 'date:-1']).exactOptional() }),
      handle: ({ params, query }) => {
        const chosen = events.events.filter(({ user_id: id }) => id === params['id']);
        const sorted = query.sort === 'date:1' ? chosen : chosen.toReversed();
        const listing = { name: 'logs', idOf: ({ log_id: id }: { readonly log_id: string }) => id };
        return {
          status: 200,
          body: listPage(sorted, query, { ...listing, countsPage: true }, (event) => event),
        };
      },
    }),
    route({
      method: 'DELETE',
      path: '/users/:id/sessions',
      scopes: ['delete:sessions'],
      handle: async ({ params }) => {
        const { user_id } = existing(params['id']);
        await store.write((tenant) => {
          endSessions(tenant, existing(user_id), now());
        });
        await sessions.endAllOf(user_id);
        return { status: 202, body: {} };
      },
    }),
    route({
      method: 'GET',
      path: '/users/:id/refresh-tokens',
      scopes: ['read:refresh_tokens'],
      // Auth0's SDK says that it wants totals, which a list by checkpoints has not.
      query: z.strictObject({ ...checkpointParameters, include_totals: pageParameters.include_totals }),
      handle: ({ params, query }) => ({
        status: 200,
        body: listPage(
          refreshTokensOf(store.read, existing(params['id']), now()),
          { take: 50, ...query },
          { name: 'tokens', idOf: ({ id }) => id },
          (token) => token,
        ),
      }),
    }),
    route({
      method: 'DELETE',
      path: '/users/:id/refresh-tokens',
      scopes: ['delete:refresh_tokens'],
      handle: async ({ params }) => {
        await store.write((tenant) => {
          removeRefreshTokens(tenant, { userId: existing(params['id']).user_id });
        });
        return { status: 202 };
      },
    }),
    route({
      method: 'POST',
      path: '/users/:id/revoke-access',
      scopes: ['delete:sessions', 'delete:refresh_tokens'],
      body: revokeBody,
      bodyIsOptional: true,
      handle: async ({ params, body }) => {
        const user = existing(params['id']);
        const { session_id: sessionId, preserve_refresh_tokens: keeps } = body ?? {};
        if (sessionId !== undefined && isOf(sessionId, user)) await sessions.end(sessionId);
        await store.write((tenant) => {
          if (sessionId === undefined) endSessions(tenant, existing(user.user_id), now());
          if (keeps !== true) removeRefreshTokens(tenant, { userId: user.user_id, sessionId });
        });
        if (sessionId === undefined) await sessions.endAllOf(user.user_id);
        return { status: 202 };
      },
    }),
  ];
}
