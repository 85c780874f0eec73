/** Somebody with a browser: takes an authorization request to its end. */
export interface UserAgent {
  /**
   * The only redirect URI at which answers are received; absent where any will do, because nothing is really redirected.
   */
  readonly redirectUri?: string;
  /** Who logs in, where that is known beforehand. */
  readonly email?: string;
  /** Rejects when no answer comes. */
  readonly authorize: (request: URL, redirectUri: string) => Promise<AuthorizationAnswer>;
  /** Lets go of what it holds. */
  readonly close: () => Promise<void>;
}

/** What an authorization request comes to. */
export type AuthorizationAnswer =
  | {
      readonly kind: 'redirect';
      /** The redirect URI with the parameters of the answer: codes are in it. */
      readonly url: URL;
    }
  | {
      /** The authorization server's own page, where it redirects nowhere. */
      readonly kind: 'page';
      readonly status: number;
      /** What the page says is wrong. */
      readonly message: string;
    };

/** Whether a URL is the redirect URI with something added to its query or fragment. */
export function isAnswerTo(url: URL, redirectUri: string): boolean {
  const expected = new URL(redirectUri);
  return url.origin === expected.origin && url.pathname === expected.pathname;
}
