import * as z from 'zod';
import { checkpointParameters } from '../../listing.ts';
import { format } from '../../validation.ts';

const settings = {
  mapping: z
    .array(z.strictObject({ idp: z.string(), auth0: z.string() }))
    .min(1)
    .exactOptional(),
  synchronize_automatically: z.boolean().exactOptional(),
  synchronize_groups: z.enum(['all', 'off', 'selected']).exactOptional(),
};

/** `POST` and `PATCH /connections/{id}/directory-provisioning`. */
export const directoryProvisioningBody = z.strictObject(settings).nullable();

const id = z
  .string()
  .min(1)
  .max(32)
  .regex(/^[A-Za-z0-9]+$/);

const address = format(
  'email',
  (text) => z.email().safeParse(text).success,
  'Google Workspace Directory group email',
);

/** `PUT` and `POST …/synchronized-groups`. Their names and numbers are newer than Auth0's document: its SDK 7.1 has them. */
export const synchronizedGroupsBody = z.strictObject({
  groups: z.array(
    z.strictObject({
      id,
      name: z.string().exactOptional(),
      email: address.exactOptional(),
      direct_members_count: z.int().min(0).exactOptional(),
    }),
  ),
});

/** `DELETE …/synchronized-groups`. */
export const removedGroupsBody = z.strictObject({ groups: z.array(z.strictObject({ id })) });

/** `GET …/synchronized-groups`. Source: Auth0's SDK 7.1, `ListSynchronizedGroupsRequestParameters`. */
export const synchronizedGroupsQuery = z.strictObject({
  ...checkpointParameters,
  q: z
    .string()
    .regex(/^(name|email):[^*]+\*?$/)
    .exactOptional(),
});
