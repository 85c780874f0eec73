import { z } from 'zod';
import { plans } from '../plans.ts';
import { stepUps } from '../step-up.ts';
import { customDomainName, webUrl } from '../web-address.ts';
import { connectionsSetting } from './connections-setting.ts';
import { networks } from './networks.ts';

/**
 * How OAuth clients come to be registered. `off`: only the predefined application. `broker`: OmniChat's server registers
 * them through the Management API. `registry`: OmniChat's server hands out one public client that the program makes.
 * `native`: Auth0's own `/oidc/register`, open to the internet.
 */
export const registrationModes = ['off', 'broker', 'registry', 'native'] as const;

/** How the predefined application can send its secret (RFC 6749 §2.3.1). */
export const applicationAuthMethods = ['client_secret_post', 'client_secret_basic'] as const;

/** Auth0 takes no longer one (Auth0 Management API, "Create a client", `refresh_token.leeway`). */
const longestLeeway = 60;

/** The settings of a tenant that the program makes. */
export const tenantSettings = (production: boolean) => ({
  customDomain: customDomainName
    .optional()
    .describe(
      "The tenant's [custom domain](docs/custom-domain.md), if people log in there: the issuer of tokens. It has to be verified at Auth0; the program does not make it.",
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
  logStreamUrl: webUrl({ production })
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
});
