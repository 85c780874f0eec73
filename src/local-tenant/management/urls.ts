import { isRedirectUri } from '../rules/redirect-uris.ts';
import { format } from './validation.ts';

/** One, within the leftmost label of at least three. Source: Auth0, "Subdomain URL Placeholders". */
const wildcardHost = /^(https?:\/\/[^./:*]*)\*(?=[^./:*]*\.[^/:*]*\.)/;

/** A URL that an application may be sent back to: absolute, without a fragment, a wildcard in the leftmost label at most. */
export const callbackUrl = format('callback-url', (text) => isRedirectTarget(text));

/** A URL that a logout may return to: the same, and a query may hold placeholders. */
export const logoutUrl = format('url-with-placeholders', (text) => isRedirectTarget(text));

/** An origin from which a browser may call. */
export const origin = format('origin', (text) => {
  const plain = text.replace(wildcardHost, '$1wildcard');
  const url = URL.parse(plain);
  return (
    url !== null &&
    !plain.includes('*') &&
    ['', '/'].includes(url.pathname) &&
    url.search === '' &&
    url.hash === ''
  );
});

/** An absolute URL, or nothing. */
export const absoluteUriOrEmpty = format(
  'absolute-uri-or-empty',
  (text) => text === '' || isHttp(URL.parse(text)),
);

/** An absolute https URL, or nothing. */
export const absoluteHttpsUriOrEmpty = format(
  'absolute-https-uri-or-empty',
  (text) => text === '' || (URL.parse(text)?.protocol === 'https:' && !text.includes('#')),
);

function isRedirectTarget(text: string): boolean {
  const plain = text.replace(wildcardHost, '$1wildcard');
  return isRedirectUri(plain) && !plain.includes('*');
}

function isHttp(url: URL | null): boolean {
  return url?.protocol === 'https:' || url?.protocol === 'http:';
}
