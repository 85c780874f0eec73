import { credentialVariables } from '../engine/credential-variables.ts';
import { CliError } from './exit-codes.ts';

/** Whether an environment has a pair of credentials for the tenant of this stack alone. */
export const hasOwnCredentials = (stack: string, environment: NodeJS.ProcessEnv): boolean =>
  credentialVariables(stack).every((name) => environment[name]);

/**
 * The environment for work on one stack, the Pulumi CLI's too: its own pair of credentials in place of the common one.
 *
 * @param common whether the common pair counts where the stack has none of its own: it is of one tenant only
 * @throws {CliError} when the stack has half a pair
 */
export function environmentOf(
  stack: string,
  environment: NodeJS.ProcessEnv,
  { common = true }: { readonly common?: boolean } = {},
): NodeJS.ProcessEnv {
  const [clientId, clientSecret] = credentialVariables(stack);
  if (hasOwnCredentials(stack, environment)) {
    return {
      ...environment,
      AUTH0_CLIENT_ID: environment[clientId],
      AUTH0_CLIENT_SECRET: environment[clientSecret],
    };
  }
  for (const [set, missing] of [
    [clientId, clientSecret],
    [clientSecret, clientId],
  ] as const) {
    if (environment[set]) {
      throw new CliError(`${set} is set and ${missing} is not. Set both, or neither.`);
    }
  }
  if (common) return environment;
  const { AUTH0_CLIENT_ID: _id, AUTH0_CLIENT_SECRET: _secret, ...without } = environment;
  return without;
}
