import type { StackOutputs } from '../../../infra/outputs.ts';
import { isLoopbackHost } from '../../../infra/settings.ts';
import { systemClock } from '../../management/clock.ts';
import { mintManagementToken } from '../../management/management-token.ts';
import { CliError } from '../exit-codes.ts';
import { withLocalTenant } from './local-tenant.ts';

/**
 * Mints a Management token with the registrar's credentials; on this machine with the tenant in `directory`.
 *
 * @throws {ManagementError} when the tenant refuses
 */
export async function mintRegistrarToken(outputs: StackOutputs, directory: string): Promise<string> {
  const { domain, registrarClientId, registrarClientSecret } = outputs;
  if (registrarClientId === undefined || registrarClientSecret === undefined) {
    throw new CliError('The stack has no registrar, so there is nobody to mint a Management token for.');
  }
  const credentials = { clientId: registrarClientId, clientSecret: registrarClientSecret };
  const mint = async (ca?: string) => {
    const address = { domain, ...(ca !== undefined && { ca }) };
    return (await mintManagementToken(address, credentials, systemClock)).accessToken;
  };
  return isLoopbackHost(domain) ? withLocalTenant({ directory, domain }, ({ ca }) => mint(ca)) : mint();
}
