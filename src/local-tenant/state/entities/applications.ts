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

/** Which of its credentials an application uses for something. */
export interface CredentialReferences {
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
