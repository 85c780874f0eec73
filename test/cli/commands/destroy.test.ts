import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readTenantFiles, serveTenant } from '../../../src/local-tenant/index.ts';
import { ManagementClient } from '../../../src/management/management-client.ts';
import { deployedProject, type LocalProject } from '../../support/project/local-project.ts';
import { deployedByPulumi, notingPulumi } from '../../support/pulumi/noting-pulumi.ts';

/** A deployed stack, whose tenant lets in whoever registers. */
async function openProject(): Promise<LocalProject> {
  const project = await deployedProject();
  const { tenantDirectory: directory, domain } = project;
  const tenant = await serveTenant({ directory, domain });
  const { caFile, deployer } = (await readTenantFiles(directory))!;
  const client = new ManagementClient({ domain, ca: await readFile(caFile, 'utf8'), credentials: deployer });
  await client.patch('/tenants/settings', {
    flags: { enable_dynamic_client_registration: true },
    client_id_metadata_document_supported: true,
  });
  await client.close();
  await tenant.close();
  return project;
}

/** One whose `up` broke off before it came to the tenant settings, which it makes last: the record is without them. */
async function brokenOffProject(): Promise<LocalProject> {
  const project = await openProject();
  const file = join(project.tenantDirectory, 'embedded/local.json');
  const record = JSON.parse(await readFile(file, 'utf8')) as {
    readonly resources: readonly { readonly type: string }[];
  };
  const resources = record.resources.filter(({ type }) => type !== 'auth0:index/tenant:Tenant');
  await writeFile(file, JSON.stringify({ ...record, resources }));
  return project;
}

/** Whether it does by now, and documents with it. */
async function openingsOf(project: LocalProject): Promise<readonly unknown[]> {
  const { stdout } = await project.run('tenant', 'export');
  const { settings } = (JSON.parse(stdout) as { readonly documents: { readonly settings: Settings } })
    .documents;
  return [
    settings.flags['enable_dynamic_client_registration'],
    settings['client_id_metadata_document_supported'],
  ];
}

type Settings = { readonly flags: Readonly<Record<string, unknown>> } & Readonly<Record<string, unknown>>;

const before =
  /^Stays in the tenant, because nothing deletes it:\n {2}the tenant settings, with registration closed first: /m;
const after =
  'Left are the tenant settings, where dynamic client registration and client ID metadata documents are off now, applications that ' +
  'registered themselves (node bin/omnichat-auth0.js clients list -s local), and .env, whose credentials are good for nothing.\n';

describe('destroy by the embedded engine', () => {
  test('closes registration, deletes what was declared, and says what stays', async () => {
    const project = await openProject();
    const { exitCode, stdout } = await project.run('destroy', '--yes');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(before);
    expect(stdout.endsWith(after)).toBe(true);
    expect(await openingsOf(project)).toEqual([false, false]);

    const again = await project.run('destroy', '--yes');
    expect(again).toMatchObject({
      exitCode: 0,
      stdout: 'Nothing of stack local is deployed: nothing to delete.\n',
    });
  });

  test('asks too where an up broke off before it came to the tenant settings', async () => {
    const project = await brokenOffProject();
    const declined = await project.runWith({ answers: ['no'] }, 'destroy');
    expect(declined.stderr).toBe('Destroy stack local? [y/N]\nNothing was changed.\n');
    expect(declined.stdout).not.toMatch(before);
    const agreed = await project.runWith({ answers: ['yes'] }, 'destroy');
    expect(agreed.exitCode).toBe(0);
    expect(agreed.stdout).toMatch(/^Left are applications that registered themselves /m);
  });

  test('says in its document what it closed', async () => {
    const project = await openProject();
    const { stdout } = await project.run('destroy', '--yes', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      operation: 'destroy',
      closed: ['dynamic client registration', 'client ID metadata documents'],
    });
  });

  test('deletes nothing where nobody can be asked', async () => {
    const project = await openProject();
    expect(await project.run('destroy')).toMatchObject({
      exitCode: 64,
      stdout: '',
      stderr:
        'Error: destroy deletes all that local declared, and there is no terminal to ask at. Have it go ahead without asking: node bin/omnichat-auth0.js destroy -s local --yes\n',
    });
    expect(await openingsOf(project)).toEqual([true, true]);
  });

  test.each([
    [{}, 'no', 'Destroy stack local? [y/N]\n'],
    [{ production: true }, 'yes', 'Real users depend on DOMAIN. To destroy the stack, type its name:\n'],
  ])('with settings %j asks, and changes nothing without consent', async (settings, answer, question) => {
    const project = await openProject();
    await project.configure(
      'production' in settings
        ? {
            ...settings,
            resourceUrl: 'https://omnichat.example/mcp',
            apiIdentifier: 'https://omnichat.example/mcp',
            applicationUrls: ['https://omnichat.example'],
          }
        : {},
    );
    const asked = await project.runWith({ answers: [answer] }, 'destroy');
    expect(asked.stderr).toBe(`${question.replace('DOMAIN', project.domain)}Nothing was changed.\n`);
    expect(asked.exitCode).toBe(1);
    expect(await openingsOf(project)).toEqual([true, true]);
  });
});

describe('destroy by Pulumi', () => {
  const plan = 'destroy --stack local --preview-only --parallel 2';
  const changes = 'destroy --stack local --skip-preview --parallel 2 --non-interactive --yes';

  async function destroyOf(destroy: readonly number[], answer: string) {
    const project = await openProject();
    const { environment, runs } = await deployedByPulumi(project, { destroy });
    const words = ['destroy', '--engine', 'pulumi'];
    const ended = await project.runWith({ environment, answers: [answer] }, ...words);
    return { ...ended, calls: await runs(), isOpen: await openingsOf(project) };
  }

  test('shows its plan, asks, closes registration, and says what stays', async () => {
    const { exitCode, stdout, calls, isOpen } = await destroyOf([], 'yes');
    expect({ exitCode, calls, isOpen }).toEqual({
      exitCode: 0,
      calls: [plan, changes],
      isOpen: [false, false],
    });
    expect(stdout).toMatch(before);
    expect(stdout.endsWith(after)).toBe(true);
  });

  test.each([
    ['whose plan Pulumi refuses', [255], 'yes', [plan]],
    ['to which nobody agrees', [], 'no', [plan]],
  ])('closes nothing for one %s', async (_, codes, answer, calls) => {
    expect(await destroyOf(codes, answer)).toMatchObject({ exitCode: 1, calls, isOpen: [true, true] });
  });

  test('asks for one too whose up broke off before it came to the tenant settings', async () => {
    const project = await brokenOffProject();
    const { environment, runs } = await deployedByPulumi(project, {});
    const words = ['destroy', '--engine', 'pulumi'];
    const declined = await project.runWith({ environment, answers: ['no'] }, ...words);
    expect(declined.stderr).toContain('Destroy stack local? [y/N]\nNothing was changed.\n');
    expect(await runs()).toEqual([plan]);
    expect(await openingsOf(project)).toEqual([true, true]);
  });

  test('that fails half way says that registration is closed meanwhile', async () => {
    const { exitCode, stderr, isOpen } = await destroyOf([0, 255], 'yes');
    expect({ exitCode, isOpen }).toEqual({ exitCode: 1, isOpen: [false, false] });
    expect(stderr).toContain(
      'warning: Off meanwhile: dynamic client registration and client ID metadata documents. Run destroy again, or have it as ' +
        'declared: node bin/omnichat-auth0.js up -s local --engine pulumi\n',
    );
  });

  test('of the state of another tenant closes and deletes nothing', async () => {
    const project = await openProject();
    const { environment, runs } = await deployedByPulumi(project, {}, 'omnichat-prod.eu.auth0.com');
    const words = ['destroy', '--engine', 'pulumi'];
    const { exitCode, stderr } = await project.runWith({ environment, answers: ['yes'] }, ...words);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('The state of local is of omnichat-prod.eu.auth0.com');
    expect(await runs()).toEqual([]);
    expect(await openingsOf(project)).toEqual([true, true]);
  });

  test('of a stack of which nothing was deployed touches no tenant, and needs no application', async () => {
    const project = await deployedProject();
    await project.configure({}, { stack: 'dev', domain: 'omnichat-dev.eu.auth0.com' });
    const { environment, calls } = await notingPulumi();
    expect((await project.runWith({ environment }, 'destroy', '-s', 'dev', '--yes')).exitCode).toBe(0);
    expect(await calls()).toEqual([
      ' stack export --non-interactive --stack dev',
      ' destroy --stack dev --parallel 2 --non-interactive --yes',
    ]);
  });
});
