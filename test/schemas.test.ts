import { expect, test } from 'vitest';
import { z } from 'zod';
import { auditReportSchema } from '../src/drift/audit/audit-report.ts';
import {
  doctorStacksSchema,
  dotenvStacksSchema,
  verifyStacksSchema,
} from '../src/cli/reports/several-reports.ts';
import { doctorReportSchema } from '../src/doctor/report.ts';
import {
  clientsReportSchema,
  envReportSchema,
  logEventSchema,
  mendReportSchema,
  rotateReportSchema,
  runReportSchema,
} from '../src/cli/reports/report-schemas.ts';
import { errorReportSchema } from '../src/cli/reports/error-report-schema.ts';
import { driftReportSchema } from '../src/drift/findings/report.ts';

/** After a change, `npx vitest run test/schemas.test.ts -u` writes the published schemas anew. */
test.each([
  ['drift-report', driftReportSchema],
  ['audit-report', auditReportSchema],
  ['doctor-report', doctorReportSchema],
  ['error-report', errorReportSchema],
  ['run-report', runReportSchema],
  ['env-report', envReportSchema],
  ['rotate-report', rotateReportSchema],
  ['clients-report', clientsReportSchema],
  ['log-event', logEventSchema],
  ['mend-report', mendReportSchema],
  ['doctor-stacks', doctorStacksSchema],
  ['verify-stacks', verifyStacksSchema],
  ['env-check-stacks', dotenvStacksSchema],
])('the published schema of the %s is the one that the code has', async (name, schema) => {
  const published = `${JSON.stringify(z.toJSONSchema(schema), null, 2)}\n`;
  await expect(published).toMatchFileSnapshot(`../schemas/${name}.schema.json`);
});
