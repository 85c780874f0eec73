import type { SigningKeyRing } from '../keys/signing-key-ring.ts';
import type { TenantLog } from '../log/tenant-log.ts';
import type { Store } from '../state/store.ts';
import type { LoginSessions } from '../login-sessions.ts';
import type { LoginAttempts } from '../rate-limits/login-attempts.ts';

/** What the OAuth half stands on. */
export interface OAuthContext {
  readonly store: Store;
  readonly keys: SigningKeyRing;
  /** `https://host:port/`, with the slash; of a custom domain where that is asked. */
  readonly issuer: string;
  /** What the tenant's own `/userinfo` is called in tokens, whichever domain they are asked for at. */
  readonly userinfoAudience: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** What happened in the tenant. */
  readonly events: TenantLog;
  /** Who has failed to log in. */
  readonly attempts: LoginAttempts;
  /** Who is logged in. */
  readonly sessions: LoginSessions;
}
