/** A group of a customer's Google Workspace, by which its members are provisioned. */
export interface SynchronizedGroup {
  readonly id: string;
  readonly name?: string;
  readonly email?: string;
  readonly direct_members_count?: number;
}

/** How users of a Google Workspace would be provisioned. Source: Management API v2, `/connections/{id}/directory-provisioning`. */
export interface DirectoryProvisioning {
  readonly connection_id: string;
  readonly mapping: readonly { readonly idp: string; readonly auth0: string }[];
  readonly synchronize_automatically: boolean;
  readonly synchronize_groups: 'all' | 'off' | 'selected';
  /** Those that are selected, by id. */
  readonly groups: readonly SynchronizedGroup[];
  /** ISO 8601. */
  readonly created_at: string;
  readonly updated_at: string;
}

/** How a customer's directory would provision users by SCIM. Source: Management API v2, `/connections/{id}/scim-configuration`. */
export interface ScimConfiguration {
  readonly connection_id: string;
  readonly user_id_attribute: string;
  readonly mapping: readonly object[];
  readonly tokens: readonly ScimToken[];
  /** ISO 8601. */
  readonly created_at: string;
  readonly updated_on: string;
}

/** What is told of a token after it was made. The token itself is kept nowhere, since nothing here takes it. */
export interface ScimToken {
  readonly token_id: string;
  readonly scopes: readonly string[];
  /** ISO 8601. */
  readonly created_at: string;
  readonly valid_until?: string;
}

/** The keys by which an OpenID Connect connection authenticates. Source: Management API v2, `/connections/{id}/keys`. */
export interface ConnectionKeys {
  readonly connection_id: string;
  readonly keys: readonly ConnectionKey[];
}

/** The public half of a key. The private one is kept nowhere, since this tenant logs in at no identity provider. */
export interface ConnectionKey {
  readonly kid: string;
  readonly algorithm: string;
  /** A self-signed certificate, PEM. */
  readonly cert: string;
  readonly use: 'current' | 'next' | 'previous';
  /** ISO 8601. */
  readonly made_at: string;
}
