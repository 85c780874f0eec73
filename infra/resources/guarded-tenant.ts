import * as pulumi from '@pulumi/pulumi';
import { breachesOf } from '../guardrails.ts';
import type { Settings } from '../settings/settings.ts';
import { type DesiredTenant, desiredTenant } from '../tenant.ts';
import { refusal } from './refusal.ts';

/**
 * What the settings make of the tenant, held to the guardrails.
 *
 * @throws {pulumi.RunError} naming every rule that it breaks: it stops the run before the first resource
 */
export function guardedTenant(settings: Settings): DesiredTenant {
  const tenant = desiredTenant(settings);
  const breaches = breachesOf(tenant, settings);
  if (breaches.length === 0) return tenant;
  const lines = breaches.map(({ id, message }) => `  ${id}: ${message}`);
  throw refusal(`Stack ${pulumi.getStack()} would break a rule; nothing was sent.\n${lines.join('\n')}`);
}
