// What a browser runs, or hands to a program of the device that nobody chose.
const executableSchemes = new Set([
  'javascript:',
  'data:',
  'vbscript:',
  'blob:',
  'file:',
  'about:',
  'intent:',
]);
// RFC 3986, section 2: what else comes as percent-encoded octets. A parser of the URL Standard would mend it in silence.
const uriCharacters = /^(?:[\w\-.~:/?[\]@!$&'()*+,;=]|%[\dA-F]{2})+$/iu;
const hasAuthority = /^https?:\/\/[^/]/iu;
/** The names under which any program of a device may listen, as `URL` spells them. */
export const loopbackHosts: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Whether not just any program of a device can take what is sent to a URI: no private-use scheme, and no loopback address, for
 * which Auth0 does not take the names below `.localhost`.
 *
 * Sources: RFC 8252, section 8.6; Auth0, "Measures Against Application Impersonation"; "Understanding and Testing the
 * Non-Verifiable Callback URI Consent Screen".
 */
export function isVerifiableRedirectUri(uri: string): boolean {
  const url = URL.parse(uri);
  return ['https:', 'http:'].includes(url?.protocol ?? '') && !loopbackHosts.has(url?.hostname ?? '');
}

/** Whether users may be sent to a URI: absolute, without a fragment (RFC 6749, section 3.1.2), and nothing that is run. */
export function isRedirectUri(uri: string): boolean {
  const url = URL.parse(uri);
  return url !== null && !uri.includes('#') && !executableSchemes.has(url.protocol);
}

/**
 * Whether a third party under Auth0's enhanced security may name a URI: https, http on the device itself, or a private-use
 * scheme, which is a domain name in reverse; spelled as RFC 3986 has it, without wildcard and credentials.
 *
 * Sources: Auth0, "Security Controls for Third-Party Applications"; OAuth 2.1, section 1.5; RFC 8252, sections 7.1 and 7.3.
 */
export function isStrictRedirectUri(uri: string): boolean {
  if (!isRedirectUri(uri) || !uriCharacters.test(uri) || uri.includes('*')) return false;
  const { protocol, hostname, username, password } = new URL(uri);
  if (username !== '' || password !== '') return false;
  switch (protocol) {
    case 'https:':
      return hasAuthority.test(uri);
    case 'http:':
      return hasAuthority.test(uri) && loopbackHosts.has(hostname);
    default:
      return protocol.includes('.');
  }
}
