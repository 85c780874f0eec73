import type { Client, RefreshTokenSettings, TokenEndpointAuthMethod } from '../state/entities.ts';
import { alphanumeric, clientSecret, thirdPartyClientId } from '../state/ids.ts';

/** The properties of a new application that somebody chose. */
export type ClientProperties = Partial<Omit<Client, 'client_id' | 'refresh_token'>> & {
  readonly name: string;
  readonly refresh_token?: Partial<RefreshTokenSettings>;
};

/** Whether an application is under Auth0's enhanced security for third parties. */
export function isStrictThirdParty(client: Pick<Client, 'is_first_party'>): boolean {
  return !client.is_first_party;
}

/**
 * A new application with an id, a secret, and Auth0's defaults for what was not chosen.
 *
 * Source: Management API v2, `POST /clients`; for third parties Auth0, "Enhanced security for third-party applications".
 */
export function newClient(properties: ClientProperties): Client {
  const firstParty = properties.is_first_party ?? true;
  const { refresh_token: refreshToken, ...chosen } = properties;
  return {
    client_id: firstParty ? alphanumeric(32) : thirdPartyClientId(),
    client_secret: clientSecret(),
    is_first_party: firstParty,
    is_token_endpoint_ip_header_trusted: false,
    oidc_conformant: !firstParty,
    sso_disabled: false,
    cross_origin_authentication: false,
    grant_types: defaultGrantTypes(firstParty, properties.token_endpoint_auth_method),
    custom_login_page_on: true,
    ...(firstParty ? {} : strictDefaults),
    ...(properties.app_type === 'resource_server' && resourceServerDefaults),
    ...chosen,
    jwt_configuration: jwtConfiguration(firstParty, properties),
    refresh_token: {
      ...defaultRefreshToken(
        firstParty,
        properties.token_endpoint_auth_method,
        refreshToken?.expiration_type,
      ),
      ...refreshToken,
    },
  } as Client;
}

const strictDefaults = {
  token_endpoint_auth_method: 'client_secret_post',
  third_party_security_mode: 'strict',
  redirection_policy: 'open_redirect_protection',
} as const;

/** An API that exchanges its callers' tokens logs nobody in itself. */
const resourceServerDefaults = { oidc_conformant: true, grant_types: [] };

function jwtConfiguration(firstParty: boolean, properties: ClientProperties): Client['jwt_configuration'] {
  const chosen = { secret_encoded: false, ...properties.jwt_configuration };
  if (!firstParty) return { alg: 'RS256', lifetime_in_seconds: 3600, ...chosen };
  if (properties.app_type === 'resource_server') return { alg: 'RS256', ...chosen };
  // Whoever chooses the algorithm alone gets no lifetime.
  return properties.jwt_configuration ? chosen : { ...chosen, lifetime_in_seconds: 36_000 };
}

function defaultGrantTypes(
  firstParty: boolean,
  method: TokenEndpointAuthMethod | undefined,
): readonly string[] {
  if (!firstParty) return ['authorization_code'];
  const interactive = ['authorization_code', 'implicit', 'refresh_token'];
  return method === 'none' ? interactive : [...interactive, 'client_credentials'];
}

/** The refresh-token settings of an application that chose none, or only whether its tokens expire. */
export function defaultRefreshToken(
  firstParty: boolean,
  method: TokenEndpointAuthMethod | undefined,
  expiration?: RefreshTokenSettings['expiration_type'],
): RefreshTokenSettings {
  const publicThirdParty = !firstParty && method === 'none';
  // Auth0 gives the longer lifetimes where it knows that the application can keep a secret.
  const confidential = firstParty ? method !== undefined && method !== 'none' : !publicThirdParty;
  const expires = (expiration ?? (firstParty ? 'non-expiring' : 'expiring')) === 'expiring';
  return {
    rotation_type: publicThirdParty ? 'rotating' : 'non-rotating',
    expiration_type: expires ? 'expiring' : 'non-expiring',
    leeway: 0,
    token_lifetime: confidential ? 31_557_600 : 2_592_000,
    idle_token_lifetime: confidential ? 2_592_000 : 1_296_000,
    infinite_token_lifetime: !expires || (!firstParty && !publicThirdParty),
    infinite_idle_token_lifetime: !expires,
  };
}
