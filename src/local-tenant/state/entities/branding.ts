/**
 * How the pages of a login look at Auth0. It is kept and given back: the pages here are not made of it. Colours are the tenant
 * settings' own.
 */
export interface Branding {
  /** Source: Management API v2, `/branding`, but for the colours. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Source: Management API v2, `/branding/themes`: a tenant has one at most. */
  readonly theme?: BrandingTheme;
  /** In Liquid. Source: Management API v2, `/branding/templates/universal-login`. */
  readonly page_template?: string;
}

export interface BrandingTheme {
  readonly themeId: string;
}
