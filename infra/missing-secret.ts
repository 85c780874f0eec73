/**
 * Why a client secret is empty, and what to do: without `read:client_keys` Auth0 leaves secrets out of its answers, and the
 * provider keeps that in its state until it looks at the tenant anew (Auth0 "Get a client by ID", `client_secret`).
 */
export function missingSecretCause(stack: string): string {
  return (
    'the deployer application lacks the scope read:client_keys, so Auth0 left the secret out of its answer. Grant it on the ' +
    `Management API (Applications > APIs > Auth0 Management API), then run: pulumi up --refresh -s ${stack}`
  );
}
