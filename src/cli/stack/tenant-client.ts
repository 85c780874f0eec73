import { ManagementClient } from '../../management/management-client.ts';
import type { GlobalOptions, Invocation } from '../invocation.ts';
import type { Stack } from './stack.ts';
import { withTenantAccess } from './tenant-access.ts';

/** What a command is run with. */
interface Run {
  readonly options: Pick<GlobalOptions, 'directory'>;
  readonly invocation: Invocation;
}

/**
 * Does something with the Management API of the stack's tenant.
 *
 * @param need.scopes those of the application in the environment
 * @param need.lasting others use a tenant on this machine meanwhile
 * @throws {CliError} when the environment has no application
 */
export function withManagement<Result>(
  { local, settings: { domain } }: Stack,
  { options, invocation }: Run,
  need: { readonly scopes: readonly string[]; readonly lasting?: boolean },
  use: (client: ManagementClient) => Promise<Result>,
): Promise<Result> {
  return withTenantAccess(
    { domain, local, ...need },
    options,
    invocation,
    async ({ address, credentials }) => {
      const client = new ManagementClient({ ...address, credentials: credentials() });
      try {
        return await use(client);
      } finally {
        await client.close();
      }
    },
  );
}
