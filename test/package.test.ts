import { cp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { parse } from 'dotenv';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { compilePackages, packagesAreCurrent } from '../build/packages.ts';
import { complaintsOf } from './support/code/compiler.ts';
import {
  apiAudience,
  connectorEnvironment,
  guideRegistration,
  postJson,
} from './support/stand-ins/connector.ts';
import { freePort } from './support/project/free-port.ts';
import { installPackage, linkPackages } from './support/project/installed-package.ts';
import { localProject } from './support/project/local-project.ts';
import { spawnCommand } from './support/project/spawned-command.ts';
import { temporaryFolder } from './support/project/temporary-folder.ts';
import { clone, type, typed } from './support/project/typed-lines.ts';
import { startTokenIssuer, type TokenIssuer } from './support/stand-ins/token-issuer.ts';

const repository = resolve(import.meta.dirname, '..');

/** A project with the command line, a server with the connector, and a test suite with the local tenant. */
let modules: string;
let folder: string;
let server: string;
let suite: string;

beforeAll(async () => {
  if (!(await packagesAreCurrent(repository))) await compilePackages(repository);
  modules = await installPackage(await temporaryFolder({ lifetime: 'run' }), 'omnichat-auth0');
  folder = dirname(modules);
  server = await temporaryFolder({ lifetime: 'run' });
  const ofServer = await installPackage(server, 'omnichat-auth0-connector');
  const serverPackages = [
    '@hono/node-server',
    '@modelcontextprotocol/server',
    '@types/node',
    'express',
    'hono',
    'zod',
  ];
  await linkPackages(ofServer, serverPackages);
  suite = await temporaryFolder({ lifetime: 'run' });
  const ofSuite = await installPackage(suite, 'omnichat-auth0-local-tenant');
  await linkPackages(ofSuite, ['@types/node', 'vitest']);
  for (const project of [server, suite])
    await writeFile(join(project, 'package.json'), '{ "type": "module" }');
}, 300_000);

test('an installed package has all that a project needs', async () => {
  const project = await localProject();
  const command = spawnCommand(['-C', project.directory, 'up', '--deploy-only', '--json'], {
    file: join(modules, '.bin', 'omnichat-auth0'),
    directory: folder,
  });
  const { exitCode, stdout, stderr } = await command.end();
  expect(exitCode, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ operation: 'up', plan: { summary: { create: 19 } } });
});

test.each(['connector', 'local-tenant'])(
  'the %s depends on what the command line depends on',
  async (name) => {
    const dependencies = async (path: string) =>
      (JSON.parse(await readFile(join(repository, path, 'package.json'), 'utf8')) as { dependencies: object })
        .dependencies;
    expect(await dependencies('.')).toMatchObject(await dependencies(`packages/${name}`));
  },
);

test('a server installs less than 2 MB', async () => {
  const sizes = ['omnichat-auth0-connector', 'jose'].map(async (name) => {
    const installed = join(server, 'node_modules', name);
    const files = await readdir(installed, { recursive: true, withFileTypes: true });
    const ofFiles = files
      .filter((file) => file.isFile())
      .map(async (file) => (await stat(join(file.parentPath, file.name))).size);
    return (await Promise.all(ofFiles)).reduce((sum, size) => sum + size, 0);
  });
  const [connector = 0, jose = 0] = await Promise.all(sizes);
  expect(connector).toBeGreaterThan(0);
  expect(connector + jose).toBeLessThan(2_000_000);
});

test('the example of an MCP server runs with the installed connector', async () => {
  const issuer = await startTokenIssuer(apiAudience);
  onTestFinished(issuer.close);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/mcp`;
  await cp(join(repository, 'examples/mcp-server/server.js'), join(server, 'server.js'));
  const example = spawnCommand([], {
    file: join(server, 'server.js'),
    directory: server,
    environment: {
      ...process.env,
      ...connectorEnvironment(issuer.issuer, issuer.jwksUri),
      RESOURCE_URL: url,
      PORT: String(port),
    },
  });
  await vi.waitFor(() => fetch(url), 50_000);
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
  await example.line(/"operation":"tools\/call get_profile"/);
});

test(
  'the example of an MCP server goes with the tenant on this machine as its README says, and verify passes',
  { timeout: 240_000 },
  async () => {
    const checkout = await clone();
    const notes = await temporaryFolder();
    const port = String(await freePort());
    await cp(join(repository, 'examples/mcp-server'), notes, { recursive: true });
    // What `npm install` gets from a registry is here already.
    await linkPackages(await installPackage(notes, 'omnichat-auth0-connector'), [
      '@modelcontextprotocol/server',
      'zod',
    ]);
    const page = await readFile(join(notes, 'README.md'), 'utf8');
    const [, ofTenant = [], ofServer = []] = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(
      ([, block = '']) =>
        block
          .replaceAll('/path/to/notes', notes)
          .replaceAll('localhost:3000', `localhost:${port}`)
          .trim()
          .split('\n'),
    );

    for (const line of ofTenant.slice(0, -1))
      expect(await typed(checkout, line), line).toMatchObject({ exitCode: 0 });
    const [serve = ''] = ofTenant.slice(-1);
    expect(serve).toMatch(/ tenant serve$/);
    const tenant = type(checkout, serve);
    await vi.waitFor(() => expect(tenant.output()).toContain('Auth0 tenant'), 60_000);
    const [start = '', verify = ''] = ofServer;
    type(checkout, start, { PORT: port });
    await vi.waitFor(() => fetch(`http://localhost:${port}/mcp`), 60_000);

    const verified = await typed(checkout, verify);
    expect(verified.output).not.toContain('in place of the server');
    expect(verified, verified.output).toMatchObject({ exitCode: 0 });
  },
);

test('an installed package makes a project of the folder that it is in', async () => {
  const run = (...words: string[]) =>
    spawnCommand(words, { file: join(modules, '.bin', 'omnichat-auth0'), directory: folder }).end();

  await writeFile(join(folder, '.gitignore'), 'dist/\n.env');
  const refused = await run('init', '--domain', 'https://localhost');
  expect(refused.exitCode).toBe(1);
  expect(await readFile(join(folder, '.gitignore'), 'utf8')).toBe('dist/\n.env');
  await expect(readFile(join(folder, 'Pulumi.yaml'))).rejects.toThrow('ENOENT');

  const made = await run('init', '--domain', `localhost:${await freePort()}`);
  expect(made.stdout).toContain(
    'Pulumi.yaml: created\n.gitignore: lines added\nPulumi.local.yaml: created\n',
  );
  expect(await readFile(join(folder, '.gitignore'), 'utf8')).toBe(
    'dist/\n.env\nnode_modules/\n.local-tenant/\n.env.*\n/import.*.json\n/state.json\n',
  );
  const up = await run('up', '--json');
  expect(up.exitCode, up.stderr).toBe(0);
  expect(JSON.parse(up.stdout)).toMatchObject({ plan: { summary: { create: 19 } } });
});

describe("the connector's page", () => {
  let issuer: TokenIssuer;

  beforeAll(async () => {
    issuer = await startTokenIssuer(apiAudience);
    for (const [name, code] of await examples()) await writeFile(join(server, name), code);
  });

  afterAll(() => issuer.close());

  const environment = (): NodeJS.ProcessEnv => ({
    ...process.env,
    ...connectorEnvironment(issuer.issuer, issuer.jwksUri),
  });

  test.each(['bare.js', 'express.js', 'hono.js'])('mounts it as %s', async (file) => {
    const port = await freePort();
    const command = spawnCommand([], {
      file: join(server, file),
      directory: server,
      environment: { ...environment(), PORT: String(port) },
    });
    const url = `http://127.0.0.1:${port}`;
    const ask = (path: string, init?: RequestInit): Promise<Response> => fetch(url + path, init);
    await vi.waitFor(() => ask('/'), 50_000);

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

    const events = await command.line(/"subject":"auth0\|alice"/);
    expect(JSON.parse(events)).toMatchObject({
      outcome: 'accepted',
      clientAddress: expect.stringMatching(/127\.0\.0\.1$/),
    });
  });

  test('mounts it as express.js so that verify passes, once it knows the route', async () => {
    const project = await localProject();
    const port = await freePort();
    await project.configure({ resourceUrl: `http://127.0.0.1:${port}`, protectedRoute: '/files' });
    await project.run('up', '--deploy-only');
    expect((await project.run('env')).exitCode).toBe(0);
    const tenant = project.spawn('tenant', 'serve');
    await tenant.line(/^Auth0 tenant/);
    spawnCommand([], {
      file: join(server, 'express.js'),
      directory: server,
      environment: {
        ...process.env,
        ...parse(await readFile(join(project.directory, '.env'))),
        NODE_EXTRA_CA_CERTS: join(project.tenantDirectory, 'ca.pem'),
        PORT: String(port),
      },
    });
    await vi.waitFor(() => fetch(`http://127.0.0.1:${port}/`), 50_000);

    const { exitCode, stdout } = await project.run('verify');
    expect(stdout).not.toContain('in place of the server');
    expect(exitCode, stdout).toBe(0);
  });

  test('mounts it in Next, whose route handlers are such functions', async () => {
    const caller = join(server, 'caller.js');
    await writeFile(
      caller,
      `const { GET, POST } = await import(${JSON.stringify(pathToFileURL(join(server, 'route.js')).href)});
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
    const code = await examples();
    const bare = code.get('bare.js')?.replace(/^import .*'\.\/connector\.js';$/m, '');
    await writeFile(join(server, 'server.ts'), `${code.get('connector.js')}\n${bare}`);
    expect(complaintsOf(server, 'server.ts')).toBe('');
  });
});

describe("the local tenant's page", () => {
  test('has a test suite that passes in a project that installed the package', async () => {
    await writeFile(
      join(suite, 'tenant.test.js'),
      (await examples('local-tenant')).get('tenant.test.js') ?? '',
    );
    const command = spawnCommand(['run', '--reporter', 'json', '--testTimeout', '60000'], {
      file: join(suite, 'node_modules/vitest/vitest.mjs'),
      directory: suite,
    });
    const { exitCode, stdout, stderr } = await command.end();
    expect(exitCode, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ numPassedTests: 2, numTotalTests: 2 });
  });

  test('tells of types that TypeScript finds', async () => {
    await writeFile(
      join(suite, 'tenant.ts'),
      `import { startLocalTenant, type LocalTenant } from 'omnichat-auth0-local-tenant';
       const tenant: LocalTenant = await startLocalTenant({ port: 0, clock: () => 0, faults: { latencyMs: 1 } });
       const token: string = (await tenant.login()).accessToken;
       console.log(token, tenant.log.map(({ status }) => status.toFixed()));`,
    );
    expect(complaintsOf(suite, 'tenant.ts')).toBe('');
  });
});

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
