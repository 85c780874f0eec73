import * as z from 'zod';
import { checkpointParameters, fieldParameters } from '../listing.ts';
import { format, propertyCount } from '../validation.ts';

const label = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
const host = new RegExp(`^(?:${label}\\.)*${label}$`);

const changeable = {
  tls_policy: z.literal('recommended').exactOptional(),
  custom_client_ip_header: z
    .enum(['true-client-ip', 'cf-connecting-ip', 'x-forwarded-for', 'x-azure-clientip', ''])
    .nullable()
    .exactOptional(),
  domain_metadata: z
    .record(z.string().max(255), z.string().max(255).nullable())
    .check(propertyCount({ maximum: 10 }))
    .exactOptional(),
};
const relyingParty = format('hostname', (text) => host.test(text)).max(255);

/** `POST /custom-domains`. */
export const createCustomDomainBody = z.strictObject({
  ...changeable,
  domain: z.string().min(3).max(255).regex(host),
  type: z.enum(['auth0_managed_certs', 'self_managed_certs']),
  verification_method: z.literal('txt').exactOptional(),
  relying_party_identifier: relyingParty.exactOptional(),
});

/** `PATCH /custom-domains/{id}`. */
export const updateCustomDomainBody = z.strictObject({
  ...changeable,
  relying_party_identifier: relyingParty.nullable().exactOptional(),
});

/** `GET /custom-domains`. */
export const customDomainListQuery = z.strictObject({
  ...checkpointParameters,
  ...fieldParameters,
  q: z.string().exactOptional(),
  sort: z.literal('domain:1').exactOptional(),
});
