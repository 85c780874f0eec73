import { closestMatch } from 'leven';
import { z } from 'zod';
import { clientAuthMethods, type McpClient, mcpClients } from '../mcp-clients.ts';
import { type AddressRules, redirectUrl, distinct, webUrl } from '../web-address.ts';

const names: readonly string[] = mcpClients.map(({ name }) => name);

/**
 * The setting `omnichat:clients`: names of known clients, and rows of others. A row is held to what the table of the known ones is
 * held to, and to the addresses that the rest of the stack is held to.
 */
export function clientsSetting(rules: AddressRules) {
  return distinct(clientSetting(rules), (client) =>
    typeof client === 'string' ? client : (client as Partial<McpClient> | null)?.name,
  );
}

function clientSetting(rules: AddressRules) {
  const row = clientRow(rules);
  return z.unknown().transform((written, context): string | McpClient => {
    if (typeof written === 'string' && names.includes(written)) return written;
    const parsed = row.safeParse(written);
    if (typeof written !== 'string' && parsed.success) return parsed.data;
    const issues =
      typeof written === 'string'
        ? [{ path: [], message: unknownName(written) }]
        : (parsed.error?.issues ?? []);
    for (const { path, message } of issues) context.addIssue({ code: 'custom', path: [...path], message });
    return z.NEVER;
  });
}

function unknownName(name: string): string {
  const near = closestMatch(name, [...names], { maxDistance: name.length / 2 });
  const those = near === undefined ? `Those are ${names.join(', ')}` : `The nearest one is ${near}`;
  return `is no client that is known. ${those}; or write a row with name and callbackUrls.`;
}

const text = z
  .string({
    error: ({ input }) => (input === undefined ? 'is missing.' : 'is not a text. Put it in quotes.'),
  })
  .min(1, 'is empty.');

function clientRow(rules: AddressRules) {
  return z
    .strictObject(
      {
        name: text
          .regex(/^[a-z0-9-]+$/, 'is no name. Write small letters, digits and hyphens.')
          .refine(
            (name) => !names.includes(name),
            'is the name of a known client. Write the name alone, or another one.',
          ),
        title: text.optional(),
        callbackUrls: distinct(
          redirectUrl(rules),
          undefined,
          'is missing. List the URLs that the client has people redirected to.',
        ),
        loopbackUrls: distinct(portlessLoopback(rules)).default([]),
        pageOrigins: distinct(origin(rules)).optional(),
        clientIdMetadataUrl: documentUrl(rules).optional(),
        tokenEndpointAuthMethods: z
          .array(
            z.enum(clientAuthMethods, `is no method. Write one of: ${clientAuthMethods.join(', ')}.`),
            'is not a list. Write a YAML list, one item a line, each after a dash.',
          )
          .min(1, 'is empty. Name a method, or leave the list out.')
          .optional(),
        habits: text.default(''),
        source: text.default("the stack's settings"),
        date: text.default(''),
      },
      {
        error: (issue) =>
          issue.code === 'unrecognized_keys'
            ? `has ${issue.keys.join(', ')}, which no client has. Remove it or rename it.`
            : 'is no client. Write the name of a known one, or a row with name and callbackUrls.',
      },
    )
    .transform(
      ({ title, pageOrigins, clientIdMetadataUrl, tokenEndpointAuthMethods, ...row }): McpClient => ({
        ...row,
        title: title ?? row.name,
        ...(pageOrigins !== undefined && { pageOrigins }),
        ...(clientIdMetadataUrl !== undefined && { clientIdMetadataUrl }),
        ...(tokenEndpointAuthMethods !== undefined && { tokenEndpointAuthMethods }),
      }),
    );
}

/** Source: Auth0, "CIMD Validation Rules". */
function documentUrl(rules: AddressRules) {
  return webUrl({ ...rules, loopback: 'refused' }).refine(
    (url) => (URL.parse(url)?.pathname ?? '/') !== '/' && !url.includes('?') && Buffer.byteLength(url) <= 120,
    'is no address of a document that Auth0 imports. Write an https URL with a path, without a query, of 120 bytes at most.',
  );
}

function origin(rules: AddressRules) {
  return webUrl({ ...rules, loopback: 'allowed' }).refine(
    (url) => URL.parse(url)?.origin === url,
    'is no origin. Write scheme and host alone, such as https://acme.example',
  );
}

function portlessLoopback(rules: AddressRules) {
  return webUrl({ ...rules, loopback: 'allowed' }).refine((address) => {
    const url = URL.parse(address);
    return url?.protocol === 'http:' && url.port === '';
  }, 'is not for any port. Write http, a loopback host and a path, without a port; one with a port goes into callbackUrls.');
}
