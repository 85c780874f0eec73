import { z } from 'zod';
import { doctorReportSchema } from '../../doctor/report.ts';
import { reportSchema } from '../../verify/report.ts';
import { dotenvCheckSchema } from './report-schemas.ts';

/** The JSON of a command that several stacks were given to, by the JSON of one. */
const ofSeveral = (title: string, report: z.ZodType) =>
  z
    .strictObject({
      schemaVersion: z.literal(1),
      stacks: z
        .array(
          z
            .strictObject({
              stack: z.string(),
              exitCode: z
                .int()
                .describe('What the command would have ended with for this stack alone, an error being 1.'),
              lacks: z
                .array(z.string())
                .readonly()
                .exactOptional()
                .describe(
                  "The variables of the tenant's credentials that are not set, where it was looked at without.",
                ),
              report: report
                .exactOptional()
                .describe('What one stack alone is answered with; absent with an error.'),
              error: z.string().exactOptional().describe('Why there is no report.'),
            })
            .readonly(),
        )
        .readonly(),
    })
    .readonly()
    .meta({ title });

/** What `verify`, `doctor` and `env --check` print with `--json` of several stacks. */
export const verifyStacksSchema = ofSeveral('Verification of several stacks by omnichat-auth0', reportSchema);
export const doctorStacksSchema = ofSeveral('Doctor of several stacks by omnichat-auth0', doctorReportSchema);
export const dotenvStacksSchema = ofSeveral('Check of several .env by omnichat-auth0', dotenvCheckSchema);
