/** How one MCP client goes its way, as far as it is another's. */
export interface WalkedClient {
  /** As `--as` names it, and what the ids of its checks begin with. */
  readonly name: string;
  /** As people name it. */
  readonly title: string;
  /** Who makes its calls: its vendor's servers, or a program on the person's own machine. */
  readonly callsFrom: 'the internet' | 'this machine';
  /** Where it has itself redirected to; the first is taken. */
  readonly redirectUris: readonly string[];
  /** Where else, with an issuer that does not say who it is in its answers; given what the predefined application allows. */
  readonly redirectUriWithoutIssuer?: (allowed: readonly string[]) => string | undefined;
  /** Its client ID metadata document, for the redirect URI that it takes here. */
  readonly metadataDocument?: {
    readonly url: (redirectUri: string | undefined) => string;
    /** Whether it signs in there with a key that nobody else has, or not at all. */
    readonly signsIn: 'with its key' | 'not at all';
    /** Whether it uses the document only with an issuer that lists the method `none`. */
    readonly needsNone?: true;
  };
  /** What it registers itself with, beside its redirect URIs (RFC 7591 §2). */
  readonly registers: {
    readonly client_name: string;
    readonly grant_types: readonly string[];
    readonly response_types: readonly string[];
    readonly token_endpoint_auth_method: string;
    readonly application_type?: 'native' | 'web';
  };
  /** Whether it finds the protected-resource metadata by itself where the challenge does not lead to it. */
  readonly looksForMetadata?: true;
  /** How it sends the secret of an application that somebody else made; as the issuer would have it where this is absent. */
  readonly secretMethod?: 'client_secret_post' | 'client_secret_basic' | 'none';
  /** Whose scopes it asks for at first: those that the challenge names and else the resource lists, or the issuer's. */
  readonly asksFor: 'what the resource names' | 'what the issuer lists';
  /** Whether `offline_access` is one of them, or asked for besides, where the issuer lists it: else it gets no refresh token. */
  readonly asksOfflineAccess: boolean;
  /** Whether the metadata may also be about a URL above the one that the client was given. */
  readonly takesParentResource: boolean;
  /** Whether it writes a resource without a path with a final slash. */
  readonly addsSlash: boolean;
}

/** Its title within a sentence. */
export const inSentence = ({ title }: WalkedClient): string =>
  title.replace(/^An? /, (article) => article.toLowerCase());
