import { version } from '../version.ts';

/** How verification names itself to the tenant, whose log has it with every event that it causes. */
export const verificationSdk = 'omnichat-auth0-verify';

/** JSON in base64, as Auth0's SDKs name themselves (Auth0 "Tenant log events", `auth0_client`). */
const header = Buffer.from(JSON.stringify({ name: verificationSdk, version })).toString('base64');

/** `fetch` whose requests to the issuer are known for verification's in the tenant's log; those to others say nothing of it. */
export function probingFetch(fetch: typeof globalThis.fetch, issuer: string): typeof globalThis.fetch {
  const { origin } = new URL(issuer);
  return (input, init) => {
    const isRequest = input instanceof Request;
    if (new URL(isRequest ? input.url : input).origin !== origin) return fetch(input, init);
    const headers = new Headers(init?.headers ?? (isRequest ? input.headers : undefined));
    headers.set('auth0-client', header);
    return fetch(input, { ...init, headers });
  };
}
