import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage } from 'node:http';

/** The SDK behind a request, as it names itself. */
export interface AskingSdk {
  readonly name: string;
  readonly version: string;
}

const asking = new AsyncLocalStorage<AskingSdk | undefined>();

/** Does what a request asks for; {@link askingSdk} knows meanwhile whose it is. */
export const askedBySdk = <Result>({ headers }: IncomingMessage, answer: () => Result): Result =>
  asking.run(sdkIn(headers['auth0-client']), answer);

/** The SDK behind the request that is being answered; undefined of a request that names none. */
export const askingSdk = (): AskingSdk | undefined => asking.getStore();

/** The header `Auth0-Client`: JSON in base64 (Auth0 "Tenant log events", `auth0_client`). What is anything else names nobody. */
function sdkIn(header: string | readonly string[] | undefined): AskingSdk | undefined {
  if (typeof header !== 'string') return undefined;
  try {
    const named: unknown = JSON.parse(Buffer.from(header, 'base64').toString());
    const { name, version } = (named ?? {}) as { readonly name?: unknown; readonly version?: unknown };
    return typeof name === 'string' && typeof version === 'string' ? { name, version } : undefined;
  } catch {
    return undefined;
  }
}
