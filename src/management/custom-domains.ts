import { z } from 'zod';
import { getAs, objectOf } from './answer.ts';
import { ManagementError } from './management-error.ts';
import type { Part } from './resources/part.ts';

/** A custom domain (Management API v2, `/custom-domains`). */
export const customDomainShape = objectOf({
  domain: z.string(),
  status: z.string(),
  verification: objectOf({
    error_msg: z.string().optional(),
    methods: z
      .array(objectOf({ name: z.string(), record: z.string(), domain: z.string().optional() }))
      .optional(),
  }).optional(),
  tls_policy: z.string().nullish(),
  certificate: objectOf({ status: z.string().optional(), error_msg: z.string().optional() }).optional(),
});

export type LiveCustomDomain = z.infer<typeof customDomainShape>;

/** The scope that reading them takes; no deploy needs it. */
export const customDomainScope = 'read:custom_domains';

/** The custom domains of a tenant; none where it may have none. */
export const customDomains: Part<readonly LiveCustomDomain[]> = {
  name: 'custom domains',
  isOptional: true,
  async read({ api }) {
    try {
      return await getAs(api, z.array(customDomainShape), '/custom-domains');
    } catch (error) {
      if (mayHaveNone(error)) return [];
      throw error;
    }
  },
};

/** What Auth0 says of a tenant whose plan has none, or that nobody gave a credit card for (auth0-deploy-cli and auth0-cli know both). */
const mayHaveNone = (error: unknown) =>
  error instanceof ManagementError &&
  error.status === 403 &&
  /The account is not allowed to perform this operation|verified credit card/.test(error.message);

/** That Auth0 has not verified it, which it serves it from on; undefined where it has. No full stop. */
export function notVerified({ domain, status, verification }: LiveCustomDomain): string | undefined {
  if (status === 'ready') return undefined;
  const reason = verification?.error_msg;
  return `Auth0 has not verified ${domain}: it is ${status}${reason === undefined ? '' : ` (${reason})`}`;
}

/** What has a custom domain verified, a sentence each. */
export function verificationSteps(tenant: string, name: string, known?: LiveCustomDomain): readonly string[] {
  const records = (known?.verification?.methods ?? []).map(
    ({ name: type, record, domain = name }) => `${type} ${record} at ${domain}`,
  );
  return [
    `In Auth0's dashboard of ${tenant}: Branding > Custom Domains. Add ${name} there if it is not, and have it verified.`,
    records.length === 0
      ? 'The dashboard shows the record that the DNS has to have; it stays there for good.'
      : `The DNS has to have this record, for good: ${records.join(', or ')}.`,
  ];
}
