import { once } from 'node:events';
import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { parse } from 'dotenv';
import { describe, expect, test } from 'vitest';
import { probeSecrets } from '../../../src/drift/tenant/secret-probe.ts';
import { systemClock } from '../../../src/management/clock.ts';
import { ManagementClient } from '../../../src/management/management-client.ts';
import { readTenantFiles, serveTenant } from '../../../src/local-tenant/index.ts';
import { breakableFiles } from '../../support/project/broken-files.ts';
import { killedRun } from '../../support/project/killed-run.ts';
import { deployedProject, type LocalProject, localProject } from '../../support/project/local-project.ts';
import { wordsOf } from '../../support/project/printed-command.ts';

breakableFiles();

const holders = [
  ['connector', 'OAUTH_CLIENT_SECRET', 'OAUTH_CLIENT_ID', 'authorization_code'],
  ['registrar', 'AUTH0_REGISTRAR_CLIENT_SECRET', 'AUTH0_REGISTRAR_CLIENT_ID', 'client_credentials'],
] as const;

async function deployed(): Promise<LocalProject> {
  const project = await deployedProject();
  await project.run('env');
  return project;
}

const dotenvOf = async ({ directory }: LocalProject) => parse(await readFile(join(directory, '.env')));

/** Changes something in the tenant of a project, as its dashboard would. */
async function inTenant(
  { domain, tenantDirectory: directory }: LocalProject,
  change: (client: ManagementClient) => Promise<unknown>,
): Promise<void> {
  const tenant = await serveTenant({ directory, domain, exclusive: true });
  const deployer = (await readTenantFiles(directory))?.deployer ?? { clientId: '', clientSecret: '' };
  const client = new ManagementClient({
    domain,
    ca: await readFile(tenant.caFile, 'utf8'),
    credentials: deployer,
  });
  await change(client);
  await client.close();
  await tenant.close();
}

/** Which of some secrets the tenant takes. */
async function taken(
  { domain, tenantDirectory: directory }: LocalProject,
  clientId: string,
  grantType: 'authorization_code' | 'client_credentials',
  secrets: readonly (string | undefined)[],
): Promise<readonly unknown[]> {
  const tenant = await serveTenant({ directory, domain, exclusive: true });
  try {
    const ca = await readFile(tenant.caFile, 'utf8');
    const held = secrets.map((clientSecret = 'none') => ({
      files: [],
      inState: false,
      name: 'any',
      credentials: { clientId, clientSecret },
      grantType,
    }));
    const probed = await probeSecrets({ domain, ca }, held, systemClock);
    return probed.map(({ works }) => works.read && works.content);
  } finally {
    await tenant.close();
  }
}

describe.each(holders)('rotate %s', (holder, variable, idVariable, grantType) => {
  test('gives it a new secret, in the tenant, in the .env and in what was deployed', async () => {
    const project = await deployed();
    const before = await dotenvOf(project);
    const { exitCode, stdout, stderr } = await project.run('rotate', holder, '--yes');
    const { [variable]: secret = '', ...others } = await dotenvOf(project);

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain(`has a new secret: ${variable} in ${join(project.directory, '.env')}.`);
    expect(stdout).not.toContain(secret);
    expect({ ...others, [variable]: before[variable] }).toEqual(before);
    expect(secret).not.toBe(before[variable]);
    const clientId = before[idVariable] ?? '';
    expect(await taken(project, clientId, grantType, [before[variable], secret])).toEqual([false, true]);
    expect((await project.run('preview')).stdout).toBe('No changes.\n');
    expect((await project.run('env', '--check')).stdout).toContain(': up to date');
  });

  test('asks first, and changes nothing where nobody agrees', async () => {
    const project = await deployed();
    const before = await dotenvOf(project);
    const refused = await project.runWith({ answers: ['n'] }, 'rotate', holder);
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain(
      holder === 'connector' ? 'ChatGPT gets no tokens from then on' : 'ChatGPT is not affected.',
    );
    expect(refused.stderr).toContain('\nNothing was changed.\n');
    expect((await project.run('rotate', holder)).exitCode).toBe(64);
    expect(await dotenvOf(project)).toEqual(before);
    expect((await project.runWith({ answers: ['yes'] }, 'rotate', holder)).exitCode).toBe(0);
  });
});

test('killed at any moment, it leaves the .env one secret that works, and goes on with the same', async () => {
  const project = await deployed();
  const variable = 'AUTH0_REGISTRAR_CLIENT_SECRET';
  const clientId = (await dotenvOf(project))['AUTH0_REGISTRAR_CLIENT_ID'] ?? '';
  const announcedAt: number[] = [];
  for (let step = 1; ; step += 1) {
    const { exitCode, left = project } = await killedRun(project, step, 'rotate', 'registrar', '--yes');
    expect(exitCode).toBe(0);
    const between = await dotenvOf(left);
    const next = between[`${variable}_NEXT`];
    expect(await taken(left, clientId, 'client_credentials', [between[variable], next])).toContain(true);
    if (left === project) break;
    if (next === undefined) continue;
    announcedAt.push(step);
    expect((await left.run('rotate', 'registrar', '--yes')).exitCode).toBe(0);
    const after = await dotenvOf(left);
    expect(after).not.toHaveProperty(`${variable}_NEXT`);
    expect(after[variable]).toBe(next);
  }
  // Before Auth0 has it, before the record has it, and before the .env has it alone.
  expect(announcedAt.length).toBeGreaterThanOrEqual(3);
  expect((await project.run('preview')).stdout).toBe('No changes.\n');
});

test('without a .env the secret is rotated all the same, and what writes one is said', async () => {
  const project = await deployed();
  const { OAUTH_CLIENT_SECRET: before } = await dotenvOf(project);
  await rm(join(project.directory, '.env'));
  const { stdout } = await project.run('rotate', 'connector', '--yes');
  const [command = ''] = /node bin\/omnichat-auth0\.js (env .*)$/m.exec(stdout)?.slice(1) ?? [];
  await project.run(...command.split(' '));
  expect((await dotenvOf(project))['OAUTH_CLIENT_SECRET']).not.toBe(before);
});

describe('an application that takes its secret by HTTP Basic alone', () => {
  test('has a secret that works, and that can be rotated', async () => {
    const project = await localProject();
    await project.configure({ tokenEndpointAuthMethod: 'client_secret_basic' });
    await project.run('up', '--deploy-only');
    await project.run('env');
    expect((await project.run('drift')).stdout).toContain('No finding.');
    expect((await project.run('env', '--check')).stdout).toContain(': up to date');
    const before = await dotenvOf(project);
    expect(await project.run('rotate', 'connector', '--yes')).toMatchObject({ exitCode: 0, stderr: '' });
    expect((await dotenvOf(project))['OAUTH_CLIENT_SECRET']).not.toBe(before['OAUTH_CLIENT_SECRET']);
  });

  test('has the same secret as before, where only its way to sign in was changed by hand', async () => {
    const project = await deployed();
    const { OAUTH_CLIENT_ID: clientId } = await dotenvOf(project);
    await inTenant(project, (client) =>
      client.patch(`/clients/${clientId}`, { token_endpoint_auth_method: 'client_secret_basic' }),
    );
    const { stdout } = await project.run('drift');
    expect(stdout).not.toContain('secret-stale');
    expect((await project.run('env', '--check')).stdout).toContain(': up to date');
  });
});

test('a successor that took the place of the secret is none: env removes it, and rotate makes another', async () => {
  const project = await deployed();
  const file = join(project.directory, '.env');
  const { OAUTH_CLIENT_SECRET: secret } = await dotenvOf(project);
  const leftBehind = `OAUTH_CLIENT_SECRET_NEXT=${secret}\n`;
  await appendFile(file, leftBehind);
  expect(await project.run('env', '--check')).toMatchObject({
    exitCode: 2,
    stdout: `${file}: out of date\n  OAUTH_CLIENT_SECRET_NEXT is stale\n`,
  });
  expect((await project.run('env')).stdout).toBe(`${file}: updated (OAUTH_CLIENT_SECRET_NEXT)\n`);
  expect(await dotenvOf(project)).not.toHaveProperty('OAUTH_CLIENT_SECRET_NEXT');

  await appendFile(file, leftBehind);
  expect((await project.run('rotate', 'connector', '--yes')).exitCode).toBe(0);
  const after = await dotenvOf(project);
  expect(after['OAUTH_CLIENT_SECRET']).not.toBe(secret);
  expect(after).not.toHaveProperty('OAUTH_CLIENT_SECRET_NEXT');
});

test('of a rotation that was killed, env --check and drift say how it goes on', async () => {
  const project = await deployed();
  const file = join(project.directory, '.env');
  const { OAUTH_CLIENT_ID: clientId } = await dotenvOf(project);
  const next = 'a-successor-that-the-tenant-was-given-just-before-the-end';
  await appendFile(file, `OAUTH_CLIENT_SECRET_NEXT=${next}\n`);
  const finish = 'node bin/omnichat-auth0.js rotate connector -s local';
  const told = `The rotation of OAUTH_CLIENT_SECRET is under way. Finish it: ${finish}\n`;
  expect(await project.run('env', '--check')).toMatchObject({
    exitCode: 0,
    stdout: `${file}: up to date\n${told}`,
  });
  await inTenant(project, (client) => client.patch(`/clients/${clientId}`, { client_secret: next }));

  expect(await project.run('env', '--check')).toMatchObject({
    exitCode: 2,
    stdout: `${file}: out of date\n  OAUTH_CLIENT_SECRET is refused\n${told}`,
  });
  const { stdout } = await project.run('drift');
  expect(stdout).toContain('Its rotation is under way: .env holds its successor.');
  expect(stdout).toContain(`mend it: ${finish}\n`);

  expect((await project.run('rotate', 'connector', '-s', 'local', '--yes')).exitCode).toBe(0);
  expect((await dotenvOf(project))['OAUTH_CLIENT_SECRET']).toBe(next);
  expect((await project.run('env', '--check')).stdout).toBe(`${file}: up to date\n`);
  expect((await project.run('drift')).exitCode).toBe(0);
});

test('there is nothing to rotate for a stack without a registrar', async () => {
  const project = await localProject();
  await project.configure({ registration: 'off' });
  await project.run('up', '--deploy-only');
  expect(await project.run('rotate', 'registrar', '--yes')).toMatchObject({
    exitCode: 1,
    stderr: 'Error: The stack has no registrar: only one with omnichat:registration broker has.\n',
  });
});

test('a secret that was changed in the tenant is seen by preview and env --check, and their mend mends', async () => {
  const project = await deployed();
  const { OAUTH_CLIENT_ID: clientId, OAUTH_CLIENT_SECRET: before } = await dotenvOf(project);
  await inTenant(project, (client) => client.post(`/clients/${clientId}/rotate-secret`, {}));

  expect((await project.run('preview')).stdout).toContain('  ~ outputs\n      ~ clientSecret: [secret]\n');
  const checked = await project.run('env', '--check');
  expect(checked.exitCode).toBe(2);
  expect(checked.stdout).toContain('  OAUTH_CLIENT_SECRET is refused\n');
  const mend = /Write it anew: (.*)$/m.exec(checked.stdout)?.[1] ?? '';
  for (const command of mend.split(' && ')) {
    expect((await project.run(...wordsOf(command))).exitCode).toBe(0);
  }
  expect((await project.run('env', '--check')).exitCode).toBe(0);
  expect((await dotenvOf(project))['OAUTH_CLIENT_SECRET']).not.toBe(before);
});

test('env says of a tenant that cannot be asked what it compared, and that it could not ask', async () => {
  const project = await deployed();
  await writeFile(
    join(project.directory, 'Pulumi.local.yaml'),
    `config:\n  auth0:domain: ${project.domain}\n`,
  );
  const other = createServer().listen(Number(project.domain.split(':')[1]), '127.0.0.1');
  await once(other, 'listening');
  try {
    const { exitCode, stdout, stderr } = await project.run('env', '--check');
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: `${join(project.directory, '.env')}: up to date\n`,
    });
    expect(stderr).toContain('Whether Auth0 takes the secrets could not be asked: ');
  } finally {
    other.close();
  }
});
