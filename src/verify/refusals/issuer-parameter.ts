import { isLoopbackHost } from '../../../infra/settings.ts';
import { managementCommand } from '../management-command.ts';
import type { Remedy } from '../remedy.ts';
import type { Target } from '../target.ts';

const property = 'authorization_response_iss_parameter_supported';

const dashboardSwitch =
  'in the Auth0 dashboard Settings > Advanced > "Include Issuer in Authorization Responses"';

/**
 * The switch that has authorization responses carry the issuer (RFC 9207; Auth0, "Tenant Settings"). No provider of Pulumi's has
 * it, so the program cannot declare it.
 */
export function issuerParameter(target: Target): Remedy {
  if (!target.auth0) return { setting: `${property} of the authorization server` };
  const inDashboard = isLoopbackHost(new URL(target.issuer).host) ? '' : ` (${dashboardSwitch})`;
  return {
    setting: `${property} of the tenant${inDashboard}`,
    command: managementCommand(target, {
      method: 'PATCH',
      path: 'tenants/settings',
      body: { [property]: true },
    }),
  };
}
