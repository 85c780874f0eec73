/** Source: Management API v2, `/prompts`. */
export interface PromptSettings {
  readonly universal_login_experience: 'new' | 'classic';
  readonly identifier_first: boolean;
  readonly webauthn_platform_first_factor?: boolean;
}

/**
 * What a tenant puts into the screens of one prompt of the login, in place of Auth0's own. It is kept and given back: the pages here
 * are not made of it. Sources: Management API v2, `/prompts/{prompt}/custom-text/{language}` and `/prompts/{prompt}/partials`.
 */
export interface PromptContent {
  /** The path below `/prompts`, such as `login/custom-text/en`. */
  readonly id: string;
  /** By screen, then by the name of the text or the place of the partial. */
  readonly screens: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}
