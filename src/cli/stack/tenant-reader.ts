import { readScopes } from '../../management/resources/resource-types.ts';
import type { ClientCredentials } from '../../management/management-token.ts';
import { CliError, exitCodes } from '../exit-codes.ts';

/**
 * The application that reads a real tenant, from the environment.
 *
 * @param scopes those of the Management API that it needs
 * @throws {CliError} with what to make and what to set when the environment has none
 */
export function readerOf(
  domain: string,
  environment: NodeJS.ProcessEnv,
  scopes: readonly string[] = readScopes,
): ClientCredentials {
  const { AUTH0_CLIENT_ID: clientId, AUTH0_CLIENT_SECRET: clientSecret } = environment;
  if (clientId && clientSecret) return { clientId, clientSecret };
  throw new CliError(
    `Set AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET to a machine-to-machine application of ${domain}. ` +
      'To make one: Auth0 dashboard, Applications > Create > Machine to Machine, authorized for the Auth0 Management API ' +
      `with ${scopes.join(' ')}.`,
    { exitCode: exitCodes.usage },
  );
}
