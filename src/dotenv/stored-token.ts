import { decodeJwt } from 'jose/jwt/decode';
import type { JWTPayload } from 'jose';
import type { ServerOutputs } from '../../infra/outputs.ts';

/**
 * What a stored Management API token is worth: `fresh` has at least half its life left, `ageing` less, `expired` none;
 * `foreign` is not this tenant's, not this registrar's, or no token at all.
 */
export type ManagementTokenState = 'fresh' | 'ageing' | 'expired' | 'foreign';

/**
 * Judges a Management API token by its claims. The signature is not checked: the question is whether the file is up to
 * date, and Auth0 checks every token it is shown (Auth0 "Management API Access Tokens").
 */
export function managementTokenState(
  token: string,
  outputs: ServerOutputs,
  nowMs: number,
): ManagementTokenState {
  const claims = claimsOf(token);
  if (claims === undefined || !isOurs(claims, outputs)) return 'foreign';
  const { iat, exp } = claims;
  if (exp === undefined) return 'foreign';
  const secondsLeft = exp - nowMs / 1000;
  if (secondsLeft <= 0) return 'expired';
  return iat !== undefined && secondsLeft >= (exp - iat) / 2 ? 'fresh' : 'ageing';
}

/** The stored token while it is fresh, else a new one; none where the stack has no registrar to mint it. */
export async function currentManagementToken(
  stored: string | undefined,
  {
    outputs,
    mint,
    nowMs,
  }: { readonly outputs: ServerOutputs; readonly mint: () => Promise<string>; readonly nowMs: number },
): Promise<string | undefined> {
  if (outputs.registrarClientId === undefined) return undefined;
  if (stored !== undefined && managementTokenState(stored, outputs, nowMs) === 'fresh') return stored;
  return mint();
}

function claimsOf(token: string): JWTPayload | undefined {
  try {
    return decodeJwt(token);
  } catch {
    return undefined;
  }
}

/** It was asked for at the tenant's own domain, also where there is a custom one. `azp` names the client in Auth0's own token dialect, `client_id` in RFC 9068's. */
function isOurs(
  claims: JWTPayload,
  { domain, managementAudience, registrarClientId }: ServerOutputs,
): boolean {
  return (
    claims.iss === `https://${domain}/` &&
    [claims.aud].flat().includes(managementAudience) &&
    registrarClientId !== undefined &&
    (claims['azp'] ?? claims['client_id']) === registrarClientId
  );
}
