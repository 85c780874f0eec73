import type { ClientCredentials } from '../management/management-token.ts';

/** The variables of an application at Auth0 that is for the tenant of one stack alone: the common names, and the stack's behind them. */
export function credentialVariables(stack: string): readonly [clientId: string, clientSecret: string] {
  const suffix = stack.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_');
  return [`AUTH0_CLIENT_ID_${suffix}`, `AUTH0_CLIENT_SECRET_${suffix}`];
}

/** The application that an environment names for work on a tenant; undefined where it does not have both halves. */
export function credentialsIn({
  AUTH0_CLIENT_ID: clientId,
  AUTH0_CLIENT_SECRET: clientSecret,
}: NodeJS.ProcessEnv): ClientCredentials | undefined {
  return clientId && clientSecret ? { clientId, clientSecret } : undefined;
}
