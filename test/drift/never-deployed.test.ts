import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseSettings } from '../../infra/settings/settings.ts';
import { nothingDeployed } from '../../src/drift/stack/applied.ts';
import type { Finding } from '../../src/drift/findings/finding.ts';
import { driftReportSchema } from '../../src/drift/findings/report.ts';
import { readTenantFiles, serveTenant } from '../../src/local-tenant/index.ts';
import { ManagementClient } from '../../src/management/management-client.ts';
import type { WireObject } from '../../src/management/paging.ts';
import { driftTenant } from '../support/tenants/drift-tenant.ts';
import { type LocalProject, localProject } from '../support/project/local-project.ts';
import { stackConfig } from '../support/project/stack-config.ts';

const short = ({ kind, severity, name }: Finding) => `${kind} ${severity} ${name}`;

async function driftOf(project: LocalProject) {
  const { exitCode, stdout } = await project.run('drift', '--json');
  const [report] = driftReportSchema.parse(JSON.parse(stdout)).stacks;
  return { exitCode, report, findings: report?.findings ?? [] };
}

const everything = [
  'never-deployed low connector',
  'never-deployed low issuer-identification',
  'never-deployed low omnichat-api',
  'never-deployed low operator',
  'never-deployed low reader',
  'never-deployed low registrar',
  'never-deployed low tenant',
  'never-deployed low users',
  'never-deployed low writer',
];

test('on a new tenant everything was never deployed, and the mend works', async () => {
  const project = await localProject();
  const { exitCode, report, findings } = await driftOf(project);
  expect(exitCode).toBe(2);
  expect(report?.applied).toBe('nothing');
  expect(findings.map(short).toSorted()).toEqual(everything);
  expect(new Set(findings.map(({ mend }) => mend))).toEqual(
    new Set(['node bin/omnichat-auth0.js up -s local']),
  );

  expect((await project.run('up', '-s', 'local')).exitCode).toBe(0);
  expect(await driftOf(project)).toMatchObject({ exitCode: 0, report: { applied: 'embedded-record' } });
  await project.run('destroy', '--no-input');
  expect((await driftOf(project)).findings.map(short).toSorted()).toEqual([
    ...everything,
    'secret-stale high connector-credentials',
    'secret-stale high registrar-credentials',
  ]);
});

test('what Pulumi destroyed is for Pulumi to deploy again', async () => {
  const project = await localProject();
  const folder = join(project.tenantDirectory, 'pulumi', '.pulumi', 'stacks', 'omnichat-auth0');
  const file = join(folder, 'local.json');
  await mkdir(folder, { recursive: true });
  await writeFile(file, '{"version":3,"checkpoint":{"stack":"local"}}');
  expect((await driftOf(project)).findings[0]?.mend).toBe('node bin/omnichat-auth0.js up -s local');
  await writeFile(file, '{"version":3,"checkpoint":{"stack":"local","latest":{"manifest":{}}}}');
  const { report, findings } = await driftOf(project);
  expect(report?.applied).toBe('nothing');
  expect(new Set(findings.map(({ mend }) => mend))).toEqual(
    new Set(['node bin/omnichat-auth0.js up -s local --engine pulumi']),
  );
});

test('what bears a declared name is shown as what may be in use, and nothing is advised that would be refused', async () => {
  const project = await localProject();
  const tenant = await serveTenant({ directory: project.tenantDirectory, domain: project.domain });
  const files = await readTenantFiles(project.tenantDirectory);
  if (files === undefined) throw new Error('the tenant has no files');
  const client = new ManagementClient({
    domain: project.domain,
    ca: await readFile(files.caFile, 'utf8'),
    credentials: files.deployer,
  });
  const made = (await client.post('/clients', { name: 'OmniChat OAuth 2.1' })) as WireObject;
  const api = (await client.post('/resource-servers', {
    name: 'OmniChat API',
    identifier: 'https://omnichat.com/api',
  })) as WireObject;
  await client.close();
  await tenant.close();

  const { findings } = await driftOf(project);

  expect(findings.map(short).toSorted()).toEqual(
    [...everything, 'unmanaged high OmniChat API', 'unmanaged high OmniChat OAuth 2.1'].toSorted(),
  );
  expect(findings.filter(({ kind }) => kind === 'unmanaged')).toMatchObject([
    { id: api['id'], why: expect.stringContaining('may be what ChatGPT uses') },
    { id: made['client_id'], why: expect.stringContaining('may be what ChatGPT uses') },
  ]);
  expect(findings.filter(({ mend }) => /\bup\b|delete/.test(mend))).toEqual([]);
});

test('an empty state of a real stack is nothing deployed, too', async () => {
  const { drift } = await driftTenant(stackConfig('local'));
  const { findings } = await drift({ applied: { source: 'state', resources: [] } });
  expect(findings.filter(({ kind }) => kind === 'deleted')).toEqual([]);
  expect(findings.filter(({ kind }) => kind === 'never-deployed')).toHaveLength(everything.length);
});

test('without its state the registrar in use is to be adopted, and no command deletes its power', async () => {
  const { drift } = await driftTenant(stackConfig('local'));
  const { findings } = await drift({ applied: { source: 'state', resources: [] } });
  const grants = findings.filter(({ name }) => name.endsWith('/api/v2/'));
  expect(grants).toMatchObject([
    { severity: 'critical', mend: 'node bin/omnichat-auth0.js adopt -s test --engine pulumi' },
  ]);
  expect(findings.filter(({ mend }) => mend.includes('delete'))).toEqual([]);
});

test('without any state nobody can tell what was deleted from what was never deployed, and it says so', async () => {
  const { client, idOf, drift } = await driftTenant(stackConfig('local'));
  await client.delete(`/roles/${idOf('reader')}`);
  const doubt = 'no state could be read';
  expect((await drift({ applied: undefined })).findings).toMatchObject([
    { kind: 'deleted', name: 'reader', why: expect.stringContaining(doubt) },
  ]);
  expect((await drift()).findings[0]?.why).not.toContain(doubt);
});

test('a record of the tenant at another port does not pass for nothing deployed', async () => {
  const [project, elsewhere] = [await localProject(), await localProject()];
  await project.run('up', '--deploy-only');
  await project.configure({}, { domain: elsewhere.domain });
  expect((await driftOf(project)).report?.applied).toBe('none');
  await rm(join(project.tenantDirectory, 'embedded'), { recursive: true });
  expect((await driftOf(project)).report?.applied).toBe('nothing');
});

test('what was deleted and made anew by hand stands in the way of up, and no mend says up', async () => {
  const { client, idOf, drift } = await driftTenant(stackConfig('local'));
  await client.delete(`/roles/${idOf('reader')}`);
  await client.post('/roles', { name: 'OmniChat reader', description: 'Reads files and chat history' });
  const { findings } = await drift();
  expect(findings).toHaveLength(3);
  expect(findings.filter(({ mend }) => mend.includes('up'))).toEqual([]);
});

test('a third party that took the name of a declared application is no obstacle', async () => {
  const { client, drift, settings } = await driftTenant({
    ...stackConfig('local'),
    'omnichat:registration': 'off',
  });
  await client.post('/clients', { name: 'OmniChat Registrar', is_first_party: false });
  const broker = parseSettings(
    { ...stackConfig('local'), 'auth0:domain': settings.domain, 'omnichat:registration': 'broker' },
    'test',
  );
  const { findings } = await drift({ settings: broker });
  expect(findings.find(({ name }) => name === 'registrar')).toMatchObject({
    kind: 'code-ahead',
    mend: 'node bin/omnichat-auth0.js up -s test',
  });
  expect((await drift({ settings: broker, applied: nothingDeployed })).findings).not.toEqual([]);
});
