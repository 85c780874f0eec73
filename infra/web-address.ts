import { z } from 'zod';

/** Where a web address may stand: a production stack takes no loopback host and no placeholder. */
export interface AddressRules {
  readonly production: boolean;
  /** Whether it may be on loopback. @default outside production only */
  readonly loopback?: 'allowed' | 'refused';
}

const missingInProduction = 'is missing. A production stack must state it.';
const guidePlaceholder = 'your-production-domain.com';
const unspecifiedAddresses = new Set(['0.0.0.0', '[::]']);

const loopbackHost =
  /^(localhost|localhost\.localdomain|[a-z0-9.-]+\.localhost|127(\.\d{1,3}){3}|\[::1\]|\[::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}\])(:\d+)?$/;

/**
 * Whether a host, with or without a port, is this machine: `localhost`, `localhost.localdomain`, `*.localhost`, 127.0.0.0/8, also
 * mapped into IPv6, or `[::1]`, each as a URL writes it.
 */
export function isLoopbackHost(host: string): boolean {
  return loopbackHost.test(host);
}

/** A text that may be a URL, for messages: whatever stands before an `@` is not to be repeated. */
export function withoutCredentials(text: string): string {
  return text.replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/is, '$1[redacted]@');
}

function problemsOf(text: string, { production, loopback: onLoopback }: AddressRules): readonly string[] {
  const url = URL.parse(text);
  if (url === null) return ['is not an absolute URL. Write scheme and host, such as https://omnichat.com.'];
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return [`has the scheme ${url.protocol} Use https.`];

  const canonical = text.endsWith('/') ? url.href : url.href.replace(/\/$/, '');
  const loopback = isLoopbackHost(url.host);
  const loopbackRefused = onLoopback === undefined ? production : onLoopback === 'refused';
  const onThisMachine = loopback || unspecifiedAddresses.has(url.hostname);
  const placeholder = url.hostname === guidePlaceholder || url.hostname.endsWith(`.${guidePlaceholder}`);
  const problems = [
    ...spellingProblems(text),
    (url.username !== '' || url.password !== '') &&
      'has a user name or a password. Leave out what stands before the @.',
    url.hostname.endsWith('.') && 'has a host that ends in a dot. Remove the dot.',
    loopbackRefused &&
      onThisMachine &&
      `is on this machine${production ? ', in a production stack' : ''}. Use the public https URL.`,
    production && placeholder && "is the setup guide's placeholder. Use the domain that OmniChat runs on.",
    url.protocol === 'http:' &&
      !loopback &&
      'is http. Use https; plain http is only for loopback hosts (localhost, 127.0.0.1, [::1]).',
  ].filter((problem) => problem !== false);
  // A spelling to copy is of use only where nothing else is wrong with the URL.
  if (problems.length > 0 || text === canonical) return problems;
  return [
    `is not written as browsers send it, and is compared to the character. Write ${withoutCredentials(canonical)}`,
  ];
}

/** Why a text can be no web URL of any stack; undefined where some may have it. */
export const webAddressProblem = (text: string): string | undefined =>
  problemsOf(text, { production: false })[0];

/** A setting that holds one absolute web URL: https, or http on a loopback host; no fragment, wildcard or credentials. */
export function webUrl(rules: AddressRules) {
  return z
    .string({
      error: (issue) =>
        issue.input === undefined ? missingInProduction : 'is not a text. Put the URL in quotes.',
    })
    .superRefine((text, context) => {
      for (const message of problemsOf(text, rules)) context.addIssue({ code: 'custom', message });
    });
}

/** Schemes of programs that MCP clients are part of; any other private-use scheme is a domain name in reverse (RFC 8252 §7.1). */
const clientSchemes = new Set(['cursor:', 'vscode:', 'vscode-insiders:']);

/** Whether a URL is of a private-use scheme, which the operating system hands to a program (RFC 8252 §7.1). */
export function isPrivateUseUrl(text: string): boolean {
  const protocol = URL.parse(text)?.protocol ?? '';
  return clientSchemes.has(protocol) || /^[a-z][a-z0-9-]*(\.[a-z0-9-]+)+:$/.test(protocol);
}

/**
 * A setting that holds where a client has people redirected to: a web URL, on the person's own machine too, or one of a
 * private-use scheme (RFC 8252 §7).
 */
export function redirectUrl(rules: AddressRules) {
  return z.string('is not a text. Put the URL in quotes.').superRefine((text, context) => {
    const problems = isPrivateUseUrl(text)
      ? spellingProblems(text)
      : problemsOf(text, { ...rules, loopback: 'allowed' });
    for (const message of problems) context.addIssue({ code: 'custom', message });
  });
}

/** What no URL of any scheme has that people are redirected to. */
function spellingProblems(text: string): readonly string[] {
  return [
    text.includes('*') &&
      'has a wildcard. Write every URL out: a wildcard lets strangers receive authorization codes.',
    text.includes('#') && 'has a fragment. Leave out the # and what follows (RFC 6749 §3.1.2).',
    /\s/.test(text) && 'has white space in it. Remove it.',
  ].filter((problem) => problem !== false);
}

/** A setting that holds a list of distinct web URLs. */
export function webUrls(rules: AddressRules) {
  return distinct(
    webUrl(rules),
    (text) => (typeof text === 'string' ? (URL.parse(text)?.href ?? text) : text),
    missingInProduction,
  );
}

/**
 * A list in which no item stands twice; `canonical` says when two items mean the same, and is undefined of what is none. `missing` is
 * what is said where there is no list.
 */
export function distinct<Item extends z.ZodType>(
  item: Item,
  canonical: (item: unknown) => unknown = (written) => written,
  missing = 'is missing.',
) {
  return z
    .array(item, {
      error: (issue) =>
        issue.input === undefined
          ? missing
          : 'is not a list. Write a YAML list, one item a line, each after a dash.',
    })
    .superRefine((items: readonly unknown[], context) => {
      const seen = new Set<string>();
      items.forEach((written, index) => {
        const key = canonical(written);
        if (typeof key !== 'string') return;
        if (seen.has(key))
          context.addIssue({
            code: 'custom',
            path: [index],
            message: 'stands in the list twice. Remove one.',
          });
        seen.add(key);
      });
    }, evenWithBadItems);
}

/** Lets a check of a list run although items were refused for their type, so that all its problems are reported at once. */
export const evenWithBadItems = {
  when: ({ value }: { readonly value: unknown }) => Array.isArray(value),
};

const hostname =
  /^(?=.{1,253}(:|$))([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*(:\d{1,5})?$/;

/** The tenant's domain: a lower-case host, with a port if it is not 443; no scheme, no path, no trailing dot. */
export const tenantDomain = z
  .string({
    error: "is missing. Write the tenant's domain there, below config: auth0:domain: NAME.REGION.auth0.com",
  })
  .superRefine((text, context) => {
    for (const message of domainProblems(text)) context.addIssue({ code: 'custom', message });
  });

function domainProblems(text: string): readonly string[] {
  const [, scheme = '', userInfo = '', written = '', path = ''] =
    /^([a-z][a-z0-9+.-]*:\/\/)?(.*@)?([^/?#]*)(.*)$/is.exec(text) ?? [];
  const host = written.toLowerCase();
  const superfluous = [
    scheme !== '' && 'a scheme',
    userInfo !== '' && 'a user name or a password',
    path !== '' && 'a path',
  ].filter((part) => part !== false);
  const usable = isHost(host);
  return [
    superfluous.length > 0 &&
      `has ${new Intl.ListFormat('en').format(superfluous)}. Write the host alone${usable ? `: ${host}` : '.'}`,
    superfluous.length === 0 &&
      usable &&
      text !== host &&
      `has capitals, and the issuer is compared to the character. Write ${host}`,
    host.startsWith('your-tenant-name.') &&
      "is the setup guide's placeholder. Write your own tenant's domain.",
    !usable &&
      'is not a host name. Write it as Auth0 shows it under Settings, such as omnichat-dev.us.auth0.com',
  ].filter((problem) => problem !== false);
}

/**
 * The setting that holds a custom domain of a tenant: a lower-case host alone, since it is served at the port of the tenant, which is
 * 443 at Auth0.
 */
export const customDomainName = z
  .string('is not a text. Put the domain in quotes.')
  .superRefine((text, context) => {
    const problems = [
      ...domainProblems(text),
      /:\d+$/.test(text) && 'has a port. Write the host alone: its port is that of auth0:domain.',
      /(^|\.)auth0\.com$/i.test(text) &&
        "is a tenant's own domain, and no custom one. Write it into auth0:domain, or leave this setting out.",
    ].filter((problem) => problem !== false);
    for (const message of problems) context.addIssue({ code: 'custom', message });
  });

function isHost(host: string): boolean {
  const port = Number(/:(\d+)$/.exec(host)?.[1] ?? 443);
  return (hostname.test(host) || /^\[::1\](:\d{1,5})?$/.test(host)) && port >= 1 && port <= 65_535;
}
