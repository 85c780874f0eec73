const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]']);

/** What is wrong with the URL of a client ID metadata document; undefined of a good one. Source: Auth0, "CIMD Validation Rules". */
export function documentUrlProblem(text: string): string | undefined {
  if (text.trim() !== text) return 'must not begin or end with white space';
  if (Buffer.byteLength(text) > 120) return 'must not be longer than 120 bytes';
  const url = URL.parse(text);
  if (!/^https:\/\/[^/]/i.test(text) || url === null) return 'must be an https URL with a host';
  if (/%(?![\dA-F]{2})/i.test(text)) return 'must percent-encode with two hex digits';
  if (loopbackNames.has(url.hostname)) return 'must not be on localhost';
  if (url.port === '0') return 'must not have port 0';
  if (url.username !== '' || url.password !== '') return 'must not hold credentials';
  if (text.includes('#')) return 'must not have a fragment';
  if (text.includes('?')) return 'must not have a query';
  if (url.pathname === '/') return 'must have a path';
  // As it was written: a parser of the URL Standard resolves them.
  const segments = text.replace(/^https:\/\/[^/]*/i, '').split('/');
  if (segments.some((segment) => /^(\.|%2e){1,2}$/i.test(segment))) return 'must not have dot segments';
  return undefined;
}
