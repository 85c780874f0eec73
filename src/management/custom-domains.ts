import { z } from 'zod';
import { objectOf } from './answer.ts';

/** A custom domain (Management API v2, `/custom-domains`). */
export const customDomainShape = objectOf({
  domain: z.string(),
  status: z.string(),
  verification: objectOf({ error_msg: z.string().optional() }).optional(),
});

/** That Auth0 has not verified it, which it serves it from on; undefined where it has. No full stop. */
export function notVerified({
  domain,
  status,
  verification,
}: z.infer<typeof customDomainShape>): string | undefined {
  if (status === 'ready') return undefined;
  const reason = verification?.error_msg;
  return `Auth0 has not verified ${domain}: it is ${status}${reason === undefined ? '' : ` (${reason})`}`;
}
