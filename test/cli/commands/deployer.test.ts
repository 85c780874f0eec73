import { existsSync } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'dotenv';
import { expect, test } from 'vitest';
import { deployerScopes } from '../../../src/management/resources/deployer-scopes.ts';
import { readerScopes } from '../../../src/drift/tenant/reader-scopes.ts';
import { declaredTypes } from '../../support/pulumi/declared-types.ts';
import { complaintOf, fakeAuth0Cli } from '../../support/stand-ins/fake-auth0-cli.ts';
import { localProject } from '../../support/project/local-project.ts';
import { serveRealTenant } from '../../support/tenants/real-tenant.ts';

async function projectOf(domain: string) {
  const project = await localProject();
  await project.configure({}, { stack: 'dev', domain });
  return project;
}

interface Grant {
  readonly client_id: string;
  readonly audience: string;
  readonly scope: readonly string[];
}

test.each([
  ['deployer', [], 'OmniChat Deployer'],
  ['reader', ['--read-only'], 'OmniChat Reader'],
])(
  'makes a %s that holds what it needs and no more, and keeps its secret in a file',
  async (kind, flags, name) => {
    const tenant = await serveRealTenant();
    const project = await projectOf(tenant.domain);
    const { environment, calls } = await fakeAuth0Cli(tenant);
    const words = ['deployer', 'create', '-s', 'dev', ...flags];
    const { exitCode, stdout, stderr } = await project.runWith({ environment }, ...words);
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });

    const file = join(project.directory, `.env.${kind}.dev`);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const { AUTH0_CLIENT_ID: clientId = '', AUTH0_CLIENT_SECRET: secret = '' } = parse(await readFile(file));
    const client = await tenant.dashboard.get(`/clients/${clientId}`);
    expect(client).toMatchObject({ name, app_type: 'non_interactive', client_secret: secret });
    const grants = (await tenant.dashboard.get('/client-grants', { client_id: clientId })) as Grant[];
    const scopes =
      kind === 'reader' ? readerScopes : deployerScopes(declaredTypes()).map(({ scope }) => scope);
    expect(grants).toEqual([
      expect.objectContaining({
        audience: `https://${tenant.dashboard.domain}/api/v2/`,
        subject_type: 'client',
      }),
    ]);
    expect(scopes).toEqual(expect.arrayContaining([...(grants[0]?.scope ?? [])]));
    expect(kind === 'reader' && grants[0]?.scope.some((scope) => !scope.startsWith('read:'))).toBe(false);
    expect(stdout).toContain(`${name} (${clientId}) is in ${tenant.domain}`);
    expect(stdout).toContain(`.driftignore.yaml has:\n  - match: ${clientId}*\n    stack: dev\n    reason: `);
    expect(stdout).toContain(
      kind === 'reader' ? 'omnichat-auth0.js drift -s dev' : 'omnichat-auth0.js doctor -s dev',
    );
    expect(`${stdout}${stderr}`).not.toContain(secret);
    expect(new Set(calls.map((call) => call.split(' --tenant ')[1]))).toEqual(new Set([tenant.domain]));

    const again = await project.runWith({ environment }, ...words, '--file', '.env.other');
    expect(again.exitCode).toBe(1);
    expect(again.stderr).toContain(`has an application ${name} (${clientId}) already, and nothing was made`);
    expect(existsSync(join(project.directory, '.env.other'))).toBe(false);
  },
);

test('asks for nothing where the secret could not be kept', async () => {
  const project = await projectOf('omnichat-dev.eu.auth0.com');
  const tenant = { domain: 'omnichat-dev.eu.auth0.com', dashboard: undefined as never };
  const { environment, calls } = await fakeAuth0Cli(tenant);
  await writeFile(join(project.directory, '.env.deployer.dev'), 'AUTH0_CLIENT_ID=another\n');
  const { exitCode, stderr } = await project.runWith({ environment }, 'deployer', 'create', '-s', 'dev');
  expect(exitCode).toBe(64);
  expect(stderr).toContain('.env.deployer.dev is there already, and nothing was made');
  expect(calls).toEqual([]);
});

test('takes the application back where its grant is refused', async () => {
  const tenant = await serveRealTenant();
  const project = await projectOf(tenant.domain);
  const lacking = 'Request failed because access token lacks scope: create:client_grants';
  const { environment } = await fakeAuth0Cli(tenant, (method, path) =>
    method === 'post' && path === 'client-grants'
      ? { exitCode: 1, stderr: complaintOf(tenant.domain, lacking) }
      : undefined,
  );
  const { exitCode, stderr } = await project.runWith({ environment }, 'deployer', 'create', '-s', 'dev');
  expect(exitCode).toBe(1);
  expect(stderr).toContain(`--tenant ${tenant.domain}: ${lacking}. It was deleted again.`);
  const clients = (await tenant.dashboard.get('/clients')) as { readonly name: string }[];
  expect(clients.map(({ name }) => name)).not.toContain('OmniChat Deployer');
});

const refusal = JSON.stringify({
  statusCode: 403,
  error: 'Forbidden',
  message: 'You reached the limit of entities of this type for this tenant.',
  errorCode: 'too_many_entities',
});

test.each([
  ['', { exitCode: 0, stdout: refusal, stderr: '' }],
  [' by a failure', { exitCode: 1, stderr: complaintOf('d', `403: API request failed: ${refusal}`) }],
])('says what the tenant refused, and not to log in, where the CLI tells it%s', async (_how, ending) => {
  const project = await projectOf('omnichat-dev.eu.auth0.com');
  const tenant = { domain: 'omnichat-dev.eu.auth0.com', dashboard: undefined as never };
  const { environment } = await fakeAuth0Cli(tenant, (method) =>
    method === 'post' ? ending : { exitCode: 0, stdout: '[]', stderr: '' },
  );
  expect(await project.runWith({ environment }, 'deployer', 'create', '-s', 'dev')).toMatchObject({
    exitCode: 1,
    stderr:
      'Error: auth0 api post clients --tenant omnichat-dev.eu.auth0.com: the tenant answered 403: You reached the limit of entities of ' +
      'this type for this tenant.\n',
  });
});

test('says that the Auth0 CLI is not logged in, or not there', async () => {
  const project = await projectOf('omnichat-dev.eu.auth0.com');
  const tenant = { domain: 'omnichat-dev.eu.auth0.com', dashboard: undefined as never };
  const { environment } = await fakeAuth0Cli(tenant, () => ({
    exitCode: 1,
    stderr: complaintOf(tenant.domain, 'Config.json file is missing.'),
  }));
  const out = await project.runWith({ environment }, 'deployer', 'create', '-s', 'dev');
  expect(out.stderr).toContain(
    '--tenant omnichat-dev.eu.auth0.com: Config.json file is missing. Log in to the tenant with `auth0 login`, or',
  );
  const none = await project.runWith(
    { environment: { PATH: '/nonexistent' } },
    'deployer',
    'create',
    '-s',
    'dev',
  );
  expect(none.stderr).toContain('There is no auth0 on the PATH');
});

test('is not for a tenant on this machine', async () => {
  const project = await localProject();
  expect((await project.run('deployer', 'create')).exitCode).toBe(64);
});
