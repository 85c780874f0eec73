import * as z from 'zod';
import { alphanumeric } from '../../state/ids.ts';
import type { EnrolledFactor } from '../../state/entities/users.ts';
import { ManagementError } from '../errors.ts';
import { listPage, pageParameters } from '../listing.ts';
import { notEmulated } from '../not-emulated.ts';
import { changeRoute, route, type ManagementContext, type Route } from '../route.ts';
import { existingUser } from './existing-user.ts';
import { removeFactors } from './enrolled-factor-changes.ts';

const path = '/users/:id/authentication-methods';

const label = z.string().min(1).max(20);
const totp = z.strictObject({
  type: z.literal('totp'),
  name: label.exactOptional(),
  totp_secret: z.string().regex(/^[A-Z2-7]{16,}=*$/u, 'must be in Base32'),
});

/** `PUT`, of all at once. Source: Management API v2, `SetUserAuthenticationMethodsRequestContent`. */
const setBody = z.array(
  z.discriminatedUnion('type', [totp, z.looseObject({ type: z.enum(['phone', 'email']) })]),
);

/** Source: Management API v2, `UpdateUserAuthenticationMethodRequestContent`. */
const updateBody = z.strictObject({
  name: label.exactOptional(),
  preferred_authentication_method: z.enum(['voice', 'sms']).exactOptional(),
});

/** Of the factors, one-time passwords alone are emulated. Source: Management API v2, `CreateUserAuthenticationMethodRequestContent`. */
const createBody = z.discriminatedUnion('type', [
  totp,
  z.looseObject({ type: z.enum(['phone', 'email', 'webauthn-roaming', 'passkey']) }),
]);

const secondFactor = new ManagementError(409, 'The user has an authentication method of the type totp.');

/** The factors in which a user has enrolled. Source: Auth0, "Manage Authentication Methods with Management API". */
export function authenticationMethodRoutes({ store, now }: ManagementContext): readonly Route[] {
  const existing = existingUser({ store });

  const method = ({ id, method: methodId }: Readonly<Record<string, string>>): EnrolledFactor => {
    const user = existing(id);
    const found = store.read.authenticationMethods.get(methodId ?? '');
    if (found?.user_id === user.user_id) return found;
    // In words of our own: of this, nothing was recorded.
    throw new ManagementError(404, 'The authentication method does not exist.');
  };

  /** The factor that a body describes, which is nobody's yet. */
  const factor = (sent: z.infer<typeof createBody>): Omit<EnrolledFactor, 'user_id'> => {
    if (sent.type !== 'totp') throw notEmulated(`authentication methods of the type ${sent.type}`);
    const { totp_secret, ...rest } = sent;
    const created_at = new Date(now()).toISOString();
    return { id: `totp|dev_${alphanumeric(16)}`, ...rest, secret: totp_secret, created_at };
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
        const made = factor(body);
        const added = await store.write((tenant) => {
          const { user_id } = existing(params['id']);
          if (tenant.authenticationMethods.by('user_id', user_id).length > 0) {
            throw secondFactor;
          }
          const enrolled = { ...made, user_id };
          tenant.authenticationMethods.put(enrolled);
          return enrolled;
        });
        return { status: 201, body: briefly(added) };
      },
    }),
    route({
      method: 'PUT',
      path,
      scopes: ['update:authentication_methods'],
      body: setBody,
      handle: async ({ params, body }) => {
        const set = await store.write((tenant) => {
          const { user_id } = existing(params['id']);
          const factors = body.map((sent) => ({ ...factor(sent), user_id }));
          if (factors.length > 1) throw secondFactor;
          removeFactors(tenant, user_id);
          for (const each of factors) tenant.authenticationMethods.put(each);
          return factors;
        });
        return { status: 200, body: set.map(briefly) };
      },
    }),
    changeRoute(store, {
      method: 'DELETE',
      path,
      scopes: ['delete:authentication_methods'],
      change: (tenant, { params }) => {
        removeFactors(tenant, existing(params['id']).user_id);
      },
    }),
    route({
      method: 'GET',
      path: `${path}/:method`,
      scopes: ['read:authentication_methods'],
      handle: ({ params }) => ({ status: 200, body: shown(method(params)) }),
    }),
    route({
      method: 'PATCH',
      path: `${path}/:method`,
      scopes: ['update:authentication_methods'],
      body: updateBody,
      handle: async ({ params, body }) => {
        const changed = await store.write((tenant) => {
          const named = { ...method(params), ...(body.name !== undefined && { name: body.name }) };
          tenant.authenticationMethods.put(named);
          return named;
        });
        return { status: 200, body: briefly(changed) };
      },
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

/** A factor as a change of it answers. */
function briefly({ id, type, name, created_at }: EnrolledFactor): object {
  return { id, type, ...(name !== undefined && { name }), created_at };
}
