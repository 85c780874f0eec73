import * as auth0 from '@pulumi/auth0';
import * as pulumi from '@pulumi/pulumi';
import type { DesiredTenant } from '../tenant.ts';
import { deleteFirst } from './delete-first.ts';

/** An API with exactly its scopes. Grants and roles that name a scope depend on this component. */
export class ScopedApi extends pulumi.ComponentResource {
  constructor(name: string, desired: DesiredTenant['api'], opts: pulumi.ComponentResourceOptions = {}) {
    super('omnichat:auth0:ScopedApi', name, {}, opts);
    const { identifier } = new auth0.ResourceServer(name, desired.resourceServer, { parent: this });
    new auth0.ResourceServerScopes(
      `${name}-scopes`,
      { ...desired.scopes, resourceServerIdentifier: identifier },
      { parent: this, ...deleteFirst },
    );
    this.registerOutputs({});
  }
}
