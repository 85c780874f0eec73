import { z } from 'zod';
import { chatgptConnectorCallbackUrl } from '../chatgpt.ts';
import { distinct, webUrl, webUrls } from '../web-address.ts';
import { clientsSetting } from './clients-setting.ts';

/**
 * The settings of OmniChat's server and of what logs in, whoever issues its tokens. A production stack states what outside
 * production defaults to the setup guide's values.
 */
export function sharedSettings(production: boolean) {
  const url = webUrl({ production });
  const urls = webUrls({ production });
  const connectorId = z
    .string('is not a text. Put the id in quotes.')
    .regex(/^[A-Za-z0-9_-]+$/, `is not an id. Write only what follows ${chatgptConnectorCallbackUrl('')}`);

  return {
    production: z
      .boolean('is neither true nor false. Write true or false.')
      .default(false)
      .describe(
        'Whether real users depend on this tenant: enforces RBAC, protects every resource, closes sign-up, refuses localhost.',
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
      .default(production ? [] : ['http://localhost:3000/callback'])
      .describe("The application's callback URLs beyond those of `clients`."),
    chatgptConnectorIds: distinct(connectorId)
      .default([])
      .describe(
        'Ids of ChatGPT connectors. Each adds the callback `https://chatgpt.com/connector/oauth/{id}`.',
      ),
  };
}
