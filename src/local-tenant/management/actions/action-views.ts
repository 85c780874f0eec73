import type { Action, ActionSecret, ActionVersion, TriggerBinding } from '../../state/entities/actions.ts';

/** An Action as the API shows it. Builds take no time here. */
export function showAction(action: Action): object {
  const { code, dependencies, runtime, secrets, modules } = action;
  return {
    ...baseOf(action),
    code,
    dependencies,
    runtime,
    status: 'built',
    secrets: secrets.map(showSecret),
    ...(modules && { modules }),
    ...deployedOf(action),
  };
}

/** The version that a deploy has made, as its answer shows it: before it is in use. */
export function showDeploy(action: Action, { created_at, ...version }: ActionVersion): object {
  return {
    ...showVersion(version),
    created_at,
    updated_at: created_at,
    deployed: false,
    status: 'built',
    action: { ...baseOf(action), all_changes_deployed: false },
  };
}

/** One of the versions of an Action. */
export function showActionVersion(action: Action, version: ActionVersion): object {
  return {
    ...builtVersion(version),
    action_id: action.id,
    deployed: version.id === action.deployed_version?.id,
    action: baseOf(action),
  };
}

/** A binding with the Action that is bound. */
export function showBinding(trigger: string, binding: TriggerBinding, action: Action): object {
  const { id, display_name, created_at } = binding;
  return {
    id,
    trigger_id: trigger,
    display_name,
    created_at,
    updated_at: created_at,
    action: { ...baseOf(action), ...deployedOf(action), all_changes_deployed: false },
  };
}

function baseOf({ id, name, supported_triggers, created_at, updated_at, all_changes_deployed }: Action) {
  return { id, name, supported_triggers, created_at, updated_at, all_changes_deployed };
}

/** A secret, without its value. */
export const showSecret = ({ name, updated_at }: ActionSecret): object => ({ name, updated_at });

const showVersion = (version: Pick<ActionVersion, 'secrets'>): object => ({
  ...version,
  secrets: version.secrets.map(showSecret),
});

function deployedOf({ deployed_version: version }: Action): object {
  if (version === undefined) return {};
  const { id, code, runtime, number, created_at } = version;
  return {
    current_version: {
      id,
      code,
      runtime,
      number,
      status: 'BUILT',
      build_time: created_at,
      created_at,
      updated_at: created_at,
    },
    deployed_version: { ...builtVersion(version), deployed: true },
  };
}

function builtVersion(version: ActionVersion): object {
  const { created_at } = version;
  return { ...showVersion(version), updated_at: created_at, built_at: created_at, status: 'built' };
}
