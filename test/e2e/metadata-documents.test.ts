import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { serveTenant } from '../../src/local-tenant/index.ts';
import { type LocalProject, localProject } from '../support/local-project.ts';
import { vendorsDocument } from '../support/metadata-documents.ts';
import { pulumiIsMissing } from '../support/pulumi-cli.ts';
import { bin } from '../support/spawned-command.ts';

const repository = resolve(import.meta.dirname, '../..');
const claude = 'https://claude.ai/oauth/mcp-oauth-client-metadata';

/** A project for Pulumi, whose tenant gets the vendors' documents. */
async function servedProject(): Promise<LocalProject> {
  const project = await localProject();
  await cp(join(repository, 'Pulumi.yaml'), join(project.directory, 'Pulumi.yaml'));
  for (const name of ['node_modules', 'package.json', 'tsconfig.json'])
    await symlink(join(repository, name), join(project.directory, name));
  const tenant = await serveTenant({
    directory: project.tenantDirectory,
    domain: project.domain,
    getDocument: vendorsDocument,
  });
  onTestFinished(() => tenant.close());
  return project;
}

async function pulumi({ directory }: LocalProject, ...words: readonly string[]): Promise<void> {
  const child = spawn(
    process.execPath,
    [bin, '-C', directory, 'tenant', 'exec', '--', 'pulumi', ...words, '--non-interactive'],
    { cwd: directory },
  );
  let output = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  child.stderr.on('data', (chunk) => (output += String(chunk)));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  expect(exitCode, output).toBe(0);
}

describe.skipIf(pulumiIsMissing())('the official engine and provider', () => {
  test('import the documents of declared clients, find nothing to change, and take them back', async () => {
    const project = await servedProject();
    const exported = async () => (await project.run('tenant', 'export')).stdout;
    const settings = { registration: 'off', clients: ['chatgpt', 'claude'] };
    await project.configure({ ...settings, clientIdMetadataDocuments: true });
    await pulumi(project, 'stack', 'select', '--create', 'local');

    await pulumi(project, 'up', '--yes', '--stack', 'local');
    expect(await exported()).toContain(`"external_client_id": "${claude}"`);
    await pulumi(project, 'preview', '--refresh', '--expect-no-changes', '--stack', 'local');

    await project.configure(settings);
    await pulumi(project, 'up', '--yes', '--stack', 'local');
    expect(await exported()).not.toContain('external_client_id');
    expect(await exported()).toContain('"client_id_metadata_document_supported": false');
  });
});
