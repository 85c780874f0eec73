import type { Connection } from '../../state/entities/users.ts';
import { alphanumeric } from '../../state/ids.ts';
import { metadataOptions } from './openid-metadata.ts';
import { certificateOptions } from './signing-certificate.ts';
import { socialScope } from './social-scopes.ts';

/** The options of a connection that is no database, in the names of the Management API. */
export type StrategyOptions = Readonly<Record<string, unknown>>;

/** The connections that a customer's administrator is sent a link to set up. */
const provisioned = new Set(['ad', 'adfs', 'google-apps', 'samlp', 'pingfederate']);
const enterprise = new Set([...provisioned, 'waad', 'oidc', 'okta', 'ip', 'office365', 'sharepoint']);
/** These show their own name to users who are given none. */
const namedAfterThemselves = new Set(['oidc', 'okta', 'waad']);

/** Addresses of some social connections that Auth0 knows itself, and so does not keep when they are sent as null. */
const ownAddresses = new Set(['authorizationURL', 'tokenURL']);

/**
 * The options that such a connection has once somebody chose some.
 *
 * Auth0 also reads the documents of the other side (`discovery_url`, `metadataUrl`, `metadataXml`, keys of Entra ID); this tenant
 * asks nobody else, so their contents are missing.
 *
 * @param before the options until now; a new connection has none
 */
export function strategyOptions(
  strategy: string,
  sent: StrategyOptions,
  domain: string,
  before?: StrategyOptions,
): StrategyOptions {
  const options = {
    ...defaults(strategy, sent, domain, before),
    ...stated(sent),
    ...metadataOptions(sent),
  };
  const scope = socialScope(strategy, options);
  return stated({ ...options, ...(scope !== undefined && { scope }), ...certificates(strategy, options) });
}

/** What Auth0 makes of a new connection beside its options. */
export function strategyProperties(
  {
    name,
    strategy,
    options = {},
  }: Pick<Connection, 'name' | 'strategy'> & Partial<Pick<Connection, 'options'>>,
  domain: string,
): object {
  return {
    ...(enterprise.has(strategy) && { show_as_button: false }),
    ...(namedAfterThemselves.has(strategy) && { display_name: name }),
    ...((provisioned.has(strategy) || isOldEntraId(strategy, options)) && {
      provisioning_ticket_url: `https://${domain}/p/${strategy}/${alphanumeric(8)}`,
    }),
  };
}

function stated(options: StrategyOptions): StrategyOptions {
  return Object.fromEntries(
    Object.entries(options).filter(
      ([name, value]) => value !== undefined && (value !== null || !ownAddresses.has(name)),
    ),
  );
}

/** Where federation metadata have users sent to, if they say so. */
function passiveEndpoint(metadata: unknown): string | undefined {
  const [, address] =
    /PassiveRequestorEndpoint>[^]*?Address>\s*([^<\s]+)/.exec(typeof metadata === 'string' ? metadata : '') ??
    [];
  return address;
}

/** What a connection to Microsoft Entra ID has that does not say which version of the API it uses. */
const unstatedEntraId: StrategyOptions = {
  identity_api: 'microsoft-identity-platform-v2.0',
  should_trust_email_verified_connection: 'never_set_emails_as_verified',
  useCommonEndpoint: false,
  use_wsfed: false,
  waad_protocol: 'openid-connect',
};

/** Version 1.0 of the API of Microsoft Entra ID signs by certificates; who states no version is prepared for it. */
function isOldEntraId(strategy: string, { identity_api: api }: StrategyOptions): boolean {
  return strategy === 'waad' && api !== 'microsoft-identity-platform-v2.0';
}

function openId(
  type: 'front_channel' | 'back_channel',
  before: StrategyOptions | undefined,
): StrategyOptions {
  return {
    schema_version: 'oidc-V4',
    type,
    // Recorded: a PATCH that does not name the settings switches PKCE off.
    connection_settings: { pkce: before ? 'disabled' : 'auto' },
  };
}

function defaults(
  strategy: string,
  sent: StrategyOptions,
  domain: string,
  before: StrategyOptions | undefined,
): StrategyOptions {
  switch (strategy) {
    case 'oidc':
      return { ...openId('front_channel', before), attribute_map: { mapping_mode: 'bind_all' } };
    case 'okta':
      return { ...openId('back_channel', before), attribute_map: { mapping_mode: 'basic_profile' } };
    case 'google-apps':
      return {
        email: true,
        profile: true,
        ...(before
          ? {
              api_enable_users: true,
              map_user_id_to_id: before['map_user_id_to_id'],
              handle_login_from_social: before['handle_login_from_social'],
            }
          : { map_user_id_to_id: false, handle_login_from_social: true }),
      };
    case 'google-oauth2':
      return { email: true, profile: true };
    case 'line':
    case 'linkedin':
    case 'wordpress':
      return { profile: true };
    case 'windowslive':
      return { signin: true };
    case 'ad':
      return { ips: null, ...(before ? {} : { brute_force_protection: true }) };
    case 'email':
    case 'sms':
      return before ? {} : { brute_force_protection: true };
    case 'pingfederate':
      return before ? {} : { signInEndpoint: sent['pingFederateBaseUrl'] };
    case 'adfs':
      return {
        thumbprints: before?.['thumbprints'] ?? [],
        ...(before
          ? {}
          : {
              should_trust_email_verified_connection: 'always_set_emails_as_verified',
              signInEndpoint: passiveEndpoint(sent['fedMetadataXml']),
            }),
      };
    case 'waad':
      return {
        waad_common_endpoint: false,
        ...(sent['identity_api'] === undefined && !before && unstatedEntraId),
        ...(isOldEntraId(strategy, sent) && {
          app_domain: domain,
          thumbprints: before?.['thumbprints'] ?? [],
        }),
      };
    case 'samlp':
      return before
        ? {}
        : { assertion_decryption_settings: { algorithm_profile: 'v2026-1', algorithm_exceptions: [] } };
    default:
      return {};
  }
}

function certificates(strategy: string, options: StrategyOptions): StrategyOptions {
  if (strategy !== 'samlp' && strategy !== 'pingfederate') return {};
  const told = certificateOptions(options['signingCert']);
  // Of PingFederate's only what it says is kept.
  return strategy === 'pingfederate' && 'cert' in told ? { ...told, signingCert: undefined } : told;
}
