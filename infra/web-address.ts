import { z } from 'zod';

/** Where a web address may stand: a production stack takes no loopback host and no placeholder. */
export interface AddressRules {
  readonly production: boolean;
}

const missing = 'is missing. A production stack must state it.';
const guidePlaceholder = 'your-production-domain.com';
const unspecifiedAddresses = new Set(['0.0.0.0', '[::]']);

/** Whether a URL's or a `host:port`'s host is this machine: `localhost`, `*.localhost`, 127.0.0.0/8 or `::1`. */
export function isLoopbackHost(host: string): boolean {
  const name = host.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
  return (
    name === 'localhost' || name.endsWith('.localhost') || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name)
  );
}

/** A text that may be a URL, for messages: whatever stands before an `@` is not to be repeated. */
export function withoutCredentials(text: string): string {
  return text.replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/is, '$1[redacted]@');
}

function problemOf(text: string, { production }: AddressRules): string | undefined {
  if (!URL.canParse(text))
    return 'is not an absolute URL. Write scheme and host, such as https://omnichat.com/callback.';
  const url = new URL(text);
  const canonical = text.endsWith('/') ? url.href : url.href.replace(/\/$/, '');
  const loopback = isLoopbackHost(url.host);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return `has the scheme ${url.protocol} Use https.`;
  if (text.includes('*'))
    return 'has a wildcard. Write every URL out: a wildcard lets strangers receive authorization codes.';
  if (text.includes('#')) return 'has a fragment. Leave out the # and what follows (RFC 6749 §3.1.2).';
  if (url.username !== '' || url.password !== '')
    return 'has a user name or a password. Leave out what stands before the @.';
  if (/\s/.test(text)) return 'has white space in it. Remove it.';
  if (text !== canonical)
    return `is not written as browsers send it, and is compared to the character. Write ${withoutCredentials(canonical)}`;
  if (url.hostname.endsWith('.')) return 'has a host that ends in a dot. Remove the dot.';
  if (production && (loopback || unspecifiedAddresses.has(url.hostname)))
    return 'is on this machine, in a production stack. Use the public https URL.';
  if (production && (url.hostname === guidePlaceholder || url.hostname.endsWith(`.${guidePlaceholder}`)))
    return "is the setup guide's placeholder. Use the domain that OmniChat runs on.";
  if (url.protocol === 'http:' && !loopback)
    return 'is http. Use https; plain http is only for loopback hosts (localhost, 127.0.0.1, [::1]).';
  return undefined;
}

/** A setting that holds one absolute web URL: https, or http on a loopback host; no fragment, wildcard or credentials. */
export function webUrl(rules: AddressRules) {
  return z
    .string({
      error: (issue) => (issue.input === undefined ? missing : 'is not a text. Put the URL in quotes.'),
    })
    .superRefine((text, context) => {
      const problem = problemOf(text, rules);
      if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
    });
}

/** A setting that holds a list of distinct web URLs. */
export function webUrls(rules: AddressRules) {
  return distinct(webUrl(rules), (text) => (URL.canParse(text) ? new URL(text).href : text));
}

/** A list in which no item stands twice; `canonical` says when two items mean the same. */
export function distinct(item: z.ZodString, canonical: (text: string) => string = (text) => text) {
  return z
    .array(item, {
      error: (issue) =>
        issue.input === undefined
          ? missing
          : 'is not a list. Write a YAML list, one item a line, each after a dash.',
    })
    .superRefine((items, context) => {
      const seen = new Set<string>();
      items.forEach((text, index) => {
        const key = canonical(text);
        if (seen.has(key))
          context.addIssue({
            code: 'custom',
            path: [index],
            message: 'stands in the list twice. Remove one.',
          });
        seen.add(key);
      });
    });
}

const hostname =
  /^(?=.{1,253}(:|$))([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*(:\d{1,5})?$/;

/** The tenant's domain: a lower-case host, with a port if it is not 443; no scheme, no path, no trailing dot. */
export const tenantDomain = z
  .string({
    error: "is missing. Set it to the tenant's domain: pulumi config set auth0:domain NAME.REGION.auth0.com",
  })
  .superRefine((text, context) => {
    const refuse = (message: string) => context.addIssue({ code: 'custom', message });
    const host = text
      .replace(/^.*@/s, '')
      .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
      .replace(/[/?#].*$/s, '');
    if (text.includes('@'))
      return refuse(`has a user name or a password. Write the host alone: ${host.toLowerCase()}`);
    if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text))
      return refuse(`has a scheme. Write the host alone: ${host.toLowerCase()}`);
    if (/[/?#]/.test(text)) return refuse(`has a path. Write the host alone: ${host.toLowerCase()}`);
    if (text !== text.toLowerCase())
      return refuse(`has capitals, and the issuer is compared to the character. Write ${text.toLowerCase()}`);
    if (text.startsWith('your-tenant-name.'))
      return refuse("is the setup guide's placeholder. Write your own tenant's domain.");
    const port = Number(/:(\d+)$/.exec(text)?.[1] ?? 443);
    if (!(hostname.test(text) || /^\[::1\](:\d{1,5})?$/.test(text)) || port < 1 || port > 65_535)
      return refuse(
        'is not a host name. Write it as Auth0 shows it under Settings, such as omnichat-dev.us.auth0.com',
      );
  });
