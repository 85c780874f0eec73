/** The variables of an application at Auth0 that is for the tenant of one stack alone: the common names, and the stack's behind them. */
export function credentialVariables(stack: string): readonly [clientId: string, clientSecret: string] {
  const suffix = stack.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_');
  return [`AUTH0_CLIENT_ID_${suffix}`, `AUTH0_CLIENT_SECRET_${suffix}`];
}
