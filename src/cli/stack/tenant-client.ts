import { ManagementClient } from '../../management/management-client.ts';
import type { GlobalOptions, Invocation } from '../invocation.ts';
import type { Stack } from './stack.ts';
import { withTenantAccess } from './tenant-access.ts';

/** What a command is run with. */
interface Run {
  readonly options: Pick<GlobalOptions, 'directory'>;
  readonly invocation: Invocation;
}

/** Does something with the Management API of the stack's tenant, as {@link withManagementOf} does. */
export const withManagement = <Result>(
  { local, settings: { domain } }: Stack,
  ...how: [run: Run, need: Need, use: (client: ManagementClient) => Promise<Result>]
): Promise<Result> => withManagementOf({ domain, local }, ...how);

/** What of the Management API is needed. */
interface Need {
  /** Those of the application in the environment. */
  readonly scopes: readonly string[];
  /** Whether others use a tenant on this machine meanwhile. */
  readonly lasting?: boolean;
}

/**
 * Does something with the Management API of a tenant.
 *
 * @param tenant.local whether it is the one in the project's folder
 * @throws {CliError} when the environment has no application
 */
export function withManagementOf<Result>(
  tenant: { readonly domain: string; readonly local: boolean },
  { options, invocation }: Run,
  need: Need,
  use: (client: ManagementClient) => Promise<Result>,
): Promise<Result> {
  return withTenantAccess({ ...tenant, ...need }, options, invocation, async ({ address, credentials }) => {
    const client = new ManagementClient({ ...address, credentials: credentials() });
    try {
      return await use(client);
    } finally {
      await client.close();
    }
  });
}
