import * as z from 'zod';
import { ManagementError } from '../../errors.ts';
import { deliveryMethod } from './phone-provider-schema.ts';

/** Source: recording of go-auth0, `TestBrandingManager_DeletePhoneProvider`. */
export const notFound = () => new ManagementError(404, 'Notification Resource not found');

/** Source: Management API v2, `CreatePhoneProviderSendTestRequestContent`. */
export const tryBody = z.strictObject({
  to: z.string().min(1).max(16),
  delivery_method: deliveryMethod.exactOptional(),
});

/** What trying one answers, where nobody is called. Source: recording of go-auth0, `TestBrandingManager_TryPhoneProvider`. */
export const sent = {
  status: 202,
  body: { code: 202, message: 'Test notification successfully sent for processing' },
} as const;
