import { describe, expect, test } from 'vitest';
import { comparableExport } from '../support/tenants/comparable-export.ts';
import { localProject } from '../support/project/local-project.ts';
import { pulumiIsMissing } from '../support/pulumi/pulumi-cli.ts';
import { pulumi, servedProject } from '../support/pulumi/pulumi-project.ts';

const database = 'Username-Password-Authentication';
const promoted = {
  ownUsers: false,
  connections: ['google-oauth2', { name: database, isDomainConnection: true }],
};

interface Exported {
  readonly connections: readonly { readonly name: string; readonly is_domain_connection: boolean }[];
}

describe.skipIf(pulumiIsMissing())('the official engine and provider', () => {
  test('use connections of others as the embedded engine does, and leave them as they were', async () => {
    const [project, other] = await Promise.all([servedProject(), localProject()]);
    const exported = async () => (await project.run('tenant', 'export')).stdout;
    const levels = async () => {
      const { connections } = JSON.parse(await exported()) as Exported;
      return Object.fromEntries(connections.map(({ name, is_domain_connection: level }) => [name, level]));
    };
    await project.configure(promoted);
    await other.configure(promoted);
    await pulumi(project, 'stack', 'select', '--create', 'local');

    await pulumi(project, 'up', '--yes', '--stack', 'local');
    expect(await levels()).toEqual({ 'google-oauth2': false, [database]: true });
    await pulumi(project, 'preview', '--refresh', '--expect-no-changes', '--stack', 'local');
    expect((await other.run('up', '--deploy-only')).exitCode).toBe(0);
    const embedded = (await other.run('tenant', 'export')).stdout.replaceAll(other.domain, project.domain);
    expect(comparableExport(embedded)).toEqual(comparableExport(await exported()));
    expect(await project.run('drift')).toMatchObject({ exitCode: 0 });

    await project.configure({ ...promoted, connections: [database] });
    await pulumi(project, 'up', '--yes', '--stack', 'local');
    expect(await levels()).toEqual({ 'google-oauth2': false, [database]: false });

    await project.configure(promoted);
    await pulumi(project, 'up', '--yes', '--stack', 'local');
    await pulumi(project, 'destroy', '--yes', '--stack', 'local');
    expect(await levels()).toEqual({ 'google-oauth2': false, [database]: false });
  });
});
