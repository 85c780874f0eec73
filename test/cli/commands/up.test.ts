import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { parse } from 'dotenv';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { DriftReport } from '../../../src/drift/findings/report.ts';
import { serveTenant } from '../../../src/local-tenant/index.ts';
import { ManagementClient } from '../../../src/management/management-client.ts';
import { deployedProject, type LocalProject } from '../../support/project/local-project.ts';
import { deployedByPulumi, notingPulumi } from '../../support/pulumi/noting-pulumi.ts';

const look = 'node bin/omnichat-auth0.js verify -s local';

/** Has the stack name a server that answers whatever it is asked with the same. */
async function withWrongServer(project: LocalProject): Promise<void> {
  const server = createServer((_, answer) => answer.end('hello')).listen(0, '127.0.0.1');
  await new Promise((ready) => {
    server.once('listening', ready);
  });
  onTestFinished(() => void server.close());
  await project.configure({ resourceUrl: `http://localhost:${(server.address() as AddressInfo).port}` });
}

describe('up goes on to the end', () => {
  test('with the .env written and all of it verified', async () => {
    const project = await deployedProject();
    const { exitCode, stdout } = await project.run('up');
    expect(stdout).toMatch(/^19 unchanged in \d+\.\d s\.\n\S*\.env created\.\n/);
    expect(stdout).toMatch(/\n\d+ checks: \d+ passed\.\n$/);
    expect(exitCode).toBe(0);
    const file = join(project.directory, '.env');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(parse(await readFile(file, 'utf8'))).toMatchObject({ AUTH0_DOMAIN: project.domain });

    const document = JSON.parse((await project.run('up', '--json')).stdout);
    expect(document).toMatchObject({
      operation: 'up',
      plan: { summary: { same: 19 } },
      dotenv: { outcome: 'unchanged' },
      verification: { target: { stack: 'local' }, summary: { fail: 0, unknown: 0 } },
    });
  });

  test('and says, where verification fails, that the deploy stands', async () => {
    const project = await deployedProject();
    await withWrongServer(project);
    for (const flags of [[], ['--json']]) {
      const { exitCode, stdout, stderr } = await project.run('up', ...flags);
      expect(exitCode).toBe(2);
      expect(stdout).toContain('rs-challenge');
      expect(stderr).toMatch(
        new RegExp(
          `^Deployed, and \\S*\\.env is written; verification failed\\. Once that is mended, look again: ${look}$`,
          'm',
        ),
      );
    }
  });

  test('and says, where the .env cannot be written, that the deploy stands', async () => {
    const project = await deployedProject();
    await mkdir(join(project.directory, '.env'));
    const { exitCode, stdout, stderr } = await project.run('up');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^19 unchanged/);
    expect(stderr).toMatch(
      /^Error: The deploy stands, but its \.env was not written, and nothing was verified\. /,
    );
  });

  test('unless told to deploy only', async () => {
    const project = await deployedProject();
    const { stdout } = await project.run('up', '--deploy-only');
    expect(stdout).toMatch(/^19 unchanged in \d+\.\d s\.\n$/);
    await expect(stat(join(project.directory, '.env'))).rejects.toThrow('ENOENT');
  });
});

describe('with Pulumi, up', () => {
  test('warns of no secret of an application that it makes anew', async () => {
    const project = await deployedProject();
    await project.run('env');
    await project.run('destroy', '--yes');
    const { environment } = await notingPulumi();
    const { exitCode, stderr } = await project.runWith({ environment }, 'preview', '--engine', 'pulumi');
    expect({ exitCode, warned: stderr.includes('no longer takes the secret') }).toEqual({
      exitCode: 0,
      warned: false,
    });
  });

  async function upOnDeployed(codes: Parameters<typeof deployedByPulumi>[1]) {
    const project = await deployedProject();
    const { environment, runs } = await deployedByPulumi(project, codes);
    const ended = await project.runWith({ environment, answers: [] }, 'up', '--engine', 'pulumi');
    return { ...ended, calls: await runs() };
  }

  const up = 'up --stack local --parallel 2';
  const again = 'up --stack local --parallel 2 --non-interactive --yes';
  const compare = 'preview --stack local --refresh --expect-no-changes --parallel 2';

  test('ends once a refreshed preview is empty', async () => {
    const { exitCode, calls, stdout, stderr } = await upOnDeployed({});
    expect(stdout).toMatch(/^\S*\.env created\.\n[^]*\d+ passed\.\n$/);
    expect(stderr).not.toContain('Not settled');
    expect({ exitCode, calls }).toEqual({ exitCode: 0, calls: [up, compare] });
  });

  test.each([
    ['that the second up settles', { preview: [7, 0] }, 0, [up, compare, again, compare], undefined],
    [
      'that nothing settles',
      { preview: [7, 7] },
      2,
      [up, compare, again, compare],
      'Not settled: after a second up the preview above still differs from the tenant.',
    ],
    [
      'of which nobody can tell',
      { preview: [1] },
      1,
      [up, compare],
      'Not settled: the preview failed, so that nobody knows whether local is as declared.',
    ],
    [
      'whose second up fails',
      { preview: [7], up: [0, 1] },
      1,
      [up, compare, again],
      'Not settled: that up failed, so that nobody knows whether local is as declared.',
    ],
  ])('meets a tenant %s, and writes and verifies all the same', async (_, codes, exitCode, calls, said) => {
    const ended = await upOnDeployed(codes);
    expect({ exitCode: ended.exitCode, calls: ended.calls }).toEqual({ exitCode, calls });
    expect(ended.stderr.match(/^Not settled.*$/m)?.[0]).toEqual(said && expect.stringContaining(said));
    expect(ended.stdout).toMatch(/^\S*\.env created\.\n[^]*\d+ passed\.\n$/);
  });

  test.each([
    ['fails', { up: [255] }, 1, [up]],
    ['is cancelled', { up: [8] }, 130, [up]],
    ['is cancelled while it settles', { preview: [8] }, 130, [up, compare]],
  ])('that %s ends with that', async (_, codes, exitCode, calls) => {
    const ended = await upOnDeployed(codes);
    expect(ended).toMatchObject({ exitCode, calls, stdout: '' });
  });

  test.each([
    [
      process.pid,
      'is held by ann@HOST, process PID, for 3 min. Wait until that run has ended. If it ended without giving the lock up, free it: ',
      '',
    ],
    [
      2 ** 30,
      'is locked by ann@HOST, process PID, for 3 min; no such process runs on this machine any more. Free it: ',
      '--yes ',
    ],
  ])('is not started where process %i holds the stack', async (pid, said, unasked) => {
    const project = await deployedProject();
    const { environment, runs } = await deployedByPulumi(project, {});
    const folder = join(
      project.tenantDirectory,
      'pulumi',
      '.pulumi',
      'locks',
      'organization',
      'omnichat-auth0',
      'local',
    );
    await mkdir(folder, { recursive: true });
    const lock = {
      pid,
      username: 'ann',
      hostname: hostname(),
      timestamp: new Date(Date.now() - 180_000).toISOString(),
    };
    await writeFile(join(folder, 'lock.json'), JSON.stringify(lock));
    for (const operation of ['up', 'destroy']) {
      const { exitCode, stderr } = await project.runWith(
        { environment },
        operation,
        '--engine',
        'pulumi',
        '--yes',
      );
      expect({ exitCode, stderr }).toEqual({
        exitCode: 1,
        stderr:
          `Error: The stack local ${said.replace('HOST', hostname()).replace('PID', String(pid))}` +
          `node bin/omnichat-auth0.js tenant exec -- pulumi cancel ${unasked}--stack local\n`,
      });
    }
    expect(await runs()).toEqual([]);
    expect((await project.runWith({ environment }, 'preview', '--engine', 'pulumi')).exitCode).toBe(0);
  });

  test('asks at a terminal, and where there is none says how to do without', async () => {
    const project = await deployedProject();
    const { environment, calls } = await notingPulumi();
    for (const operation of ['up', 'destroy']) {
      const { exitCode, stderr } = await project.runWith({ environment }, operation, '--engine', 'pulumi');
      expect({ exitCode, stderr }).toEqual({
        exitCode: 64,
        stderr:
          `Error: ${operation} asks before it changes anything, and there is no terminal to ask at. See what it would do: ` +
          `node bin/omnichat-auth0.js preview -s local --engine pulumi; then have it go ahead without asking: node bin/omnichat-auth0.js ${operation} -s local --engine pulumi --yes\n`,
      });
    }
    expect(await calls()).toEqual([]);
  });
});

describe("where somebody deleted the users' database", () => {
  const remake = 'node bin/omnichat-auth0.js up -s local';

  async function withoutUsers() {
    const project = await deployedProject();
    const { tenantDirectory: directory, domain } = project;
    const tenant = await serveTenant({ directory, domain });
    const ca = await readFile(tenant.caFile, 'utf8');
    const client = new ManagementClient({ domain: tenant.domain, ca, credentials: tenant.deployer });
    const [users] = (await client.get('/connections', { name: 'omnichat-users' })) as readonly [
      { readonly id: string },
    ];
    await client.delete(`/connections/${users.id}`);
    await client.close();
    await tenant.close();
    return project;
  }

  const mendOf = async (project: LocalProject, environment: NodeJS.ProcessEnv = {}) => {
    const { stdout } = await project.runWith({ environment }, 'drift', '--json');
    const [{ findings }] = (JSON.parse(stdout) as DriftReport).stacks as [DriftReport['stacks'][number]];
    expect(findings).toMatchObject([{ kind: 'deleted', name: 'users' }]);
    return findings[0]?.mend;
  };

  test('the embedded engine makes it anew, by the command that drift prints', async () => {
    const project = await withoutUsers();
    expect(await mendOf(project)).toBe(remake);
    expect(await project.run('up', '-s', 'local')).toMatchObject({ exitCode: 0 });
    expect(await project.run('drift')).toMatchObject({ exitCode: 0 });
  });

  test('Pulumi forgets its applications and looks at the tenant', async () => {
    const project = await withoutUsers();
    const { environment, known, runs } = await deployedByPulumi(project, {});
    const words = ['--engine', 'pulumi', '--yes'];
    const preview = await project.runWith({ environment }, 'preview', '--engine', 'pulumi');
    expect(preview.stderr).toContain(
      'warning: users, users-clients: the connection is not in the tenant any more',
    );
    expect(await known()).toContain('users-clients');
    expect(await project.runWith({ environment }, 'up', ...words, '--deploy-only')).toMatchObject({
      exitCode: 0,
    });
    expect(await known()).not.toContain('users-clients');
    expect(await known()).toContain('users');
    expect((await runs()).at(-1)).toBe('up --stack local --refresh --parallel 2 --non-interactive --yes');
  });
});

describe('up of a stack that real users depend on', () => {
  const production = {
    production: true,
    resourceUrl: 'https://omnichat.example/mcp',
    apiIdentifier: 'https://omnichat.example/mcp',
    applicationUrls: ['https://omnichat.example'],
  };
  const words = ['up', '--deploy-only'];
  const question = 'To deploy the stack, type its name:\n';
  const exported = async (project: LocalProject) => (await project.run('tenant', 'export')).stdout;

  test.each([['yes'], ['']])('changes nothing for who answers "%s"', async (answer) => {
    const project = await deployedProject();
    await project.configure(production);
    const before = await exported(project);
    const { exitCode, stdout, stderr } = await project.runWith({ answers: [answer] }, ...words);
    expect(stdout).toContain('~ connector');
    expect(stderr).toBe(`Real users depend on ${project.domain}. ${question}Nothing was deployed.\n`);
    expect(exitCode).toBe(1);
    expect(await exported(project)).toBe(before);
  });

  test('shows the plan, and carries it out once its name is typed', async () => {
    const project = await deployedProject();
    await project.configure(production);
    const { exitCode, stdout, stderr } = await project.runWith({ answers: ['local'] }, ...words);
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toMatch(/~ connector[^]* changed/);
    const again = await project.runWith({ answers: [] }, ...words);
    expect(again).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test('asks nobody where there is no terminal, and goes ahead with --yes alone', async () => {
    const project = await deployedProject();
    await project.configure(production);
    const before = await exported(project);
    expect(await project.run(...words)).toMatchObject({
      exitCode: 64,
      stdout: '',
      stderr:
        `Error: up changes what real users of ${project.domain} depend on, and there is no terminal to ask at. See what it would do: ` +
        'node bin/omnichat-auth0.js preview -s local; then have it go ahead without asking: node bin/omnichat-auth0.js up -s local --yes\n',
    });
    expect(await exported(project)).toBe(before);
    expect(await project.run(...words, '--yes')).toMatchObject({ exitCode: 0 });
    expect(await exported(project)).not.toBe(before);
  });

  test.each([
    ['has Pulumi deploy just what it planned once its name is typed', ['local'], [], 0, 2],
    ['starts no deploy for any other answer', ['yes'], [], 1, 1],
    ['asks nothing where Pulumi cannot plan', [], [255], 1, 1],
  ])('%s', async (_, answers, preview, exitCode, count) => {
    const project = await deployedProject();
    const { environment, runs } = await deployedByPulumi(project, { preview });
    await project.configure(production);
    const ended = await project.runWith({ environment, answers }, ...words, '--engine', 'pulumi');
    expect(ended.exitCode, ended.stderr).toBe(exitCode);
    expect(ended.stderr.includes(question)).toBe(answers.length > 0);
    const calls = await runs();
    expect(calls.map((call) => call.replaceAll(/\/\S+/g, 'PLAN'))).toEqual(
      [
        'preview --stack local --save-plan PLAN --parallel 2',
        'up --stack local --plan PLAN --skip-preview --parallel 2 --non-interactive --yes',
      ].slice(0, count),
    );
    const [folder = ''] = /\/\S+(?=\/plan\.json)/.exec(calls[0] ?? '') ?? [];
    await expect(stat(folder)).rejects.toThrow('ENOENT');
  });
});
