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
  /** Source: Management API v2, `/branding/phone/providers`: a tenant has one at most. */
  readonly phone_provider?: PhoneProvider;
  /** Source: Management API v2, `/branding/phone/templates`: one of a type at most. */
  readonly phone_templates?: readonly PhoneTemplate[];
}

/** What calls people, or sends them texts, at Auth0. Here it is kept, and nobody is called. */
export interface PhoneProvider {
  readonly id: string;
  readonly name: 'twilio' | 'custom';
  readonly disabled: boolean;
  readonly configuration?: Readonly<Record<string, unknown>>;
  /** What the provider is spoken to with, which the API never shows. */
  readonly credentials: Readonly<Record<string, unknown>>;
  readonly created_at: string;
  readonly updated_at: string;
}

export const phoneTemplateTypes = [
  'otp_verify',
  'otp_enroll',
  'change_password',
  'blocked_account',
  'password_breach',
] as const;

/** What Auth0 says on the phone, in a tenant's own words. */
export interface PhoneTemplate {
  readonly id: string;
  readonly type: (typeof phoneTemplateTypes)[number];
  readonly disabled: boolean;
  readonly content: {
    readonly syntax: string;
    readonly from?: string;
    readonly body?: { readonly text?: string; readonly voice?: string };
  };
  readonly created_at: string;
  readonly updated_at: string;
}

export interface BrandingTheme {
  readonly themeId: string;
}
