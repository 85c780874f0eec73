import { z } from 'zod';
import type { ErrorReport } from '../error-report.ts';

/** The JSON that a command with `--json` ends with, on standard output, when it cannot do what it is for. */
export const errorReportSchema = z
  .strictObject({
    schemaVersion: z.literal(1),
    error: z
      .strictObject({
        code: z
          .string()
          .regex(/^[A-Z][A-Z0-9_]*$/)
          .describe(
            'Stable. CLI_USAGE: wrong usage. CLI_INTERRUPTED: a signal. INTERNAL_ERROR: a defect of this tool. Any other says which error it is.',
          ),
        message: z.string().describe('What is wrong, where, and what to do next.'),
        exitCode: z.int().positive(),
        status: z.int().exactOptional().describe('Of the answer of the Management API, where one came.'),
        errorCode: z
          .string()
          .exactOptional()
          .describe("Auth0's, where it was the Management API that refused."),
        missingScopes: z
          .array(z.string())
          .readonly()
          .exactOptional()
          .describe('Of the Management API: one of these is needed.'),
      })
      .readonly(),
  })
  .readonly()
  .meta({ title: 'Error of omnichat-auth0' }) satisfies z.ZodType<ErrorReport>;
