import type { ActionModuleReference } from '../../../state/entities/actions.ts';
import type { Transaction } from '../../../state/store.ts';
import { ManagementError } from '../../errors.ts';

/** How a body names a version of a module: each by its id, or by its name and number. */
type Named = Partial<ActionModuleReference>;

/** Looks up the version of a module that an Action is to use. What Auth0 says where there is none was never recorded. */
export function referenced(tenant: Transaction): (named: Named) => ActionModuleReference {
  return (named) => {
    const module =
      named.module_id === undefined
        ? tenant.actionModules.by('name', named.module_name ?? '')[0]
        : tenant.actionModules.get(named.module_id);
    const version = module?.versions.find(({ id, version_number: number }) =>
      named.module_version_id === undefined
        ? number === named.module_version_number
        : id === named.module_version_id,
    );
    if (!module || !version) throw new ManagementError(400, 'That action module version does not exist.');
    return {
      module_id: module.id,
      module_name: module.name,
      module_version_id: version.id,
      module_version_number: version.version_number,
    };
  };
}
