import * as z from 'zod';
import type { RolePermission } from '../../state/entities/users.ts';
import type { Transaction } from '../../state/store.ts';
import { ManagementError } from '../errors.ts';

/** `POST` and `DELETE` of `/roles/{id}/permissions` and `/users/{id}/permissions`. */
export const permissionsBody = z.strictObject({
  permissions: z
    .array(
      z.strictObject({ resource_server_identifier: z.string().min(1), permission_name: z.string().min(1) }),
    )
    .min(1),
});

/** A role, or a user beside its roles. */
interface Holder {
  readonly permissions?: readonly RolePermission[];
}

/** The holder with permissions, which their APIs have to define, beside those that it holds. */
export function withPermissions<Held extends Holder>(
  tenant: Transaction,
  holder: Held,
  { permissions: added }: z.infer<typeof permissionsBody>,
): Held {
  for (const permission of added) checkPermission(tenant, permission);
  const permissions = new Map([...(holder.permissions ?? []), ...added].map((p) => [permissionKey(p), p]));
  return { ...holder, permissions: [...permissions.values()] };
}

/** The holder without permissions; those that it does not hold are no error. */
export function withoutPermissions<Held extends Holder>(
  holder: Held,
  { permissions: removed }: z.infer<typeof permissionsBody>,
): Held {
  const gone = new Set(removed.map(permissionKey));
  const permissions = (holder.permissions ?? []).filter((permission) => !gone.has(permissionKey(permission)));
  return { ...holder, permissions };
}

/** Takes from roles and users what is not to be kept of the permissions of an API. */
export function keepPermissions(
  tenant: Transaction,
  audience: string,
  isKept: (permission: string) => boolean,
): void {
  const keptOf = <Held extends Holder>(holder: Held): Held => ({
    ...holder,
    permissions: (holder.permissions ?? []).filter(
      (permission) =>
        permission.resource_server_identifier !== audience || isKept(permission.permission_name),
    ),
  });
  for (const role of tenant.roles.by('audience', audience)) tenant.roles.put(keptOf(role));
  for (const user of tenant.users.by('audience', audience)) tenant.users.put(keptOf(user));
}

/** What tells a permission from others. */
export function permissionKey(permission: RolePermission): string {
  return JSON.stringify([permission.resource_server_identifier, permission.permission_name]);
}

/** Sources, of the words: recordings of auth0/ruby-auth0 (2021), and auth0/auth0-cli, issue 348. */
function checkPermission(tenant: Transaction, permission: RolePermission): void {
  const api = tenant.resourceServers.by('identifier', permission.resource_server_identifier)[0];
  if (!api) {
    throw new ManagementError(
      404,
      `The resource server does not exist: '${permission.resource_server_identifier}'`,
      'inexistent_resource_server',
    );
  }
  if (api.scopes?.some((scope) => scope.value === permission.permission_name) !== true) {
    throw new ManagementError(
      404,
      `This permission does not exist: '${api.identifier} - ${permission.permission_name}'`,
      'inexistent_resource_server_permission',
    );
  }
}
