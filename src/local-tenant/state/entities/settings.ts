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

/** One rule of the tenant's access control list. Source: Management API v2, `/network-acls`. */
export interface NetworkAcl {
  readonly id: string;
  readonly description: string;
  readonly active: boolean;
  /** The lowest number comes first. */
  readonly priority: number;
  readonly rule: {
    readonly scope: 'management' | 'authentication' | 'tenant' | 'dynamic_client_registration';
    readonly action: {
      readonly allow?: true;
      readonly block?: true;
      readonly log?: true;
      readonly redirect?: true;
      readonly redirect_uri?: string;
    };
    readonly match?: NetworkSignals;
    readonly not_match?: NetworkSignals;
  };
  /** ISO 8601. */
  readonly created_at: string;
  readonly updated_at: string;
}

/** What a rule looks at in a request; what this tenant does not act upon is kept beside it. */
interface NetworkSignals {
  readonly ipv4_cidrs?: readonly string[];
  readonly ipv6_cidrs?: readonly string[];
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

/** Source: Management API v2, `/tenants/settings`. Session lifetimes in hours. */
export interface TenantSettings {
  readonly flags: Readonly<Record<string, boolean>>;
  readonly friendly_name?: string;
  readonly picture_url?: string;
  readonly support_email?: string;
  readonly support_url?: string;
  readonly default_audience?: string;
  readonly default_redirection_uri?: string;
  readonly default_directory?: string;
  readonly allowed_logout_urls?: readonly string[];
  readonly session_lifetime: number;
  readonly idle_session_lifetime: number;
  readonly resource_parameter_profile?: 'audience' | 'compatibility';
  readonly authorization_response_iss_parameter_supported?: boolean;
  readonly client_id_metadata_document_supported?: boolean;
  readonly pushed_authorization_requests_supported?: boolean;
  readonly dynamic_client_registration_security_mode?: 'strict' | 'permissive';
  readonly device_flow?: { readonly charset?: 'base20' | 'digits'; readonly mask?: string } | null;
  readonly skip_non_verifiable_callback_uri_confirmation_prompt?: boolean;
  readonly sessions?: { readonly oidc_logout_prompt_enabled?: boolean };
  /** The colours of its pages. */
  readonly universal_login?: { readonly colors?: Readonly<Record<string, unknown>> };
  readonly oidc_logout?: { readonly rp_logout_end_session_endpoint_discovery?: boolean };
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

/** Whether one factor of multi-factor authentication is enabled. Source: Management API v2, `/guardian/factors`. */
export interface GuardianFactor {
  readonly name: string;
  readonly enabled: boolean;
}
