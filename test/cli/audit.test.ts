import { expect, test } from 'vitest';
import { localProject } from '../support/local-project.ts';

test('audit -s takes the domain of the stack', async () => {
  const project = await localProject();
  await project.run('up', '--deploy-only');
  const { exitCode, stdout } = await project.run('audit', '-s', 'local', '--json');
  expect([0, 2]).toContain(exitCode);
  expect(JSON.parse(stdout)).toMatchObject({ domain: project.domain });
});

test('RBAC is asked for where real users may depend on the tenant, and not of a stack that says they do not', async () => {
  const project = await localProject();
  await project.run('up', '--deploy-only');
  const unsafePaths = async (...words: string[]) => {
    const { stdout } = await project.run('audit', ...words, '--json');
    const { findings } = JSON.parse(stdout) as { readonly findings: readonly { readonly path?: string }[] };
    return findings.map(({ path }) => path);
  };
  expect(await unsafePaths('-s', 'local')).not.toContain('enforcePolicies');
  expect(await unsafePaths('--domain', project.domain)).toContain('enforcePolicies');
});

test('audit of two tenants at once is wrong usage', async () => {
  const project = await localProject();
  const { exitCode, stderr } = await project.run('audit', '-s', 'local', '--domain', 'a.eu.auth0.com');
  expect(exitCode).toBe(64);
  expect(stderr).toContain('--domain and -s name a tenant each.');
});
