import { isLoopbackHost } from '../../../infra/settings/settings.ts';
import type { ClientCredentials } from '../../management/management-token.ts';
import { readScopes } from '../../management/resources/resource-types.ts';
import type { TenantAddress } from '../../management/tenant-connection.ts';
import { CliError } from '../exit-codes.ts';
import type { GlobalOptions, Invocation } from '../invocation.ts';
import { type ReachableTenant, tenantDirectory, withLocalTenant, withSharedTenant } from './local-tenant.ts';
import { credentialsIn } from '../../engine/credential-variables.ts';

/** A tenant, wherever it is, and how to get in. */
export interface TenantAccess {
  readonly address: TenantAddress;
  /**
   * Those of the application in the environment; a tenant on this machine lends its deployer's.
   *
   * @throws {CliError} with what to make and what to set when the environment has none
   */
  readonly credentials: () => ClientCredentials;
  /** The tenant, where it is on this machine. */
  readonly local?: ReachableTenant;
}

/** Which tenant, and what for. */
interface AccessedTenant {
  readonly domain: string;
  /** Whether it is the one in the project's folder. @default whether the domain is this machine's */
  readonly local?: boolean;
  /** The scopes of the Management API that it takes, for whoever has yet to make an application. @default all that read */
  readonly scopes?: readonly string[];
  /** Whether others use a tenant on this machine meanwhile. @default false */
  readonly lasting?: boolean;
}

/** Does something with a tenant: one on this machine is the one in the project's folder, and is brought up for it. */
export function withTenantAccess<Result>(
  { domain, local = isLoopbackHost(domain), scopes = readScopes, lasting = false }: AccessedTenant,
  options: Pick<GlobalOptions, 'directory'>,
  invocation: Invocation,
  use: (access: TenantAccess) => Promise<Result>,
): Promise<Result> {
  if (!local) {
    return use({
      address: { domain },
      credentials: () => applicationIn(invocation.environment, domain, scopes),
    });
  }
  const reach = lasting ? withSharedTenant : withLocalTenant;
  return reach({ directory: tenantDirectory(options, invocation), domain }, invocation, (tenant) =>
    use({ address: { domain, ca: tenant.ca }, credentials: () => tenant.deployer, local: tenant }),
  );
}

function applicationIn(
  environment: NodeJS.ProcessEnv,
  domain: string,
  scopes: readonly string[],
): ClientCredentials {
  const credentials = credentialsIn(environment);
  if (credentials !== undefined) return credentials;
  throw new CliError(
    `Set AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET to a machine-to-machine application of ${domain}. ` +
      'To make one: Auth0 dashboard, Applications > Create > Machine to Machine, authorized for the Auth0 Management API ' +
      `with ${scopes.join(' ')}.`,
  );
}
