import { ManagementError } from './errors.ts';

/**
 * What Auth0's Management API has below `/api/v2` and this tenant does not: each with all that is below it, but for what is served
 * all the same.
 *
 * Source: the paths of Auth0's Node SDK, and of its OpenAPI document.
 */
export const notEmulatedPaths: readonly string[] = [
  'actions',
  'agents',
  'anomaly',
  'attack-protection/phone-provider-protection',
  'clients/:id/connections',
  'connection-profiles',
  'connections/:id/status',
  'custom-domains/:id/test',
  'device-credentials',
  'event-streams',
  'events',
  'experimentation',
  'flows',
  'forms',
  'grants',
  'groups',
  'guardian',
  'hooks',
  'jobs',
  'keys/custom-signing',
  'keys/encryption',
  'keys/network-acls',
  'organizations/:id/groups',
  'organizations/:id/members/:user/effective-roles',
  'organizations/:id/organization-templates',
  'organizations/search',
  'prompts/:prompt',
  'rate-limit-policies',
  'refresh-tokens',
  'resource-servers/search',
  'risk-assessments',
  'roles/:id/groups',
  'rules',
  'rules-configs',
  'self-service-profiles',
  'sessions',
  'stats',
  'supplemental-signals',
  'tickets',
  'token-exchange-profiles',
  'user-attribute-profiles',
  'users/:id/connected-accounts',
  'users/:id/effective-permissions',
  'users/:id/effective-roles',
  'users/:id/federated-connections-tokensets',
  'users/:id/groups',
  'users/:id/identities',
  'users/:id/recovery-code-regeneration',
  'users/:id/risk-assessments',
  'verifiable-credentials',
];

/**
 * 501: Auth0 can do it, and this tenant cannot.
 *
 * Not 404, which callers take for "nothing is there": the official provider would forget a resource that it manages.
 */
export function notEmulated(what: string): ManagementError {
  return new ManagementError(
    501,
    `The local tenant does not emulate ${what}. Use a tenant at Auth0 for it.`,
    'not_emulated',
  );
}
