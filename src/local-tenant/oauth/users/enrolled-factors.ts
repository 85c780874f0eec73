import { Secret, TOTP } from 'otpauth';
import { alphanumeric } from '../../state/ids.ts';
import type { ReadableCollections } from '../../state/collections.ts';
import type { AuthenticationMethod, EnrolledFactor, User } from '../../state/entities/users.ts';
import type { Store } from '../../state/store.ts';
import type { OAuthContext } from '../context.ts';
import { Refusal } from '../refusal.ts';
import { testUser } from './users.ts';

const periodSeconds = 30;

/** A code is taken one period before and after its own, as clocks differ (RFC 6238, section 5.2). */
const periodsAround = 1;

const attemptsFor = 3_600_000;
const mostAttempts = 10;

/** What came of a code that a person typed. */
export type CodeVerdict = 'right' | 'wrong' | 'used' | 'too-many';

/** The factor that a user has enrolled in. */
export const enrolledFactor = (entities: ReadableCollections, userId: string): EnrolledFactor | undefined =>
  entities.authenticationMethods.by('user_id', userId)[0];

/**
 * Refuses to ask for another factor that nobody could give here. Source: Auth0, "Enable Multi-Factor Authentication"; its words are
 * those of its log where no factor is enabled.
 *
 * @throws {Refusal} 403 `access_denied` where no factor is enabled; 501 `server_error` where other ones than one-time passwords are
 */
export function checkFactors(entities: ReadableCollections, userId: string): void {
  const enabled = enabledFactors(entities);
  if (enabled.includes('otp')) return;
  if (enabled.length === 0) {
    throw new Refusal(403, 'access_denied', 'No MFA factors enabled for enrollment');
  }
  throw new Refusal(
    501,
    'server_error',
    `The local tenant asks ${entities.users.get(userId)?.email ?? userId} for one-time passwords alone; enabled are: ${enabled.join(', ')}. Enable otp, or use a tenant at Auth0.`,
  );
}

/**
 * Whether the tenant's policy asks every login for another factor: where one is enabled, and the session has not given it yet. The
 * risk of a login, which the policy `confidence-score` goes by, is not assessed here.
 *
 * Source: Auth0, "Enable Multi-Factor Authentication", Define policies.
 */
export function policyAsksForFactor(
  { documents, read }: Store,
  methods: readonly AuthenticationMethod[] = [],
): boolean {
  const policies = documents.guardian['/guardian/policies'] ?? [];
  return (
    policies.includes('all-applications') &&
    enabledFactors(read).length > 0 &&
    !methods.some(({ name }) => name === 'mfa')
  );
}

/** A recovery code stands in for another factor, and is none by itself. */
function enabledFactors({ guardianFactors }: ReadableCollections): readonly string[] {
  return [...guardianFactors.values()]
    .filter(({ name, enabled }) => enabled && name !== 'recovery-code')
    .map(({ name }) => name);
}

/** What a user's codes are to be made from, in Base32: that of the test user is the same everywhere. */
export const newSecret = (user: User | undefined): string =>
  user?.email === testUser.email ? testUser.otpSecret : new Secret({ size: 20 }).base32;

/** The address by which an authenticator application takes a secret. */
export const enrolmentUri = (tenant: string, email: string, secret: string): string =>
  new TOTP({ issuer: tenant, label: email, secret }).toString();

/** The code at that time, in milliseconds since the epoch. */
export const codeAt = (secret: string, timestamp: number): string =>
  new TOTP({ secret }).generate({ timestamp });

/**
 * One-time passwords of users: each works once (RFC 6238, section 5.2), and ten wrong ones within an hour are the last for that hour.
 * Tries are counted in memory, so that a restart of the tenant ends a block.
 */
export class OneTimePasswords {
  readonly #context: OAuthContext;
  readonly #failures = new Map<string, readonly number[]>();

  constructor(context: OAuthContext) {
    this.#context = context;
  }

  /** Judges a code of a user, and enrols one who has not been yet with that `secret`. */
  async verify(user: User, code: string, secret: string): Promise<CodeVerdict> {
    const { store, now } = this.#context;
    const at = now();
    const failures = (this.#failures.get(user.user_id) ?? []).filter((failed) => at - failed < attemptsFor);
    if (failures.length >= mostAttempts) return 'too-many';
    const known = enrolledFactor(store.read, user.user_id);
    const delta = new TOTP({ secret: known?.secret ?? secret }).validate({
      token: code.replaceAll(/\s/gu, ''),
      timestamp: at,
      window: periodsAround,
    });
    if (delta === null) {
      this.#failures.set(user.user_id, [...failures, at]);
      return 'wrong';
    }
    this.#failures.delete(user.user_id);
    const period = Math.floor(at / 1000 / periodSeconds) + delta;
    const time = new Date(at).toISOString();
    return store.write(({ authenticationMethods }): CodeVerdict => {
      const factor = enrolledFactor(store.read, user.user_id);
      if (factor?.last_period !== undefined && factor.last_period >= period) return 'used';
      authenticationMethods.put({
        ...(factor ?? {
          id: `totp|dev_${alphanumeric(16)}`,
          user_id: user.user_id,
          type: 'totp',
          secret,
          created_at: time,
          enrolled_at: time,
        }),
        last_auth_at: time,
        last_period: period,
      });
      return 'right';
    });
  }
}
