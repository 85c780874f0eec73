import { describe, expect, test } from 'vitest';
import { pulumiIsMissing } from '../support/pulumi/pulumi-cli.ts';
import { pulumi, servedProject } from '../support/pulumi/pulumi-project.ts';

const claude = 'https://claude.ai/oauth/mcp-oauth-client-metadata';

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
