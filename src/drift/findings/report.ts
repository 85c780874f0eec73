import { z } from 'zod';
import { findingSchema, type Finding, leavesOpen, type NotChecked, notCheckedSchema } from './finding.ts';
import { isAtLeast, type Severity } from './severity.ts';

const ignoreEntry = {
  match: z.string(),
  reason: z.string(),
  until: z.string().optional(),
};

const stackReportSchema = z
  .strictObject({
    stack: z.string(),
    domain: z.string(),
    verdict: z
      .enum(['clean', 'drift', 'unknown'])
      .describe('unknown: something could not be checked, whatever was found besides.'),
    applied: z
      .enum(['state', 'embedded-record', 'nothing', 'none'])
      .describe(
        'What told which values were deployed last, so that code-ahead can be told from changed. nothing: it is known ' +
          'that nothing is deployed. none: nothing told, so that it cannot be said whether something was deleted or never ' +
          'deployed.',
      ),
    applications: z
      .int()
      .optional()
      .describe('How many the tenant holds; absent where they could not be read.'),
    registrants: z
      .int()
      .optional()
      .describe("How many of them registered themselves, as the stack's settings let them; no finding."),
    findings: z.array(findingSchema).readonly().describe('The worst first.'),
    ignored: z
      .array(z.strictObject({ finding: findingSchema, ...ignoreEntry }).readonly())
      .readonly()
      .describe('What an entry of .driftignore.yaml covers.'),
    ignoreProblems: z
      .array(z.strictObject({ ...ignoreEntry, problem: z.enum(['expired', 'unmatched']) }).readonly())
      .readonly()
      .describe('Entries of .driftignore.yaml that do nothing.'),
    notChecked: z.array(notCheckedSchema).readonly(),
    changesSince: z
      .string()
      .optional()
      .describe(
        "From when on the tenant's log was searched for who made what was found; absent where it was not.",
      ),
  })
  .readonly();

/** The JSON that `drift --json` prints. */
export const driftReportSchema = z
  .strictObject({
    schemaVersion: z.literal(1),
    stacks: z.array(stackReportSchema).readonly(),
  })
  .readonly()
  .meta({ title: 'Drift report of omnichat-auth0' });

export type StackReport = z.infer<typeof stackReportSchema>;
export type DriftReport = z.infer<typeof driftReportSchema>;

/** What is known about a stack after its findings and whatever could not be checked. */
export function stackVerdict(
  findings: readonly Finding[],
  notChecked: readonly NotChecked[],
  failOn: Severity,
): StackReport['verdict'] {
  if (notChecked.some(leavesOpen)) return 'unknown';
  const failing = findings.some(({ kind, severity }) => kind !== 'order-only' && isAtLeast(severity, failOn));
  return failing ? 'drift' : 'clean';
}

/** The verdict of several stacks: one that could not tell makes the whole unknown. */
export function overallVerdict({ stacks }: DriftReport): StackReport['verdict'] {
  const verdicts = new Set(stacks.map(({ verdict }) => verdict));
  return verdicts.has('unknown') ? 'unknown' : verdicts.has('drift') ? 'drift' : 'clean';
}
