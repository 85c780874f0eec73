import { holdsAddress } from '../rules/address-list.ts';
import type { Store } from '../state/store.ts';

/** Who tries to log in: the e-mail address, and the IP address of the browser. */
export interface LoginAttempt {
  readonly identifier: string;
  readonly ip: string;
}

/** The failed logins of each user, of whom too many are one too many. */
export interface LoginAttempts {
  /** Whether a login is refused whatever its password. */
  isBlocked(attempt: LoginAttempt): boolean;
  /** Counts a login that failed. */
  fail(attempt: LoginAttempt): void;
  /** Forgets the failures before a login that succeeded. */
  succeed(attempt: LoginAttempt): void;
  /** From where logins with an address have failed too often; without an IP address where they are counted whatever it is. */
  blocksOf(identifier: string): readonly LoginBlock[];
  /** Whether the tenant's settings have logins blocked at all. */
  blocks(): boolean;
  /** Forgets all failures of an address. */
  lift(identifier: string): void;
}

/** Source: Management API v2, `UserBlockIdentifier`. */
interface LoginBlock {
  readonly identifier: string;
  readonly ip?: string;
}

interface Failures extends LoginAttempt {
  readonly count: number;
  /** Milliseconds since the epoch. */
  readonly last: number;
  /** The passwords that the tries were held against, as they are kept. */
  readonly passwords: string;
}

interface BruteForceProtection {
  readonly enabled?: boolean;
  readonly shields?: readonly string[];
  readonly mode?: 'count_per_identifier_and_ip' | 'count_per_identifier';
  readonly max_attempts?: number;
  readonly allowlist?: readonly string[];
}

const blockedFor = 30 * 86_400_000;
const defaultMaxAttempts = 10;

/** Addresses are anybody's to make up: beyond this the oldest are forgotten. */
const mostRemembered = 10_000;

/**
 * Auth0's brute-force protection, as the tenant's attack protection is set.
 *
 * A new password lifts a block. The count is kept in memory: where Auth0 sends an e-mail by which a user lifts a block, a restart
 * of the tenant and `/user-blocks` do. Source: Auth0, "Brute-Force Protection".
 */
export function loginAttempts({
  store,
  now,
}: {
  readonly store: Store;
  readonly now: () => number;
}): LoginAttempts {
  const failures = new Map<string, Failures>();
  const settings = (): BruteForceProtection => store.documents.attackProtection['brute-force-protection'];
  const key = ({ identifier, ip }: LoginAttempt): string =>
    settings().mode === 'count_per_identifier'
      ? identifier.toLowerCase()
      : `${identifier.toLowerCase()} ${ip}`;
  const passwordsOf = ({ identifier }: LoginAttempt): string =>
    store.read.users
      .by('email', identifier.toLowerCase())
      .map(({ password_hash: hash }) => hash)
      .join(' ');
  const failed = (attempt: LoginAttempt): number => {
    const known = failures.get(key(attempt));
    if (known === undefined || known.passwords !== passwordsOf(attempt)) return 0;
    return now() - known.last < blockedFor ? known.count : 0;
  };

  const blocks = (): boolean => {
    const { enabled, shields = [] } = settings();
    return enabled === true && shields.includes('block');
  };
  const hasFailed = (attempt: LoginAttempt): boolean =>
    failed(attempt) >= (settings().max_attempts ?? defaultMaxAttempts);
  const isOf = (attempt: LoginAttempt, identifier: string): boolean =>
    attempt.identifier.toLowerCase() === identifier.toLowerCase();

  return {
    isBlocked(attempt) {
      const { allowlist = [] } = settings();
      return blocks() && hasFailed(attempt) && !holdsAddress(allowlist, attempt.ip);
    },
    blocks,
    blocksOf(identifier) {
      const byAddress = settings().mode !== 'count_per_identifier';
      return [...failures.values()]
        .filter((attempt) => isOf(attempt, identifier) && hasFailed(attempt))
        .map(({ identifier: blocked, ip }) => ({ identifier: blocked, ...(byAddress && { ip }) }));
    },
    lift(identifier) {
      for (const [counted, attempt] of failures) if (isOf(attempt, identifier)) failures.delete(counted);
    },
    fail(attempt) {
      const [oldest] = failures.keys();
      if (oldest !== undefined && failures.size >= mostRemembered) failures.delete(oldest);
      failures.set(key(attempt), {
        ...attempt,
        count: failed(attempt) + 1,
        last: now(),
        passwords: passwordsOf(attempt),
      });
    },
    succeed(attempt) {
      failures.delete(key(attempt));
    },
  };
}
