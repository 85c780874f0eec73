import type { ResourceServer } from '../../state/entities/apis.ts';
import type { Client } from '../../state/entities/applications.ts';
import { Refusal } from '../refusal.ts';

/**
 * Refuses tokens that Auth0 would bind to a key or encrypt: only plain bearer tokens are made here, and a token without its
 * protection would prove what is not so. Sources: Auth0, "Configure Sender Constraining"; "Access Token Encryption".
 *
 * @throws {Refusal} 400 `invalid_request` where the client would have to prove possession of a key; 501 `server_error` where the token
 *   would be encrypted
 */
export function checkBearerToken(client: Client, api: ResourceServer): void {
  if (needsProof(client, api)) {
    throw new Refusal(
      400,
      'invalid_request',
      `Tokens for ${api.identifier} must be bound to a key of the client, and the request proves possession of none.`,
    );
  }
  if (api.token_encryption) {
    throw new Refusal(
      501,
      'server_error',
      `The local tenant does not encrypt access tokens, as token_encryption of ${api.identifier} demands.`,
    );
  }
}

function needsProof(client: Client, { proof_of_possession: proof }: ResourceServer): boolean {
  if (client.require_proof_of_possession === true) return true;
  if (proof?.required !== true) return false;
  return proof.required_for !== 'public_clients' || client.token_endpoint_auth_method === 'none';
}
