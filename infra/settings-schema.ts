import { z } from 'zod';
import { chatgptCallbackUrls, chatgptConnectorCallbackUrl } from './chatgpt.ts';
import { distinct, evenWithBadItems, webUrl, webUrls } from './web-address.ts';

/**
 * How OAuth clients come to be registered. `off`: only the predefined application. `broker`: OmniChat's server registers
 * them through the Management API. `registry`: OmniChat's server hands out one public client that the program makes.
 * `native`: Auth0's own `/oidc/register`, open to the internet.
 */
export const registrationModes = ['off', 'broker', 'registry', 'native'] as const;

/**
 * The settings of the namespace `omnichat`, in the order of the README's table. A production stack states what outside
 * production defaults to the setup guide's values.
 */
export function settingsSchema(production: boolean) {
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
    resourceUrl: (production ? url : url.default('http://localhost:3000')).describe(
      "Where OmniChat's own server answers; `RESOURCE_URL` of the `.env`. In production the same as `apiIdentifier`.",
    ),
    apiIdentifier: (production ? url : url.default('https://omnichat.com/api')).describe(
      'Identifier of `OmniChat API`: `aud` of its tokens and the `resource` that ChatGPT asks for. A change replaces the API.',
    ),
    applicationUrls: (production ? urls : urls.default(['http://localhost:3000'])).describe(
      "The application's logout URLs; their origins are its web origins.",
    ),
    callbackUrls: urls
      .superRefine(refuseChatgptCallbacks, evenWithBadItems)
      .default(production ? [] : ['http://localhost:3000/callback'])
      .describe("The application's callback URLs beyond ChatGPT's own two."),
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
  });
}

function refuseChatgptCallbacks(urls: readonly unknown[], context: z.RefinementCtx) {
  urls.forEach((url, index) => {
    if (typeof url !== 'string') return;
    const refuse = (message: string) => context.addIssue({ code: 'custom', path: [index], message });
    if ((chatgptCallbackUrls as readonly string[]).includes(url))
      refuse("is ChatGPT's own, which is always registered. Remove it.");
    if (url.startsWith(chatgptConnectorCallbackUrl('')))
      refuse("is a ChatGPT connector's. Put its id into omnichat:chatgptConnectorIds.");
  });
}

/** One row of the settings' documentation. Defaults are JSON; a setting without one must be stated. */
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
  return parsed.success ? { [name]: JSON.stringify(parsed.data) } : {};
}
