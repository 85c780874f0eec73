import * as auth0 from '@pulumi/auth0';
import * as pulumi from '@pulumi/pulumi';
import { missingSecretCause } from '../missing-secret.ts';
import type { DesiredApplication } from '../tenant.ts';
import { deleteFirst } from './delete-first.ts';
import { refusal } from './refusal.ts';

/** An application with its own credentials and the one grant it holds. */
export class Application extends pulumi.ComponentResource {
  readonly clientId: pulumi.Output<string>;
  /** Refused when empty; a public application (`authenticationMethod: none`) has one at Auth0 too, and nobody uses it. */
  readonly clientSecret: pulumi.Output<string>;

  constructor(name: string, desired: DesiredApplication, opts: pulumi.ComponentResourceOptions = {}) {
    super('omnichat:auth0:Application', name, {}, opts);
    const { clientId } = new auth0.Client(name, desired.client, { parent: this });
    const credentials = new auth0.ClientCredentials(
      `${name}-credentials`,
      { ...desired.credentials, clientId },
      { parent: this, ...deleteFirst },
    );
    new auth0.ClientGrant(`${name}-grant`, { ...desired.grant, clientId }, { parent: this, ...deleteFirst });

    this.clientId = clientId;
    this.clientSecret = pulumi.secret(credentials.clientSecret.apply((secret) => required(name, secret)));
    this.registerOutputs({ clientId: this.clientId });
  }
}

function required(name: string, secret: string | undefined): string {
  if (secret !== undefined && secret !== '') return secret;
  throw refusal(`${name}-credentials: the client secret is empty: ${missingSecretCause(pulumi.getStack())}`);
}
