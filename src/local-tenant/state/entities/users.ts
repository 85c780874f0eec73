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
  /** Whether users log in through it; absent means that they do. */
  readonly authentication?: { readonly active: boolean };
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
  /** The applications that it knows; absent in an organization that was saved before there could be any. */
  readonly clients?: readonly OrganizationClient[];
  /** The domains of its members' addresses; absent as `clients` are. */
  readonly discovery_domains?: readonly DiscoveryDomain[];
}

/** Whether an organization's members may log in to an application, where it says so of each. Nobody logs in to one here. */
interface OrganizationClient {
  readonly client_id: string;
  readonly use_for_member_access: boolean;
}

/** A domain by which Auth0 would find the organization of whoever logs in. Source: Management API v2, `/organizations/{id}/discovery-domains`. */
export interface DiscoveryDomain {
  readonly id: string;
  readonly domain: string;
  readonly status: 'pending' | 'verified';
  readonly verification_host: string;
  readonly verification_txt: string;
  readonly use_for_organization_discovery: boolean;
}

/** An invitation to become a member of an organization. Source: Management API v2, `/organizations/{id}/invitations`. */
export interface Invitation {
  readonly id: string;
  readonly organization_id: string;
  readonly inviter: { readonly name: string };
  readonly invitee: { readonly email: string };
  readonly client_id: string;
  readonly connection_id?: string;
  readonly roles?: readonly string[];
  readonly app_metadata: Readonly<Record<string, unknown>>;
  readonly user_metadata: Readonly<Record<string, unknown>>;
  /** What the link that was sent has in it. */
  readonly ticket_id: string;
  readonly invitation_url: string;
  /** ISO 8601. */
  readonly created_at: string;
  readonly expires_at: string;
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
  /** ISO 8601: when the password was changed. */
  readonly last_password_reset?: string;
  /** ISO 8601: logins before it are no longer good; never shown by the API. */
  readonly sessions_ended_at?: string;
  readonly role_ids: readonly string[];
  /** Those that no role gives. */
  readonly permissions?: readonly RolePermission[];
  readonly blocked?: boolean;
  readonly user_metadata?: Readonly<Record<string, unknown>>;
  readonly app_metadata?: Readonly<Record<string, unknown>>;
  readonly created_at: string;
  readonly updated_at: string;
}

/** One of the factors that a user has been authenticated by. Source: Auth0, "Actions Triggers: post-login", `event.authentication.methods`. */
export interface AuthenticationMethod {
  readonly name: 'pwd' | 'mfa';
  /** Of another factor, which it was. */
  readonly type?: 'otp';
  /** ISO 8601. */
  readonly timestamp: string;
}

/** A factor in which a user has enrolled: one-time passwords by time (RFC 6238). Source: Management API v2, `/users/{id}/authentication-methods`. */
export interface EnrolledFactor {
  readonly id: string;
  readonly user_id: string;
  readonly type: 'totp';
  readonly name?: string;
  /** What the passwords are made from, in Base32; never shown by the API. */
  readonly secret: string;
  /** ISO 8601. */
  readonly created_at: string;
  readonly enrolled_at?: string;
  readonly last_auth_at?: string;
  /** The period of the last password that was taken: neither it nor one before is taken again. */
  readonly last_period?: number;
}
