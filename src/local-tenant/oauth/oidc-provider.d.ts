// The part of oidc-provider that this folder uses. The package ships no types of its own.
declare module 'oidc-provider/lib/provider.js' {
  import type { IncomingMessage, ServerResponse } from 'node:http';
  import type { AuthenticationMethod } from '../state/entities/users.ts';

  /** A request under way. `oidc` exists once a route of the provider has matched. */
  export interface OidcContext {
    readonly req: IncomingMessage;
    readonly res: ServerResponse;
    readonly path: string;
    readonly method: string;
    readonly querystring: string;
    readonly oidc: {
      readonly route: string;
      readonly client: ClientModel;
      readonly params: Record<string, string | undefined>;
      /** Of a posted request. */
      readonly body?: Readonly<Record<string, string>>;
      readonly requestParamScopes: Set<string>;
      readonly requestParamOIDCScopes: Set<string>;
      readonly resourceServers: Record<string, ResourceServer>;
      readonly session?: Session;
      readonly account?: { readonly accountId: string };
      readonly refreshToken?: Token;
      readonly entities: { readonly IdTokenHint?: { readonly payload: { readonly sid?: unknown } } };
      urlFor(route: string): string;
      /** What the last page of this request was answered. */
      readonly result?: {
        readonly consent?: { readonly grantId: string };
        readonly mfa?: AuthenticationMethod;
      };
      promptPending(name: string): boolean;
    };
    readonly cookies: {
      get(name: string, options?: CookieOptions): string | undefined;
      /** `null` lets the browser forget it. */
      set(name: string, value: string | null, options?: CookieOptions): void;
    };
    readonly response: { get(header: string): string; remove(header: string): void };
    status: number;
    body: unknown;
    type: string;
    get(header: string): string;
    set(header: string, value: string): void;
    redirect(url: string): void;
  }

  export interface CookieOptions {
    readonly path: string;
    readonly httpOnly: boolean;
    readonly sameSite: 'lax';
    readonly signed: boolean;
    readonly expires?: Date;
  }

  export interface ClientModel {
    readonly clientId: string;
    readonly redirectUris: readonly string[];
    readonly postLogoutRedirectUris: readonly string[];
    grantTypeAllowed(grantType: string): boolean;
    redirectUriAllowed(this: ClientModel, uri: string): boolean;
    postLogoutRedirectUriAllowed(this: ClientModel, uri: string): boolean;
    /** Whether the client's ID tokens name the session. */
    includeSid(): boolean;
  }

  export interface ResourceServer {
    readonly audience: string;
    readonly scope: string;
    readonly scopes: Set<string>;
    readonly accessTokenTTL: number;
  }

  export interface Session {
    readonly accountId?: string;
    /** Whatever a login says: it goes on to codes and refresh tokens. */
    amr?: readonly AuthenticationMethod[];
    /** By the id of the client. */
    readonly authorizations?: Readonly<Record<string, { readonly sid?: string }>>;
    /** Of a logout under way. */
    readonly state?: { readonly secret: string; postLogoutRedirectUri?: string };
    destroy(): Promise<void>;
  }

  /** Whatever the provider issues: codes, access tokens, refresh tokens. Times in seconds since the epoch. */
  export interface Token {
    readonly kind: string;
    readonly clientId: string;
    readonly client?: ClientModel;
    readonly accountId?: string;
    readonly grantId?: string;
    readonly amr?: readonly AuthenticationMethod[];
    scope?: string;
    readonly scopes: Set<string>;
    readonly resourceServer?: ResourceServer;
    /** Of a refresh token: the resource indicators that it was issued for. */
    readonly resource?: string | readonly string[];
    /** Of a grant: OpenID Connect's own scopes. */
    readonly openid?: { readonly scope?: string };
    /** Of a session: when its user logged in. */
    readonly loginTs?: number;
    readonly iiat: number;
    exp: number;
    save(): Promise<string>;
  }

  export interface Grant {
    addOIDCScope(scope: string): void;
    addResourceScope(resource: string, scope: string): void;
    /** Resolves with the grant's id. */
    save(): Promise<string>;
  }

  export interface Interaction {
    readonly uid: string;
    readonly returnTo: string;
    readonly prompt: {
      readonly name: string;
      readonly reasons: readonly string[];
      readonly details: Readonly<Record<string, unknown>>;
    };
    readonly params: Readonly<Record<string, string | undefined>>;
    readonly session?: { readonly accountId: string };
    /** What the prompt before this one was answered. */
    readonly lastSubmission?: Readonly<Record<string, unknown>>;
    /** What this prompt was answered. */
    result?: Readonly<Record<string, unknown>>;
    readonly exp: number;
    persist(): Promise<string>;
  }

  /** An ID token before it is signed. */
  export interface IdToken {
    readonly ctx: OidcContext;
  }

  /** Storage of one model. Lifetimes in seconds. */
  export interface Adapter {
    upsert(id: string, payload: Record<string, unknown>, expiresIn?: number): Promise<void>;
    find(id: string): Promise<Record<string, unknown> | undefined>;
    findByUid(uid: string): Promise<Record<string, unknown> | undefined>;
    findByUserCode(userCode: string): Promise<Record<string, unknown> | undefined>;
    consume(id: string): Promise<void>;
    destroy(id: string): Promise<void>;
    revokeByGrantId(grantId: string): Promise<void>;
  }

  /** What the provider throws, and what it accepts when thrown by a hook. */
  export interface OidcError extends Error {
    readonly statusCode: number;
    readonly error_description?: string;
    readonly error_detail?: string;
  }

  export type Middleware = (context: OidcContext, next: () => Promise<void>) => Promise<void>;

  /** Sends the parameters of an authorization response to the redirect URI, in one of the ways to do so. */
  export type ResponseMode = (
    context: OidcContext,
    redirectUri: string,
    response: Record<string, string>,
  ) => void | Promise<void>;

  export class Provider {
    constructor(issuer: string, configuration: Record<string, unknown>);
    /** The request that this code runs for. */
    static readonly ctx: OidcContext | undefined;
    readonly Client: {
      find: (id: string) => Promise<ClientModel | undefined>;
      readonly prototype: ClientModel;
      readonly Schema: { prototype: { redirectUris: () => void } };
    };
    readonly Grant: {
      new (payload: { clientId: string; accountId: string }): Grant;
      find(id: string): Promise<Grant | undefined>;
    };
    readonly IdToken: {
      readonly prototype: { payload: (this: IdToken) => Promise<Record<string, unknown>> };
    };
    readonly Interaction: { find(uid: string): Promise<Interaction | undefined> };
    readonly Session: { get(context: OidcContext): Promise<Session> };
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
    use(middleware: Middleware): this;
    /** The constructor registers its own modes by this, and the first mode of a name stays. */
    registerResponseMode(name: string, send: ResponseMode): void;
    on(
      event:
        | 'grant.error'
        | 'revocation.error'
        | 'device_authorization.error'
        | 'userinfo.error'
        | 'registration_create.error',
      listener: (context: OidcContext, error: OidcError) => void,
    ): this;
    on(
      event: 'interaction.started',
      listener: (
        context: OidcContext & {
          readonly oidc: { readonly entities: { readonly Interaction: Interaction } };
        },
      ) => void,
    ): this;
    on(
      event: 'grant.success' | 'device_authorization.success',
      listener: (context: OidcContext) => void,
    ): this;
    on(
      event: 'registration_create.success',
      listener: (context: OidcContext, client: ClientModel) => void,
    ): this;
    on(event: 'server_error', listener: (context: OidcContext, error: Error) => void): this;
    interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<Interaction>;
    /** Resolves with the URL to send the browser to. */
    interactionResult(
      request: IncomingMessage,
      response: ServerResponse,
      result: Record<string, unknown>,
      options?: { mergeWithLastSubmission?: boolean },
    ): Promise<string>;
  }
}

declare module 'oidc-provider/lib/response_modes/form_post.js' {
  import type { OidcContext } from 'oidc-provider/lib/provider.js';

  /** Answers with a page that submits a form by itself. */
  export default function formPost(
    context: OidcContext,
    action: string,
    inputs: Readonly<Record<string, string>>,
  ): void;
}

declare module 'oidc-provider/lib/response_modes/web_message.js' {
  import type { ResponseMode } from 'oidc-provider/lib/provider.js';

  /** Answers with a page that posts the response to the window that opened it, if that is of the redirect URI's origin. */
  const webMessage: ResponseMode;
  export default webMessage;
}

declare module 'oidc-provider/lib/adapters/memory_adapter.js' {
  import type { Adapter } from 'oidc-provider/lib/provider.js';

  /** A fresh memory of at most a thousand entries. The tolerance is in seconds. */
  export function createMemoryAdapter(clockTolerance: number): (model: string) => Adapter;
}

declare module 'oidc-provider/lib/helpers/interaction_policy/index.js' {
  import type { OidcContext } from 'oidc-provider/lib/provider.js';

  /** A reason to ask the user again. */
  export interface Check {
    readonly reason: string;
  }
  export const Check: new (
    reason: string,
    description: string,
    error: string,
    check: (context: OidcContext) => boolean | Promise<boolean>,
    /** What the interaction keeps for its page. */
    details?: (context: OidcContext) => Readonly<Record<string, unknown>>,
  ) => Check;

  /** A page on the way of an authorization request; its checks are made in their order. */
  export class Prompt {
    constructor(
      description: {
        readonly name: string;
        /** Whether a request may ask for it by `prompt`. */
        readonly requestable?: boolean;
      },
      ...checks: readonly Check[]
    );
    readonly checks: { add(check: Check): void; clear(): void };
  }

  /** oidc-provider's own prompts: login, then consent. */
  export function base(): { get(name: string): Prompt; add(prompt: Prompt, index?: number): void };
}

declare module 'oidc-provider/lib/helpers/weak_cache.js' {
  import type { Provider } from 'oidc-provider/lib/provider.js';

  /** What the provider keeps to itself. */
  export default function instance(provider: Provider): {
    readonly configuration: { readonly responseTypes: string[] };
    readonly features: { readonly deviceFlow: object };
  };
}

declare module 'oidc-provider/lib/helpers/initialize_keystore.js' {
  import type { Provider } from 'oidc-provider/lib/provider.js';

  /** Gives the provider these keys in place of those that it has. */
  export default function initialize(this: Provider, jwks: { readonly keys: readonly object[] }): void;
}
