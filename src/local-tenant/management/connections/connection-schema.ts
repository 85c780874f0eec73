import * as z from 'zod';
import { connectionOptions } from './option-schema.ts';
import { jsonObject, propertyCount } from '../validation.ts';

const strategies = [
  'ad',
  'adfs',
  'amazon',
  'apple',
  'auth0',
  'auth0-oidc',
  'baidu',
  'bitbucket',
  'bitly',
  'box',
  'custom',
  'daccount',
  'dropbox',
  'dwolla',
  'email',
  'evernote',
  'evernote-sandbox',
  'exact',
  'facebook',
  'fitbit',
  'github',
  'google-apps',
  'google-oauth2',
  'instagram',
  'ip',
  'line',
  'linkedin',
  'oauth1',
  'oauth2',
  'office365',
  'oidc',
  'okta',
  'paypal',
  'paypal-sandbox',
  'pingfederate',
  'planningcenter',
  'salesforce',
  'salesforce-community',
  'salesforce-sandbox',
  'samlp',
  'sharepoint',
  'shop',
  'shopify',
  'sms',
  'soundcloud',
  'thirtysevensignals',
  'twitter',
  'untappd',
  'vkontakte',
  'waad',
  'weibo',
  'windowslive',
  'wordpress',
  'yahoo',
  'yandex',
] as const;

const purpose = z.strictObject({ active: z.boolean() });

const updatable = {
  display_name: z.string().max(128).exactOptional(),
  is_domain_connection: z.boolean().exactOptional(),
  show_as_button: z.boolean().exactOptional(),
  realms: z.array(z.string().min(1)).exactOptional(),
  metadata: z
    .record(z.string(), z.string().max(255).nullable())
    .check(propertyCount({ maximum: 10 }))
    .exactOptional(),
  authentication: purpose.exactOptional(),
  connected_accounts: purpose
    .extend({
      cross_app_access: z.boolean().exactOptional(),
      allow_missing_user_id: z.boolean().exactOptional(),
    })
    .exactOptional(),
  cross_app_access_requesting_app: jsonObject.exactOptional(),
};

/** `POST /connections`. Source: Management API v2, `CreateConnectionRequestContent`. */
export const createConnectionBody = z.strictObject({
  ...updatable,
  name: z
    .string()
    .max(128)
    .regex(/^[a-zA-Z0-9](-[a-zA-Z0-9]|[a-zA-Z0-9])*$/),
  strategy: z.enum(strategies),
  options: connectionOptions.exactOptional(),
  enabled_clients: z.array(z.string().min(1)).exactOptional(),
  cross_app_access_resource_app: jsonObject.exactOptional(),
});

/** `PATCH /connections/{id}`, without `enabled_clients`, which Auth0 moved to `/connections/{id}/clients`. */
export const updateConnectionBody = z
  .strictObject({
    ...updatable,
    options: connectionOptions.nullable().exactOptional(),
    cross_app_access_resource_app: jsonObject.nullable().exactOptional(),
  })
  .check(propertyCount({ minimum: 1 }));
