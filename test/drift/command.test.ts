import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { driftReportSchema } from '../../src/drift/findings/report.ts';
import { readTenantFiles, serveTenant } from '../../src/local-tenant/index.ts';
import { ManagementClient } from '../../src/management/management-client.ts';
import type { WireObject } from '../../src/management/paging.ts';
import { deployedProject, localProject, type LocalProject } from '../support/project/local-project.ts';

/** Does something by hand to the project's tenant. */
async function byHand(
  { tenantDirectory, domain }: LocalProject,
  act: (client: ManagementClient) => Promise<unknown>,
): Promise<void> {
  const tenant = await serveTenant({ directory: tenantDirectory, domain });
  const client = new ManagementClient({
    domain,
    ca: await readFile(tenant.caFile, 'utf8'),
    credentials: tenant.deployer,
  });
  await act(client);
  await client.close();
  await tenant.close();
}

async function connectorOf(client: ManagementClient): Promise<WireObject> {
  const clients = (await client.get('/clients')) as readonly WireObject[];
  const found = clients.find(({ name }) => name === 'OmniChat OAuth 2.1');
  if (found === undefined) throw new Error('there is no connector');
  return found;
}

const addCallback = async (client: ManagementClient) => {
  const { client_id: id, callbacks } = await connectorOf(client);
  await client.patch(`/clients/${String(id)}`, {
    callbacks: [...(callbacks as string[]), 'https://evil.example/callback'],
  });
};

describe('drift', () => {
  test('exits with 0 where the tenant is as declared', async () => {
    const project = await deployedProject();
    const { exitCode, stdout } = await project.run('drift');
    expect(stdout).toBe(
      `local  ${project.domain}, 3 applications, compared with what was deployed\n\nNo finding.\n`,
    );
    expect(exitCode).toBe(0);
  });

  test('exits with 2 and says what was changed, why it matters and what mends it', async () => {
    const project = await deployedProject();
    await byHand(project, addCallback);
    const { exitCode, stdout } = await project.run('drift');
    expect(stdout.split('\n').slice(2)).toEqual([
      '  critical  changed  connector callbacks  + https://evil.example/callback in the tenant',
      expect.stringMatching(/^ {12}Done by Deployer, \d{4}-\d\d-\d\dT[\d:.]+Z\.$/),
      '            Authorization codes go to these URLs: whoever owns one that was added can act for people.',
      '            mend it: node bin/omnichat-auth0.js up -s local',
      '',
      '1 finding.',
      '',
    ]);
    expect(exitCode).toBe(2);
    await project.run('up', '--deploy-only');
    expect((await project.run('drift')).exitCode).toBe(0);
  });

  test('heeds --fail-on, and an entry of .driftignore.yaml until it expires', async () => {
    const project = await deployedProject();
    await byHand(project, async (client) =>
      client.patch(`/clients/${String((await connectorOf(client))['client_id'])}`, {
        description: 'by hand',
      }),
    );
    expect((await project.run('drift')).exitCode).toBe(2);
    expect((await project.run('drift', '--fail-on', 'medium')).exitCode).toBe(0);

    const file = join(project.directory, '.driftignore.yaml');
    await writeFile(file, '- match: connector\n  path: description\n  reason: marketing tries words\n');
    const ignored = await project.run('drift');
    expect(ignored.exitCode).toBe(0);
    expect(ignored.stdout).toContain('Ignored: changed connector description: marketing tries words');

    await writeFile(file, '- match: connector\n  reason: marketing tries words\n  until: 2020-01-31\n');
    const expired = await project.run('drift');
    expect(expired.exitCode).toBe(2);
    expect(expired.stdout).toContain('.driftignore.yaml: the entry connector expired on 2020-01-31.');
  });

  test('finds a secret in the .env that was rotated, and never prints it', async () => {
    const project = await deployedProject();
    await project.run('env');
    expect((await project.run('drift')).exitCode).toBe(0);
    await byHand(project, async (client) =>
      client.post(`/clients/${String((await connectorOf(client))['client_id'])}/rotate-secret`, {}),
    );
    const { exitCode, stdout } = await project.run('drift', '--json');
    const report = driftReportSchema.parse(JSON.parse(stdout));
    expect(report.stacks[0]?.findings).toMatchObject([
      {
        kind: 'secret-stale',
        severity: 'high',
        name: 'connector-credentials',
        path: 'clientSecret',
        why: 'Auth0 no longer takes the secret in .env and the state: whoever relies on it gets no tokens.',
        mend: 'node bin/omnichat-auth0.js up -s local',
      },
    ]);
    expect(exitCode).toBe(2);
    const held = await readFile(join(project.directory, '.env'), 'utf8');
    const secret = /^OAUTH_CLIENT_SECRET=(.+)$/m.exec(held)?.[1] ?? 'none';
    expect(secret).not.toBe('none');
    expect(stdout).not.toContain(secret);
  });

  test('prints masks before anything else, and then annotations', async () => {
    const project = await deployedProject();
    await project.run('env');
    await byHand(project, addCallback);
    const environment = { GITHUB_ACTIONS: 'true' };
    const { stdout } = await project.runWith({ environment }, 'drift', '--format', 'github');
    const lines = stdout
      .trimEnd()
      .replace(/(Done by Deployer, )[\d:.TZ-]+Z\./, '$1DATE.')
      .split('\n');
    const firstOther = lines.findIndex((line) => !line.startsWith('::add-mask::'));
    expect(lines.slice(firstOther)).toEqual([
      '::error file=Pulumi.local.yaml,title=local%3A changed connector callbacks::+ https://evil.example/callback in the tenant' +
        '%0AAuthorization codes go to these URLs: whoever owns one that was added can act for people.' +
        '%0ADone by Deployer, DATE.' +
        '%0AMend it: node bin/omnichat-auth0.js up -s local',
      'local: 1 finding.',
    ]);
    const deployer = (await readTenantFiles(project.tenantDirectory))?.deployer;
    expect(lines.slice(0, firstOther)).toHaveLength(3);
    expect(lines.slice(0, firstOther)).toContain(`::add-mask::${deployer?.clientSecret}`);
  });

  test('writes Markdown to a file, with nothing in it that formats or mentions', async () => {
    const project = await deployedProject();
    await byHand(project, (client) => client.post('/clients', { name: '@everyone | `x` [y](z)' }));
    const { exitCode, stdout } = await project.run('drift', '--format', 'markdown', '--out', 'drift.md');
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    const text = await readFile(join(project.directory, 'drift.md'), 'utf8');
    expect(text).toContain(String.raw`| high | unmanaged | ${'`'}@everyone \| 'x' [y](z)${'`'} |`);
  });

  test.each([
    ['--out', /^Error: .*absent\/x cannot be written: ENOENT.*\. Name another file with --out\.\n$/],
    [
      '--state',
      /^Error: .*absent\/x cannot be read: ENOENT.*\. Make it with `pulumi stack export -s local`\.\n$/,
    ],
  ])('says what is wrong with the file of %s', async (option, message) => {
    const project = await localProject();
    const { exitCode, stdout, stderr } = await project.run('drift', option, 'absent/x');
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).toContain(join(project.directory, 'absent/x'));
  });

  test('tells a program that was changed from a tenant that was', async () => {
    const project = await deployedProject();
    await project.configure({ chatgptConnectorIds: ['abc'] });
    const { exitCode, stdout } = await project.run('drift', '--json');
    expect(driftReportSchema.parse(JSON.parse(stdout)).stacks[0]).toMatchObject({
      applied: 'embedded-record',
      verdict: 'drift',
      findings: [{ kind: 'code-ahead', name: 'connector', path: 'callbacks' }],
    });
    expect(exitCode).toBe(2);
  });

  test('asks for credentials of a real tenant, and for one stack with --state', async () => {
    const project = await localProject();
    await writeFile(
      join(project.directory, 'Pulumi.dev.yaml'),
      'config:\n  auth0:domain: omnichat-dev.us.auth0.com\n',
    );
    const missing = await project.run('drift', '-s', 'dev');
    expect(missing.exitCode).toBe(1);
    expect(missing.stderr).toContain('Set AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET');
    expect(missing.stderr).toContain('read:clients');
    const two = await project.run('drift', '--all', '--state', 'x.json');
    expect(two.exitCode).toBe(64);
    expect(two.stderr).toContain('dev, local');
  });
});
