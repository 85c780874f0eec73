import { randomUUID } from 'node:crypto';
import type * as z from 'zod';
import type { ActionModule, ActionModuleVersion } from '../../../state/entities/actions.ts';
import { ManagementError } from '../../errors.ts';
import { keptSecrets } from '../action-changes.ts';
import type { createModuleBody, updateModuleBody } from './module-schema.ts';

/** The module that the body describes. @param at ISO 8601 */
export function newModule(
  { publish, api_version: _version, secrets, ...body }: z.infer<typeof createModuleBody>,
  at: string,
): ActionModule {
  const module: ActionModule = {
    id: randomUUID(),
    ...body,
    secrets: keptSecrets(secrets, [], at),
    versions: [],
    created_at: at,
    updated_at: at,
  };
  return publish ? published(module, at) : module;
}

/** The module with the changes of the body, which are not published yet. */
export function updatedModule(
  { unchanged_version_id: _unchanged, ...before }: ActionModule,
  { secrets, ...body }: z.infer<typeof updateModuleBody>,
  at: string,
): ActionModule {
  const kept = secrets ? keptSecrets(secrets, before.secrets, at) : before.secrets;
  return { ...before, ...body, secrets: kept, updated_at: at };
}

/** The module with what it is now as its latest version. */
export function published(module: ActionModule, at: string): ActionModule {
  if (isPublished(module)) throw new ManagementError(409, 'No draft version is available to publish.');
  const { code, dependencies, secrets, versions } = module;
  const version: ActionModuleVersion = {
    id: randomUUID(),
    version_number: (versions.at(-1)?.version_number ?? 0) + 1,
    code,
    dependencies,
    secrets,
    created_at: at,
  };
  return { ...module, versions: [...versions, version], unchanged_version_id: version.id };
}

/** The module with what is edited as it was in an earlier version. */
export function restored(module: ActionModule, version: ActionModuleVersion, at: string): ActionModule {
  if (module.unchanged_version_id === version.id)
    throw new ManagementError(409, 'The specified version is already the current draft version.');
  const { code, dependencies, secrets, id } = version;
  return { ...module, code, dependencies, secrets, unchanged_version_id: id, updated_at: at };
}

/** Whether the latest version is what is edited. */
export function isPublished({ versions, unchanged_version_id: unchanged }: ActionModule): boolean {
  return unchanged !== undefined && versions.at(-1)?.id === unchanged;
}
