import type { ReadableCollections } from '../../../state/collections.ts';
import type { Connection } from '../../../state/entities/users.ts';
import { invalidBody } from '../../errors.ts';

/** Whether a connection to Entra ID is one for the directories of all customers. */
export function isCommonEndpoint({ options }: Connection): boolean {
  return options['useCommonEndpoint'] === true || options['waad_common_endpoint'] === true;
}

/**
 * Refuses options without which users of the connection could no longer be provisioned as they are. Source: Management API v2,
 * answers of `PATCH /connections/{id}`.
 */
export function checkProvisionedOptions(read: ReadableCollections, connection: Connection): void {
  const { id, options } = connection;
  if (read.scimConfigurations.has(id) && isCommonEndpoint(connection)) {
    throw invalidBody(
      'The Azure AD common endpoint cannot be enabled for this connection when SCIM is enabled.',
    );
  }
  const directory = read.directoryProvisionings.get(id);
  if (directory && options['api_enable_users'] !== true) {
    throw invalidBody(
      'The Google Workspace Users API (options.api_enable_users) cannot be disabled for this connection when inbound directory provisioning is enabled.',
    );
  }
  if (directory && directory.synchronize_groups !== 'off' && options['ext_groups'] !== true) {
    throw invalidBody(
      'The Groups extended attribute (options.ext_groups) cannot be disabled for this connection when inbound directory provisioning for groups is enabled.',
    );
  }
}
