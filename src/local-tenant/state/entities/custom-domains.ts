/** A name of somebody's own that a tenant is also reached at. Source: Management API v2, `/custom-domains`. */
export interface CustomDomain {
  readonly custom_domain_id: string;
  /** The host alone. */
  readonly domain: string;
  readonly primary: boolean;
  readonly is_default: boolean;
  /** Served from `ready` on. */
  readonly status: 'pending_verification' | 'ready';
  readonly type: 'auth0_managed_certs' | 'self_managed_certs';
  readonly verification: {
    readonly methods: readonly { readonly name: string; readonly record: string; readonly domain: string }[];
    readonly status?: 'pending' | 'verified';
    readonly last_verified_at?: string;
  };
  readonly tls_policy?: string;
  readonly custom_client_ip_header?: string | null;
  readonly domain_metadata?: Readonly<Record<string, string>>;
  readonly relying_party_identifier?: string;
  readonly created_at: string;
}
