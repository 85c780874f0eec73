import { z } from 'zod';
import type { CheckResult, Status } from './check.ts';
import type { Remedy } from './remedy.ts';

const sideSchema = z.enum(['client', 'tenant', 'server', 'network']);

const remedySchema = z
  .strictObject({
    setting: z.string().describe('The one thing that is wrong, by the name under which it is found.'),
    before: z.string().exactOptional().describe('What a person does before the command, or instead of one.'),
    command: z.string().exactOptional().describe('What to run.'),
    after: z.string().exactOptional().describe('What a person does after it.'),
    side: sideSchema.exactOptional().describe('Whose the setting is, where the check alone does not tell.'),
  })
  .readonly() satisfies z.ZodType<Remedy>;

const checkSchema = z
  .strictObject({
    group: z.string(),
    id: z.string().describe('Stable: scripts hold on to it.'),
    title: z.string().describe('What holds when it passes.'),
    severity: z.enum(['error', 'warning']).describe('Of a failure. warning: it works, and could do better.'),
    status: z.enum(['pass', 'fail', 'skip', 'unknown']),
    evidence: z.string().describe('What was seen, the reason of a skip, or the cause why it is unknown.'),
    remedy: remedySchema
      .exactOptional()
      .describe('With fail and unknown only, and where what was seen tells which setting is behind it.'),
    because: z
      .string()
      .exactOptional()
      .describe(
        'The id of the check that this one follows from: with that one mended, this one is judged anew.',
      ),
  })
  .readonly();

/** A check with the group it belongs to, and the check it follows from. */
export type ReportedCheck = CheckResult & z.infer<typeof checkSchema>;

/** Who can answer in place of OmniChat's server. */
export type StandIn = 'reference connector';

const count = z.int().nonnegative();

/** The JSON that `verify --json` prints: what verification found. */
export const reportSchema = z
  .strictObject({
    schemaVersion: z.literal(1),
    target: z
      .strictObject({
        issuer: z.string(),
        resourceUrl: z.string().exactOptional(),
        stack: z.string().exactOptional(),
        server: z
          .literal('reference connector' satisfies StandIn)
          .exactOptional()
          .describe("Who answered at resourceUrl in place of OmniChat's server; absent where it did itself."),
      })
      .readonly(),
    checks: z.array(checkSchema).readonly(),
    summary: z
      .strictObject({ pass: count, fail: count, warning: count, skip: count, unknown: count })
      .readonly()
      .describe('How many checks ended in which way; a failure that is a warning counts as that only.'),
    conclusion: z
      .strictObject({
        outcome: z.enum(['links', 'does not link', 'undecided']),
        sentence: z.string().describe('It by itself, with what was seen and what mends it.'),
        fault: z
          .strictObject({
            side: sideSchema,
            sentence: z
              .string()
              .describe(
                'It in short, for whoever has read the finding: the side, and the setting or the check.',
              ),
          })
          .readonly()
          .exactOptional()
          .describe('Whose side it is; absent where the client links.'),
      })
      .readonly()
      .exactOptional()
      .describe('With --as only: whether the client will link.'),
    left: z
      .array(z.strictObject({ clientId: z.string(), reason: z.string() }).readonly())
      .readonly()
      .exactOptional()
      .describe(
        'Clients that were registered on the way and could not be removed; absent where there are none.',
      ),
  })
  .readonly()
  .meta({ title: 'Verification report of omnichat-auth0' });

export type Report = z.infer<typeof reportSchema>;

/** How a check ended, a warning that failed told from an error that did. */
export type Ending = Status | 'warning';

export function endingOf({ status, severity }: Pick<CheckResult, 'severity' | 'status'>): Ending {
  return status === 'fail' && severity === 'warning' ? 'warning' : status;
}

/** Counts the checks by how they ended. */
export function summarize(checks: readonly Pick<CheckResult, 'severity' | 'status'>[]): Report['summary'] {
  const summary = { pass: 0, fail: 0, warning: 0, skip: 0, unknown: 0 };
  for (const check of checks) summary[endingOf(check)] += 1;
  return summary;
}

/**
 * What a report comes to. `failed`: something is wrong. `unknown`: nothing seen is wrong, and not everything could be seen.
 * Warnings do not count, nor do skipped checks, unless these leave open whether ChatGPT will link.
 */
export function outcomeOf({ summary, conclusion }: Report): 'passed' | 'failed' | 'unknown' {
  if (summary.fail > 0) return 'failed';
  return summary.unknown > 0 || conclusion?.outcome === 'undecided' ? 'unknown' : 'passed';
}
