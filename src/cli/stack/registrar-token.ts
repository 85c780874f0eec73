import type { StackOutputs } from '../../../infra/outputs.ts';
import { isLoopbackHost } from '../../../infra/settings.ts';
import { systemClock } from '../../management/clock.ts';
import { mintManagementToken } from '../../management/management-token.ts';
import { CliError } from '../exit-codes.ts';
import type { GlobalOptions, Invocation } from '../invocation.ts';
import { tenantDirectory, withLocalTenant } from './local-tenant.ts';

/**
 * Mints a Management token with the registrar's credentials.
 *
 * @throws {ManagementError} when the tenant refuses
 */
export async function mintRegistrarToken(
  { domain, registrarClientId, registrarClientSecret }: StackOutputs,
  { ca }: { readonly ca?: string } = {},
): Promise<string> {
  if (registrarClientId === undefined || registrarClientSecret === undefined) {
    throw new CliError('The stack has no registrar, so there is nobody to mint a Management token for.');
  }
  const credentials = { clientId: registrarClientId, clientSecret: registrarClientSecret };
  const address = { domain, ...(ca !== undefined && { ca }) };
  return (await mintManagementToken(address, credentials, systemClock)).accessToken;
}

/** The same, of a tenant on this machine with the one in the stack's folder. */
export function mintWhereDeployed(
  outputs: StackOutputs,
  options: Pick<GlobalOptions, 'directory'>,
  invocation: Invocation,
): Promise<string> {
  const { domain } = outputs;
  if (!isLoopbackHost(domain)) return mintRegistrarToken(outputs);
  const directory = tenantDirectory(options, invocation);
  return withLocalTenant({ directory, domain }, invocation, (tenant) => mintRegistrarToken(outputs, tenant));
}
