import { describe, expect, test } from 'vitest';
import { comparableExport } from '../support/tenants/comparable-export.ts';
import { localProject } from '../support/project/local-project.ts';
import { pulumiIsMissing } from '../support/pulumi/pulumi-cli.ts';
import { pulumi, servedProject } from '../support/pulumi/pulumi-project.ts';

const settings = {
  plan: 'enterprise',
  attackProtection: true,
  logStreamUrl: 'https://logs.omnichat.com/auth0',
  registration: 'native',
  registrationNetworks: ['203.0.113.0/24', '198.51.100.7'],
};

describe.skipIf(pulumiIsMissing())('the official engine and provider', () => {
  test('harden a tenant as the embedded engine does, and leave attack protection behind', async () => {
    const [project, other] = await Promise.all([servedProject(), localProject()]);
    const exported = async (...more: string[]) => (await project.run('tenant', 'export', ...more)).stdout;
    await project.configure(settings);
    await other.configure(settings);
    await pulumi(project, 'stack', 'select', '--create', 'local');

    await pulumi(project, 'up', '--yes', '--stack', 'local');
    await pulumi(project, 'preview', '--refresh', '--expect-no-changes', '--stack', 'local');
    expect((await other.run('up', '--deploy-only')).exitCode).toBe(0);
    const embedded = (await other.run('tenant', 'export')).stdout.replaceAll(other.domain, project.domain);
    expect(comparableExport(embedded)).toEqual(comparableExport(await exported()));
    expect(await project.run('drift')).toMatchObject({ exitCode: 0 });

    await pulumi(project, 'config', 'set', '--secret', 'logStreamAuthorization', 'a token', '-s', 'local');
    await pulumi(project, 'up', '--yes', '--stack', 'local');
    expect(await exported('--secrets', 'plain')).toContain('"httpAuthorization": "a token"');
    await pulumi(project, 'preview', '--refresh', '--expect-no-changes', '--stack', 'local');

    await pulumi(project, 'destroy', '--yes', '--stack', 'local');
    expect(JSON.parse(await exported())).toMatchObject({
      documents: {
        attackProtection: {
          'brute-force-protection': { enabled: true },
          'suspicious-ip-throttling': { enabled: true },
          'breached-password-detection': { enabled: true },
        },
      },
      logStreams: [],
      networkAcls: [],
    });
  });
});
