import { LocalTenantError } from './errors.ts';

/** Where a tenant is served. */
export interface Domain {
  /** Without brackets, also for IPv6. */
  readonly host: string;
  readonly port: number;
}

const loopbackHost = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|::1)$/;

/**
 * Takes `host:port` apart.
 *
 * @throws {@link LocalTenantError} `DOMAIN_INVALID` unless it is a loopback host with a port
 */
export function parseDomain(domain: string): Domain {
  const match = /^(?:\[(?<ipv6>[^\]]+)\]|(?<host>[^:/[\]]+)):(?<port>\d{1,5})$/.exec(domain);
  const host = match?.groups?.['ipv6'] ?? match?.groups?.['host'];
  const port = Number(match?.groups?.['port']);
  if (host === undefined || port > 65_535 || !loopbackHost.test(host)) {
    throw new LocalTenantError(
      'DOMAIN_INVALID',
      `The domain "${domain}" cannot be served: a local tenant needs a loopback host and a port, such as localhost:4443.`,
    );
  }
  return { host, port };
}

/** The one name beside its own at which a tenant on this machine can be reached, with the same port and certificate. */
export const secondName = 'login.localhost';

/** The custom domain that a tenant at `domain` can be served at; undefined where that is its own name. */
export function servedCustomDomain(domain: string): string | undefined {
  return domain.replace(/:\d+$/, '') === secondName ? undefined : secondName;
}

/** The URL of a host at a tenant's port, with a slash at its end. */
export function urlAtPort(host: string, domain: string): string {
  return `https://${host}${/:\d+$/.exec(domain)?.[0] ?? ''}/`;
}

/** What Auth0 calls a tenant: the first label of its domain. */
export const tenantNameOf = (domain: string): string => domain.split('.')[0] ?? domain;
