import * as auth0 from '@pulumi/auth0';
import * as pulumi from '@pulumi/pulumi';
import type { DesiredTenant } from '../tenant.ts';

/**
 * The stream of the tenant's log. What it sends as `Authorization` is the secret `logStreamAuthorization` of the project's configuration
 * (`pulumi config set --secret logStreamAuthorization`), if there is one.
 */
export function auditLog(
  name: string,
  { sink, ...desired }: NonNullable<DesiredTenant['auditLog']>,
  opts: pulumi.CustomResourceOptions,
): auth0.LogStream {
  const httpAuthorization = new pulumi.Config().getSecret('logStreamAuthorization');
  return new auth0.LogStream(
    name,
    { ...desired, sink: { ...sink, ...(httpAuthorization && { httpAuthorization }) } },
    opts,
  );
}
