import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fakePulumi } from '../support/pulumi/fake-pulumi.ts';
import { FirstDeploy } from '../support/project/first-deploy.ts';
import { localProject } from '../support/project/local-project.ts';
import { serveRealTenant } from '../support/tenants/real-tenant.ts';

test('who has made a tenant, and nothing else, is led to a deploy step by step', async () => {
  const project = await localProject();
  execFileSync('git', ['init', '--quiet'], { cwd: project.directory });
  const pulumi = await fakePulumi();
  const person = new FirstDeploy(project, await serveRealTenant(), pulumi.folder);

  const { verdict, next, findings } = await person.walk();

  expect(person.cured).toEqual([
    'settings',
    'dotenv-ignored',
    'credentials',
    'scopes',
    'pulumi-cli',
    'backend',
    'passphrase',
    'stack',
  ]);
  expect(verdict).toBe('healthy');
  expect(next).toEqual(['node bin/omnichat-auth0.js up -s dev']);
  expect(findings.filter(({ status }) => status === 'warning').map(({ id }) => id)).toEqual([
    'settings',
    'pulumi-plugin',
  ]);
  // This Pulumi deploys nothing that could be verified; the official one does, in test/e2e.
  const { exitCode, output } = await person.shell(`${next[0]} --no-input --deploy-only`);
  expect(exitCode, output).toBe(0);
  expect(await readFile(join(pulumi.folder, 'calls'), 'utf8')).toBe('up\n');
}, 240_000);
