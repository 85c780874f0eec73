import { probingSdks, sdkHeader } from '../../management/probing-sdk.ts';

/** `fetch` whose requests to the issuer are known for verification's in the tenant's log; those to others say nothing of it. */
export function probingFetch(fetch: typeof globalThis.fetch, issuer: string): typeof globalThis.fetch {
  const { origin } = new URL(issuer);
  return (input, init) => {
    const isRequest = input instanceof Request;
    if (new URL(isRequest ? input.url : input).origin !== origin) return fetch(input, init);
    const headers = new Headers(init?.headers ?? (isRequest ? input.headers : undefined));
    for (const [name, value] of Object.entries(sdkHeader(probingSdks.verification))) headers.set(name, value);
    return fetch(input, { ...init, headers });
  };
}
