import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ManagementClient, ManagementError } from 'auth0';
import { Agent, fetch as undiciFetch } from 'undici';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  readTenantFiles,
  resetTenant,
  servedTenant,
  serveTenant,
  type DirectoryTenant,
} from '../../src/local-tenant/index.ts';
import { type LocalProject, localProject } from '../support/project/local-project.ts';
import { spawnCommand } from '../support/project/spawned-command.ts';
import { temporaryFolder } from '../support/project/temporary-folder.ts';
import { copyTenantKeys } from '../support/tenants/tenant-keys.ts';

async function freshDirectory(): Promise<string> {
  const directory = await temporaryFolder();
  await copyTenantKeys(directory);
  return directory;
}

async function served(directory: string, domain = 'localhost:0'): Promise<DirectoryTenant> {
  const tenant = await serveTenant({ directory, domain });
  onTestFinished(() => tenant.close());
  return tenant;
}

async function management(tenant: DirectoryTenant): Promise<ManagementClient> {
  const dispatcher = new Agent({ connect: { ca: await readFile(tenant.caFile, 'utf8') } });
  onTestFinished(() => dispatcher.close());
  return new ManagementClient({
    domain: tenant.domain,
    ...tenant.deployer,
    maxRetries: 0,
    fetch: ((url: string, init: object) =>
      undiciFetch(url, { ...init, dispatcher })) as unknown as typeof fetch,
  });
}

describe("Auth0's own SDK", () => {
  test('provisions an application, an API, a grant and a connection', async () => {
    const tenant = await served(await freshDirectory());
    const auth0 = await management(tenant);
    const client = await auth0.clients.create({
      name: 'OmniChat OAuth 2.1',
      app_type: 'regular_web',
      callbacks: ['https://chatgpt.com/connector_platform_oauth_redirect'],
    });
    const identifier = 'https://omnichat.com/api';
    await auth0.resourceServers.create({ identifier, scopes: [{ value: 'files:read' }] });
    const grant = await auth0.clientGrants.create({
      client_id: client.client_id ?? '',
      audience: identifier,
      scope: ['files:read'],
      subject_type: 'user',
    });
    const connection = await auth0.connections.create({ name: 'omnichat-users', strategy: 'auth0' });
    await auth0.connections.clients.update(connection.id ?? '', [
      { client_id: client.client_id ?? '', status: true },
    ]);
    await auth0.tenants.settings.update({ friendly_name: 'OmniChat' });
    await auth0.attackProtection.bruteForceProtection.update({ max_attempts: 5 });

    expect((await auth0.clients.get(client.client_id ?? '')).client_secret).toBe(client.client_secret);
    expect((await auth0.clientGrants.list({ client_id: client.client_id ?? '' })).data).toEqual([grant]);
    expect((await auth0.resourceServers.get(identifier)).scopes).toEqual([{ value: 'files:read' }]);
    expect((await auth0.connections.clients.get(connection.id ?? '')).data).toEqual([
      { client_id: client.client_id },
    ]);
    expect((await auth0.tenants.settings.get()).friendly_name).toBe('OmniChat');
  });

  test('pages through all applications', async () => {
    const auth0 = await management(await served(await freshDirectory()));
    for (let number = 1; number <= 5; number += 1)
      await auth0.clients.create({ name: `application ${number}` });
    const names: (string | undefined)[] = [];
    for await (const client of await auth0.clients.list({ per_page: 2, is_global: false }))
      names.push(client.name);
    expect(names).toEqual(['Deployer', ...[1, 2, 3, 4, 5].map((number) => `application ${number}`)]);
  });

  test('understands a refusal', async () => {
    const auth0 = await management(await served(await freshDirectory()));
    const refusal = await auth0.clients.get('unknown').catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ManagementError);
    expect(refusal).toMatchObject({ statusCode: 404, body: { errorCode: 'inexistent_client' } });
  });
});

test('curl trusts it by its CA file', async () => {
  const tenant = await served(await freshDirectory());
  for (const host of ['localhost', '127.0.0.1']) {
    const { stdout } = await promisify(execFile)('curl', [
      '-s',
      '-o',
      '/dev/null',
      '-w',
      '%{http_code}',
      '--cacert',
      tenant.caFile,
      `https://${host}:${tenant.domain.split(':')[1]}/api/v2/clients`,
    ]);
    expect(stdout).toBe('401');
  }
});

test('holds after a restart what it held before', async () => {
  const directory = await freshDirectory();
  const first = await serveTenant({ directory, domain: 'localhost:0' });
  await (await management(first)).clients.create({ name: 'kept' });
  const before = first.exportState({ secrets: true });
  const { domain, deployer } = first;
  await first.close();
  const second = await served(directory, domain);
  expect(second.exportState({ secrets: true })).toMatchObject(before);
  expect(second.deployer).toEqual(deployer);
});

test('moves with its domain', async () => {
  const directory = await freshDirectory();
  const first = await serveTenant({ directory, domain: 'localhost:0' });
  await first.close();
  const second = await served(directory);
  expect(second.domain).not.toBe(first.domain);
  const settings = await (await management(second)).tenants.settings.get();
  expect(settings.friendly_name).toBeUndefined();
  expect(JSON.stringify(second.exportState({ secrets: false }))).not.toContain(first.domain);
});

test('exports secrets only when asked', async () => {
  const tenant = await served(await freshDirectory());
  const { clientSecret } = tenant.deployer;
  expect(JSON.stringify(tenant.exportState({ secrets: true }))).toContain(clientSecret);
  expect(JSON.stringify(tenant.exportState({ secrets: false }))).not.toContain(clientSecret);
});

test('is fresh again after a reset, for who is using it', async () => {
  const directory = await freshDirectory();
  const tenant = await served(directory);
  const before = tenant.deployer;
  await (await management(tenant)).clients.create({ name: 'gone' });
  await mkdir(join(directory, 'embedded'));
  await tenant.reset();
  expect(tenant.deployer.clientId).not.toBe(before.clientId);
  const auth0 = await management(tenant);
  const names = (await auth0.clients.list()).data.map((client) => client.name);
  expect(names).toEqual(['All Applications', 'Deployer']);
  expect(await readdir(directory)).not.toContain('embedded');
});

describe('a directory', () => {
  test('says who serves it', async () => {
    const directory = await freshDirectory();
    expect(await servedTenant(directory)).toBeUndefined();
    const tenant = await served(directory);
    expect(await servedTenant(directory)).toEqual({ pid: process.pid, domain: tenant.domain });
    expect((await readTenantFiles(directory))?.deployer).toEqual(tenant.deployer);
  });

  test('is served once', async () => {
    const directory = await freshDirectory();
    const tenant = await served(directory);
    const refusal = serveTenant({ directory, domain: 'localhost:0' });
    await expect(refusal).rejects.toMatchObject({ code: 'ALREADY_SERVED' });
    await expect(refusal).rejects.toThrow(
      `${directory} is already served by process ${process.pid} at https://${tenant.domain}/`,
    );
    await expect(resetTenant(directory)).rejects.toMatchObject({ code: 'ALREADY_SERVED' });
  });

  test('forgets the tenant and keeps its keys when it is reset', async () => {
    const directory = await freshDirectory();
    const tenant = await serveTenant({ directory, domain: 'localhost:0' });
    await tenant.close();
    await mkdir(join(directory, 'pulumi'));
    await resetTenant(directory);
    expect((await readdir(directory)).sort()).toEqual([
      'ca.key',
      'ca.pem',
      'server.key',
      'server.pem',
      'signing-current.pem',
      'signing-next.pem',
    ]);
    expect(await readTenantFiles(directory)).toBeUndefined();
  });

  test('that is a file is refused', async () => {
    const directory = join(await freshDirectory(), 'file');
    await writeFile(directory, 'mine');
    await expect(serveTenant({ directory, domain: 'localhost:0' })).rejects.toMatchObject({
      code: 'DIRECTORY_UNUSABLE',
    });
    expect(await readFile(directory, 'utf8')).toBe('mine');
  });

  test('with a corrupt state is refused, left as it is, and free', async () => {
    const directory = await freshDirectory();
    await writeFile(join(directory, 'state.json'), '{');
    await expect(serveTenant({ directory, domain: 'localhost:0' })).rejects.toMatchObject({
      code: 'STATE_CORRUPT',
    });
    expect(await readFile(join(directory, 'state.json'), 'utf8')).toBe('{');
    expect(await servedTenant(directory)).toBeUndefined();
  });
});

test('names the port that somebody else has', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  const directory = await freshDirectory();
  const { port } = other.address() as AddressInfo;
  const refusal = serveTenant({ directory, domain: `localhost:${port}` });
  await expect(refusal).rejects.toMatchObject({ code: 'PORT_UNAVAILABLE' });
  await expect(refusal).rejects.toThrow(/: .* listens there.* choose another port with `domain`\.$/);
  expect(await servedTenant(directory)).toBeUndefined();
});

test.each([
  'tenant.eu.auth0.com:443',
  'localhost',
  '0.0.0.0:4443',
  'https://localhost:4443',
  'localhost:70000',
])('is never served at %s', async (domain) => {
  await expect(serveTenant({ directory: await freshDirectory(), domain })).rejects.toMatchObject({
    code: 'DOMAIN_INVALID',
  });
});

/** A process that serves a project's tenant, and how to speak to it; Bash does something before. */
async function servedByChild(project: LocalProject, before?: string) {
  const command = spawnCommand(['-C', project.directory, 'tenant', 'serve', '--quiet'], {
    ...(before !== undefined && { before }),
  });
  await command.line(/^Auth0 tenant/);
  const files = await readTenantFiles(project.tenantDirectory);
  if (!files) throw new Error('the child serves a tenant');
  return { command, auth0: await management({ ...files } as unknown as DirectoryTenant) };
}

const bash = !spawnSync('bash', ['-c', ':']).error;

test.skipIf(!bash)('refuses what a full disk has no room for, and takes what it has', async () => {
  const project = await localProject();
  const { tenantDirectory: directory } = project;
  // A limit on file sizes stands in for a full disk; ignored, its signal becomes an error of the write.
  const { command, auth0 } = await servedByChild(project, 'trap "" XFSZ; ulimit -f 64');
  const state = () => readFile(join(directory, 'state.json'), 'utf8');
  const names = async () => (await auth0.clients.list({ is_global: false })).data.map(({ name }) => name);
  const big = (name: string) => ({ name, custom_login_page: 'x'.repeat(60 * 1024) });
  const before = await state();
  await expect(auth0.clients.create(big('unsaved'))).rejects.toMatchObject({
    statusCode: 500,
    message: expect.stringContaining('EFBIG'),
  });
  expect(await state()).toBe(before);
  expect(await names()).toEqual(['Deployer']);
  await auth0.clients.create({ name: 'saved' });
  expect(await names()).toEqual(['Deployer', 'saved']);
  expect((await readdir(directory)).filter((name) => name.startsWith('state'))).toEqual(['state.json']);
  command.process.kill('SIGKILL');
  await command.end();
  const { clients } = (await served(directory)).exportState({ secrets: false }) as {
    clients: { name: string }[];
  };
  expect(clients.map(({ name }) => name)).toEqual(['All Applications', 'Deployer', 'saved']);
});

test('loses no answered write to a kill', async () => {
  const project = await localProject();
  const created: string[] = [];
  for (let round = 0; round < 3; round += 1) {
    const { command, auth0 } = await servedByChild(project);
    const writing = Array.from({ length: 4 }, async (_, writer) => {
      for (let number = 0; ; number += 1) {
        const name = `${round}-${writer}-${number}`;
        await auth0.clients.create({ name });
        created.push(name);
        if (created.length >= (round + 1) * 20) command.process.kill('SIGKILL');
      }
    });
    await Promise.allSettled(writing);
    await command.end();
  }
  const tenant = await served(project.tenantDirectory);
  const { clients } = tenant.exportState({ secrets: false }) as { clients: { name: string }[] };
  const names = new Set(clients.map((client) => client.name));
  expect(created.length).toBeGreaterThanOrEqual(60);
  expect(created.filter((name) => !names.has(name))).toEqual([]);
});
