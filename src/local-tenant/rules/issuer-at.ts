import { servedCustomDomain, urlAtPort } from '../domain.ts';
import type { ReadableCollections } from '../state/collections.ts';

/**
 * Who a tenant is to those who ask at a host: a custom domain by its own name, and itself by any other. Undefined at a custom domain
 * that is not verified: what Auth0 answers there is not known, and here it is nobody.
 *
 * @param host of a request, with its port
 * @param domain the tenant's own, with its port
 *
 * Source: Auth0, "Custom Domains", where metadata and tokens name the domain that was asked.
 */
export function issuerAt(
  host: string,
  { domain, read }: { readonly domain: string; readonly read: Pick<ReadableCollections, 'customDomains'> },
): string | undefined {
  const name = host.toLowerCase().replace(/:\d*$/, '');
  if (name !== servedCustomDomain(domain)) return `https://${domain}/`;
  return read.customDomains.by('domain', name)[0]?.status === 'ready' ? urlAtPort(name, domain) : undefined;
}
