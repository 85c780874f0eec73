import { z } from 'zod';
import { severities } from './severity.ts';

/** How a tenant can differ from what is declared. */
const findingKinds = [
  'changed',
  'deleted',
  'never-deployed',
  'duplicate',
  'unmanaged',
  'undeclared',
  'secret-stale',
  'code-ahead',
  'order-only',
] as const;

/** One difference, as the JSON report shows it. No member ever holds a secret. */
export const findingSchema = z
  .strictObject({
    kind: z
      .enum(findingKinds)
      .describe(
        'changed: the tenant differs from what is declared. deleted: the tenant lacks it. never-deployed: no ' +
          'state of the stack holds anything. duplicate: a second application ' +
          'of that name. unmanaged: nobody declared it. undeclared: a setting left to Auth0 is not safe. secret-stale: a ' +
          'secret no longer works. code-ahead: the tenant is as the state has it, and not as declared. order-only: a list in another ' +
          'order; never fails.',
      ),
    severity: z.enum(severities),
    type: z.string().describe("Pulumi's type token."),
    name: z
      .string()
      .describe('The logical name in the program; for what nobody declared, its name at Auth0.'),
    id: z.string().optional().describe('At Auth0.'),
    path: z
      .string()
      .optional()
      .describe(
        "The property, in Pulumi's names: callbacks, flags.enableSso, scopes[files:read].description.",
      ),
    expected: z.unknown().optional(),
    actual: z.unknown().optional(),
    why: z.string().describe('Why it matters.'),
    mend: z.string().describe('What mends it.'),
    mendBy: z
      .enum(['command', 'person'])
      .describe(
        'command: the mend is a command line. person: it is a step that somebody has to take, or to decide.',
      ),
    changedBy: z
      .strictObject({
        by: z.string().describe('The person, the application, or both.'),
        date: z.string().describe("Of the event in the tenant's log."),
      })
      .readonly()
      .optional()
      .describe(
        "Whose request the tenant's log shows for it since the last deploy; absent where the log does not tell.",
      ),
    dashboardUrl: z.url().optional().describe('Where to look at it; absent where there is no dashboard.'),
  })
  .readonly();

export type Finding = z.infer<typeof findingSchema>;

/** Why something could not be checked. */
const notCheckedCauses = [
  'missing-scope',
  'rate-limit',
  'network',
  'credentials',
  'refused',
  'encrypted',
  'other-tenant',
] as const;

/** Something that could not be checked, as the JSON report shows it. */
export const notCheckedSchema = z
  .strictObject({
    what: z.string(),
    cause: z
      .enum(notCheckedCauses)
      .describe(
        'encrypted: the state holds it encrypted, which leaves the verdict as it is. other-tenant: the state is of another domain.',
      ),
    optional: z
      .literal(true)
      .optional()
      .describe('Nothing else depends on it: that it is missing leaves the verdict as it is.'),
    missingScopes: z.array(z.string()).readonly().optional().describe('One of these is needed.'),
    reason: z.string(),
  })
  .readonly();

export type NotChecked = z.infer<typeof notCheckedSchema>;

/** Whether it leaves the verdict open. */
export const leavesOpen = ({ cause, optional }: NotChecked): boolean =>
  cause !== 'encrypted' && optional !== true;
