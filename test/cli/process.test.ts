import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { once } from 'node:events';
import { readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { fetchTrusting } from '../../src/http/trusting-fetch.ts';
import { readTenantFiles } from '../../src/local-tenant/index.ts';
import { comparableExport } from '../support/tenants/comparable-export.ts';
import { connectorEnvironment } from '../support/stand-ins/connector.ts';
import { freePort } from '../support/project/free-port.ts';
import { breakableFiles } from '../support/project/broken-files.ts';
import { killedRun } from '../support/project/killed-run.ts';
import { deployedProject, type LocalProject, localProject } from '../support/project/local-project.ts';
import { bin, spawnCommand } from '../support/project/spawned-command.ts';
import { temporaryFolder } from '../support/project/temporary-folder.ts';

breakableFiles();

/** What a server told after it was ready; that it is stopping it tells only where that takes a while. */
const toldAfterReady = (stderr: string) => (stderr.split('Ctrl-C.\n')[1] ?? '').replace('Stopping …\n', '');

const claims = async ({ tenantDirectory }: LocalProject) =>
  (await readdir(tenantDirectory)).filter((name) => name.endsWith('.lock'));

describe('tenant serve', () => {
  test('says where it is, serves other commands, and ends well on SIGTERM', async () => {
    const project = await localProject();
    const server = project.spawn('tenant', 'serve');
    expect(await server.line(/^Auth0 tenant/)).toBe(`Auth0 tenant https://${project.domain}/`);

    const started = (await project.run('start')).stdout;
    expect(started).toContain('19 created');
    expect(started).not.toContain('tenant serve');
    const second = await project.run('tenant', 'serve');
    expect(second).toEqual({
      exitCode: 1,
      stdout: '',
      stderr:
        `Error: The tenant in ${project.tenantDirectory} is already served by process ${server.process.pid} at https://${project.domain}/. ` +
        'Use that one, or end it first.\n',
    });

    server.process.kill('SIGTERM');
    expect(await server.end()).toEqual({
      exitCode: 0,
      signal: null,
      stdout: `Auth0 tenant https://${project.domain}/\n`,
      stderr: expect.stringMatching(
        /^ {2}(\S+) {2}its page: .*[^]*^ {2}\1api\/v2\/ {2}the Management API\nIts test user is user@example\.com, password local-tenant-password\. State is in /m,
      ),
    });
    expect(await claims(project)).toEqual([]);
  });

  test('tells of each request in a line without its query, or of none', async () => {
    const project = await localProject();
    for (const [words, told] of [
      [[], ['GET /authorize 400 # ms (invalid_request: Missing required parameter: client_id)']],
      [['--quiet'], []],
      [
        ['--json'],
        [expect.stringMatching(/^\{"date":".*","method":"GET","path":"\/authorize","status":400,/)],
      ],
    ] as const) {
      const server = project.begin('tenant', 'serve', ...words);
      await server.said(/Ctrl-C/);
      const ca = await readFile(join(project.tenantDirectory, 'ca.pem'), 'utf8');
      await fetchTrusting({ domain: project.domain, ca })(`https://${project.domain}/authorize?state=hidden`);
      server.interrupt();
      const { stderr } = await server.end();
      expect(
        toldAfterReady(stderr)
          .replace(/\d+ ms/, '# ms')
          .split('\n')
          .filter(Boolean),
      ).toEqual(told);
    }
  });

  test('starts from a seed, once, and does wrong what it is told to', async () => {
    const project = await localProject();
    await writeFile(join(project.directory, 'tenant.yaml'), 'clients: [{ name: Seeded }]');
    const words = ['tenant', 'serve', '--seed', 'tenant.yaml', '--fail-every', '2', '--clock', '+30d'];
    const server = project.begin(...words, '--expired-tokens', '--latency', '1');
    await server.line(/^Auth0 tenant/);
    const files = await readTenantFiles(project.tenantDirectory);
    expect(JSON.stringify(files?.exportState({ secrets: false }))).toContain('Seeded');
    const fetch = fetchTrusting({
      domain: project.domain,
      ca: await readFile(join(project.tenantDirectory, 'ca.pem'), 'utf8'),
    });
    const ask = async () => (await fetch(`https://${project.domain}/.well-known/jwks.json`)).status;
    expect([await ask(), await ask()]).toEqual([200, 503]);
    server.interrupt();
    await server.end();

    const again = project.begin(...words);
    await again.said(/^The tenant was there before tenant\.yaml, which was left aside\./);
    again.interrupt();
    expect((await again.end()).exitCode).toBe(0);
  });

  test.each([
    ['--clock', '2h', 'Give + or -, a number, and s, m, h or d, such as +2h.'],
    ['--latency', '0', 'Give a whole number from 1 on.'],
  ])('%s %s is wrong usage', async (option, value, words) => {
    const project = await localProject();
    const { exitCode, stderr } = await project.run('tenant', 'serve', option, value);
    expect(exitCode).toBe(64);
    expect(stderr).toContain(words);
  });

  test('winds up when Ctrl-C comes twice, as it does below npm', async () => {
    const project = await localProject();
    const server = project.spawn('tenant', 'serve', '--json');
    await server.line(/^}$/);
    server.process.kill('SIGINT');
    server.process.kill('SIGINT');
    const { exitCode, signal, stdout } = await server.end();
    expect({ exitCode, signal }).toEqual({ exitCode: 130, signal: null });
    expect(JSON.parse(stdout)).toEqual({
      schemaVersion: 1,
      issuer: `https://${project.domain}/`,
      domain: project.domain,
      caFile: join(project.tenantDirectory, 'ca.pem'),
      directory: project.tenantDirectory,
    });
    expect(await claims(project)).toEqual([]);
  });

  test('names the port that is in use', async () => {
    const project = await localProject();
    const port = Number(project.domain.split(':')[1]);
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    try {
      for (const words of [['tenant', 'serve'], ['up']]) {
        expect(await project.run(...words)).toEqual({
          exitCode: 1,
          stdout: '',
          stderr: expect.stringMatching(
            new RegExp(
              `^Error: The tenant cannot be served on localhost:${port}: process ${process.pid} listens there \\(.+\\)\\. ` +
                `End it, or choose another port with ${words.length > 1 ? '--port' : "auth0:domain in the stack's file"}\\.\n$`,
            ),
          ),
        });
      }
    } finally {
      other.close();
    }
    expect(await claims(project)).toEqual([]);
  });
});

describe('tenant exec', () => {
  const asks =
    'console.log(await (await fetch(`https://${process.env.AUTH0_DOMAIN}/.well-known/jwks.json`)).text())';
  const waiting = (signal: string) =>
    `trap 'echo ${signal} >> signals' ${signal}; echo ready; until [ -e signals ]; do sleep 0.05; done; "$NODE" --input-type=module -e '${asks}' > answer; exit 7`;

  test.each(['SIGINT', 'SIGTERM'] as const)(
    'passes %s on once, and keeps the tenant until the program has ended',
    async (signal) => {
      const project = await localProject();
      const script = `cd '${project.directory}'; NODE='${process.execPath}'; ${waiting(signal.slice(3))}`;
      const command = project.spawn('tenant', 'exec', '--', 'sh', '-c', script);
      await command.line(/^ready$/);
      command.process.kill(signal);
      const { exitCode, signal: ended } = await command.end();
      expect({ exitCode, ended }).toEqual({ exitCode: 7, ended: null });
      expect(await readFile(join(project.directory, 'signals'), 'utf8')).toBe(`${signal.slice(3)}\n`);
      expect(JSON.parse(await readFile(join(project.directory, 'answer'), 'utf8'))).toHaveProperty('keys');
      expect(await claims(project)).toEqual([]);
    },
  );
});

describe('connector serve', () => {
  test("serves OmniChat's endpoints as the .env says, and ends well on SIGTERM", async () => {
    const project = await deployedProject();
    await project.run('env', '--file', '.env');
    const port = String(await freePort());
    const server = project.spawn('connector', 'serve', '--json', '--port', port);
    await server.line(/^}$/);
    const answer = await fetch(`http://127.0.0.1:${port}/.well-known/oauth-protected-resource`);
    expect(await answer.json()).toMatchObject({ authorization_servers: [`https://${project.domain}/`] });

    server.process.kill('SIGTERM');
    const { exitCode, signal, stdout, stderr } = await server.end();
    expect(stderr).toMatch(/^\{.*"event":"protected_resource_metadata","outcome":"accepted"/m);
    expect({ exitCode, signal }).toEqual({ exitCode: 0, signal: null });
    expect(JSON.parse(stdout)).toEqual({ schemaVersion: 1, url: `http://127.0.0.1:${port}` });
    expect(await claims(project)).toEqual([]);
  });

  test('tells of its routes, who can log in, and each request with why it was refused', async () => {
    const project = await deployedProject();
    await project.run('env');
    const port = String(await freePort());
    for (const words of [[], ['--quiet']]) {
      const server = project.begin('connector', 'serve', '--port', port, ...words);
      await server.said(/Ctrl-C/);
      await fetch(`http://127.0.0.1:${port}/files?of=somebody`);
      await fetch(`http://127.0.0.1:${port}/nowhere`);
      server.interrupt();
      const { stderr } = await server.end();
      const [before = ''] = stderr.split('Ctrl-C.\n');
      expect(before.split('\n')).toEqual(expect.arrayContaining(['  /register', '  /files', '  /mcp']));
      expect(before).toContain(
        `https://${project.domain}/authorize. Its test user is user@example.com, password`,
      );
      expect(toldAfterReady(stderr).replaceAll(/\d+ ms/g, '# ms')).toBe(
        words.length > 0
          ? ''
          : 'GET /files 401 # ms (This route needs an access token)\nGET /nowhere 404 # ms\n',
      );
    }
  });

  test('on a port that is taken says so in one line', async () => {
    const project = await localProject();
    await writeFile(
      join(project.directory, '.env'),
      Object.entries(connectorEnvironment('https://tenant.eu.auth0.com/', 'https://tenant.eu.auth0.com/jwks'))
        .map(([name, value]) => `${name}=${value}\n`)
        .join(''),
    );
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as AddressInfo;
    const { exitCode, stderr } = await project.run('connector', 'serve', '--port', String(port));
    holder.close();

    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: expect.stringMatching(
        new RegExp(
          `^Error: The connector cannot listen on 127\\.0\\.0\\.1:${port}: process ${process.pid} listens there \\(.+\\)\\. ` +
            'End it, or choose another port with --port\\.\n$',
        ),
      ),
    });
  });

  test('without a .env says how to write one', async () => {
    const project = await localProject();
    const { exitCode, stdout, stderr } = await project.run('connector', 'serve');
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain(
      `Write it with \`node bin/omnichat-auth0.js env -s local --file ${join(project.directory, '.env')}\``,
    );
  });
});

/** Nothing but the signal ends these within the time of a test; how soon it does is measured by `npm run chaos`. */
describe('a signal', () => {
  test('ends at once a command that waits for an answer, with a word before', async () => {
    const project = await localProject();
    const tenant = project.begin('tenant', 'serve', '--latency', '600000', '--quiet');
    await tenant.line(/^Auth0 tenant/);
    const command = project.spawn('drift');
    await command.said(/^Waiting for/);
    command.process.kill('SIGINT');
    const { exitCode, stdout, stderr } = await command.end();
    expect({ exitCode, stdout }).toEqual({ exitCode: 130, stdout: '' });
    expect(stderr).toMatch(/^Stopping …\nInterrupted by SIGINT\. Run the command again: .*\n$/m);
  });

  test('leaves a server the time to close, and no request without an end keeps it', async () => {
    const project = await deployedProject();
    await project.run('env');
    const port = await freePort();
    const server = project.spawn('connector', 'serve', '--port', String(port));
    await server.said(/Ctrl-C/);
    const caller = connect(port, '127.0.0.1');
    caller.on('error', () => undefined);
    caller.write(
      'POST /register HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
    );
    await delay(200);
    server.process.kill('SIGTERM');
    const { exitCode, stderr } = await server.end();
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: expect.stringMatching(/^POST \/register without an answer \d+ ms$/m),
    });
    expect(await claims(project)).toEqual([]);
  });
});

/** The first file that a run replaces once it makes something; before are claims, and the state of a tenant that is new. */
const firstRecorded = 4;

describe('a run that was killed', () => {
  test('is completed by the next, whenever it happened', async () => {
    const reference = await deployedProject();
    const expected = comparableExport((await reference.run('tenant', 'export')).stdout);

    let project = await localProject();
    // Each run gets further than the one before, until one comes to its end.
    let kills = 0;
    for (;;) {
      const { left } = await killedRun(project, firstRecorded + 3 * kills, 'up', '--deploy-only');
      if (left === undefined) break;
      project = left;
      kills += 1;
    }
    expect(kills).toBeGreaterThan(2);

    expect((await project.run('up', '--deploy-only')).exitCode).toBe(0);
    const { stdout } = await project.run('tenant', 'export');
    expect(comparableExport(stdout.replaceAll(project.domain, reference.domain))).toEqual(expected);
    expect((await project.run('up', '--deploy-only')).stdout).toMatch(/^19 unchanged in/m);
  });

  test('two runs at once take turns', async () => {
    const project = await localProject();
    const runs = await Promise.all([
      project.spawn('up', '--deploy-only').end(),
      project.run('up', '--deploy-only'),
    ]);
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect((await project.run('up', '--deploy-only')).stdout).toMatch(/^19 unchanged in/m);
    expect(await claims(project)).toEqual([]);
  });
});

describe('colours', () => {
  const escape = '\u001B[';

  test('are for terminals, and for those who ask for them', async () => {
    const project = await localProject();
    const plain = await project.spawn('up', '-s', 'absent').end();
    expect(plain.exitCode).toBe(1);
    expect(plain.stderr).toMatch(/^Error: .*Pulumi\.absent\.yaml: no such file\./);
    const coloured = await spawnCommand(['-C', project.directory, 'up', '--deploy-only'], {
      environment: { ...process.env, FORCE_COLOR: '1' },
    }).end();
    expect(coloured.stdout).toContain(`${escape}32m+ connector`);
    const unchanged = await project.spawn('up', '--deploy-only').end();
    expect(`${unchanged.stdout}${unchanged.stderr}`).not.toContain(escape);
  });
});

describe('the bin', () => {
  test('works from another folder, through a symbolic link, with -C', async () => {
    const project = await localProject();
    const directory = await temporaryFolder();
    const link = join(directory, 'omnichat-auth0');
    await symlink(bin, link);
    const { exitCode, stdout, stderr } = await spawnCommand(['tenant', 'export', '-C', project.directory], {
      file: link,
      directory,
    }).end();
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain(`There is no tenant in ${project.tenantDirectory} yet.`);
  });

  test('takes the folder that it is called in for the project', async () => {
    const { exitCode, stderr } = await spawnCommand(['up'], { directory: await temporaryFolder() }).end();
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /^Error: .*Pulumi\.yaml: no such file\. Run this in the folder of a Pulumi project, or name it with -C\.\n$/,
    );
  });

  test.skipIf(!existsSync('/dev/full'))('fails when its result cannot be written', async () => {
    const project = await localProject();
    await project.run('tenant', 'env');
    const script = 'exec "$0" "$1" -C "$2" tenant export > /dev/full';
    const { status, stderr } = spawnSync('sh', ['-c', script, process.execPath, bin, project.directory], {
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^Error: Standard output cannot be written: ENOSPC/);
  });

  test('is content when nobody reads to the end', async () => {
    const project = await localProject();
    await project.run('tenant', 'env');
    const command = project.spawn('tenant', 'export');
    command.process.stdout?.destroy();
    const { exitCode, stderr } = await command.end();
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  });
});

test('an old Node gets a sentence, and nothing is loaded that it could not read', () => {
  const old = 'data:text/javascript,Object.defineProperty(process.versions,"node",{value:"18.20.4"})';
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', old, bin, '--version'], {
    encoding: 'utf8',
  });
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/^Error: omnichat-auth0 needs Node 20\.19 or later, and this is 18\.20\.4\. /);
});
