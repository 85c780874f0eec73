import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'dotenv';
import { expect, test } from 'vitest';
import { localProject } from '../support/local-project.ts';

test('start deploys to a tenant on this machine and writes .env, and a second start changes nothing', async () => {
  const project = await localProject();

  const first = await project.run('start');
  expect(first.exitCode).toBe(0);
  expect(first.stdout).toMatch(/^ {2}\+ connector {14}application$/m);
  expect(first.stdout).toMatch(/^18 created in \d+\.\d s\.$/m);
  const dotenv = await readFile(join(project.directory, '.env'), 'utf8');
  expect(Object.keys(parse(dotenv)).slice(0, 6)).toEqual([
    'AUTHORIZATION_SERVER',
    'RESOURCE_URL',
    'OAUTH_CLIENT_ID',
    'OAUTH_CLIENT_SECRET',
    'OAUTH_JWKS_URI',
    'AUTH0_MANAGEMENT_API_TOKEN',
  ]);
  for (const [name, value] of Object.entries(parse(dotenv))) {
    if (/SECRET|TOKEN$/.test(name)) expect(first.stdout + first.stderr).not.toContain(value);
  }

  const second = await project.run('start');
  expect(second.exitCode).toBe(0);
  expect(second.stdout).toMatch(/^18 unchanged in \d+\.\d s\.$/m);
  expect(await readFile(join(project.directory, '.env'), 'utf8')).toBe(dotenv);
});

test('preview plans property by property and writes nothing', async () => {
  const project = await localProject();
  await project.run('up');
  await project.configure({ chatgptConnectorIds: ['abc'] });
  const state = await readFile(join(project.tenantDirectory, 'state.json'), 'utf8');

  const { exitCode, stdout } = await project.run('preview');

  expect(exitCode).toBe(0);
  expect(stdout).toContain('~ connector  application');
  expect(stdout).toContain('~ callbacks: ');
  expect(stdout).toContain('1 to update, 17 unchanged');
  expect(await readFile(join(project.tenantDirectory, 'state.json'), 'utf8')).toBe(state);
});

test('a bad setting on a deployed stack stops the run before anything is written', async () => {
  const project = await localProject();
  await project.run('up');
  const files = ['state.json', 'embedded/local.json'].map((name) => join(project.tenantDirectory, name));
  const before = await Promise.all(
    files.map(async (file) => [await readFile(file, 'utf8'), (await stat(file)).mtimeMs]),
  );
  await project.configure({ resourceUrl: 'http://omnichat.example' });

  for (const operation of ['preview', 'up', 'destroy', 'start']) {
    const { exitCode, stderr, stdout } = await project.run(operation);
    expect({ operation, exitCode, stdout }).toEqual({ operation, exitCode: 1, stdout: '' });
    expect(stderr).toContain('omnichat:resourceUrl "http://omnichat.example" is http.');
  }
  expect(
    await Promise.all(files.map(async (file) => [await readFile(file, 'utf8'), (await stat(file)).mtimeMs])),
  ).toEqual(before);
});

test('up --json prints one document: the plan with its outputs, without secrets', async () => {
  const project = await localProject();

  const { exitCode, stdout } = await project.run('up', '--json');

  expect(exitCode).toBe(0);
  const report = JSON.parse(stdout) as { plan: { summary: object; outputs: Record<string, object> } };
  expect(report).toMatchObject({ schemaVersion: 1, operation: 'up', stack: 'local', domain: project.domain });
  expect(report.plan.summary).toEqual({ create: 18, update: 0, replace: 0, delete: 0, same: 0 });
  expect(report.plan.outputs['clientSecret']).toEqual({ unknown: true });

  const again = await project.run('preview', '--json');
  expect(JSON.parse(again.stdout)).toMatchObject({ plan: { outputs: { clientSecret: { secret: true } } } });
  expect(JSON.parse(again.stdout).plan.outputs.clientSecret).not.toHaveProperty('value');
});

test('destroy deletes what was declared and leaves the tenant settings', async () => {
  const project = await localProject();
  await project.run('up');

  const { exitCode, stdout } = await project.run('destroy');

  expect(exitCode).toBe(0);
  expect(stdout).toContain('18 deleted');
  const { stdout: exported } = await project.run('tenant', 'export');
  expect(exported).toContain('"friendly_name": "OmniChat"');
  expect(exported).not.toContain('OmniChat OAuth 2.1');
});

test('the embedded engine is refused for a tenant that is not on this machine', async () => {
  const project = await localProject();
  await project.configure();
  const { exitCode, stderr } = await project.run('up', '--engine', 'embedded', '-s', 'dev');
  expect(exitCode).toBe(1);
  expect(stderr).toContain('Pulumi.dev.yaml');
});
