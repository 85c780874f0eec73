import { z } from 'zod';
import { findingSchema, notCheckedSchema } from '../findings/finding.ts';

/** What can be wrong with a tenant that nobody here manages. */
const auditKinds = ['unsafe', 'over-wide', 'litter', 'missing'] as const;

const auditFindingSchema = findingSchema
  .unwrap()
  .extend({
    kind: z
      .enum(auditKinds)
      .describe(
        'unsafe: a setting. over-wide: a grant that permits too much. litter: applications that nobody needs. missing: what ' +
          'an OAuth 2.1 connector such as ChatGPT cannot be without.',
      ),
    name: z
      .string()
      .describe('At Auth0; of an application that shares its name with another, with the client id.'),
  })
  .readonly();

/** One thing that is wrong with a tenant, as the JSON report shows it. */
export type AuditFinding = z.infer<typeof auditFindingSchema>;

/** The JSON that `audit --json` prints. */
export const auditReportSchema = z
  .strictObject({
    schemaVersion: z.literal(1),
    domain: z.string(),
    verdict: z.enum(['clean', 'findings', 'unknown']).describe('unknown: something could not be checked.'),
    applications: z
      .int()
      .optional()
      .describe('How many the tenant holds; absent where they could not be read.'),
    findings: z.array(auditFindingSchema).readonly().describe('The worst first.'),
    notChecked: z.array(notCheckedSchema).readonly(),
  })
  .readonly()
  .meta({ title: 'Audit report of omnichat-auth0' });

export type AuditReport = z.infer<typeof auditReportSchema>;
