import * as z from 'zod';
import { queryBoolean } from '../listing.ts';
import { changeRoute, route, type ManagementContext, type Route } from '../route.ts';
import { existingUser } from './existing-user.ts';

const path = '/user-blocks';
const considered = { consider_brute_force_enablement: queryBoolean.exactOptional() };
const identifier = z.string().min(1);

/** `/user-blocks`: whom the protection against guessing keeps out. A restart of the tenant forgets it. Source: Management API v2. */
export function userBlockRoutes(context: ManagementContext): readonly Route[] {
  const { store, attempts } = context;
  const existing = existingUser(context);
  const named = (id: string | undefined): readonly string[] => {
    const { email, username } = existing(id);
    return [email, ...(username === undefined ? [] : [username])];
  };
  const blocked = (
    names: readonly string[],
    { consider_brute_force_enablement: considers }: { readonly consider_brute_force_enablement?: boolean },
  ): object => ({
    blocked_for:
      considers === true && !attempts.blocks() ? [] : names.flatMap((name) => attempts.blocksOf(name)),
  });

  return [
    route({
      method: 'GET',
      path,
      scopes: ['read:users'],
      query: z.strictObject({ identifier, ...considered }),
      handle: ({ query }) => ({ status: 200, body: blocked([query.identifier], query) }),
    }),
    changeRoute(store, {
      method: 'DELETE',
      path,
      scopes: ['update:users'],
      query: z.strictObject({ identifier }),
      change: (_tenant, { query }) => {
        attempts.lift(query.identifier);
      },
    }),
    route({
      method: 'GET',
      path: `${path}/:id`,
      scopes: ['read:users'],
      query: z.strictObject(considered),
      handle: ({ params, query }) => ({ status: 200, body: blocked(named(params['id']), query) }),
    }),
    changeRoute(store, {
      method: 'DELETE',
      path: `${path}/:id`,
      scopes: ['update:users'],
      change: (_tenant, { params }) => {
        for (const name of named(params['id'])) attempts.lift(name);
      },
    }),
  ];
}
