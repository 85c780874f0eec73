import * as z from 'zod';
import { propertyCount } from '../../validation.ts';

export const deliveryMethod = z.enum(['text', 'voice']);
const deliveryMethods = z.array(deliveryMethod).min(1);

/** Of whichever provider: one of the tenant's own was recorded with what Twilio takes. */
const configuration = z.union([
  z.strictObject({
    sid: z.string(),
    delivery_methods: deliveryMethods,
    default_from: z.string().exactOptional(),
    mssid: z.string().exactOptional(),
  }),
  z.strictObject({ delivery_methods: deliveryMethods }),
]);
const credentials = z.union([z.strictObject({ auth_token: z.string().min(1).max(255) }), z.strictObject({})]);

/** Source: Management API v2, `CreateBrandingPhoneProviderRequestContent`. */
export const phoneProviderBody = z.strictObject({
  name: z.enum(['twilio', 'custom']),
  credentials,
  disabled: z.boolean().exactOptional(),
  configuration: configuration.exactOptional(),
});

/** Source: Management API v2, `UpdateBrandingPhoneProviderRequestContent`. */
export const changedPhoneProviderBody = phoneProviderBody.partial().check(propertyCount({ minimum: 1 }));
