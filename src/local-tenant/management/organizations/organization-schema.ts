import * as z from 'zod';
import { htmlColor, strictHttpsUrl } from '../branding/branding-formats.ts';
import { checkpointParameters, fieldParameters, pageParameters, queryBoolean } from '../listing.ts';
import { tokenQuota } from '../token-quota.ts';
import { propertyCount } from '../validation.ts';

const name = z
  .string()
  .min(1)
  .max(50)
  .regex(/^(?!org_)[a-z0-9][a-z0-9\-_]*$/);

const connectionSettings = {
  organization_connection_name: z.string().min(1).max(50).exactOptional(),
  assign_membership_on_login: z.boolean().exactOptional(),
  is_signup_enabled: z.boolean().exactOptional(),
  show_as_button: z.boolean().exactOptional(),
};
/** What only the newer address `/connections` knows. */
const newerSettings = {
  ...connectionSettings,
  is_enabled: z.boolean().exactOptional(),
  organization_access_level: z.enum(['none', 'readonly', 'limited', 'full']).exactOptional(),
};
const connection_id = z.string().min(1).max(50);

const common = {
  display_name: z.string().min(1).max(255).exactOptional(),
  branding: z
    .strictObject({
      logo_url: strictHttpsUrl.exactOptional(),
      colors: z.strictObject({ primary: htmlColor, page_background: htmlColor }).exactOptional(),
    })
    .exactOptional(),
  metadata: z
    .record(z.string().max(255), z.string().max(255).nullable())
    .check(propertyCount({ maximum: 25 }))
    .exactOptional(),
  third_party_client_access: z.enum(['block', 'allow']).exactOptional(),
  is_app_entitlement_active: z.boolean().exactOptional(),
};

/** `POST /organizations`. */
export const createOrganizationBody = z.strictObject({
  ...common,
  name,
  token_quota: tokenQuota.exactOptional(),
  enabled_connections: z.array(z.strictObject({ connection_id, ...connectionSettings })).exactOptional(),
});

/** `PATCH /organizations/{id}`. */
export const updateOrganizationBody = z.strictObject({
  ...common,
  name: name.exactOptional(),
  token_quota: tokenQuota.nullable().exactOptional(),
});

/** `GET /organizations`. */
export const organizationListQuery = z.strictObject({
  ...pageParameters,
  ...checkpointParameters,
  sort: z
    .string()
    .regex(/^((display_name)|(created_at)|(name)):(1|-1)$/)
    .exactOptional(),
  include_client_association_for: z.string().min(1).exactOptional(),
});

/** `POST /organizations/{id}/connections`. */
export const addOrganizationConnectionBody = z.strictObject({ connection_id, ...newerSettings });
/** `PATCH /organizations/{id}/connections/{id}`. */
export const updateOrganizationConnectionBody = z.strictObject(newerSettings);
/** `POST /organizations/{id}/enabled_connections`. */
export const enableOrganizationConnectionBody = z.strictObject({ connection_id, ...connectionSettings });
/** `PATCH /organizations/{id}/enabled_connections/{id}`. */
export const updateEnabledOrganizationConnectionBody = z.strictObject(connectionSettings);
/** `GET /organizations/{id}/connections`. */
export const organizationConnectionListQuery = z.strictObject({
  ...pageParameters,
  is_enabled: queryBoolean.exactOptional(),
});

/** `POST` and `DELETE /organizations/{id}/members`. */
export const membersBody = z.looseObject({ members: z.array(z.string().min(1)).min(1) });
/** `GET /organizations/{id}/members`. */
export const memberListQuery = z.strictObject({
  ...pageParameters,
  ...checkpointParameters,
  ...fieldParameters,
});
/** `POST` and `DELETE /organizations/{id}/members/{id}/roles`. */
export const memberRolesBody = z.strictObject({ roles: z.array(z.string().min(1)).min(1) });

/** `POST /organizations/{id}/client-grants`. */
export const organizationGrantBody = z.strictObject({ grant_id: z.string().min(1) });
