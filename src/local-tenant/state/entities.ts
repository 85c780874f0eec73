/**
 * What a tenant holds, in the names and shapes of Auth0's Management API v2.
 *
 * The interfaces name what this tenant acts upon. Further properties that the API accepts (`logo_uri`, `addons`, …) are kept
 * and given back as they were sent. Entities are immutable: a change replaces the object.
 *
 * @module
 */

/** How an API's access tokens are made up. Source: Auth0, "Access Token Profiles". */
type TokenDialect = 'access_token' | 'access_token_authz' | 'rfc9068_profile' | 'rfc9068_profile_authz';

/** How an application proves who it is at the token endpoint. Absent means Auth0's legacy default, post or basic. */
export type TokenEndpointAuthMethod = 'none' | 'client_secret_post' | 'client_secret_basic';

/** Lifetimes in seconds; `leeway` is how long a rotated token may still be used. */
export interface RefreshTokenSettings {
  readonly rotation_type: 'rotating' | 'non-rotating';
  readonly expiration_type: 'expiring' | 'non-expiring';
  readonly leeway: number;
  readonly token_lifetime: number;
  readonly infinite_token_lifetime: boolean;
  readonly idle_token_lifetime: number;
  readonly infinite_idle_token_lifetime: boolean;
}

interface CredentialReferences {
  readonly credentials: readonly { readonly id: string }[];
}

/** Credentials by which an application authenticates instead of a secret: a key, or a certificate that it shows in TLS. */
interface ClientAuthenticationMethods {
  readonly private_key_jwt?: CredentialReferences;
  readonly tls_client_auth?: CredentialReferences;
  readonly self_signed_tls_client_auth?: CredentialReferences;
}

/** An application. Source: Management API v2, `/clients`. */
export interface Client {
  readonly client_id: string;
  /** Held for every application; shown only to callers with `read:client_keys` or `read:client_credentials`. */
  readonly client_secret: string;
  readonly name: string;
  readonly description?: string;
  readonly logo_uri?: string;
  /** Auth0's own "All Applications" entity, which no token endpoint serves. */
  readonly global?: boolean;
  readonly app_type?: string;
  readonly is_first_party: boolean;
  readonly oidc_conformant: boolean;
  readonly third_party_security_mode?: 'strict' | 'permissive';
  readonly redirection_policy?: 'allow_always' | 'open_redirect_protection';
  readonly callbacks?: readonly string[];
  readonly allowed_origins?: readonly string[];
  readonly web_origins?: readonly string[];
  readonly allowed_logout_urls?: readonly string[];
  readonly initiate_login_uri?: string;
  readonly grant_types: readonly string[];
  readonly token_endpoint_auth_method?: TokenEndpointAuthMethod;
  readonly client_authentication_methods?: ClientAuthenticationMethods;
  readonly signed_request_object?: Partial<CredentialReferences> & { readonly required?: boolean };
  readonly token_vault_privileged_access?: Partial<CredentialReferences>;
  readonly jwt_configuration: {
    readonly alg?: string;
    readonly lifetime_in_seconds?: number;
    readonly secret_encoded?: boolean;
  };
  readonly refresh_token: RefreshTokenSettings;
  readonly sso_disabled: boolean;
  readonly cross_origin_authentication: boolean;
  readonly client_metadata?: Readonly<Record<string, string>>;
  readonly organization_usage?: 'deny' | 'allow' | 'require';
  /** Comes before the tenant's own setting. */
  readonly skip_non_verifiable_callback_uri_confirmation_prompt?: boolean | null;
  readonly organization_require_behavior?: 'no_prompt' | 'pre_login_prompt' | 'post_login_prompt';
  readonly require_pushed_authorization_requests?: boolean;
  readonly require_proof_of_possession?: boolean;
  /** The API whose tokens an application of the type `resource_server` exchanges. */
  readonly resource_server_identifier?: string;
  readonly oidc_logout?: Readonly<Record<string, unknown>>;
  readonly session_transfer?: Readonly<Record<string, unknown>>;
  /** The URL of the metadata document that the application was imported from. */
  readonly external_client_id?: string;
  readonly external_metadata_type?: 'cimd';
  readonly external_metadata_created_by?: 'admin' | 'client';
}

interface CredentialProperties {
  readonly id: string;
  readonly client_id: string;
  readonly name?: string;
  readonly expires_at?: string;
  readonly created_at: string;
  readonly updated_at: string;
}

/** What an application authenticates or signs by. Source: Management API v2, `/clients/{id}/credentials`. */
export type ClientCredential = CredentialProperties &
  (
    | {
        readonly credential_type: 'public_key';
        readonly kid: string;
        readonly alg: 'RS256' | 'RS384' | 'PS256';
        /** SubjectPublicKeyInfo, PEM; never shown by the API. */
        readonly pem: string;
      }
    | { readonly credential_type: 'x509_cert'; readonly thumbprint_sha256: string }
    | { readonly credential_type: 'cert_subject_dn'; readonly subject_dn: string }
  );

/** A permission that an API defines. */
export interface ResourceServerScope {
  readonly value: string;
  readonly description?: string;
}

/** Who needs a client grant to get tokens for an API. */
export interface SubjectTypeAuthorization {
  readonly user: { readonly policy: 'allow_all' | 'require_client_grant' | 'deny_all' };
  readonly client: { readonly policy: 'require_client_grant' | 'deny_all' };
}

/** An API. Lifetimes in seconds. Source: Management API v2, `/resource-servers`. */
export interface ResourceServer {
  readonly id: string;
  readonly name: string;
  readonly identifier: string;
  /** True for the Management API alone. */
  readonly is_system?: boolean;
  readonly scopes?: readonly ResourceServerScope[];
  readonly signing_alg: 'RS256' | 'HS256' | 'PS256' | 'RS512';
  readonly signing_secret?: string;
  readonly allow_offline_access: boolean;
  readonly skip_consent_for_verifiable_first_party_clients: boolean;
  readonly token_lifetime: number;
  readonly token_lifetime_for_web: number;
  readonly token_dialect?: TokenDialect;
  readonly enforce_policies?: boolean;
  readonly proof_of_possession?: {
    readonly mechanism: 'mtls' | 'dpop';
    readonly required: boolean;
    readonly required_for?: 'public_clients' | 'all_clients';
  } | null;
  readonly token_encryption?: Readonly<Record<string, unknown>> | null;
  readonly subject_type_authorization: SubjectTypeAuthorization;
  /** The application that exchanges this API's tokens. */
  readonly client_id?: string;
}

/** For whom a grant holds: the application itself, or the application on behalf of a user. */
export type SubjectType = 'client' | 'user';

/** What an application may ask of an API. Source: Management API v2, `/client-grants`. */
export interface ClientGrant {
  readonly id: string;
  /** Absent on the default grant of a class of applications. */
  readonly client_id?: string;
  readonly default_for?: 'third_party_clients';
  readonly audience: string;
  /** Absent where `allow_all_scopes` is true. */
  readonly scope?: readonly string[];
  readonly subject_type: SubjectType;
  readonly allow_all_scopes?: boolean;
  readonly organization_usage?: 'deny' | 'allow' | 'require';
  readonly allow_any_organization?: boolean;
  readonly authorization_details_types?: readonly string[];
}

/** A source of users. Source: Management API v2, `/connections`. */
export interface Connection {
  readonly id: string;
  readonly name: string;
  readonly strategy: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** Open to third-party applications, none of which can be in `enabled_clients`. */
  readonly is_domain_connection: boolean;
  readonly enabled_clients: readonly string[];
  readonly realms: readonly string[];
  readonly display_name?: string;
}

/** A permission as roles carry it. */
export interface RolePermission {
  readonly resource_server_identifier: string;
  readonly permission_name: string;
}

/** A role. Source: Management API v2, `/roles`. */
export interface Role {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** Absent means `tenant`; of one organization, only its members can hold it. */
  readonly type?: 'tenant' | 'organization';
  readonly owner_id?: string;
  readonly permissions: readonly RolePermission[];
}

/** A customer of whoever owns the tenant, with its own members. Source: Management API v2, `/organizations`. */
export interface Organization {
  readonly id: string;
  readonly name: string;
  readonly display_name: string;
  readonly third_party_client_access: 'block' | 'allow';
  readonly is_app_entitlement_active: boolean;
  readonly branding?: Readonly<Record<string, unknown>>;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly token_quota?: Readonly<Record<string, unknown>>;
  readonly enabled_connections: readonly OrganizationConnection[];
  readonly members: readonly OrganizationMember[];
  /** The client grants that hold for its members. */
  readonly client_grant_ids: readonly string[];
}

/** Through which connection an organization's members log in. */
interface OrganizationConnection {
  readonly connection_id: string;
  readonly is_enabled: boolean;
  readonly organization_access_level: 'none' | 'readonly' | 'limited' | 'full';
  readonly assign_membership_on_login: boolean;
  readonly show_as_button: boolean;
  readonly is_signup_enabled: boolean;
}

/** A user of the tenant within an organization. */
interface OrganizationMember {
  readonly user_id: string;
  readonly role_ids: readonly string[];
}

/** A user of a database connection. Source: Management API v2, `/users`. */
export interface User {
  /** `auth0|` and 24 hexadecimal digits. */
  readonly user_id: string;
  /** The connection's name. */
  readonly connection: string;
  readonly email: string;
  readonly email_verified: boolean;
  /** On connections that require one. */
  readonly username?: string;
  readonly given_name?: string;
  readonly family_name?: string;
  readonly name: string;
  readonly nickname: string;
  readonly picture?: string;
  /** What the OAuth half checks a password against; never shown by the API. */
  readonly password_hash: string;
  /** The hashes before, the last one first, as far back as the connection remembers; never shown by the API. */
  readonly password_history?: readonly string[];
  readonly role_ids: readonly string[];
  /** Those that no role gives. */
  readonly permissions?: readonly RolePermission[];
  readonly blocked?: boolean;
  readonly user_metadata?: Readonly<Record<string, unknown>>;
  readonly app_metadata?: Readonly<Record<string, unknown>>;
  readonly created_at: string;
  readonly updated_at: string;
}

/** A log stream. Source: Management API v2, `/log-streams`. */
export interface LogStream {
  readonly id: string;
  readonly name: string;
  readonly type:
    | 'http'
    | 'datadog'
    | 'splunk'
    | 'sumo'
    | 'segment'
    | 'mixpanel'
    | 'eventbridge'
    | 'eventgrid';
  readonly status: 'active' | 'paused' | 'suspended';
  readonly sink: Readonly<Record<string, unknown>>;
  readonly isPriority: boolean;
}

/** What the OAuth half must remember across restarts (refresh tokens, consents), in its own shape. */
export interface OAuthRecord {
  /** Unique over all models, for instance `RefreshToken:abc`. */
  readonly id: string;
  readonly model: string;
  /** The consent under which the record was issued: revoked together. */
  readonly grant_id?: string;
  /** Seconds since the epoch; absent means never. */
  readonly expires_at?: number;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Source: Management API v2, `/tenants/settings`. Session lifetimes in hours where the name does not say minutes. */
export interface TenantSettings {
  readonly flags: Readonly<Record<string, boolean>>;
  readonly friendly_name?: string;
  readonly picture_url?: string;
  readonly support_email?: string;
  readonly support_url?: string;
  readonly default_audience?: string;
  readonly default_directory?: string;
  readonly allowed_logout_urls?: readonly string[];
  readonly session_lifetime: number;
  readonly session_lifetime_in_minutes?: number;
  readonly idle_session_lifetime: number;
  readonly idle_session_lifetime_in_minutes?: number;
  readonly resource_parameter_profile?: 'audience' | 'compatibility';
  readonly authorization_response_iss_parameter_supported?: boolean;
  readonly client_id_metadata_document_supported?: boolean;
  readonly pushed_authorization_requests_supported?: boolean;
  readonly dynamic_client_registration_security_mode?: 'strict' | 'permissive';
  readonly skip_non_verifiable_callback_uri_confirmation_prompt?: boolean;
  readonly sessions?: { readonly oidc_logout_prompt_enabled?: boolean };
  readonly oidc_logout?: { readonly rp_logout_end_session_endpoint_discovery?: boolean };
}

/** Source: Management API v2, `/prompts`. */
export interface PromptSettings {
  readonly universal_login_experience: 'new' | 'classic';
  readonly identifier_first: boolean;
  readonly webauthn_platform_first_factor?: boolean;
}

/** The five protections, each as `/attack-protection/{name}` shows it. */
export interface AttackProtection {
  readonly 'brute-force-protection': Readonly<Record<string, unknown>>;
  readonly 'suspicious-ip-throttling': Readonly<Record<string, unknown>>;
  readonly 'breached-password-detection': Readonly<Record<string, unknown>>;
  readonly 'bot-detection': Readonly<Record<string, unknown>>;
  readonly captcha: Readonly<Record<string, unknown>>;
}

/** What the tenant knows about itself. */
export interface TenantIdentity {
  /** Host and port, without a scheme. */
  readonly domain: string;
  /** The application that holds every Management scope. */
  readonly deployer_client_id: string;
}
