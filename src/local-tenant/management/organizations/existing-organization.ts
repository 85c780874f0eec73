import type { Organization } from '../../state/entities/users.ts';
import { ManagementError } from '../errors.ts';
import type { ManagementContext } from '../route.ts';

/** Looks an organization up, and refuses an id that none has. */
export function existingOrganization({ store }: ManagementContext): (id: string | undefined) => Organization {
  return (id) => {
    const organization = store.read.organizations.get(id ?? '');
    if (!organization) throw unknownOrganization();
    return organization;
  };
}

/** What Auth0 answers to an id or name that no organization has. */
export function unknownOrganization(): ManagementError {
  return new ManagementError(404, 'No organization found by that id or name');
}
