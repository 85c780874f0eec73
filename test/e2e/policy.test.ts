import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { pulumiIsMissing } from '../support/pulumi/pulumi-cli.ts';
import { endedPulumi, pulumi, servedProject } from '../support/pulumi/pulumi-project.ts';

const pack = resolve(import.meta.dirname, '../../policy');

describe.skipIf(pulumiIsMissing())('the official engine asks the policy pack', () => {
  test('which finds nothing in the program, and what is not for production where its configuration says so', async () => {
    const project = await servedProject();
    await pulumi(project, 'stack', 'select', '--create', 'local');
    const preview = ['preview', '--stack', 'local', '--policy-pack', pack];

    await pulumi(project, ...preview);
    const { exitCode, output } = await endedPulumi(
      project,
      ...preview,
      '--policy-pack-config',
      join(pack, 'production.json'),
    );
    expect(exitCode).not.toBe(0);
    expect(output).toContain('[mandatory]  production-urls  (auth0:index:Client: connector)');
    expect(output).toContain('connector has http://localhost:3000/callback, in a production stack.');
    expect(output).toContain('omnichat-api is not protected, in a production stack.');
  });
});
