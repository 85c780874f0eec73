import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runIn, withProject } from './bench-project.ts';
import { type Benchmark, median } from './measurement.ts';

/** What a person waits for in the first minute: `npm start`, and the commands that it consists of. */
export const start: Benchmark = {
  name: 'start',
  unit: 'milliseconds',
  reference: 'npm start, the second time',
  measure: () =>
    withProject(async ({ folder, tenantDirectory, cli }) => {
      const npmStart = () => runIn(folder, 'npm', 'start', '--silent');
      const forget = async () => {
        for (const path of [tenantDirectory, join(folder, '.env')]) {
          await rm(path, { recursive: true, force: true });
        }
      };
      return [
        { name: 'npm start, the first time', medianMs: await median(npmStart, { between: forget }) },
        { name: 'npm start, the second time', medianMs: await median(npmStart) },
        { name: 'up, nothing to change', medianMs: await median(() => cli('up')) },
        { name: 'verify', medianMs: await median(() => cli('verify')) },
        { name: 'env, nothing to change', medianMs: await median(() => cli('env', '--file', '.env')) },
        { name: '--version', medianMs: await median(() => cli('--version')) },
        { name: '--help', medianMs: await median(() => cli('--help')) },
        {
          name: 'node, loading nothing',
          medianMs: await median(() => runIn(folder, process.execPath, '-e', '0')),
        },
      ];
    }),
};
