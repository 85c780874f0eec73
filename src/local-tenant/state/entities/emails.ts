/** What sends a tenant's e-mail at Auth0. Here it is kept, and nobody is written to. */
export interface Emails {
  readonly provider?: EmailProvider;
}

/** Source: Management API v2, `/emails/provider`. */
export interface EmailProvider {
  readonly name: string;
  readonly enabled: boolean;
  readonly default_from_address?: string;
  /** What the provider is spoken to with, most of which the API never shows. */
  readonly credentials: Readonly<Record<string, unknown>>;
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** An e-mail of Auth0's in a tenant's own words. Source: Management API v2, `/email-templates`. */
export interface EmailTemplate {
  /** Its name, such as `welcome_email`. */
  readonly template: string;
}
