import { isLoopbackHost } from '../../../infra/settings/settings.ts';
import { setCommand } from '../../engine/mend-commands.ts';
import { mendedTenant, type Remedy, undo } from '../remedy.ts';
import type { Target } from '../target.ts';

const property = 'authorization_response_iss_parameter_supported';

const dashboardSwitch =
  'in the Auth0 dashboard Settings > Advanced > "Include Issuer in Authorization Responses"';

/** The switch that has authorization responses carry the issuer (RFC 9207; Auth0, "Tenant Settings"). */
export function issuerParameter(target: Target): Remedy {
  if (!target.auth0) return { setting: `${property} of the authorization server` };
  const setting = `${property} of the tenant`;
  if (target.stack !== undefined) return undo(target, setting);
  const inDashboard = isLoopbackHost(new URL(target.issuer).host) ? '' : ` (${dashboardSwitch})`;
  return {
    setting: setting + inDashboard,
    command: setCommand(mendedTenant(target), 'tenants/settings', {
      authorizationResponseIssParameterSupported: true,
    }),
  };
}
