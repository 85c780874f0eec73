import type { TenantSettings } from '../../state/entities/settings.ts';
import { Refusal } from '../refusal.ts';
import { resourceIndicator } from './resource-indicator.ts';

/**
 * Replaces `audience` and `resource` by the one `resource` that oidc-provider is to read.
 *
 * `audience` is Auth0's own parameter and comes first; `resource` (RFC 8707) counts under the compatibility profile only, and
 * is otherwise passed over. Source: Auth0, "Configure Tenant Settings", Resource Parameter Compatibility Profile.
 *
 * A second `audience` stays for whoever refuses it (RFC 6749, sections 3.1 and 3.2).
 */
export function resolveAudience(parameters: URLSearchParams, settings: TenantSettings): void {
  const audiences = parameters.getAll('audience');
  const resources =
    settings.resource_parameter_profile === 'compatibility' ? parameters.getAll('resource') : [];
  if (audiences.length > 1) return;
  parameters.delete('audience');
  parameters.delete('resource');
  for (const identifier of audiences.length > 0 ? audiences : resources) {
    if (identifier !== '') parameters.append('resource', resourceIndicator(identifier));
  }
}

/**
 * Refuses a request to the token endpoint with more than one `audience`, as oidc-provider does at the authorization endpoint.
 *
 * @throws {Refusal} 400 `invalid_request`
 */
export function checkSingleAudience(parameters: URLSearchParams): void {
  if (parameters.getAll('audience').length < 2) return;
  throw new Refusal(400, 'invalid_request', "'audience' parameter must not be provided twice");
}

/**
 * Takes `audience` out of the redemption of a code, which is for the API that the authorization request named. Source: Auth0,
 * "Authorization Code Flow: Get Token", whose parameters it is none of.
 */
export function dropIrrelevantAudience(parameters: URLSearchParams): void {
  if (parameters.get('grant_type') === 'authorization_code') parameters.delete('audience');
}
