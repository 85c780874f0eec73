import { spawnSync } from 'node:child_process';
import { readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { apiAudience, connectorEnvironment, guideRegistration, postJson } from './support/connector.ts';
import { freePort } from './support/free-port.ts';
import { installPackage } from './support/installed-package.ts';
import { localProject } from './support/local-project.ts';
import { spawnCommand } from './support/spawned-command.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { startTokenIssuer, type TokenIssuer } from './support/token-issuer.ts';

const repository = resolve(import.meta.dirname, '..');

let modules: string;
let folder: string;

beforeAll(async () => {
  modules = await installPackage(await temporaryFolder({ lifetime: 'file' }), [
    'express',
    '@types/node',
    'vitest',
  ]);
  folder = dirname(modules);
  // To pack is to build.
}, 300_000);

test('an installed package has all that a project needs', async () => {
  const project = await localProject();
  const command = spawnCommand(['-C', project.directory, 'up', '--json'], {
    file: join(modules, '.bin', 'omnichat-auth0'),
    directory: folder,
  });
  const { exitCode, stdout, stderr } = await command.end();
  expect(exitCode, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ operation: 'up', plan: { summary: { create: 19 } } });
});

test('the example of an MCP server runs from an installed package', async () => {
  const issuer = await startTokenIssuer(apiAudience);
  onTestFinished(issuer.close);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/mcp`;
  const server = spawnCommand([], {
    file: join(modules, 'omnichat-auth0/examples/mcp-server/server.js'),
    directory: folder,
    environment: {
      ...process.env,
      ...connectorEnvironment(issuer.issuer, issuer.jwksUri),
      RESOURCE_URL: url,
      PORT: String(port),
    },
  });
  await vi.waitFor(() => fetch(url), 20_000);
  const connected = async (scope: string): Promise<Client> => {
    const token = await issuer.sign({ scope });
    const client = new Client({ name: 'test', version: '1.0.0' });
    await client.connect(
      new StreamableHTTPClientTransport(new URL(url), { authProvider: { token: async () => token } }),
    );
    onTestFinished(() => client.close());
    return client;
  };

  const reader = await connected('files:read');
  const write = { name: 'write_note', arguments: { text: 'Hello.' } };
  await expect(reader.callTool(write)).rejects.toMatchObject({ requiredScope: 'files:write' });
  const writer = await connected('files:write');
  expect(await writer.callTool(write)).toMatchObject({ content: [{ text: 'Written.' }] });
  expect(await reader.callTool({ name: 'read_note' })).toMatchObject({ content: [{ text: 'Hello.' }] });
  expect(await reader.callTool({ name: 'get_profile' })).toMatchObject({
    structuredContent: { id: 'auth0|alice' },
  });
  await server.line(/"operation":"tools\/call get_profile"/);
});

test('an installed package makes a project of the folder that it is in', async () => {
  const run = (...words: string[]) =>
    spawnCommand(words, { file: join(modules, '.bin', 'omnichat-auth0'), directory: folder }).end();

  const refused = await run('init', '--domain', 'https://localhost');
  expect(refused.exitCode).toBe(1);
  await expect(readFile(join(folder, 'Pulumi.yaml'))).rejects.toThrow('ENOENT');

  const made = await run('init', '--domain', `localhost:${await freePort()}`);
  expect(made.stdout).toContain('Pulumi.yaml: created\n.gitignore: created\nPulumi.local.yaml: created\n');
  const up = await run('up', '--json');
  expect(up.exitCode, up.stderr).toBe(0);
  expect(JSON.parse(up.stdout)).toMatchObject({ plan: { summary: { create: 19 } } });
});

describe("the connector's page", () => {
  let issuer: TokenIssuer;

  beforeAll(async () => {
    issuer = await startTokenIssuer(apiAudience);
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    for (const [name, code] of await examples()) await writeFile(join(folder, name), code);
  });

  afterAll(() => issuer.close());

  const environment = (): NodeJS.ProcessEnv => ({
    ...process.env,
    ...connectorEnvironment(issuer.issuer, issuer.jwksUri),
  });

  test.each(['bare.js', 'express.js', 'hono.js'])('mounts it as %s', async (file) => {
    const port = await freePort();
    const server = spawnCommand([], {
      file: join(folder, file),
      directory: folder,
      environment: { ...environment(), PORT: String(port) },
    });
    const url = `http://127.0.0.1:${port}`;
    const ask = (path: string, init?: RequestInit): Promise<Response> => fetch(url + path, init);
    await vi.waitFor(() => ask('/'), 20_000);

    const resource = await ask('/.well-known/oauth-protected-resource');
    expect(await resource.json()).toMatchObject({
      resource: apiAudience,
      authorization_servers: [issuer.issuer],
    });
    const metadata = await ask('/.well-known/oauth-authorization-server');
    expect(await metadata.json()).toMatchObject({ issuer: issuer.issuer });
    const registered = await ask('/register', postJson(guideRegistration));
    expect([registered.status, await registered.json()]).toMatchObject([201, { client_id: 'public-client' }]);
    const oversized = await ask('/register', postJson({ padding: 'x'.repeat(17_000) }));
    expect(oversized.status).toBe(413);

    const challenged = await ask('/files');
    expect(challenged.status).toBe(401);
    expect(challenged.headers.get('www-authenticate')).toBe(
      'Bearer resource_metadata="http://localhost:3000/.well-known/oauth-protected-resource", scope="files:read"',
    );
    const letIn = await ask('/files', { headers: { authorization: `Bearer ${await issuer.sign()}` } });
    expect(await letIn.json()).toEqual({ filesOf: 'auth0|alice' });
    expect((await ask('/elsewhere')).status).toBe(404);

    const events = await server.line(/"subject":"auth0\|alice"/);
    expect(JSON.parse(events)).toMatchObject({
      outcome: 'accepted',
      clientAddress: expect.stringMatching(/127\.0\.0\.1$/),
    });
  });

  test('mounts it in Next, whose route handlers are such functions', async () => {
    const caller = join(folder, 'caller.js');
    await writeFile(
      caller,
      `const { GET, POST } = await import(${JSON.stringify(pathToFileURL(join(folder, 'route.js')).href)});
       const at = (path, init) => new Request('https://omnichat.com' + path, init);
       const answers = [
         await GET(at('/.well-known/oauth-protected-resource')),
         await POST(at('/register', ${JSON.stringify(postJson(guideRegistration))})),
         await GET(at('/.well-known/elsewhere')),
       ];
       console.log('statuses ' + answers.map(({ status }) => status));`,
    );
    const command = spawnCommand([], { file: caller, environment: environment() });

    expect(await command.line(/^statuses/)).toBe('statuses 200,201,404');
  });

  test('writes code that the declared types accept', async () => {
    expect(await complaints('connector.ts')).toBe('');
  }, 120_000);
});

describe("the local tenant's page", () => {
  test('has a test suite that passes in a project that installed the package', async () => {
    const project = await temporaryFolder();
    await symlink(modules, join(project, 'node_modules'));
    await writeFile(join(project, 'package.json'), '{ "type": "module" }');
    const suite = (await examples('local-tenant')).get('tenant.test.js') ?? '';
    await writeFile(join(project, 'tenant.test.js'), suite);
    const command = spawnCommand(['run', '--reporter', 'json', '--testTimeout', '60000'], {
      file: join(modules, 'vitest', 'vitest.mjs'),
      directory: project,
    });
    const { exitCode, stdout, stderr } = await command.end();
    expect(exitCode, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ numPassedTests: 2, numTotalTests: 2 });
  });

  test('tells of types that TypeScript finds', async () => {
    expect(await complaints('tenant.ts')).toBe('');
  }, 120_000);
});

/** What uses the package's types, by the name of its file. */
async function consumers(): Promise<Readonly<Record<string, string>>> {
  const code = await examples();
  return {
    'connector.ts': `${code.get('connector.js')}\n${code.get('bare.js')?.replace(/^import .*'\.\/connector\.js';$/m, '')}`,
    'tenant.ts': `import { startLocalTenant, type LocalTenant } from 'omnichat-auth0/local-tenant';
       const tenant: LocalTenant = await startLocalTenant({ port: 0, clock: () => 0, faults: { latencyMs: 1 } });
       const token: string = (await tenant.login()).accessToken;
       console.log(token, tenant.log.map(({ status }) => status.toFixed()));`,
  };
}

let compiled: Promise<readonly string[]> | undefined;

/** What the compiler says of a consumer, and of the package's own types. All are compiled at once, which takes most of the time. */
async function complaints(file: string): Promise<string> {
  compiled ??= compileConsumers();
  const others = Object.keys(await consumers()).filter((name) => name !== file);
  return (await compiled).filter((line) => !others.some((other) => line.startsWith(`${other}(`))).join('\n');
}

async function compileConsumers(): Promise<readonly string[]> {
  const project = await temporaryFolder({ lifetime: 'file' });
  await symlink(modules, join(project, 'node_modules'));
  await writeFile(join(project, 'package.json'), '{ "type": "module" }');
  const code = await consumers();
  for (const [name, text] of Object.entries(code)) await writeFile(join(project, name), text);
  const { error, status, stdout } = spawnSync(
    process.execPath,
    [
      join(repository, 'node_modules/typescript/bin/tsc'),
      ...'--noEmit --strict --module nodenext --target es2022 --types node'.split(' '),
      ...Object.keys(code),
    ],
    { cwd: project, encoding: 'utf8' },
  );
  if (error !== undefined) throw error;
  if (status !== 0 && stdout === '') throw new Error(`tsc ended with ${String(status)}, and said nothing`);
  return stdout.split('\n').filter((line) => line !== '');
}

/** The code blocks of the page that begin with the name of a file, by that name. */
async function examples(page = 'connector'): Promise<Map<string, string>> {
  const markdown = await readFile(join(repository, `docs/${page}.md`), 'utf8');
  return new Map(
    [...markdown.matchAll(/^```js\n\/\/ (\S+)\n([\s\S]*?)^```$/gm)].map(([, name = '', code = '']) => [
      name,
      code,
    ]),
  );
}
