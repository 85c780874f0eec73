import type * as z from 'zod';
import type { Connection } from '../../../state/entities/users.ts';
import { ManagementError } from '../../errors.ts';
import type { directoryProvisioningBody } from './directory-schema.ts';

const setUpFirst = 'Please complete the Google Workspace connection administrator setup and try again.';
/** What nobody has completed a setup for: here nobody can, since the tenant asks Google for nothing. */
export const notSetUp = new ManagementError(
  400,
  `The connection cannot be synchronized because setup is incomplete. ${setUpFirst}`,
);

/** Refuses what the connection may not ask of Google. */
export function checkApis(connection: Connection, sent: z.infer<typeof directoryProvisioningBody>): void {
  const lacks = (option: string): boolean => connection.options[option] !== true;
  if (lacks('api_enable_users')) {
    throw new ManagementError(
      400,
      'The Google Workspace Users API is not enabled on the connection. Select the Enable Users API option and go through the setup again.',
    );
  }
  if (sent?.synchronize_automatically === true) throw notSetUp;
  if ((sent?.synchronize_groups ?? 'off') === 'off') return;
  if (lacks('ext_groups')) {
    throw new ManagementError(
      400,
      'The Groups extended attribute is not enabled on the connection. Select the Groups extended attribute option and go through the setup again.',
    );
  }
  checkGroupsApi(connection);
}

/** Refuses groups of a connection that may not ask Google for them. */
export function checkGroupsApi({ options }: Connection): void {
  if (options['api_enable_groups'] === true) return;
  throw new ManagementError(
    400,
    'The Google Workspace Groups API is not enabled on the connection. Select the Enable Groups API option and go through the setup again.',
  );
}
