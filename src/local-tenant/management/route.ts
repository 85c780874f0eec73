import type * as z from 'zod';
import type { SigningKeyRing } from '../keys/signing-key-ring.ts';
import type { LoginSessions } from '../login-sessions.ts';
import type { LoginAttempts } from '../rate-limits/login-attempts.ts';
import type { TenantLog } from '../log/tenant-log.ts';
import type { Store, Transaction } from '../state/store.ts';
import type { GetDocument } from './public-document.ts';

/** What the Management API works on. */
export interface ManagementContext {
  readonly store: Store;
  readonly keys: SigningKeyRing;
  /** Host and port. */
  readonly domain: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** What happened in it. */
  readonly events: TenantLog;
  /** Gets client ID metadata documents, and the key sets that they name. */
  readonly getDocument: GetDocument;
  /** Who has failed to log in. */
  readonly attempts: LoginAttempts;
  /** Who is logged in. */
  readonly sessions: LoginSessions;
}

/** A request that passed authorisation and validation. */
interface Call<Body, Query> {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly body: Body;
  /** The scopes of the caller's token. */
  readonly scopes: ReadonlySet<string>;
}

/** What the API answers. Without a body, none is sent. */
interface Answer {
  readonly status: 200 | 201 | 202 | 204;
  readonly body?: unknown;
}

/** One operation of the API. */
export interface Route<Body = unknown, Query = unknown> {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Below `/api/v2`, with `:name` for a parameter. */
  readonly path: string;
  /** The caller's token must hold one of these. */
  readonly scopes: readonly string[];
  /** Absent: the operation takes no query parameters. */
  readonly query?: z.ZodType<Query>;
  /** Absent: a body is not looked at. */
  readonly body?: z.ZodType<Body>;
  /** Whether no body may be sent, which is null then. */
  readonly bodyIsOptional?: true;
  readonly handle: (call: Call<Body, Query>) => Answer | Promise<Answer>;
}

/** States an operation with the types of its own body and query, for a table of operations that have different ones. */
export function route<Body = undefined, Query = object>(operation: Route<Body, Query>): Route {
  return operation as unknown as Route;
}

/** An operation that changes the tenant, and of which nothing is answered (204). */
interface Change<Body, Query> extends Omit<Route<Body, Query>, 'handle'> {
  readonly change: (tenant: Transaction, call: Call<Body, Query>) => void;
}

/** States such an operation, as `route` does. */
export function changeRoute<Body = undefined, Query = object>(
  store: Store,
  { change, ...operation }: Change<Body, Query>,
): Route {
  return route({
    ...operation,
    handle: async (call) => {
      await store.write((tenant) => {
        change(tenant, call);
      });
      return { status: 204 };
    },
  });
}
