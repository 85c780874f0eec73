import * as z from 'zod';
import { propertyCount } from './validation.ts';

const count = z.int().min(1).max(2_147_483_647).exactOptional();

/** How many tokens may be had by client credentials. Source: Auth0, "Token Quota". */
export const tokenQuota = z.strictObject({
  client_credentials: z
    .strictObject({ enforce: z.boolean().exactOptional(), per_day: count, per_hour: count })
    .check(propertyCount({ minimum: 1 })),
});
