import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { deployedProject, localProject } from '../../support/project/local-project.ts';

test('audit -s takes the domain of the stack', async () => {
  const project = await deployedProject();
  const { exitCode, stdout } = await project.run('audit', '-s', 'local', '--json');
  expect([0, 2]).toContain(exitCode);
  expect(JSON.parse(stdout)).toMatchObject({ domain: project.domain });
});

test('audit and mend take the stack local where no tenant is named, as every command does', async () => {
  const project = await deployedProject();
  const { stdout } = await project.run('audit', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ domain: project.domain });
  const mend = ['mend', 'set', 'tenants/settings', 'flags.enableDynamicClientRegistration=false', '--yes'];
  expect(await project.run(...mend)).toMatchObject({ exitCode: 0 });
  const environment = { AUTH0_DOMAIN: 'nobody.invalid' };
  expect((await project.runWith({ environment }, 'audit')).stderr).toContain('nobody.invalid');
  await rm(join(project.directory, 'Pulumi.yaml'));
  const nowhere = await project.run('audit');
  expect(nowhere).toMatchObject({ exitCode: 64 });
  expect(nowhere.stderr).toContain('Name the tenant with --domain');
});

test('RBAC is asked for where real users may depend on the tenant, and not of a stack that says they do not', async () => {
  const project = await deployedProject();
  const unsafePaths = async (...words: string[]) => {
    const { stdout } = await project.run('audit', ...words, '--json');
    const { findings } = JSON.parse(stdout) as { readonly findings: readonly { readonly path?: string }[] };
    return findings.map(({ path }) => path);
  };
  expect(await unsafePaths('-s', 'local')).not.toContain('enforcePolicies');
  expect(await unsafePaths('--domain', project.domain)).toContain('enforcePolicies');
});

test('what is too short to be a secret blots out nothing', async () => {
  const project = await localProject();
  const environment = { AUTH0_CLIENT_ID: 'a', AUTH0_CLIENT_SECRET: 'e' };
  const { stdout } = await project.runWith({ environment }, 'audit', '--domain', '0.0.0.0:1', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ domain: '0.0.0.0:1' });
  expect(stdout).not.toContain('[redacted]');
});

test('audit of two tenants at once is wrong usage', async () => {
  const project = await localProject();
  const { exitCode, stderr } = await project.run('audit', '-s', 'local', '--domain', 'a.eu.auth0.com');
  expect(exitCode).toBe(64);
  expect(stderr).toContain('--domain and -s name a tenant each.');
});

test('what a stack declares is mended in its file, and what it does not by a command', async () => {
  const project = await deployedProject({ registration: 'native' });
  const registrationMend = async (...words: string[]) => {
    const { stdout } = await project.run('audit', ...words, '--json');
    const { findings } = JSON.parse(stdout) as {
      readonly findings: readonly {
        readonly path?: string;
        readonly mend: string;
        readonly mendBy: string;
      }[];
    };
    const found = findings.find(({ path }) => path === 'flags.enableDynamicClientRegistration');
    return [found?.mendBy, found?.mend];
  };
  expect(await registrationMend('-s', 'local')).toEqual([
    'person',
    'The stack declares it so: where that is not meant, change Pulumi.local.yaml, and deploy: node bin/omnichat-auth0.js up -s local',
  ]);
  expect(await registrationMend('--domain', project.domain)).toEqual([
    'command',
    `node bin/omnichat-auth0.js mend set tenants/settings flags.enableDynamicClientRegistration=false --domain ${project.domain}`,
  ]);
  await project.configure();
  expect((await registrationMend('-s', 'local'))[0]).toBe('command');
});

test.each([
  [['--domain', 'my_tenant.auth0.com'], {}, '--domain'],
  [[], { AUTH0_DOMAIN: 'my_tenant.auth0.com' }, 'AUTH0_DOMAIN'],
])('audit %j with %j says that it is not a host', async (words, environment, source) => {
  const project = await localProject();
  const { exitCode, stderr } = await project.runWith({ environment }, 'audit', ...words);
  expect({ exitCode, stderr }).toEqual({
    exitCode: 64,
    stderr: `Error: ${source} is not a host. Write it as Auth0 shows it, such as omnichat.eu.auth0.com.\n`,
  });
});
