const trigger = <Id extends string>(id: Id, version: string) => ({ id, version });

/**
 * The triggers that Actions can be made for, each with its current version. Source: Management API v2, `ActionTriggerTypeEnum`; Auth0,
 * "Explore Triggers".
 */
export const triggers = [
  trigger('post-login', 'v3'),
  trigger('credentials-exchange', 'v2'),
  trigger('pre-user-registration', 'v2'),
  trigger('post-user-registration', 'v2'),
  trigger('post-change-password', 'v2'),
  trigger('send-phone-message', 'v2'),
  trigger('password-reset-post-challenge', 'v1'),
  trigger('login-post-identifier', 'v1'),
  trigger('signup-post-identifier', 'v1'),
  trigger('custom-phone-provider', 'v1'),
  trigger('custom-email-provider', 'v1'),
  trigger('custom-token-exchange', 'v1'),
  trigger('event-stream', 'v1'),
  trigger('password-hash-migration', 'v1'),
] as const;

/** Actions are bound to something else than these, each in a way of its own. */
const entityBound: ReadonlySet<string> = new Set([
  'custom-token-exchange',
  'event-stream',
  'password-hash-migration',
]);

/** The triggers as the API lists them; of their runtimes the newest. */
export const listedTriggers = triggers.map(({ id, version }) => ({
  id,
  version,
  status: 'CURRENT',
  runtimes: ['node22'],
  default_runtime: 'node22',
  binding_policy: entityBound.has(id) ? 'entity-bound' : 'trigger-bound',
  compatible_triggers: [],
}));
