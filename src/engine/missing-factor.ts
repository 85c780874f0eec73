import type { Settings } from '../../infra/settings/settings.ts';
import { guardianFactors } from '../management/guardian-factors.ts';
import type { ManagementClient } from '../management/management-client.ts';

/** The factors of multi-factor authentication that people can be asked for. */
interface EnabledFactors {
  readonly names: readonly string[];
  /** Why that is not enough, a sentence; undefined where it is. */
  readonly lacking?: string;
}

/**
 * Looks whether people can be asked for another factor. Step-up asks for one that the program does not switch on: which, is for the
 * tenant's owner to choose. A tenant on this machine asks for one-time passwords alone.
 *
 * @throws {ManagementError} when the tenant refuses
 */
export async function enabledFactors(
  client: Pick<ManagementClient, 'domain' | 'get'>,
  { local }: { readonly local: boolean },
): Promise<EnabledFactors> {
  const all = await guardianFactors(client);
  // A recovery code stands in for another factor, and is none by itself.
  const names = all.flatMap(({ name, enabled }) => (enabled && name !== 'recovery-code' ? [name] : []));
  if (local ? names.includes('otp') : names.length > 0) return { names };
  const what =
    names.length === 0
      ? 'no factor of multi-factor authentication enabled'
      : `${names.join(', ')} enabled and not otp, the only factor that a tenant on this machine asks for`;
  return { names, lacking: `${client.domain} has ${what}: nobody could get ssh:execute.` };
}

/** Where to enable one in a tenant at Auth0. */
export const enableFactorStep =
  "Enable one in Auth0's dashboard (Security → Multi-factor Auth), such as one-time passwords. Leave the policy as it is.";

/** Whether a stack asks people for another factor. */
export const asksForFactor = ({ stepUp }: Pick<Settings, 'stepUp'>): boolean => stepUp !== 'none';
