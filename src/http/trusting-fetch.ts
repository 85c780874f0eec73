import { Agent, type Dispatcher, fetch as undiciFetch } from 'undici';
import { loopbackLookup } from './loopback-lookup.ts';

/** A server on this machine, and the certificate authority behind it. */
export interface TrustedServer {
  /** Host and port. Names below `localhost` with that port are the server too. */
  readonly domain: string;
  /** PEM. */
  readonly ca: string;
}

/**
 * `fetch` that trusts a certificate authority for one server, and the public ones for everybody else. Node's own `fetch` takes no
 * certificate authority.
 *
 * @param dispatcher what connects to that server; whoever wants to close it makes it with {@link trustingAgent}
 */
export function fetchTrusting(
  { domain, ca }: TrustedServer,
  dispatcher: Dispatcher = trustingAgent(ca),
): typeof fetch {
  return (input, init) => {
    const asked = input instanceof Request ? { ...partsOf(input), ...init } : init;
    const url = new URL(input instanceof Request ? input.url : input);
    const options = isServer(url, domain) ? { ...asked, dispatcher } : asked;
    return undiciFetch(url, options as object);
  };
}

function isServer({ host, hostname, port }: URL, domain: string): boolean {
  return host === domain || (hostname.endsWith('.localhost') && port === new URL(`https://${domain}`).port);
}

/** What connects to servers that the authority (PEM) vouches for. */
export const trustingAgent = (ca: string) => new Agent({ connect: { ca, lookup: loopbackLookup } });

/** Undici takes no `Request` but its own. */
function partsOf({ method, headers, body, redirect, signal }: Request): object {
  return { method, headers, redirect, signal, ...(body !== null && { body, duplex: 'half' }) };
}
