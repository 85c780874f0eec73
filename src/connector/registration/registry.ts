import type { RegisteredClient, RegistrationRequest } from './client-metadata.ts';

/**
 * Answers every registration with the one public client that the program provisioned, whose callbacks are the
 * allow-list. Writes nothing to Auth0, and so takes none of a Free tenant's ten applications; in return all
 * callers share one client, its name on the consent page and its rate limits.
 */
export function createRegistry(
  clientId: string,
  now: () => number,
): (request: RegistrationRequest) => Promise<RegisteredClient> {
  return async (request) => ({ ...request, clientId, issuedAt: Math.floor(now() / 1000) });
}
