interface Trigger<Id extends string> {
  readonly id: Id;
  readonly version: string;
  readonly status: 'CURRENT' | 'DEPRECATED';
  readonly runtimes: readonly string[];
  readonly default_runtime: string;
  /** Actions of some triggers are bound to something else than these, each in a way of its own. */
  readonly binding_policy: 'trigger-bound' | 'entity-bound';
  readonly compatible_triggers: readonly { readonly id: string; readonly version: string }[];
}

const current = <Id extends string>(
  id: Id,
  version: string,
  differences: Partial<Trigger<Id>> = {},
): Trigger<Id> => ({
  id,
  version,
  status: 'CURRENT',
  runtimes: ['node18-actions', 'node22'],
  default_runtime: 'node22',
  binding_policy: 'trigger-bound',
  compatible_triggers: [],
  ...differences,
});

const deprecated = <Id extends string>(
  id: Id,
  version: string,
  differences: Partial<Trigger<Id>> = {},
): Trigger<Id> =>
  current(id, version, {
    status: 'DEPRECATED',
    runtimes: ['node22'],
    default_runtime: 'node12',
    ...differences,
  });

const bound = { binding_policy: 'entity-bound', runtimes: ['node22'] } as const;

/**
 * The versions of the triggers that Actions can be made for, as Auth0 lists them: recorded by auth0-deploy-cli in August 2026, with
 * the two that only some tenants have. Source of these: Auth0, "Explore Triggers".
 */
export const triggers = [
  current('post-login', 'v3', { compatible_triggers: [{ id: 'post-login', version: 'v2' }] }),
  deprecated('post-login', 'v2', { runtimes: ['node18', 'node22'], default_runtime: 'node16' }),
  deprecated('post-login', 'v1'),
  deprecated('credentials-exchange', 'v1'),
  current('credentials-exchange', 'v2'),
  current('pre-user-registration', 'v2'),
  deprecated('pre-user-registration', 'v1'),
  current('post-user-registration', 'v2'),
  deprecated('post-user-registration', 'v1'),
  deprecated('post-change-password', 'v1'),
  current('post-change-password', 'v2'),
  current('send-phone-message', 'v2'),
  deprecated('send-phone-message', 'v1'),
  current('password-reset-post-challenge', 'v1'),
  current('login-post-identifier', 'v1'),
  current('signup-post-identifier', 'v1'),
  current('custom-phone-provider', 'v1'),
  current('custom-email-provider', 'v1'),
  current('custom-token-exchange', 'v1', { ...bound, runtimes: ['node18', 'node22'] }),
  current('event-stream', 'v1', bound),
  current('password-hash-migration', 'v1', bound),
  current('mcp-tool', 'v1', bound),
] as const;
