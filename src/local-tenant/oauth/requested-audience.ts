import type { TenantSettings } from '../entities.ts';
import { resourceIndicator } from './resource-indicator.ts';

/**
 * Replaces `audience` and `resource` by the one `resource` that oidc-provider is to read.
 *
 * `audience` is Auth0's own parameter and comes first; `resource` (RFC 8707) counts under the compatibility profile only, and
 * is otherwise passed over. Source: Auth0, "Configure Tenant Settings", Resource Parameter Compatibility Profile.
 */
export function resolveAudience(parameters: URLSearchParams, settings: TenantSettings): void {
  const audiences = parameters.getAll('audience');
  const resources =
    settings.resource_parameter_profile === 'compatibility' ? parameters.getAll('resource') : [];
  parameters.delete('audience');
  parameters.delete('resource');
  for (const identifier of audiences.length > 0 ? audiences : resources) {
    if (identifier !== '') parameters.append('resource', resourceIndicator(identifier));
  }
}
