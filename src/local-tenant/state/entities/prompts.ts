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

/** Who draws one screen of the login. Source: Management API v2, `/prompts/{prompt}/screen/{screen}/rendering`. */
export interface ScreenRendering {
  /** The prompt and the screen, such as `login-passwordless/login-passwordless-sms-otp`. */
  readonly id: string;
  readonly prompt: string;
  readonly screen: string;
  readonly settings: Readonly<Record<string, unknown>>;
}
