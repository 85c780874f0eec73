import * as z from 'zod';
import { alphanumeric } from '../../state/ids.ts';
import type { EnrolledFactor, User } from '../../state/entities/users.ts';
import { inexistent, ManagementError } from '../errors.ts';
import { listPage, pageParameters } from '../listing.ts';
import { notEmulated } from '../not-emulated.ts';
import { changeRoute, route, type ManagementContext, type Route } from '../route.ts';

const path = '/users/:id/authentication-methods';

/** Of the factors, one-time passwords alone are emulated. Source: Management API v2, `CreateUserAuthenticationMethodRequestContent`. */
const createBody = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('totp'),
    name: z.string().min(1).max(20).exactOptional(),
    totp_secret: z.string().regex(/^[A-Z2-7]{16,}=*$/u, 'must be in Base32'),
  }),
  z.looseObject({ type: z.enum(['phone', 'email', 'webauthn-roaming', 'passkey']) }),
]);

/** The factors in which a user has enrolled. Source: Auth0, "Manage Authentication Methods with Management API". */
export function authenticationMethodRoutes({ store, now }: ManagementContext): readonly Route[] {
  const existing = (id: string | undefined): User => {
    const user = store.read.users.get(id ?? '');
    if (user === undefined) throw inexistent('user');
    return user;
  };

  const method = ({ id, method: methodId }: Readonly<Record<string, string>>): EnrolledFactor => {
    const user = existing(id);
    const found = store.read.authenticationMethods.get(methodId ?? '');
    if (found?.user_id === user.user_id) return found;
    // In words of our own: of this, nothing was recorded.
    throw new ManagementError(404, 'The authentication method does not exist.');
  };

  return [
    route({
      method: 'GET',
      path,
      scopes: ['read:authentication_methods'],
      query: z.strictObject(pageParameters),
      handle: ({ params, query }) => ({
        status: 200,
        body: listPage(
          store.read.authenticationMethods.by('user_id', existing(params['id']).user_id),
          query,
          { name: 'authenticators', idOf: ({ id }) => id },
          shown,
        ),
      }),
    }),
    route({
      method: 'POST',
      path,
      scopes: ['create:authentication_methods'],
      body: createBody,
      handle: async ({ params, body }) => {
        if (body.type !== 'totp') throw notEmulated(`authentication methods of the type ${body.type}`);
        const { totp_secret, ...rest } = body;
        const at = new Date(now()).toISOString();
        const added = await store.write((tenant) => {
          const { user_id } = existing(params['id']);
          if (tenant.authenticationMethods.by('user_id', user_id).length > 0) {
            throw new ManagementError(409, 'The user has an authentication method of the type totp.');
          }
          const factor: EnrolledFactor = {
            id: `totp|dev_${alphanumeric(16)}`,
            user_id,
            ...rest,
            secret: totp_secret,
            created_at: at,
          };
          tenant.authenticationMethods.put(factor);
          return factor;
        });
        const { id, type, name, created_at } = added;
        return { status: 201, body: { id, type, ...(name !== undefined && { name }), created_at } };
      },
    }),
    changeRoute(store, {
      method: 'DELETE',
      path,
      scopes: ['delete:authentication_methods'],
      change: (tenant, { params }) => {
        for (const { id } of tenant.authenticationMethods.by('user_id', existing(params['id']).user_id)) {
          tenant.authenticationMethods.remove(id);
        }
      },
    }),
    route({
      method: 'GET',
      path: `${path}/:method`,
      scopes: ['read:authentication_methods'],
      handle: ({ params }) => ({ status: 200, body: shown(method(params)) }),
    }),
    changeRoute(store, {
      method: 'DELETE',
      path: `${path}/:method`,
      scopes: ['delete:authentication_methods'],
      change: (tenant, { params }) => {
        tenant.authenticationMethods.remove(method(params).id);
      },
    }),
  ];
}

function shown({ user_id: _user, secret: _secret, last_period: _period, ...factor }: EnrolledFactor): object {
  return { ...factor, confirmed: true };
}
