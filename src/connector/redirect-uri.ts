import { chatgptConnectorId } from '../../infra/chatgpt.ts';
import { isWithPort } from '../../infra/declared-clients.ts';
import { isLoopbackHost } from '../../infra/settings/settings.ts';

/**
 * Says why a URI must not be put on the allow-list, or `undefined` when it may. The answer completes the
 * sentence "the redirect URI …".
 *
 * A URI is fit when it is written the one way a URL parser writes it: two spellings of one address are how
 * allow-lists are got round (RFC 9700 §4.1).
 */
export function redirectUriFault(uri: string): string | undefined {
  const url = URL.parse(uri);
  if (url === null) return 'is not an absolute URL';
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopbackHost(url.hostname))) {
    return 'must use https (http only on this machine, RFC 8252 §7.3)';
  }
  if (url.username !== '' || url.password !== '') return 'must not carry a user name or password';
  if (uri.includes('*')) return 'must not hold a wildcard';
  if (uri.includes('#')) return 'must not have a fragment';
  if (url.hostname.endsWith('.')) return 'must not end its host with a dot';
  if (url.pathname.includes('%')) return 'must not percent-encode its path';
  if (url.href !== uri && url.href !== `${uri}/`) return `must be written as ${url.href}`;
  return undefined;
}

/** Which redirect URIs a registration may ask for. */
export interface RedirectUriRules {
  /** Compared character by character (RFC 9700 §2.1). */
  readonly exact: readonly string[];
  /**
   * Also admits `https://chatgpt.com/connector/oauth/{id}`, whose id OpenAI assigns for each connector. Only
   * where each registration becomes a client of its own: an Auth0 client's callbacks know no such shape.
   */
  readonly chatgptConnectors: boolean;
  /** Also admits an exact one on loopback that has no port with any port (RFC 8252 §7.3); under the same condition. @default false */
  readonly loopbackPorts?: boolean;
}

/**
 * Makes the check of one redirect URI against the allow-list; nothing is normalised before it is compared.
 */
export function redirectUriAllowList(rules: RedirectUriRules): (uri: string) => boolean {
  const exact = new Set(rules.exact);
  return (uri) =>
    exact.has(uri) ||
    (rules.chatgptConnectors && chatgptConnectorId(uri) !== undefined) ||
    (rules.loopbackPorts === true && rules.exact.some((portless) => isWithPort(uri, portless)));
}

/**
 * A redirect URI for the log: scheme, host and path. User names, queries and fragments may hold secrets, and so
 * may all of a URI that has no hierarchy, like `data:`. It says where it differs from the URI, which may else look
 * like one that is allowed.
 */
export function redirectUriLabel(uri: string): string {
  const url = URL.parse(uri);
  if (url === null) return 'no URL';
  const { protocol, host, pathname } = url;
  const authority = host === '' ? '' : `//${host}`;
  const path = host === '' && !pathname.startsWith('/') ? '…' : pathname;
  const label = `${protocol}${authority}${path}`;
  return label === uri ? label : `${label} (not as it was written)`;
}
