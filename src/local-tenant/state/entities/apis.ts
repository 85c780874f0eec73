/** How an API's access tokens are made up. Source: Auth0, "Access Token Profiles". */
type TokenDialect = 'access_token' | 'access_token_authz' | 'rfc9068_profile' | 'rfc9068_profile_authz';

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
  /** True for the Management API, and others of Auth0's own. */
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
