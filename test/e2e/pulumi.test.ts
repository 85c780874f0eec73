import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readTenantFiles } from '../../src/local-tenant/index.ts';
import { ManagementClient } from '../../src/management/management-client.ts';
import { comparableExport } from '../support/tenants/comparable-export.ts';
import { type LocalProject, localProject } from '../support/project/local-project.ts';
import { pulumiIsMissing } from '../support/pulumi/pulumi-cli.ts';

const repository = resolve(import.meta.dirname, '../..');
const bin = join(repository, 'bin', 'omnichat-auth0.js');

interface Finished {
  readonly exitCode: number | null;
  readonly output: string;
}

async function finished(child: ChildProcess): Promise<Finished> {
  let output = '';
  child.stdout?.on('data', (chunk) => (output += String(chunk)));
  child.stderr?.on('data', (chunk) => (output += String(chunk)));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { exitCode, output };
}

/** A change by hand. */
async function byHand<Result>(
  { tenantDirectory, domain }: LocalProject,
  change: (client: ManagementClient) => Promise<Result>,
): Promise<Result> {
  const { caFile, deployer } = (await readTenantFiles(tenantDirectory))!;
  const client = new ManagementClient({ domain, ca: await readFile(caFile, 'utf8'), credentials: deployer });
  try {
    return await change(client);
  } finally {
    await client.close();
  }
}

describe.skipIf(pulumiIsMissing())('the official engine and provider on the local tenant', () => {
  let project: LocalProject;
  let server: ChildProcess;

  const tool = (...words: string[]) =>
    finished(spawn(process.execPath, [bin, '-C', project.directory, ...words], { cwd: project.directory }));
  const pulumi = (...words: string[]) =>
    tool('tenant', 'exec', '--', 'pulumi', ...words, '--non-interactive');
  const up = (...flags: string[]) => tool('up', '--engine', 'pulumi', '--no-input', ...flags);

  beforeAll(async () => {
    project = await localProject({ lifetime: 'run' });
    await cp(join(repository, 'Pulumi.yaml'), join(project.directory, 'Pulumi.yaml'));
    for (const name of ['node_modules', 'package.json', 'tsconfig.json']) {
      await symlink(join(repository, name), join(project.directory, name));
    }
    server = spawn(process.execPath, [bin, '-C', project.directory, 'tenant', 'serve'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const line of createInterface({ input: server.stdout! }))
      if (line.startsWith('Auth0 tenant')) break;
    expect(await pulumi('stack', 'select', '--create', 'local')).toMatchObject({ exitCode: 0 });
  });

  afterAll(async () => {
    server.kill('SIGTERM');
    await once(server, 'exit');
  });

  test('refuses a bad setting before it sends anything', async () => {
    await project.configure({ resourceUrl: 'http://omnichat.example' });
    const { exitCode, output } = await pulumi('up', '--yes', '--stack', 'local');
    expect(exitCode).not.toBe(0);
    expect(output).toContain('omnichat:resourceUrl "http://omnichat.example" is http.');
    expect(output).not.toMatch(/ at .*\.ts:\d+/);
    await project.configure();
  });

  test('deploys', async () => {
    const { exitCode, output } = await up('--deploy-only');
    expect(exitCode, output).toBe(0);
    expect(output).not.toContain('Settling');
  });

  test('leaves the tenant as the embedded engine leaves it', async () => {
    const other = await localProject();
    await other.run('up', '--deploy-only');
    const [official, embedded] = await Promise.all([
      project.run('tenant', 'export'),
      other.run('tenant', 'export'),
    ]);
    expect(comparableExport(embedded.stdout.replaceAll(other.domain, project.domain))).toEqual(
      comparableExport(official.stdout),
    );
  });

  test('goes on to the end: nothing is left to change, the .env is written, and all of it is verified', async () => {
    const { exitCode, output } = await up();
    expect(exitCode, output).toBe(0);
    expect(output).toContain('Settling: compared with the tenant as it is');
    expect(output).not.toContain('Running up once more');
    expect(output).toMatch(/\.env created\.\n[^]*\d+ checks: \d+ passed\.\n/);
  });

  test('takes a grant over with the scopes that it has, and up runs once more to give it those of the program', async () => {
    const state = await pulumi('stack', '--show-urns', '--stack', 'local');
    const [urn = ''] = /urn:\S+ClientGrant::registrar-grant/.exec(state.output) ?? [];
    expect((await pulumi('state', 'delete', urn, '--yes', '--stack', 'local')).exitCode).toBe(0);
    const registrarId = async () =>
      String(JSON.parse((await project.run('env', '--format', 'json')).stdout)['AUTH0_REGISTRAR_CLIENT_ID']);
    const grantNow = () =>
      byHand(project, async (client) => {
        const [grant] = (await client.get('/client-grants', { client_id: await registrarId() })) as readonly {
          readonly id: string;
          readonly scope: readonly string[];
        }[];
        return grant;
      });
    const before = await grantNow();
    await byHand(project, (client) =>
      client.patch(`/client-grants/${before?.id}`, { scope: ['read:clients'] }),
    );

    const { exitCode, output } = await up();

    expect(exitCode, output).toBe(0);
    expect(output).toContain('Settling: it is not. Running up once more');
    expect(output).not.toContain('Not settled');
    expect(await grantNow()).toEqual(before);
  });

  test('rotates a secret, and takes it over by the commands that rotate prints', async () => {
    const { exitCode, output } = await tool('rotate', 'registrar', '--yes');
    expect(exitCode, output).toBe(0);
    expect(output).toContain('tenant exec -- pulumi up --refresh -s local');
    expect(output).toContain('node bin/omnichat-auth0.js env -s local');
    const refreshed = await pulumi('up', '--refresh', '--yes', '-s', 'local');
    expect(refreshed.exitCode, refreshed.output).toBe(0);
    expect((await tool('env', '-s', 'local')).output).toContain('.env: unchanged');
    const checked = await tool('env', '--check', '-s', 'local');
    expect(checked.exitCode, checked.output).toBe(0);
  });

  test('gives its outputs to env', async () => {
    const { exitCode, stdout, stderr } = await project.run('env', '--format', 'json');
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      AUTH0_DOMAIN: project.domain,
      OAUTH_AUDIENCE: 'https://omnichat.com/api',
    });
  });

  test('is not followed by the embedded engine', async () => {
    const { exitCode, stderr } = await project.run('up');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('node bin/omnichat-auth0.js tenant reset');
  });

  test('keeps a deployed stack when a setting is refused', async () => {
    await project.configure({ callbackUrls: ['https://omnichat.example/*'] });
    const before = (await project.run('tenant', 'export', '--secrets', 'plain')).stdout;
    const { exitCode } = await pulumi('up', '--yes', '--stack', 'local');
    expect(exitCode).not.toBe(0);
    expect((await project.run('tenant', 'export', '--secrets', 'plain')).stdout).toBe(before);
    await project.configure();
  });

  test('updates in place', async () => {
    await project.configure({ chatgptConnectorIds: ['abc'] });
    const { exitCode, output } = await pulumi('up', '--yes', '--stack', 'local');
    expect(exitCode, output).toBe(0);
    expect((await project.run('tenant', 'export')).stdout).toContain(
      'https://chatgpt.com/connector/oauth/abc',
    );
  });

  test('sees that somebody turned the issuer in authorization responses off, and turns it on again', async () => {
    await byHand(project, (client) =>
      client.patch('/tenants/settings', { authorization_response_iss_parameter_supported: false }),
    );
    const refresh = await pulumi('refresh', '--yes', '--diff', '--stack', 'local');
    expect(refresh.output).toContain('~ authorizationResponseIssParameterSupported: true => false');
    const { exitCode, output } = await pulumi('up', '--yes', '--stack', 'local');
    expect(exitCode, output).toBe(0);
    expect((await project.run('tenant', 'export')).stdout).toContain(
      '"authorization_response_iss_parameter_supported": true',
    );
  });

  test('takes the secret that somebody rotated, by the commands that drift prints', async () => {
    await project.run('env');
    const { OAUTH_CLIENT_ID: clientId } = JSON.parse((await project.run('env', '--format', 'json')).stdout);
    await byHand(project, (client) => client.post(`/clients/${String(clientId)}/rotate-secret`, {}));
    const { stdout } = await project.run('drift', '--json');
    const [{ mend }] = JSON.parse(stdout).stacks[0].findings;
    expect(mend).toBe(
      'node bin/omnichat-auth0.js tenant exec -- pulumi up --refresh -s local && node bin/omnichat-auth0.js env -s local',
    );
    const deployed = await pulumi('up', '--refresh', '--yes', '-s', 'local');
    expect(deployed.exitCode, deployed.output).toBe(0);
    expect(await project.run('env', '-s', 'local')).toMatchObject({ exitCode: 0 });
    expect(await project.run('drift')).toMatchObject({ exitCode: 0 });
  });

  test("makes the users' database anew that somebody deleted, by the command that drift and verify print", async () => {
    const mend = 'node bin/omnichat-auth0.js up -s local --engine pulumi';
    await byHand(project, async (client) => {
      const [users] = (await client.get('/connections', { name: 'omnichat-users' })) as readonly {
        readonly id: string;
      }[];
      await client.delete(`/connections/${users?.id}`);
    });
    expect((await project.run('drift')).stdout).toContain(`mend it: ${mend}\n`);
    expect((await tool('verify')).output).toContain(`mend it: ${mend}\n`);
    const byItself = await pulumi('up', '--refresh', '--yes', '--stack', 'local');
    expect(byItself.output).toContain('404 Not Found: The connection does not exist');

    const mended = await tool('up', '-s', 'local', '--engine', 'pulumi', '--yes');
    expect(mended.exitCode, mended.output).toBe(0);
    expect(mended.output).not.toContain('Not settled');
    expect(await project.run('drift')).toMatchObject({ exitCode: 0 });
  });

  test('frees a stack that a killed run left locked, by the command that up prints', async () => {
    const backend = join(project.tenantDirectory, 'pulumi');
    const folder = join(backend, '.pulumi', 'locks', 'organization', 'omnichat-auth0', 'local');
    await mkdir(folder, { recursive: true });
    const lock = { pid: 2 ** 30, username: 'ann', hostname: hostname(), timestamp: new Date().toISOString() };
    await writeFile(join(folder, 'killed.json'), JSON.stringify(lock));
    const byItself = await pulumi('up', '--yes', '--stack', 'local');
    expect(byItself.output).toContain('the stack is currently locked by 1 lock(s)');
    const { exitCode, output } = await up('--deploy-only');
    expect(exitCode).toBe(1);
    const [, words = ''] = /Free it: node bin\/omnichat-auth0\.js (.*)/.exec(output) ?? [];
    expect(await tool(...words.split(' '))).toMatchObject({ exitCode: 0 });
    expect(await up('--deploy-only')).toMatchObject({ exitCode: 0 });
  });

  test('keeps no credential of the deployer in its state', async () => {
    const { output } = await pulumi('stack', 'export', '--show-secrets', '--stack', 'local');
    expect(output).toContain('IssuerIdentification');
    const { deployer } = (await readTenantFiles(project.tenantDirectory))!;
    expect(output).not.toContain(deployer.clientSecret);
  });

  test('destroys all but the tenant settings, where registration is closed, and puts the issuer in authorization responses back', async () => {
    await byHand(project, (client) =>
      client.patch('/tenants/settings', { flags: { enable_dynamic_client_registration: true } }),
    );
    const { exitCode, output } = await tool('destroy', '--engine', 'pulumi', '--no-input');
    expect(exitCode, output).toBe(0);
    expect(output).toContain('Left are the tenant settings, where dynamic client registration is off now');
    const { stdout } = await project.run('tenant', 'export');
    expect(stdout).not.toContain('OmniChat OAuth 2.1');
    expect(stdout).toContain('"friendly_name": "OmniChat"');
    expect(stdout).toContain('"enable_dynamic_client_registration": false');
    expect(stdout).not.toContain('"authorization_response_iss_parameter_supported": true');
  });
});
