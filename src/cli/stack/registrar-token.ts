import type { ServerOutputs, StackOutputs } from '../../../infra/outputs.ts';
import { systemClock } from '../../management/clock.ts';
import { type ClientCredentials, mintManagementToken } from '../../management/management-token.ts';
import { CliError } from '../exit-codes.ts';
import type { GlobalOptions, Invocation } from '../invocation.ts';
import { withTenantAccess } from './tenant-access.ts';

/**
 * Mints a Management token with the registrar's credentials.
 *
 * @throws {ManagementError} when the tenant refuses
 */
export async function mintRegistrarToken(
  outputs: Pick<StackOutputs, 'domain' | 'registrarClientId' | 'registrarClientSecret'>,
  { ca }: { readonly ca?: string } = {},
): Promise<string> {
  const address = { domain: outputs.domain, ...(ca !== undefined && { ca }) };
  return (await mintManagementToken(address, registrarOf(outputs), systemClock)).accessToken;
}

/**
 * @param elsewise what there is in its place, a sentence
 * @throws {CliError} when the stack has no registrar
 */
export function registrarOf(
  { registrarClientId, registrarClientSecret }: Partial<StackOutputs>,
  elsewise = '',
): ClientCredentials {
  if (registrarClientId === undefined || registrarClientSecret === undefined) throw noRegistrar(elsewise);
  return { clientId: registrarClientId, clientSecret: registrarClientSecret };
}

/** Mints a Management token for the registrar, wherever the stack's tenant is. */
export function mintWhereDeployed(
  { domain, ...outputs }: ServerOutputs,
  options: Pick<GlobalOptions, 'directory'>,
  invocation: Invocation,
): Promise<string> {
  if (domain === undefined) throw noRegistrar();
  return withTenantAccess({ domain }, options, invocation, ({ address }) =>
    mintRegistrarToken({ ...outputs, domain }, address),
  );
}

const noRegistrar = (elsewise = '') =>
  new CliError(`The stack has no registrar: only one with omnichat:registration broker has.${elsewise}`);
