import * as z from 'zod';

const mapping = z.array(
  z.looseObject({ scim: z.string().exactOptional(), auth0: z.string().exactOptional() }),
);

/** `POST /connections/{id}/scim-configuration`. */
export const createScimBody = z
  .strictObject({ user_id_attribute: z.string().exactOptional(), mapping: mapping.exactOptional() })
  .nullable();

/** `PATCH /connections/{id}/scim-configuration`. */
export const updateScimBody = z.strictObject({ user_id_attribute: z.string(), mapping });

const operations = ['get', 'post', 'put', 'patch', 'delete'];

/** What a token may do unless somebody chose: everything. Source: Auth0, "Configure Inbound SCIM", SCIM endpoints and tokens. */
export const scimScopes = ['users', 'groups'].flatMap((kind) => operations.map((one) => `${one}:${kind}`));

const century = 3_155_760_000;

/** `POST /connections/{id}/scim-configuration/tokens`. Lifetime in seconds: Auth0 publishes no maximum, and dates have an end. */
export const createScimTokenBody = z.strictObject({
  scopes: z.array(z.enum(scimScopes)).min(1).exactOptional(),
  token_lifetime: z.int().min(900).max(century).nullable().exactOptional(),
});
