import { execFileSync } from 'node:child_process';
import { cp, readFile, symlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FirstDeploy } from '../support/project/first-deploy.ts';
import { localProject } from '../support/project/local-project.ts';
import { pulumiIsMissing } from '../support/pulumi/pulumi-cli.ts';
import { serveRealTenant } from '../support/tenants/real-tenant.ts';

const repository = resolve(import.meta.dirname, '../..');

describe.skipIf(pulumiIsMissing())('with the official engine and provider', () => {
  test('who has made a tenant, and nothing else, is led by doctor to one that is deployed', async () => {
    const project = await localProject();
    await cp(join(repository, 'Pulumi.yaml'), join(project.directory, 'Pulumi.yaml'));
    for (const name of ['node_modules', 'package.json', 'tsconfig.json']) {
      await symlink(join(repository, name), join(project.directory, name));
    }
    execFileSync('git', ['init', '--quiet'], { cwd: project.directory });
    const pulumi = execFileSync('sh', ['-c', 'command -v pulumi'], { encoding: 'utf8' }).trim();
    const person = new FirstDeploy(project, await serveRealTenant(), dirname(pulumi));
    const done = async (command: string) => {
      const { exitCode, output } = await person.shell(command);
      expect(exitCode, output).toBe(0);
    };

    const { verdict, next } = await person.walk();
    expect({ verdict, next }).toEqual({
      verdict: 'healthy',
      next: ['node bin/omnichat-auth0.js up -s dev'],
    });

    // What a shell does without a terminal. Nobody runs OmniChat's server here; and the tenant's front cannot change what is signed, so
    // that the Management token names another tenant. The deploy stands all the same.
    const { exitCode, output } = await person.shell(`${next[0]} --no-input`);
    expect(output).toMatch(/^Deployed, and \.env\.dev is written; verification failed\. .*verify -s dev$/m);
    expect(output).not.toContain('Not settled');
    expect(output.match(/^ {2}✗ .*|^ {6}AUTH0_.* is stale$/gm)).toEqual([
      '  ✗ env-agrees  The .env agrees with the outputs of the stack',
      '      AUTH0_MANAGEMENT_API_TOKEN is stale',
    ]);
    expect(exitCode, output).toBe(2);
    await done('pulumi preview --refresh --expect-no-changes --non-interactive --stack dev');
    expect(await readFile(join(project.directory, '.env.dev'), 'utf8')).toContain(
      'AUTH0_MANAGEMENT_API_TOKEN',
    );
    const after = await person.doctor();
    expect(after).toMatchObject({
      verdict: 'healthy',
      next: ['node bin/omnichat-auth0.js verify -s dev'],
    });
  }, 600_000);
});
