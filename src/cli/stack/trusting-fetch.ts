import { Agent, fetch as undiciFetch } from 'undici';
import type { ReachableTenant } from './local-tenant.ts';

/**
 * `fetch` that trusts a local tenant's certificate authority for that tenant, and the public ones for everybody else. Node's
 * own `fetch` takes no certificate authority.
 */
export function fetchTrusting({ domain, ca }: Pick<ReachableTenant, 'domain' | 'ca'>): typeof fetch {
  const dispatcher = new Agent({ connect: { ca } });
  return (input, init) => {
    const { host } = new URL(input instanceof Request ? input.url : input);
    const options = host === domain ? { ...(init as object), dispatcher } : (init as object);
    return undiciFetch(input as never, options);
  };
}
