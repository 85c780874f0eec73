import type { DoctorCheck } from './check.ts';
import { applicationLimit } from './checks/application-limit.ts';
import { attackProtectionInPlan } from './checks/attack-protection.ts';
import { backend } from './checks/backend.ts';
import { clock } from './checks/clock.ts';
import { customDomain } from './checks/custom-domain.ts';
import { namedConnections } from './checks/connections.ts';
import { credentials } from './checks/credentials.ts';
import { domain } from './checks/domain.ts';
import { dotenvIgnored } from './checks/dotenv-ignored.ts';
import { factors } from './checks/factors.ts';
import { lock } from './checks/lock.ts';
import { nodeVersion } from './checks/node-version.ts';
import { passphrase } from './checks/passphrase.ts';
import { pulumiCli } from './checks/pulumi-cli.ts';
import { pulumiPlugin } from './checks/pulumi-plugin.ts';
import { scopes } from './checks/scopes.ts';
import { stackMade } from './checks/stack-made.ts';
import { stackSettings } from './checks/stack-settings.ts';
import { strangers } from './checks/strangers.ts';
import { tenantOfState } from './checks/tenant-of-state.ts';

/** Every check, in the order in which a person mends what it finds. */
export const checks: readonly DoctorCheck[] = [
  nodeVersion,
  stackSettings,
  dotenvIgnored,
  domain,
  clock,
  credentials,
  scopes,
  customDomain,
  pulumiCli,
  pulumiPlugin,
  backend,
  passphrase,
  stackMade,
  lock,
  tenantOfState,
  strangers,
  namedConnections,
  applicationLimit,
  attackProtectionInPlan,
  factors,
];
