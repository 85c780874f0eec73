import * as z from 'zod';
import { invalidBody, ManagementError } from '../errors.ts';
import { checkpointParameters, fieldParameters, listPage, selectFields } from '../listing.ts';
import { route, type ManagementContext, type Route } from '../route.ts';
import { existingUser } from './existing-user.ts';
import { refreshTokenIn, refreshTokensOf, removeRefreshTokens } from './user-access.ts';

const name = z.string().min(1);
const revokeBody = z.strictObject({
  ids: z.array(name).max(100).exactOptional(),
  user_id: name.exactOptional(),
  client_id: name.exactOptional(),
  audience: name.exactOptional(),
});

/** `/refresh-tokens`: what applications hold on behalf of users. Source: Management API v2; Auth0's SDK 7.1 for the parameters. */
export function refreshTokenRoutes(context: ManagementContext): readonly Route[] {
  const { store, now } = context;
  const existing = existingUser(context);

  return [
    route({
      method: 'GET',
      path: '/refresh-tokens',
      scopes: ['read:refresh_tokens'],
      query: z.strictObject({
        ...checkpointParameters,
        ...fieldParameters,
        user_id: name,
        client_id: name.exactOptional(),
      }),
      handle: ({ query }) => {
        const tokens = refreshTokensOf(store.read, existing(query.user_id), now());
        return {
          status: 200,
          body: listPage(
            tokens.filter(({ client_id: id }) => query.client_id === undefined || id === query.client_id),
            { take: 50, ...query },
            { name: 'refresh_tokens', idOf: ({ id }) => id },
            (token) => selectFields(token, query),
          ),
        };
      },
    }),
    route({
      method: 'GET',
      path: '/refresh-tokens/:id',
      scopes: ['read:refresh_tokens'],
      handle: ({ params }) => {
        const token = refreshTokenIn(store.read, params['id'] ?? '', now());
        // In words of our own: of this, nothing was recorded.
        if (!token) throw new ManagementError(404, 'The refresh token does not exist.');
        return { status: 200, body: token };
      },
    }),
    route({
      method: 'DELETE',
      path: '/refresh-tokens/:id',
      scopes: ['delete:refresh_tokens'],
      handle: async ({ params }) => {
        await store.write((tenant) => {
          removeRefreshTokens(tenant, { ids: [params['id'] ?? ''] });
        });
        return { status: 202 };
      },
    }),
    route({
      method: 'POST',
      path: '/refresh-tokens/revoke',
      scopes: ['delete:refresh_tokens'],
      body: revokeBody,
      handle: async ({ body }) => {
        const { ids, user_id: userId, client_id: clientId, audience } = body;
        // Which go together is Auth0's rule; the words are our own.
        if ((ids === undefined) === (userId === undefined))
          throw invalidBody("Send either 'ids' or 'user_id'.");
        if (clientId !== undefined && userId === undefined)
          throw invalidBody("'client_id' goes with 'user_id'.");
        if (audience !== undefined && clientId === undefined)
          throw invalidBody("'audience' goes with 'user_id' and 'client_id'.");
        await store.write((tenant) => {
          removeRefreshTokens(tenant, { ids, userId, clientId, audience });
        });
        return { status: 202 };
      },
    }),
  ];
}
