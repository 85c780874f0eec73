const hostnamePart = '[A-Za-z0-9-]+';

/**
 * Whether a list of an application's or the tenant's allowed URLs holds a URL: to the letter, or by a wildcard, which stands for
 * one part of the host name. Not every part makes a host name: nobody can be sent to `https://xn--.example`.
 *
 * Source: Auth0, "Subdomain URL Placeholders".
 */
export function isAllowedUrl(url: string, allowed: readonly string[]): boolean {
  return allowed.some(
    (entry) => entry === url || (entry.includes('*') && wildcard(entry).test(url) && URL.parse(url) !== null),
  );
}

function wildcard(entry: string): RegExp {
  const literals = entry.split('*').map((text) => text.replaceAll(/[^A-Za-z0-9]/gu, String.raw`\$&`));
  return new RegExp(`^${literals.join(hostnamePart)}$`);
}
