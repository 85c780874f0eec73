import { expect, test } from 'vitest';
import { z } from 'zod';
import { reportSchema } from '../../src/verify/report.ts';

/** After a change, `npx vitest run test/verify/schema.test.ts -u` writes the published schema anew. */
test('the published schema of the verification report is the one that the code has', async () => {
  const published = `${JSON.stringify(z.toJSONSchema(reportSchema), null, 2)}\n`;
  await expect(published).toMatchFileSnapshot('../../schemas/verify-report.schema.json');
});
