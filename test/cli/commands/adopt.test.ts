import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AdoptionReport } from '../../../src/cli/printed/adoption-report.ts';
import type { DeploymentPlan } from '../../../src/engine/embedded/plan.ts';
import { serveTenant } from '../../../src/local-tenant/index.ts';
import { ManagementClient } from '../../../src/management/management-client.ts';
import type { WireObject } from '../../../src/management/paging.ts';
import { fakeCommands } from '../../support/stand-ins/fake-commands.ts';
import { deployedProject, localProject, type LocalProject } from '../../support/project/local-project.ts';

/** Does something by hand to the project's tenant. */
async function byHand<Result>(
  { tenantDirectory, domain }: LocalProject,
  act: (client: ManagementClient) => Promise<Result>,
): Promise<Result> {
  const tenant = await serveTenant({ directory: tenantDirectory, domain });
  const ca = await readFile(tenant.caFile, 'utf8');
  const client = new ManagementClient({ domain, ca, credentials: tenant.deployer });
  try {
    return await act(client);
  } finally {
    await client.close();
    await tenant.close();
  }
}

/** What the setup guide's clicks make. */
const application = {
  name: 'OmniChat OAuth 2.1',
  description: 'OAuth 2.1 authorization server for ChatGPT integration',
  app_type: 'regular_web',
  callbacks: [
    'https://chatgpt.com/connector_platform_oauth_redirect',
    'https://platform.openai.com/apps-manage/oauth',
    'http://localhost:3000/callback',
  ],
  allowed_logout_urls: ['http://localhost:3000', 'https://your-production-domain.com'],
  web_origins: ['http://localhost:3000', 'https://your-production-domain.com'],
  oidc_conformant: true,
  jwt_configuration: { alg: 'RS256' },
};
const api = {
  name: 'OmniChat API',
  identifier: 'https://omnichat.com/api',
  signing_alg: 'RS256',
  scopes: [{ value: 'files:read', description: 'Read user files' }],
};

const idOf = (made: unknown) => String((made as WireObject)['client_id'] ?? (made as WireObject)['id']);

const followGuide = (project: LocalProject) =>
  byHand(project, async (client) => ({
    clientId: idOf(await client.post('/clients', application)),
    apiId: idOf(await client.post('/resource-servers', api)),
  }));

const stateOf = ({ tenantDirectory }: LocalProject) => readFile(join(tenantDirectory, 'state.json'), 'utf8');

async function reported<Report>(project: LocalProject, ...words: string[]): Promise<Report> {
  const { exitCode, stdout, stderr } = await project.run(...words, '--json');
  expect(exitCode, stderr).toBe(0);
  return JSON.parse(stdout) as Report;
}

test('who followed the guide by hand keeps the application: adopted, brought up to date, and clean', async () => {
  const project = await localProject();
  const { clientId, apiId } = await followGuide(project);
  const before = await stateOf(project);
  expect((await project.run('up', '--deploy-only')).stderr).toContain(
    'Take it over: node bin/omnichat-auth0.js adopt -s local',
  );

  const adopted = await reported<AdoptionReport>(project, 'adopt');

  expect(await stateOf(project)).toBe(before);
  expect(adopted.adopted.map(({ name, id }) => [name, id])).toEqual([
    ['omnichat-api', apiId],
    ['omnichat-api-scopes', 'https://omnichat.com/api'],
    ['connector', clientId],
    ['connector-credentials', clientId],
    ['issuer-identification', 'tenants/settings'],
    ['tenant', 'tenants/settings'],
  ]);
  expect(adopted.next).toEqual(['node bin/omnichat-auth0.js preview -s local']);

  const { plan } = await reported<{ plan: DeploymentPlan }>(project, 'preview');
  expect(plan.summary).toMatchObject({ replace: 0, delete: 0, create: 19 - adopted.adopted.length });
  const planned = plan.steps
    .filter(({ op }) => op === 'update' || op === 'same')
    .map(({ name, changes }) => [name, changes.map(({ path, from, to }) => [path, from, to])]);
  const listed = adopted.adopted.map(({ name, differences }) => [
    name,
    differences.map(({ path, actual, desired }) => [path, actual, desired]),
  ]);
  const byName = (a: unknown[], b: unknown[]) => String(a[0]).localeCompare(String(b[0]));
  expect(planned.toSorted(byName)).toEqual(listed.toSorted(byName));

  expect((await project.run('up', '--deploy-only')).exitCode).toBe(0);
  expect((await project.run('preview')).stdout).toBe('No changes.\n');
  const drift = await project.run('drift');
  expect(drift.stdout).toContain('No finding.');
  await byHand(project, async (client) => {
    await expect(client.get(`/clients/${clientId}`)).resolves.toMatchObject({ name: 'OmniChat OAuth 2.1' });
  });
});

test('people see what is there beside what the program wants, and the next command', async () => {
  const project = await localProject();
  const { clientId } = await followGuide(project);
  const { exitCode, stdout } = await project.run('adopt');
  expect(exitCode).toBe(0);
  expect(stdout).toContain(`connector              application ${clientId}`);
  expect(stdout).toContain('\n      ~ allowedLogoutUrls:\n          - https://your-production-domain.com\n');
  expect(stdout).toMatch(
    /The tenant was not changed\. Run:\n {2}node bin\/omnichat-auth0\.js preview -s local\n$/,
  );
});

test('everything that an up made is found again when the record was lost, with nothing to change', async () => {
  const project = await deployedProject();
  await writeFile(join(project.tenantDirectory, 'embedded', 'local.json'), await withoutResources(project));

  const { adopted, missing } = await reported<AdoptionReport>(project, 'adopt');

  expect(adopted).toHaveLength(19);
  expect(missing).toEqual([]);
  expect((await project.run('up', '--deploy-only')).exitCode).toBe(0);
  expect((await project.run('up', '--deploy-only')).stdout).toContain('19 unchanged');
  const again = await project.run('adopt');
  expect(again.stdout).toContain('Nothing to adopt');
  expect(again.stdout).toContain('the state knows it already');
});

test('a new tenant has nothing to adopt', async () => {
  const project = await localProject();
  const { exitCode, stdout } = await project.run('adopt');
  expect({ exitCode, stdout }).toEqual({
    exitCode: 0,
    stdout:
      `Nothing to adopt in ${project.domain} for stack local: it holds nothing of a declared name. Go on with:\n` +
      '  node bin/omnichat-auth0.js up -s local\n',
  });
  expect((await project.run('up', '--deploy-only')).exitCode).toBe(0);
});

test('connections of others are no reason to adopt, and found again when the record was lost', async () => {
  const project = await localProject();
  await project.configure({
    ownUsers: false,
    connections: ['google-oauth2', { name: 'Username-Password-Authentication', isDomainConnection: true }],
  });
  expect((await project.run('adopt')).stdout).toContain('Nothing to adopt');
  expect((await project.run('up', '--deploy-only')).exitCode).toBe(0);
  await writeFile(join(project.tenantDirectory, 'embedded', 'local.json'), await withoutResources(project));

  const { adopted, missing } = await reported<AdoptionReport>(project, 'adopt');

  expect(adopted.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'google-oauth2-connection',
      'google-oauth2-connection-connector',
      'Username-Password-Authentication-connection',
    ]),
  );
  expect(missing).toEqual([]);
  expect((await project.run('up', '--deploy-only')).exitCode).toBe(0);
  expect((await project.run('up', '--deploy-only')).stdout).toContain('21 unchanged');
});

describe('of two applications of one name', () => {
  test('somebody has to choose, and then the other one is left alone', async () => {
    const project = await localProject();
    const ids = await byHand(project, async (client) => [
      idOf(await client.post('/clients', application)),
      idOf(await client.post('/clients', { name: 'OmniChat OAuth 2.1' })),
    ]);
    const refused = await project.run('adopt');
    expect(refused.exitCode).toBe(1);
    for (const id of ids) expect(refused.stderr).toContain(`  ${id}  "OmniChat OAuth 2.1"  `);
    expect(refused.stderr).toContain('node bin/omnichat-auth0.js adopt -s local --map connector=CLIENT_ID');
    expect((await project.run('adopt', '--engine', 'pulumi')).stderr).toContain(
      'node bin/omnichat-auth0.js adopt -s local --engine pulumi --map connector=CLIENT_ID',
    );

    const { adopted } = await reported<AdoptionReport>(project, 'adopt', '--map', `connector=${ids[0]}`);
    expect(adopted.find(({ name }) => name === 'connector')?.id).toBe(ids[0]);
    expect((await project.run('up', '--deploy-only')).exitCode).toBe(0);
    const { stdout } = await project.run('drift');
    expect(stdout).toContain('duplicate');
    expect(stdout).not.toContain('auth0 api delete');
  });

  test('one that bears another name can be chosen', async () => {
    const project = await localProject();
    const id = await byHand(project, async (client) =>
      idOf(await client.post('/clients', { ...application, name: 'My connector' })),
    );
    const { adopted } = await reported<AdoptionReport>(project, 'adopt', '--map', `connector=${id}`);
    expect(adopted.find(({ name }) => name === 'connector')?.differences).toContainEqual(
      expect.objectContaining({ path: 'name', actual: 'My connector', desired: 'OmniChat OAuth 2.1' }),
    );
  });

  test.each([
    ['connector', /--map connector is not of the form NAME=ID/],
    ['reader=x', /the program declares no application reader\. It declares connector, registrar\./],
    ['connector=absent', /the tenant has no such application/],
  ])('a choice that cannot be is refused: %s', async (choice, message) => {
    const project = await localProject();
    const { exitCode, stderr } = await project.run('adopt', '--map', choice);
    expect(exitCode).toBe(64);
    expect(stderr).toMatch(message);
  });
});

describe('with the Pulumi CLI', () => {
  const nothing = JSON.stringify({ version: 3, deployment: {} });

  test('writes what pulumi import takes, and the command', async () => {
    const project = await localProject();
    const { clientId, apiId } = await followGuide(project);
    const before = await stateOf(project);
    const pulumi = await fakeCommands(['pulumi'], {
      'pulumi stack select': [{}],
      'pulumi stack export': [{ stdout: nothing }],
    });
    const environment = { PATH: pulumi.path };

    const { exitCode, stdout } = await project.runWith({ environment }, 'adopt', '--engine', 'pulumi');

    expect(exitCode).toBe(0);
    expect(await stateOf(project)).toBe(before);
    expect(stdout).toContain(
      '  node bin/omnichat-auth0.js tenant exec -- pulumi import --file import.local.json --protect=false --generate-code=false --stack local\n' +
        '  node bin/omnichat-auth0.js preview -s local --engine pulumi\n',
    );
    const file = JSON.parse(await readFile(join(project.directory, 'import.local.json'), 'utf8')) as object;
    const version = '3.49.0';
    expect(file).toEqual({
      resources: [
        {
          type: 'omnichat:auth0:ScopedApi',
          name: 'omnichat-api-component',
          logicalName: 'omnichat-api',
          component: true,
        },
        {
          type: 'omnichat:auth0:Application',
          name: 'connector-component',
          logicalName: 'connector',
          component: true,
        },
        {
          type: 'auth0:index/resourceServer:ResourceServer',
          name: 'omnichat-api',
          id: apiId,
          parent: 'omnichat-api-component',
          version,
        },
        {
          type: 'auth0:index/resourceServerScopes:ResourceServerScopes',
          name: 'omnichat-api-scopes',
          id: 'https://omnichat.com/api',
          parent: 'omnichat-api-component',
          version,
        },
        {
          type: 'auth0:index/client:Client',
          name: 'connector',
          id: clientId,
          parent: 'connector-component',
          version,
        },
        {
          type: 'auth0:index/clientCredentials:ClientCredentials',
          name: 'connector-credentials',
          id: clientId,
          parent: 'connector-component',
          version,
        },
        {
          type: 'auth0:index/tenant:Tenant',
          name: 'tenant',
          id: expect.stringMatching(/^[\da-f]{8}-[\da-f-]{27}$/),
          version,
        },
      ],
    });
  });

  test('finds the parts by ids of their own', async () => {
    const project = await deployedProject();
    await writeFile(join(project.tenantDirectory, 'embedded', 'local.json'), await withoutResources(project));
    const pulumi = await fakeCommands(['pulumi'], { 'pulumi stack select': [{}] });
    const { exitCode } = await project.runWith(
      { environment: { PATH: pulumi.path } },
      'adopt',
      '--engine',
      'pulumi',
      '--out',
      'elsewhere.json',
    );
    expect(exitCode).toBe(0);
    const { resources } = JSON.parse(await readFile(join(project.directory, 'elsewhere.json'), 'utf8')) as {
      resources: readonly { readonly name: string; readonly id?: string }[];
    };
    const ids = new Map(resources.map(({ name, id }) => [name, id]));
    expect(ids.get('connector-grant')).toMatch(/^cgr_/);
    expect(ids.get('third-party-grant')).toMatch(/^cgr_/);
    expect(ids.get('users')).toMatch(/^con_/);
    expect(ids.get('users-clients')).toBe(ids.get('users'));
    expect(ids.get('reader')).toMatch(/^rol_/);
    expect(ids.get('reader-permissions')).toBe(ids.get('reader'));
  });

  test('has Pulumi forget first what somebody deleted and made anew', async () => {
    const project = await localProject();
    await followGuide(project);
    const component = 'omnichat:auth0:Application$';
    const urn = (type: string, name: string) =>
      `urn:pulumi:local::omnichat-auth0::${component}${type}::${name}`;
    const type = 'auth0:index/client:Client';
    const resources = [{ urn: urn(type, 'connector'), custom: true, type, id: 'gone' }];
    const state = JSON.stringify({ version: 3, deployment: { resources } });
    const folder = join(project.tenantDirectory, 'pulumi/.pulumi/stacks/omnichat-auth0');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'local.json'), JSON.stringify({ checkpoint: { latest: { resources } } }));
    const pulumi = await fakeCommands(['pulumi'], {
      'pulumi stack select': [{}],
      'pulumi stack export': [{ stdout: state }],
    });
    const { exitCode, stdout, stderr } = await project.runWith(
      { environment: { PATH: pulumi.path } },
      'adopt',
      '--engine',
      'pulumi',
    );
    expect(exitCode).toBe(0);
    expect(stderr).toContain('The state knows connector under the id of what is gone');
    expect(stdout).toContain(
      `  node bin/omnichat-auth0.js tenant exec -- pulumi state delete '${urn(type, 'connector')}' --target-dependents --yes --stack local\n` +
        '  node bin/omnichat-auth0.js adopt -s local --engine pulumi\n',
    );
    expect(existsSync(join(project.directory, 'import.local.json'))).toBe(false);
  });

  test('of a real tenant it asks for credentials, and for nothing else', async () => {
    const project = await localProject();
    await project.configure({}, { stack: 'dev', domain: 'omnichat-dev.eu.auth0.com' });
    const { exitCode, stderr } = await project.run('adopt', '-s', 'dev');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('Set AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET');
  });

  test.each([
    [['--engine', 'embedded', '-s', 'dev'], 'The embedded engine works on this machine only'],
    [['--out', 'x.json'], '--out is for the file that Pulumi imports'],
  ])('%j is wrong usage', async (words, message) => {
    const project = await localProject();
    await project.configure({}, { stack: 'dev', domain: 'omnichat-dev.eu.auth0.com' });
    const { exitCode, stderr } = await project.run('adopt', ...words);
    expect(exitCode).toBe(64);
    expect(stderr).toContain(message);
  });
});

async function withoutResources({ tenantDirectory }: LocalProject): Promise<string> {
  const record = JSON.parse(
    await readFile(join(tenantDirectory, 'embedded', 'local.json'), 'utf8'),
  ) as object;
  return JSON.stringify({ ...record, resources: [] });
}
