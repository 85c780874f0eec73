import { Agent, type Dispatcher, fetch as undiciFetch } from 'undici';

/** A server on this machine, and the certificate authority behind it. */
export interface TrustedServer {
  /** Host and port. */
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
    const options = url.host === domain ? { ...asked, dispatcher } : asked;
    return undiciFetch(url, options as object);
  };
}

/** What connects to servers that the authority (PEM) vouches for. */
export const trustingAgent = (ca: string) => new Agent({ connect: { ca } });

/** Undici takes no `Request` but its own. */
function partsOf({ method, headers, body, redirect, signal }: Request): object {
  return { method, headers, redirect, signal, ...(body !== null && { body, duplex: 'half' }) };
}
