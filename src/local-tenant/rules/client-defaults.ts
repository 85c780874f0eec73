import type {
  Client,
  RefreshTokenSettings,
  TokenEndpointAuthMethod,
} from '../state/entities/applications.ts';
import { alphanumeric, clientSecret, thirdPartyClientId } from '../state/ids.ts';

/** The properties of a new application that somebody chose. */
export type ClientProperties = Partial<Omit<Client, 'client_id' | 'refresh_token'>> & {
  readonly name: string;
  readonly refresh_token?: Partial<RefreshTokenSettings>;
};

/** Whether an application is under Auth0's enhanced security for third parties. */
export function isStrictThirdParty(
  client: Pick<Client, 'is_first_party' | 'third_party_security_mode'>,
): boolean {
  return !client.is_first_party && client.third_party_security_mode !== 'permissive';
}

/**
 * A new application with an id, a secret, and Auth0's defaults for what was not chosen.
 *
 * Source: Management API v2, `POST /clients`; for third parties Auth0, "Enhanced security for third-party applications".
 */
export function newClient(properties: ClientProperties): Client {
  const firstParty = properties.is_first_party ?? true;
  const strict = isStrictThirdParty({ ...properties, is_first_party: firstParty });
  const { refresh_token: refreshToken, ...chosen } = properties;
  return {
    client_id: strict ? thirdPartyClientId() : alphanumeric(32),
    client_secret: clientSecret(),
    is_first_party: firstParty,
    is_token_endpoint_ip_header_trusted: false,
    oidc_conformant: !firstParty,
    sso_disabled: false,
    cross_origin_authentication: false,
    grant_types: defaultGrantTypes(strict, properties.token_endpoint_auth_method),
    custom_login_page_on: true,
    ...(strict ? strictDefaults : {}),
    ...byAppType.get(properties.app_type),
    ...chosen,
    jwt_configuration: jwtConfiguration(strict, properties),
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

const byAppType: ReadonlyMap<string | undefined, Partial<Client>> = new Map([
  // An API that exchanges its callers' tokens logs nobody in itself.
  ['resource_server', { oidc_conformant: true, grant_types: [] }],
  // Okta sets itself up by it, with a key and within an organization. Source: Auth0, "Express Configuration".
  [
    'express_configuration',
    {
      oidc_conformant: true,
      grant_types: ['authorization_code', 'client_credentials'],
      callbacks: ['https://system-admin.okta.com/admin/app/generic/oauth20redirect'],
      organization_usage: 'require',
      organization_require_behavior: 'pre_login_prompt',
      client_authentication_methods: { private_key_jwt: { credentials: [] } },
    },
  ],
]);

function jwtConfiguration(strict: boolean, properties: ClientProperties): Client['jwt_configuration'] {
  const chosen = { secret_encoded: false, ...properties.jwt_configuration };
  if (strict) return { alg: 'RS256', lifetime_in_seconds: 3600, ...chosen };
  if (byAppType.has(properties.app_type)) return { alg: 'RS256', ...chosen };
  // Whoever chooses the algorithm alone gets no lifetime.
  return properties.jwt_configuration ? chosen : { ...chosen, lifetime_in_seconds: 36_000 };
}

function defaultGrantTypes(strict: boolean, method: TokenEndpointAuthMethod | undefined): readonly string[] {
  if (strict) return ['authorization_code'];
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
