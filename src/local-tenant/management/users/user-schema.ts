import * as z from 'zod';
import { fieldParameters, pageParameters } from '../listing.ts';
import { jsonObject } from '../validation.ts';

const profile = {
  name: z.string().min(1).max(300),
  nickname: z.string().min(1).max(300),
  given_name: z.string().min(1).max(150),
  family_name: z.string().min(1).max(150),
  // Zod parses for any protocol, where it would otherwise ask URL.canParse, which .oxlintrc.json forbids.
  picture: z.url({ protocol: /^/ }),
};
const username = z.string().min(1).max(128);

const common = {
  email_verified: z.boolean().exactOptional(),
  verify_email: z.boolean().exactOptional(),
  blocked: z.boolean().exactOptional(),
  user_metadata: jsonObject.exactOptional(),
  app_metadata: jsonObject.exactOptional(),
  username: username.exactOptional(),
};

/** `POST /users`, for a user of a database connection. Source: Management API v2, `CreateUserRequestContent`. */
export const createUserBody = z.strictObject({
  ...common,
  name: profile.name.exactOptional(),
  nickname: profile.nickname.exactOptional(),
  given_name: profile.given_name.exactOptional(),
  family_name: profile.family_name.exactOptional(),
  picture: profile.picture.exactOptional(),
  connection: z.string().min(1),
  email: z.email(),
  password: z.string().min(1),
  user_id: z
    .string()
    .regex(/^[^|\s]{1,255}$/)
    .exactOptional(),
});

/** `PATCH /users/{id}`. Source: Management API v2, `UpdateUserRequestContent`. */
export const updateUserBody = z.strictObject({
  ...common,
  name: profile.name.nullable().exactOptional(),
  nickname: profile.nickname.nullable().exactOptional(),
  given_name: profile.given_name.nullable().exactOptional(),
  family_name: profile.family_name.nullable().exactOptional(),
  picture: profile.picture.nullable().exactOptional(),
  connection: z.string().min(1).exactOptional(),
  email: z.email().exactOptional(),
  password: z.string().min(1).exactOptional(),
});

/** `GET /users`. */
export const userListQuery = z.strictObject({
  ...pageParameters,
  ...fieldParameters,
  q: z.string().exactOptional(),
  sort: z.string().exactOptional(),
  search_engine: z.enum(['v3']).exactOptional(),
});

/** `GET /users-by-email`. */
export const usersByEmailQuery = z.strictObject({ ...fieldParameters, email: z.string().min(1) });

/** `POST` and `DELETE /users/{id}/roles`. */
export const userRolesBody = z.strictObject({ roles: z.array(z.string().min(1)).min(1).max(50) });
