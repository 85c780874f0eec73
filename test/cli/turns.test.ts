import { readdir, readFile } from 'node:fs/promises';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { shareLock } from '../../src/files/process-lock.ts';
import { serveTenant } from '../../src/local-tenant/index.ts';
import { deployedProject, type LocalProject, localProject } from '../support/project/local-project.ts';
import { spawnCommand } from '../support/project/spawned-command.ts';

/** What no command leaves, however it ends. */
const leftOver = async ({ directory, tenantDirectory }: LocalProject) =>
  [...(await readdir(directory)), ...(await readdir(tenantDirectory))].filter((name) =>
    /\.(lock|tmp)$/.test(name),
  );

const clientNames = async ({ tenantDirectory }: LocalProject) => {
  const state = JSON.parse(await readFile(join(tenantDirectory, 'state.json'), 'utf8')) as {
    clients: readonly { readonly name: string }[];
  };
  return state.clients.map(({ name }) => name).toSorted();
};

describe('commands at once on a tenant that nobody serves', () => {
  test('start beside start: one deploys, and the other has its turn then', async () => {
    const project = await localProject();
    const runs = await Promise.all([
      project.spawn('start', '--file', '.env').end(),
      project.spawn('start', '--file', '.env.other').end(),
    ]);
    expect(runs.map(({ exitCode, stderr }) => ({ exitCode, errors: /^Error.*/m.exec(stderr) }))).toEqual([
      { exitCode: 0, errors: null },
      { exitCode: 0, errors: null },
    ]);
    expect(new Set(runs.map(({ stdout }) => /^19 (created|unchanged)/m.exec(stdout)?.[1]))).toEqual(
      new Set(['created', 'unchanged']),
    );
    expect(
      runs.filter(({ stderr }) => /^Waiting for process \d+, which has the tenant in/m.test(stderr)),
    ).toHaveLength(1);
    expect(await leftOver(project)).toEqual([]);
  });

  test.each([
    ['verify', 'up', 'verify'],
    ['env', 'env', 'tenant env'],
  ])('%s beside %s and %s: each does what it does alone', async (...lines) => {
    const project = await deployedProject();
    const before = await clientNames(project);
    const runs = await Promise.all(
      lines.map((line, at) =>
        at === 0 ? project.spawn(...line.split(' ')).end() : project.run(...line.split(' ')),
      ),
    );
    expect(runs.map(({ exitCode, stderr }, at) => [lines[at], exitCode, /^Error.*/m.exec(stderr)])).toEqual(
      lines.map((line) => [line, 0, null]),
    );
    expect(await clientNames(project)).toEqual(before);
    expect(await leftOver(project)).toEqual([]);
  });
});

describe('a tenant that a command has to itself', () => {
  test.each(['tenant serve', 'tenant reset --yes', 'up'])('is waited for by %s', async (line) => {
    const project = await localProject();
    const { tenantDirectory: directory, domain } = project;
    const tenant = await serveTenant({ directory, domain, exclusive: true });
    const command = project.begin(...line.split(' '));
    try {
      expect(await command.said(/^Waiting/)).toBe(
        `Waiting for process ${process.pid}, which has the tenant in ${directory} to itself: 10 min at most.`,
      );
    } finally {
      await tenant.close();
    }
    if (line === 'tenant serve') {
      await command.line(/^Auth0 tenant/);
      command.interrupt();
    }
    expect((await command.end()).exitCode).toBe(0);
    expect(await leftOver(project)).toEqual([]);
  });

  test('is not waited for after an interruption', async () => {
    const project = await localProject();
    const { tenantDirectory: directory, domain } = project;
    const tenant = await serveTenant({ directory, domain, exclusive: true });
    try {
      const command = project.begin('up', '--deploy-only');
      await command.said(/^Waiting/);
      command.interrupt('SIGINT');
      expect((await command.end()).exitCode).toBe(130);
    } finally {
      await tenant.close();
    }
    expect(await leftOver(project)).toEqual([]);
  });

  test('is needed by nobody who only asks how to reach it', async () => {
    const project = await localProject();
    const { tenantDirectory: directory, domain } = project;
    const tenant = await serveTenant({ directory, domain, exclusive: true });
    try {
      expect((await project.run('tenant', 'env')).stdout).toContain(tenant.deployer.clientSecret);
    } finally {
      await tenant.close();
    }
  });
});

test('tenant exec keeps its tenant for those who use it', async () => {
  const project = await localProject();
  const command = project.begin('tenant', 'exec', '--', 'sh', '-c', 'exit 3');
  const guest = await shareLock(project.tenantDirectory, 'guest');
  try {
    await command.said(
      new RegExp(`^Waiting for process ${process.pid}, which uses the tenant: 10 min at most\\.$`),
    );
  } finally {
    await guest.release();
  }
  expect((await command.end()).exitCode).toBe(3);
  expect(await leftOver(project)).toEqual([]);
});

describe('a signal', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s ends a command that waits for an answer that never comes',
    async (signal) => {
      const silent = createServer().listen(0, '127.0.0.1');
      onTestFinished(() => void silent.close());
      await once(silent, 'listening');
      const connected = once(silent, 'connection');
      const command = spawnCommand(
        ['audit', '--domain', `localhost:${(silent.address() as AddressInfo).port}`],
        {
          environment: { ...process.env, AUTH0_CLIENT_ID: 'id', AUTH0_CLIENT_SECRET: 'secret' },
        },
      );
      await connected;
      command.process.kill(signal);
      const { exitCode, stderr } = await command.end();
      expect({ exitCode, stderr }).toEqual({
        exitCode: 130,
        stderr: `Stopping …\nInterrupted by ${signal}. Run the command again: it goes on from where it stopped.\n`,
      });
    },
  );
});
