import type { ServerOutputs } from '../../infra/outputs.ts';

/** Whether secret variables are carried along or left out. Left out of a file means: neither written nor removed. */
export type SecretsPolicy = 'plain' | 'omit';

/** One variable that this tool owns in a `.env`. */
export interface VariableDefinition {
  readonly name: string;
  /** One line, without quotes or `=`: a quote in a comment can close a value that the file left open above it. */
  readonly comment: string;
  readonly secret: boolean;
  /** The value, or nothing where this stack has none. */
  readonly from: (outputs: ServerOutputs, managementToken: string | undefined) => string | undefined;
}

/** The variable whose value is minted, not deployed: it ages, and no two are alike. */
export const managementTokenName = 'AUTH0_MANAGEMENT_API_TOKEN';

/**
 * Every variable, in the order of the file: the six of OmniChat's setup guide first, under its names and in its order,
 * then what a careful server needs besides.
 */
export const variableDefinitions: readonly VariableDefinition[] = [
  {
    name: 'AUTHORIZATION_SERVER',
    comment:
      'The authorization server, without a trailing slash. Compare the iss of a token with OAUTH_ISSUER instead.',
    secret: false,
    from: ({ authorizationServer }) => authorizationServer,
  },
  {
    name: 'RESOURCE_URL',
    comment: 'Where the OmniChat server answers.',
    secret: false,
    from: ({ resourceUrl }) => resourceUrl,
  },
  {
    name: 'OAUTH_CLIENT_ID',
    comment: 'The application that ChatGPT uses.',
    secret: false,
    from: ({ clientId }) => clientId,
  },
  {
    name: 'OAUTH_CLIENT_SECRET',
    comment: 'Secret of the application that ChatGPT uses.',
    secret: true,
    from: ({ clientSecret }) => clientSecret,
  },
  {
    name: 'OAUTH_JWKS_URI',
    comment: 'The public keys that check the signature of an access token.',
    secret: false,
    from: ({ jwksUri }) => jwksUri,
  },
  {
    name: managementTokenName,
    comment: 'Management API token of the registrar. It expires: long-running servers mint their own.',
    secret: true,
    from: ({ registrarClientId }, managementToken) =>
      registrarClientId === undefined ? undefined : managementToken,
  },
  {
    name: 'OAUTH_ISSUER',
    comment: 'The iss of every token, to the character; that of Auth0 ends with a slash.',
    secret: false,
    from: ({ issuer }) => issuer,
  },
  {
    name: 'OAUTH_AUDIENCE',
    comment: 'The API identifier: the resource that clients ask for, and the aud of every access token.',
    secret: false,
    from: ({ audience }) => audience,
  },
  {
    name: 'OAUTH_TOKEN_AUDIENCE',
    comment: 'The aud of access tokens, where the issuer puts something else there than OAUTH_AUDIENCE.',
    secret: false,
    from: ({ tokenAudience }) => tokenAudience,
  },
  {
    name: 'AUTH0_DOMAIN',
    comment: 'Own host of the Auth0 tenant, without a scheme, whatever the issuer is.',
    secret: false,
    from: ({ domain }) => domain,
  },
  {
    name: 'AUTH0_REGISTRAR_CLIENT_ID',
    comment: 'The machine-to-machine application that registers clients.',
    secret: false,
    from: ({ registrarClientId }) => registrarClientId,
  },
  {
    name: 'AUTH0_REGISTRAR_CLIENT_SECRET',
    comment: 'Secret of the machine-to-machine application that registers clients.',
    secret: true,
    from: ({ registrarClientSecret }) => registrarClientSecret,
  },
  {
    name: 'AUTH0_MANAGEMENT_AUDIENCE',
    comment: 'The audience that the registrar asks a Management API token for.',
    secret: false,
    from: ({ registrarClientId, managementAudience }) =>
      registrarClientId === undefined ? undefined : managementAudience,
  },
  {
    name: 'OAUTH_PUBLIC_CLIENT_ID',
    comment: 'The public client that every registration is answered with.',
    secret: false,
    from: ({ publicClientId }) => publicClientId,
  },
  {
    name: 'OAUTH_REGISTRATION',
    comment: 'How clients are registered: off, broker, registry or native.',
    secret: false,
    from: ({ registration }) => registration,
  },
  {
    name: 'OAUTH_REDIRECT_URIS',
    comment: 'The redirect URIs that clients may register, with commas between them.',
    secret: false,
    from: ({ redirectUris }) => redirectUris?.join(','),
  },
  {
    name: 'OAUTH_ALLOWED_ORIGINS',
    comment:
      'The origins of pages that may call: those of OmniChat itself, and of clients. Commas between them.',
    secret: false,
    from: ({ allowedOrigins }) => allowedOrigins?.join(','),
  },
  {
    name: 'OAUTH_AUTHORIZATION_ENDPOINT',
    comment: 'Where the authorization code flow begins.',
    secret: false,
    from: ({ authorizationEndpoint }) => authorizationEndpoint,
  },
  {
    name: 'OAUTH_TOKEN_ENDPOINT',
    comment: 'Where codes, refresh tokens and client credentials become access tokens.',
    secret: false,
    from: ({ tokenEndpoint }) => tokenEndpoint,
  },
];

/** A variable of one stack. */
export interface Variable {
  readonly name: string;
  readonly comment: string;
  readonly secret: boolean;
  /** Nothing where this stack has no such variable: a file that still sets it is stale. */
  readonly value: string | undefined;
}

/**
 * The variables of a deployed stack, in the order of the file.
 *
 * Without a registrar there is no Management token either, whatever `managementToken` says.
 */
export function variablesFor(
  outputs: ServerOutputs,
  options: { readonly secrets: SecretsPolicy; readonly managementToken?: string | undefined },
): Variable[] {
  return variableDefinitions
    .filter(({ secret }) => options.secrets === 'plain' || !secret)
    .map(({ name, comment, secret, from }) => ({
      name,
      comment,
      secret,
      value: from(outputs, options.managementToken),
    }));
}
