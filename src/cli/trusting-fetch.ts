import { rootCertificates } from 'node:tls';
import { Agent, fetch as undiciFetch } from 'undici';

/** `fetch` that trusts one certificate authority more, PEM: a local tenant's. Node's own `fetch` takes none. */
export function fetchTrusting(ca: string): typeof fetch {
  const dispatcher = new Agent({ connect: { ca: [...rootCertificates, ca] } });
  return (input, init) => undiciFetch(input as never, { ...(init as object), dispatcher });
}
