import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { readTenantFiles } from '../../src/local-tenant/index.ts';
import { ManagementClient } from '../../src/management/management-client.ts';
import { triggerActions } from '../../src/management/resources/actions/trigger-action.ts';
import { comparableExport } from '../support/tenants/comparable-export.ts';
import { localProject } from '../support/project/local-project.ts';
import { pulumiIsMissing } from '../support/pulumi/pulumi-cli.ts';
import { pulumi, servedProject } from '../support/pulumi/pulumi-project.ts';

const stepUp = { stepUp: 'mfa' };

describe.skipIf(pulumiIsMissing())('the official engine and provider', () => {
  test('bind the Action of step-up as the embedded engine does, and leave what else is bound', async () => {
    const [project, other] = await Promise.all([servedProject(), localProject()]);
    await Promise.all([project.configure(stepUp), other.configure(stepUp)]);
    await pulumi(project, 'stack', 'select', '--create', 'local');

    await pulumi(project, 'up', '--yes', '--stack', 'local');
    await pulumi(project, 'preview', '--refresh', '--expect-no-changes', '--stack', 'local');
    expect((await other.run('up', '--deploy-only')).exitCode).toBe(0);
    const embedded = (await other.run('tenant', 'export')).stdout.replaceAll(other.domain, project.domain);
    const official = (await project.run('tenant', 'export')).stdout;
    expect(official).toContain('OmniChat step-up');
    expect(comparableExport(embedded)).toEqual(comparableExport(official));
    expect(await project.run('drift')).toMatchObject({ exitCode: 0 });

    const { caFile, deployer } = (await readTenantFiles(project.tenantDirectory))!;
    const ca = await readFile(caFile, 'utf8');
    const client = new ManagementClient({ domain: project.domain, ca, credentials: deployer });
    const bound = async () =>
      (await triggerActions(client, 'post-login')).map(({ properties }) => properties['displayName']);
    try {
      await client.post('/actions/actions', {
        name: 'Greet',
        supported_triggers: [{ id: 'post-login', version: 'v3' }],
        code: '',
        deploy: true,
      });
      const names = ['Greet', 'OmniChat step-up'];
      await client.patch('/actions/triggers/post-login/bindings', {
        bindings: names.map((value) => ({ ref: { type: 'action_name', value } })),
      });
      await pulumi(project, 'preview', '--refresh', '--expect-no-changes', '--stack', 'local');

      await project.configure({ stepUp: 'none' });
      await pulumi(project, 'up', '--yes', '--stack', 'local');
      expect(await bound()).toEqual(['Greet']);
      await project.configure(stepUp);
      await pulumi(project, 'up', '--yes', '--stack', 'local');
      expect(await bound()).toEqual(names);
      await pulumi(project, 'destroy', '--yes', '--stack', 'local');
      expect(await bound()).toEqual(['Greet']);
    } finally {
      await client.close();
    }
  });
});
