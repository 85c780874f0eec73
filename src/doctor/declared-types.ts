import type { Settings } from '../../infra/settings/settings.ts';
import { desiredTenant } from '../../infra/tenant.ts';
import { desiredResources } from '../drift/stack/desired.ts';

/** Pulumi's type tokens of what the program declares for these settings. */
export function declaredTypes(settings: Settings): readonly string[] {
  return [...new Set(desiredResources(desiredTenant(settings)).map(({ type }) => type))];
}
