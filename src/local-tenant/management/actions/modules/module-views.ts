import type { ActionModule, ActionModuleVersion } from '../../../state/entities/actions.ts';
import { showSecret } from '../action-views.ts';
import { isPublished } from './module-changes.ts';

/**
 * A module as the API shows it.
 *
 * @param users how many deployed Actions use it
 */
export function showModule(module: ActionModule, users: number): object {
  const latest = module.versions.at(-1);
  return { ...summary(module, users), ...(latest && { latest_version: withoutTime(latest) }) };
}

/** A module as it is listed: of its latest version the number alone. */
export function showListedModule(module: ActionModule, users: number): object {
  const latest = module.versions.at(-1);
  return { ...summary(module, users), ...(latest && { latest_version_number: latest.version_number }) };
}

/** A version of a module. */
export function showModuleVersion(module: ActionModule, version: ActionModuleVersion): object {
  return { ...version, module_id: module.id, secrets: version.secrets.map(showSecret) };
}

function summary(module: ActionModule, users: number): object {
  const { versions: _versions, unchanged_version_id: _unchanged, secrets, ...shown } = module;
  return {
    ...shown,
    secrets: secrets.map(showSecret),
    all_changes_published: isPublished(module),
    actions_using_module_total: users,
  };
}

function withoutTime({ created_at: _at, secrets, ...version }: ActionModuleVersion): object {
  return { ...version, secrets: secrets.map(showSecret) };
}
