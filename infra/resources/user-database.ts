import * as auth0 from '@pulumi/auth0';
import * as pulumi from '@pulumi/pulumi';
import type { DesiredTenant } from '../tenant.ts';
import { deleteFirst } from './delete-first.ts';

/** A users' database with exactly the applications that it may sign people in to. */
export class UserDatabase extends pulumi.ComponentResource {
  constructor(
    name: string,
    desired: NonNullable<DesiredTenant['users']>,
    enabledClients: pulumi.Input<string>[],
    opts: pulumi.ComponentResourceOptions = {},
  ) {
    super('omnichat:auth0:UserDatabase', name, {}, opts);
    const connection = new auth0.Connection(name, desired, { parent: this });
    new auth0.ConnectionClients(
      `${name}-clients`,
      { connectionId: connection.id, enabledClients },
      { parent: this, ...deleteFirst },
    );
    this.registerOutputs({});
  }
}
