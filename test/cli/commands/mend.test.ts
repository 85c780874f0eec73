import { readFile } from 'node:fs/promises';
import { beforeAll, expect, test } from 'vitest';
import { mendableAt } from '../../../src/drift/mends/mendable.ts';
import { serveTenant } from '../../../src/local-tenant/index.ts';
import { ManagementClient } from '../../../src/management/management-client.ts';
import type { WireObject } from '../../../src/management/paging.ts';
import { type LocalProject, localProject } from '../../support/project/local-project.ts';

let project: LocalProject;
let client: ManagementClient;
let application: string;

beforeAll(async () => {
  project = await localProject({ lifetime: 'run' });
  const { tenantDirectory: directory, domain } = project;
  const tenant = await serveTenant({ directory, domain });
  const ca = await readFile(tenant.caFile, 'utf8');
  client = new ManagementClient({ domain, credentials: tenant.deployer, ca });
  const made = (await client.post('/clients', { name: 'Old\u001B[31m App' })) as WireObject;
  application = `clients/${String(made['client_id'])}`;
  return async () => {
    await client.close();
    await tenant.close();
  };
});

const held = async () => (await client.get(`/${application}`)) as WireObject;

test('shows what is there and what it becomes, and changes nothing where nobody agrees', async () => {
  const words = ['mend', 'set', application, 'oidcConformant=true', '--domain', project.domain];
  const declined = await project.runWith({ answers: ['n'] }, ...words);
  expect(declined.exitCode).toBe(1);
  expect(declined.stderr).toContain('Nothing was changed.');
  expect(declined.stdout).toBe(
    `${application} of ${project.domain}: application "Old\\u001b[31m App"\n  oidcConformant: false → true\n`,
  );
  const alone = await project.run(...words);
  expect(alone.exitCode).toBe(64);
  expect(alone.stderr).toContain('say --yes');
  expect(await held()).toMatchObject({ oidc_conformant: false });
});

test('is done once somebody agrees, and is then so already', async () => {
  const words = [
    'mend',
    'set',
    application,
    'oidcConformant=true',
    'jwtConfiguration.alg=RS256',
    '-s',
    'local',
  ];
  expect(await project.runWith({ answers: ['y'] }, ...words)).toMatchObject({ exitCode: 0 });
  expect(await held()).toMatchObject({ oidc_conformant: true, jwt_configuration: { alg: 'RS256' } });
  const { stdout } = await project.run(...words, '--json');
  expect(JSON.parse(stdout)).toEqual({
    schemaVersion: 1,
    domain: project.domain,
    changed: false,
    properties: [],
  });
});

const grant = 'client-grants/cgr_1';
test.each([
  ['set clients/x logoUri=https://x.example', 'logoUri of clients/x is nothing that a mend sets'],
  ['set clients/x oidcConformant=yes', 'oidcConformant has to be true or false'],
  ['set clients/x oidcConformant', 'Say what oidcConformant is to be'],
  ['set tenants/settings flags.enableIdtokenApi2=true', 'flags.enableIdtokenApi2 would not be safe so'],
  ['set tenants/settings sessionLifetime=9999', 'sessionLifetime would not be safe so'],
  ['set clients/x callbacks=["http://x.example"]', 'callbacks would not be safe so'],
  ['set clients/x/credentials oidcConformant=true', 'clients/x/credentials names nothing that can be mended'],
  ['set users/%E0%A4%A blocked=false', 'names nothing that can be mended'],
  [
    'set attack-protection bruteForceProtection.enabled=true suspiciousIpThrottling.enabled=true',
    'documents of their own',
  ],
  ['set log-streams/x status=paused', 'Those are: none'],
  ['delete connections/x', 'connections/x is not deleted by a mend'],
  ['delete tenants/settings', 'is not deleted by a mend'],
  ['import http://x.example/client.json', 'is no https URL'],
])('%s is refused before any request', async (words, message) => {
  const nobody = ['--domain', 'nobody.invalid', '--yes'];
  const environment = { AUTH0_CLIENT_ID: 'a', AUTH0_CLIENT_SECRET: 'b' };
  const { exitCode, stderr } = await project.runWith({ environment }, 'mend', ...words.split(' '), ...nobody);
  expect(stderr).toContain(message);
  expect(exitCode).toBe(64);
});

test('what would break a rule together with what is there is refused', async () => {
  const loose = (await client.post('/clients', { name: 'Loose', oidc_conformant: true })) as WireObject;
  const address = `clients/${String(loose['client_id'])}`;
  const { exitCode, stderr } = await project.run(
    'mend',
    'set',
    address,
    'oidcConformant=false',
    '-s',
    'local',
    '--yes',
  );
  expect(stderr).toContain('oidcConformant would not be safe so');
  expect(exitCode).toBe(1);
});

test('a grant is given no scope that it does not have', async () => {
  const machine = (await client.post('/clients', {
    name: 'M',
    grant_types: ['client_credentials'],
  })) as WireObject;
  const made = (await client.post('/client-grants', {
    client_id: machine['client_id'],
    audience: `https://${project.domain}/api/v2/`,
    scope: ['read:clients', 'read:users'],
  })) as WireObject;
  const address = `client-grants/${String(made['id'])}`;
  const set = (scopes: string) =>
    project.run('mend', 'set', address, `scopes=${scopes}`, '-s', 'local', '--yes');
  expect((await set('["read:clients","delete:users"]')).stderr).toContain('It has no delete:users');
  expect((await set('["read:clients"]')).exitCode).toBe(0);
  expect(await client.get(`/${address}`)).toMatchObject({ scope: ['read:clients'] });
});

test('the options of a connection that hold secrets are not sent back: Auth0 shows them encrypted', async () => {
  const made = (await client.post('/connections', {
    name: 'Custom',
    strategy: 'auth0',
    options: { brute_force_protection: false, configuration: { KEY: 'secret' } },
  })) as WireObject;
  const address = `connections/${String(made['id'])}`;
  const value = 'options.bruteForceProtection=true';
  const { exitCode, stderr } = await project.run('mend', 'set', address, value, '-s', 'local', '--yes');
  expect(exitCode).toBe(1);
  expect(stderr).toContain('hold secrets that Auth0 shows encrypted only');
  const audit = await project.run('audit', '-s', 'local', '--json');
  const { findings } = JSON.parse(audit.stdout) as { findings: { name: string; mendBy: string }[] };
  expect(findings.filter(({ name }) => name === 'Custom').map(({ mendBy }) => mendBy)).toEqual(['person']);
});

test('an application that is not there is not said to be deleted', async () => {
  const made = (await client.post('/clients', { name: 'Gone' })) as WireObject;
  const words = ['mend', 'delete', `clients/${String(made['client_id'])}`, '-s', 'local', '--yes'];
  const { stdout } = await project.run(...words);
  expect(stdout).toContain('it is deleted: its client id and secret are refused from then on');
  expect(await project.run(...words)).toMatchObject({
    exitCode: 0,
    stdout: `There is no ${words[2]} in the tenant: nothing was deleted. Compare the id, unless it has just gone with something else.\n`,
  });
});

test('an address of a tenant, of any kind, has the keys of its rules', () => {
  expect([...mendableAt('prompts').keys.keys()]).toEqual(['universalLoginExperience']);
  expect([...mendableAt('users/auth0%7Cabc').keys.keys()]).toEqual(['blocked']);
  expect(mendableAt(grant).keys.get('scopes')).toBe('texts');
});
