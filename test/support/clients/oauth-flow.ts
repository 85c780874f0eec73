import { createHash } from 'node:crypto';
import { decodeJwt, type JWTPayload } from 'jose';
import { testUser } from '../../../src/local-tenant/oauth/users/users.ts';
import { FormBrowser, type Visit } from './form-browser.ts';
import type { OAuthTenant } from '../tenants/oauth-tenant.ts';

/** A code verifier, and its S256 challenge. */
export const verifier = 'a-code-verifier-that-is-long-enough-for-everybody';
const challenge = createHash('sha256').update(verifier).digest('base64url');

/** What a token endpoint said. */
export interface TokenAnswer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** An authorization request for a code with PKCE; `undefined` leaves a parameter out. */
export function authorizationUrl(tenant: OAuthTenant, given: Record<string, string | undefined>): string {
  const parameters: Record<string, string | undefined> = {
    response_type: 'code',
    redirect_uri: 'https://app.example/callback',
    state: 'the state',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...given,
  };
  const url = new URL(`${tenant.issuer}authorize`);
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return url.href;
}

/** Logs a user in, the test user unless told otherwise, and returns where the browser was sent. */
export function logIn(
  tenant: OAuthTenant,
  given: Record<string, string | undefined>,
  user: { email: string; password: string } = testUser,
): Promise<Visit> {
  return new FormBrowser(tenant).logIn(authorizationUrl(tenant, given), user);
}

/** Asks the token endpoint. */
export async function token(tenant: OAuthTenant, parameters: Record<string, string>): Promise<TokenAnswer> {
  const response = await tenant.fetch(`${tenant.issuer}oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(parameters).toString(),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** Redeems the code that a visit ended with. */
export function redeem(
  tenant: OAuthTenant,
  visit: Visit,
  client: { client_id: string; client_secret?: string },
  given: Record<string, string> = {},
): Promise<TokenAnswer> {
  return token(tenant, {
    grant_type: 'authorization_code',
    code: visit.redirectedTo?.searchParams.get('code') ?? '',
    redirect_uri: 'https://app.example/callback',
    code_verifier: verifier,
    ...client,
    ...given,
  });
}

/** The claims of the access token in an answer. */
export function accessTokenClaims({ body }: TokenAnswer): JWTPayload {
  return decodeJwt(String(body['access_token']));
}
