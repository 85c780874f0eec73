import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Agent, fetch } from 'undici';
import { serveTenant } from '../src/local-tenant/index.ts';
import { type BenchProject, bin, runIn, withProject } from './bench-project.ts';
import { type Benchmark, median, type Measurement } from './measurement.ts';

/** How soon a tenant with its keys answers. */
export const tenant: Benchmark = {
  name: 'tenant',
  unit: 'milliseconds',
  reference: 'from the process to the first answer',
  measure: () => withProject(measureTenant),
};

async function measureTenant(project: BenchProject): Promise<readonly Measurement[]> {
  const { folder, tenantDirectory: directory, domain } = project;
  const agent = new Agent({ connect: { ca: await readFile(join(directory, 'ca.pem'), 'utf8') } });
  const answer = () =>
    fetch(`https://${domain}/api/v2/clients`, { dispatcher: agent }).then((response) => response.text());
  const cleanUp: (() => Promise<unknown>)[] = [];
  const afterwards = async () => {
    for (const end of cleanUp.splice(0)) await end();
  };
  try {
    const spawned = async () => {
      const server = spawn(process.execPath, [bin, 'tenant', 'serve'], {
        cwd: folder,
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const ended = once(server, 'exit');
      cleanUp.push(() => {
        server.kill('SIGTERM');
        return ended;
      });
      await once(server.stdout, 'data');
      await answer();
    };
    const called = async () => {
      const served = await serveTenant({ directory, domain });
      cleanUp.push(() => served.close());
      await answer();
    };
    return [
      {
        name: 'from the process to the first answer',
        medianMs: await median(spawned, { between: afterwards }),
      },
      { name: 'from the call to the first answer', medianMs: await median(called, { between: afterwards }) },
      {
        name: 'node, loading nothing',
        medianMs: await median(() => runIn(folder, process.execPath, '-e', '0')),
      },
    ];
  } finally {
    await afterwards();
    await agent.close();
  }
}
