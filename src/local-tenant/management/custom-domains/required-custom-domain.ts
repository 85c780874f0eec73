import type { Transaction } from '../../state/store.ts';
import { ManagementError } from '../errors.ts';

/**
 * Refuses pages of the tenant's own where it has no domain of its own, verified or not.
 *
 * Source: auth0-deploy-cli 8.44, `prompts`, for the refusal of partials, and the words of Auth0's CLI.
 */
export function requireCustomDomain({ customDomains }: Transaction): void {
  if (customDomains.size > 0) return;
  throw new ManagementError(
    400,
    'This feature requires at least one custom domain to be configured for the tenant.',
  );
}
