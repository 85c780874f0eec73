import { z } from 'zod';

const cure = z
  .strictObject({
    steps: z.array(z.string()).readonly().describe('What a person does, in this order.'),
    commands: z.array(z.string()).readonly().describe('What a shell runs after that.'),
    canBeFixed: z.boolean().describe('Whether --fix does it.'),
  })
  .readonly();

const findingSchema = z
  .strictObject({
    id: z.string().describe('Of the check; stable.'),
    title: z.string().describe('What holds when all is well.'),
    status: z
      .enum(['ok', 'warning', 'problem', 'unknown', 'waiting', 'skipped'])
      .describe(
        'problem: a deploy fails, or damages something. warning: it works, and could go wrong later. unknown: it could not ' +
          'be found out. waiting: another check has to end well first. skipped: there is nothing to look at.',
      ),
    detail: z.string(),
    cure: cure.optional(),
    missingScopes: z
      .array(
        z
          .strictObject({
            scope: z.string(),
            neededFor: z.array(z.string()).readonly().describe('What a deploy needs it for.'),
          })
          .readonly(),
      )
      .readonly()
      .optional(),
    waitsFor: z.string().optional().describe('The id of that other check.'),
    fixed: z.literal(true).optional().describe('It was mended by --fix.'),
  })
  .readonly();

export type DoctorFinding = z.infer<typeof findingSchema>;

/** The JSON that `doctor --json` prints. */
export const doctorReportSchema = z
  .strictObject({
    schemaVersion: z.literal(1),
    stack: z.string(),
    domain: z.string().optional().describe("Absent where the stack's settings cannot be used."),
    verdict: z
      .enum(['healthy', 'problems', 'unknown'])
      .describe('unknown: no problem was seen, and not everything could be found out.'),
    findings: z.array(findingSchema).readonly().describe('In the order in which they are to be mended.'),
    next: z.array(z.string()).readonly().describe('What to run once all is well.'),
  })
  .readonly()
  .meta({ title: 'Doctor report of omnichat-auth0' });

export type DoctorReport = z.infer<typeof doctorReportSchema>;

/** What the findings come to; warnings do not count. */
export function doctorVerdict(findings: readonly DoctorFinding[]): DoctorReport['verdict'] {
  const statuses = new Set(findings.map(({ status }) => status));
  if (statuses.has('problem')) return 'problems';
  return statuses.has('unknown') ? 'unknown' : 'healthy';
}
