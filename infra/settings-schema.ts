import { z } from 'zod';
import { chatgptConnectorCallbackUrl } from './chatgpt.ts';
import { clientsSetting } from './clients-setting.ts';
import { connectionsSetting } from './connections-setting.ts';
import { clientAt } from './declared-clients.ts';
import { networks } from './networks.ts';
import { plans } from './plans.ts';
import { stepUps } from './step-up.ts';
import { customDomainName, distinct, evenWithBadItems, webUrl, webUrls } from './web-address.ts';

/**
 * How OAuth clients come to be registered. `off`: only the predefined application. `broker`: OmniChat's server registers
 * them through the Management API. `registry`: OmniChat's server hands out one public client that the program makes.
 * `native`: Auth0's own `/oidc/register`, open to the internet.
 */
export const registrationModes = ['off', 'broker', 'registry', 'native'] as const;

/** How the predefined application can send its secret (RFC 6749 §2.3.1). */
export const applicationAuthMethods = ['client_secret_post', 'client_secret_basic'] as const;

/** Who issues tokens: a tenant that the program makes, or somebody else's authorization server. */
const authorizationServers = ['auth0', 'external'] as const;

/** Auth0 takes no longer one (Auth0 Management API, "Create a client", `refresh_token.leeway`). */
const longestLeeway = 60;

/**
 * The settings of the namespace `omnichat`, in the order of the table in `docs/reference.md`. A production stack states what outside
 * production defaults to the setup guide's values.
 *
 * @param clients what the stack states of them, unchecked
 */
export function settingsSchema(production: boolean, clients: unknown = ['chatgpt']) {
  const chatgptIsDeclared = Array.isArray(clients) && clients.includes('chatgpt');
  const url = webUrl({ production });
  const urls = webUrls({ production });
  const connectorId = z
    .string('is not a text. Put the id in quotes.')
    .regex(/^[A-Za-z0-9_-]+$/, `is not an id. Write only what follows ${chatgptConnectorCallbackUrl('')}`);

  return z.strictObject({
    production: z
      .boolean('is neither true nor false. Write true or false.')
      .default(false)
      .describe(
        'Whether real users depend on this tenant: enforces RBAC, protects every resource, closes sign-up, refuses localhost.',
      ),
    customDomain: customDomainName
      .optional()
      .describe(
        "The tenant's [custom domain](docs/custom-domain.md), if people log in there: the issuer of tokens. It has to be verified at Auth0; the program does not make it.",
      ),
    resourceUrl: (production ? url : url.default('http://localhost:3000')).describe(
      "Where OmniChat's own server answers; `RESOURCE_URL` of the `.env`. In production the same as `apiIdentifier`.",
    ),
    protectedRoute: z
      .string('is not a text. Put the path in quotes.')
      .regex(/^\/(?![/\\])[^\s?#]*$/, 'is no path of the server. Write one such as /files, without a query.')
      .optional()
      .describe(
        'A path of the server that `GET` reads with a token alone: `verify` calls it in place of `resourceUrl`, for a server that has nothing there but other routes. [docs/verify.md](docs/verify.md#omnichats-server) says what is called.',
      ),
    apiIdentifier: (production ? url : url.default('https://omnichat.com/api')).describe(
      'Identifier of `OmniChat API`: `aud` of its tokens and the `resource` that ChatGPT asks for. A change replaces the API.',
    ),
    applicationUrls: (production ? urls : urls.default(['http://localhost:3000'])).describe(
      "The application's logout URLs; their origins are its web origins.",
    ),
    clients: clientsSetting({ production })
      .default(['chatgpt'])
      .describe(
        "The MCP clients to link with, by their names in [docs/clients.md](docs/clients.md), or as rows like those there. Their callbacks become the application's.",
      ),
    callbackUrls: urls
      .superRefine(refuseClientsCallbacks(chatgptIsDeclared), evenWithBadItems)
      .default(production ? [] : ['http://localhost:3000/callback'])
      .describe("The application's callback URLs beyond those of `clients`."),
    chatgptConnectorIds: distinct(connectorId)
      .default([])
      .describe(
        'Ids of ChatGPT connectors. Each adds the callback `https://chatgpt.com/connector/oauth/{id}`.',
      ),
    registration: z
      .enum(registrationModes, `is not a registration mode. Write one of: ${registrationModes.join(', ')}.`)
      .default('broker')
      .describe(
        "How clients are registered: `off`, `broker` (OmniChat's server, through the Management API), `registry` (OmniChat's server, one shared public client) or `native` (Auth0's endpoint, open to the internet).",
      ),
    clientIdMetadataDocuments: z
      .boolean('is neither true nor false. Write true or false.')
      .default(false)
      .describe(
        'Whether the tenant takes client ID metadata documents, and knows those of `clients`. Auth0 fetches them; [docs/clients.md](docs/clients.md#client-id-metadata-documents) says when to turn it on.',
      ),
    tokenEndpointAuthMethod: z
      .enum(
        applicationAuthMethods,
        `is no way to send a secret. Write one of: ${applicationAuthMethods.join(', ')}.`,
      )
      .default('client_secret_post')
      .describe(
        'How the application sends its secret to the token endpoint; Auth0 takes one way from each application. [docs/clients.md](docs/clients.md#the-token-endpoint) says what each client does.',
      ),
    leeway: z
      .int(`is no number of seconds. Write a whole number from 0 to ${longestLeeway}.`)
      .min(0, `is below 0. Write a number of seconds from 0 to ${longestLeeway}.`)
      .max(
        longestLeeway,
        `is above ${longestLeeway}, which Auth0 refuses. Write a number of seconds from 0 to ${longestLeeway}.`,
      )
      .default(30)
      .describe(
        'For how many seconds a refresh token works again after it was replaced. 0 ends the link of a client that refreshes twice at once; [docs/clients.md](docs/clients.md#refresh-tokens) has the trade-off.',
      ),
    ownUsers: z
      .boolean('is neither true nor false. Write true or false.')
      .default(true)
      .describe(
        "Whether the program makes a users' database, `omnichat-users`. Without it, people are those of `connections` alone.",
      ),
    connections: connectionsSetting
      .default([])
      .describe(
        'Connections that are there already, by name: their people log in too. With `isDomainConnection: true` a row also lets clients in that registered themselves; [docs/users.md](docs/users.md#people-of-another-connection).',
      ),
    plan: z
      .enum(plans, `is no plan of Auth0's. Write one of: ${plans.join(', ')}.`)
      .optional()
      .describe(
        "The tenant's plan at Auth0: what it has not is left out, and said. [docs/hardening.md](docs/hardening.md#plans) has the list.",
      ),
    attackProtection: z
      .boolean('is neither true nor false. Write true or false.')
      .default(false)
      .describe(
        'Whether the program declares attack protection. [docs/hardening.md](docs/hardening.md#attack-protection) says which tenants can have it declared; else a tenant keeps what it has.',
      ),
    logStreamUrl: url
      .optional()
      .describe(
        "Where Auth0 sends the tenant's log, for audit. What it authenticates with is a secret: [docs/hardening.md](docs/hardening.md#the-log).",
      ),
    registrationNetworks: networks
      .default([])
      .describe(
        "The addresses, or blocks of them, that may register at Auth0's endpoint; empty: all. With `registration: native`, on Enterprise.",
      ),
    stepUp: z
      .enum(stepUps, `is no way to ask for more. Write one of: ${stepUps.join(', ')}.`)
      .default('none')
      .describe(
        'Whether people are asked for another factor before a token has `ssh:execute`: `none`, or `mfa`, by an Action. [docs/hardening.md](docs/hardening.md#step-up) says what it does not do.',
      ),
    authorizationServer: z
      .enum(
        authorizationServers,
        `is no kind of authorization server. Write one of: ${authorizationServers.join(', ')}.`,
      )
      .default('auth0')
      .describe(
        '`external` where tokens come from another RFC 8414 issuer: nothing is deployed then. [docs/external.md](docs/external.md) goes through it.',
      ),
    issuer: url
      .optional()
      .describe('With `external`: the issuer, to the character, as its metadata names it.'),
    clientId: z
      .string('is not a text. Put the id in quotes.')
      .regex(/^[\x21-\x7E]+$/, 'is no client id. Write it as the issuer shows it (RFC 6749 §2.2).')
      .optional()
      .describe(
        'With `external`: the id of a client that was made there for ChatGPT. Its secret goes into the `.env` alone.',
      ),
    tokenAudience: z
      .string('is not a text. Put it in quotes.')
      .regex(/^[\x21-\x7E]+$/, 'has white space or nothing in it. Write what the `aud` of a token holds.')
      .optional()
      .describe(
        'With `external`: the `aud` of its tokens, where the issuer does not put `apiIdentifier` there.',
      ),
  });
}

const refuseClientsCallbacks =
  (chatgptIsDeclared: boolean) => (urls: readonly unknown[], context: z.RefinementCtx) => {
    urls.forEach((url, index) => {
      const message = typeof url === 'string' ? ownCallbackProblem(url, chatgptIsDeclared) : undefined;
      if (message !== undefined) context.addIssue({ code: 'custom', path: [index], message });
    });
  };

function ownCallbackProblem(url: string, chatgptIsDeclared: boolean): string | undefined {
  if (url.startsWith(chatgptConnectorCallbackUrl('')))
    return "is a ChatGPT connector's. Put its id into omnichat:chatgptConnectorIds.";
  const client = clientAt(url);
  if (client === undefined) return undefined;
  return client.name === 'chatgpt' && chatgptIsDeclared
    ? "is ChatGPT's own, which is always registered. Remove it."
    : `is a callback of ${client.title}. Put ${client.name} into omnichat:clients instead.`;
}

/** One row of the settings' documentation. Defaults are JSON, null where nothing is meant; a setting without one must be stated. */
export interface SettingReference {
  readonly key: string;
  readonly description: string;
  readonly defaultValue?: string;
  readonly productionDefault?: string;
}

/** Every setting with its meaning and its defaults outside production and in it. */
export function settingsReference(): readonly SettingReference[] {
  const production = settingsSchema(true).shape;
  const rows = Object.entries(settingsSchema(false).shape).map(([name, schema]) => ({
    key: `omnichat:${name}`,
    description: schema.description ?? '',
    ...defaultOf(schema, 'defaultValue'),
    ...defaultOf(production[name as keyof typeof production], 'productionDefault'),
  }));
  return [
    { key: 'auth0:domain', description: "The tenant's domain: a host, with a port if it is not 443." },
    ...rows,
  ];
}

function defaultOf(schema: z.ZodType, name: 'defaultValue' | 'productionDefault') {
  const parsed = schema.safeParse(undefined);
  return parsed.success ? { [name]: JSON.stringify(parsed.data ?? null) } : {};
}
