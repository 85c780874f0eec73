/** The cookies of one host, for as long as one login takes. */
export interface CookieJar {
  /** Takes over what an answer sets and forgets what it expires. */
  readonly store: (headers: Headers) => void;
  /** The value of the `Cookie` header. */
  readonly header: () => string;
}

/**
 * Makes a jar that holds every cookie for every path: good for one login after another at one host, and for nothing else
 * (RFC 6265 has the rest).
 */
export function createCookieJar(): CookieJar {
  const cookies = new Map<string, string>();
  return {
    store: (headers) => {
      for (const line of headers.getSetCookie()) {
        const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
        const name = pair.slice(0, pair.indexOf('='));
        if (attributes.some(isExpired)) cookies.delete(name);
        else cookies.set(name, pair.slice(name.length + 1));
      }
    },
    header: () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
  };
}

function isExpired(attribute: string): boolean {
  const [name = '', value = ''] = attribute.split('=', 2);
  switch (name.toLowerCase()) {
    case 'max-age':
      return Number(value) <= 0;
    case 'expires':
      return Date.parse(value) <= Date.now();
    default:
      return false;
  }
}
