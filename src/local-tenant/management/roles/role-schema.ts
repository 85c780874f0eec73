import * as z from 'zod';
import { checkpointParameters, fieldParameters, pageParameters } from '../listing.ts';

const type = z.enum(['tenant', 'organization']);
const name = z.string().min(1);
const description = z.string().max(255);

/** `POST /roles`. A role of an organization names it. Source: the official provider's recorded requests. */
export const createRoleBody = z.strictObject({
  name,
  description: description.min(1).exactOptional(),
  type: type.exactOptional(),
  owner_id: z.string().min(1).exactOptional(),
});

/** `PATCH /roles/{id}`. */
export const updateRoleBody = z.strictObject({
  name: name.exactOptional(),
  description: description.exactOptional(),
});

/** `POST /roles/{id}/users`. */
export const roleUsersBody = z.strictObject({ users: z.array(z.string().min(1)).min(1) });

/** `GET /roles`. */
export const roleListQuery = z.strictObject({
  ...pageParameters,
  // Not published, and sent by `auth0 terraform generate`. Whether Auth0 leaves properties out by it is not known; here none is.
  ...fieldParameters,
  name_filter: z.string().exactOptional(),
  type: type.exactOptional(),
  owner_id: z.string().min(1).exactOptional(),
});

/** `GET /roles/{id}/permissions`. */
export const permissionListQuery = z.strictObject(pageParameters);

/** `GET /roles/{id}/users`. */
export const roleUserListQuery = z.strictObject({ ...pageParameters, ...checkpointParameters });
