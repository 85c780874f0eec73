import type { LocalTenant } from '../../../src/testing/index.ts';

/** A token of the deployer's for the Management API. */
export async function deployerToken({
  deployer,
  fetch,
  issuer,
}: Pick<LocalTenant, 'deployer' | 'fetch' | 'issuer'>): Promise<string> {
  const answer = await fetch(`${issuer}oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      grant_type: 'client_credentials',
      client_id: deployer.clientId,
      client_secret: deployer.clientSecret,
      audience: `${issuer}api/v2/`,
    }),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}
