import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { serveTenant } from '../../src/local-tenant/index.ts';
import { commandLine } from '../support/project/command-line.ts';
import { localProject } from '../support/project/local-project.ts';
import { spawnCommand } from '../support/project/spawned-command.ts';
import { serveStub, type StubAnswer, type StubRequest } from '../support/stand-ins/tenant-stub.ts';
import { distantHost } from '../support/tenants/distant-host.ts';

const credentials = { AUTH0_CLIENT_ID: 'id', AUTH0_CLIENT_SECRET: 'the secret' };

const audit = (domain: string, environment: NodeJS.ProcessEnv = {}) => {
  const command = spawnCommand(['audit', '--domain', domain, '--timeout', '2s'], {
    environment: { ...process.env, ...credentials, ...environment },
  });
  return command.end();
};

/** What somebody in front of Auth0 does to those who wait. */
const hostile: Readonly<
  Record<string, (request: StubRequest) => StubAnswer | Promise<StubAnswer> | undefined>
> = {
  'a rate limit of eleven days': () => ({ status: 429, headers: { 'retry-after': '999999' }, body: {} }),
  'a rate limit of the Management API that does not end': ({ path }) =>
    path === '/oauth/token'
      ? undefined
      : { status: 429, headers: { 'x-ratelimit-reset': '99999999999' }, body: {} },
  'no answer at all': () => new Promise(() => undefined),
  'a list without an end': async ({ path }) => {
    if (path === '/oauth/token') return { body: { access_token: 'token', expires_in: 60 } };
    const from = Number(new URL(path, 'https://tenant.example/').searchParams.get('from') ?? 0);
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
    const items = { clients: [], connections: [], client_grants: [], roles: [], resource_servers: [] };
    return { body: { ...items, next: String(from + 1), total: 1_000_000 } };
  },
};

describe('the time that a command may wait', () => {
  test.each(Object.entries(hostile))('ends it: %s', async (_name, answer) => {
    const { domain, caFile } = await serveStub(answer);
    const { exitCode, stdout, stderr } = await audit(domain, { NODE_EXTRA_CA_CERTS: caFile });
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(
      new RegExp(
        `^Error: Gave up after 2 s of waiting, at the end for (an answer of|the rate limit of) ${domain}\\. Run the command again, ` +
          'with a longer --timeout if that is what it takes\\.$',
        'm',
      ),
    );
    expect(stderr).not.toContain('the secret');
  });

  test('ends it also at a server that takes a connection, and never a byte', async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      silent.close();
    });
    await once(silent, 'listening');
    const { exitCode, stderr } = await audit(`localhost:${(silent.address() as AddressInfo).port}`);
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/Gave up after 2 s/),
    });
  });

  test('is for turns on a tenant too, and leaves nothing behind', async () => {
    const project = await localProject();
    const { tenantDirectory: directory, domain } = project;
    const tenant = await serveTenant({ directory, domain, exclusive: true });
    try {
      const { exitCode, stderr } = await project.run('up', '--timeout', '1s');
      expect({ exitCode, stderr }).toEqual({
        exitCode: 1,
        stderr:
          `Waiting for process ${process.pid}, which has the tenant in ${directory} to itself: 1 s at most.\n` +
          `Error: Gave up after 1 s of waiting, at the end for process ${process.pid}, which has the tenant in ${directory} to itself. ` +
          'Run the command again, with a longer --timeout if that is what it takes.\n',
      });
    } finally {
      await tenant.close();
    }
  });
});

test('a person sees what is waited for, and for how long', async () => {
  const refuses = () => ({ status: 429, headers: { 'retry-after': '3' }, body: {} });
  const { domain } = await serveStub(refuses, { host: distantHost });
  const command = spawnCommand(['audit', '--domain', domain], {
    environment: { ...process.env, ...credentials },
  });
  expect(await command.said(/^Waiting/)).toBe(`Waiting for the rate limit of ${domain}: 3 s at most.`);
});

test.each(['10', '0s', '-1m', '1d', 'soon', '1.5m'])('--timeout %s is none', async (text) => {
  const { exitCode, stderr } = await commandLine(['verify', '--timeout', text]);
  expect({ exitCode, stderr }).toMatchObject({
    exitCode: 64,
    stderr: expect.stringMatching(/Give a number, and s, m or h, such as 10m\./),
  });
});
