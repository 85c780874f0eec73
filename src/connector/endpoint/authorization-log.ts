/** Which endpoint a request came to. */
export type EndpointName =
  | 'protected_resource_metadata'
  | 'authorization_server_metadata'
  | 'registration'
  | 'api_access';

/** What a handler learned about a request: identifiers only, never a token, code or secret. */
export interface AuthorizationFacts {
  readonly clientId?: string;
  readonly subject?: string;
  /** Space-separated, as on the wire. */
  readonly scope?: string;
  readonly redirectUris?: readonly string[];
  /** What an MCP request is about: its method, and behind it the tool that it calls. Cleaned and cut like `reason`. */
  readonly operation?: string;
}

/**
 * One authorization event: one request to one of the connector's endpoints, preflights excepted. Holds no
 * secret; `subject` and `clientAddress` are personal data, for the operator's retention rules to cover.
 */
export interface AuthorizationEvent extends AuthorizationFacts {
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly event: EndpointName;
  /** `refused`: the caller's fault (4xx). `failed`: ours or Auth0's (5xx, and Auth0's 429). */
  readonly outcome: 'accepted' | 'refused' | 'failed';
  readonly status: number;
  readonly method: string;
  /** Without the query, which may hold what people should not put there. */
  readonly path: string;
  /** Absent where the web server does not tell it. */
  readonly clientAddress?: string;
  /** As the browser says, fit for one line like `reason`. */
  readonly origin?: string;
  /** The error code of the answer. */
  readonly error?: string;
  /** What the operator has to know; more than the caller was told. One line of at most 500 characters. */
  readonly reason?: string;
}

/** Where authorization events go; must not throw. */
export type AuthorizationLog = (event: AuthorizationEvent) => void;
