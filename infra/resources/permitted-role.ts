import * as auth0 from '@pulumi/auth0';
import * as pulumi from '@pulumi/pulumi';
import type { DesiredRole } from '../tenant.ts';
import { deleteFirst } from './delete-first.ts';

/** A role with exactly the permissions it carries. */
export class PermittedRole extends pulumi.ComponentResource {
  constructor(name: string, desired: DesiredRole, opts: pulumi.ComponentResourceOptions = {}) {
    super('omnichat:auth0:PermittedRole', name, {}, opts);
    const role = new auth0.Role(name, desired.role, { parent: this });
    new auth0.RolePermissions(
      `${name}-permissions`,
      { roleId: role.id, permissions: desired.permissions },
      { parent: this, ...deleteFirst },
    );
    this.registerOutputs({});
  }
}
