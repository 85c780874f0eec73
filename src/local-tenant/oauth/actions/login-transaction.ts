import type { ResourceServer } from '../../state/entities/apis.ts';
import type { Client } from '../../state/entities/applications.ts';
import type { AuthenticationMethod, Connection, User } from '../../state/entities/users.ts';

/** What is known of a login, or of the exchange of a refresh token, when its Actions run. */
export interface LoginTransaction {
  readonly client: Client;
  readonly user: User;
  readonly connection: Connection;
  /** What the access token is for; absent: for `/userinfo` alone. */
  readonly api?: ResourceServer;
  /** What the user has been authenticated by, in this session. */
  readonly methods: readonly AuthenticationMethod[];
  readonly protocol: Protocol;
  readonly requestedScopes: readonly string[];
  /** The parameters of the authorization request, as they were sent; none for a refresh token. */
  readonly query: Readonly<Record<string, string>>;
  /** Where the answer goes; absent of a device and a refresh token. */
  readonly redirectUri?: string;
  /** The parameters of the request to the token endpoint, without what is secret; none for a login. */
  readonly body: Readonly<Record<string, string>>;
  /** Whether a page can be shown. */
  readonly isInteractive: boolean;
  readonly request: {
    readonly ip: string;
    readonly method: string;
    readonly hostname: string;
    readonly userAgent: string;
    readonly language: string;
  };
}

/** The values of `event.transaction.protocol` that there can be here. */
export type Protocol =
  | 'oidc-basic-profile'
  | 'oidc-implicit-profile'
  | 'oidc-hybrid-profile'
  | 'oauth2-device-code'
  | 'oauth2-refresh-token';
