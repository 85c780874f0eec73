import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { readTenantFiles } from '../../src/local-tenant/index.ts';
import { ManagementClient } from '../../src/management/management-client.ts';
import type { LocalProject } from '../support/project/local-project.ts';
import { pulumiIsMissing } from '../support/pulumi/pulumi-cli.ts';
import { endedPulumi, pulumi, servedProject } from '../support/pulumi/pulumi-project.ts';

/** What the setup guide's clicks make, and somebody who went on from there. */
async function click({ tenantDirectory, domain }: LocalProject): Promise<string> {
  const { caFile, deployer } = (await readTenantFiles(tenantDirectory))!;
  const client = new ManagementClient({ domain, ca: await readFile(caFile, 'utf8'), credentials: deployer });
  const made = async (path: string, body: object) =>
    (await client.post(path, body)) as { readonly client_id: string };
  const { client_id: id } = await made('/clients', {
    name: 'OmniChat OAuth 2.1',
    description: 'OAuth 2.1 authorization server for ChatGPT integration',
    app_type: 'regular_web',
    callbacks: ['https://chatgpt.com/connector_platform_oauth_redirect', 'http://localhost:3000/callback'],
    oidc_conformant: true,
    jwt_configuration: { alg: 'RS256' },
  });
  await made('/resource-servers', {
    name: 'OmniChat API',
    identifier: 'https://omnichat.com/api',
    signing_alg: 'RS256',
    scopes: [{ value: 'files:read', description: 'Read user files' }],
  });
  const registrar = await made('/clients', {
    name: 'OmniChat Registrar',
    app_type: 'non_interactive',
    grant_types: ['client_credentials'],
  });
  await made('/client-grants', {
    client_id: registrar.client_id,
    audience: `https://${domain}/api/v2/`,
    scope: ['create:clients', 'read:clients'],
  });
  await made('/roles', { name: 'OmniChat reader', description: 'Reads' });
  await made('/connections', { name: 'omnichat-users', strategy: 'auth0' });
  await client.close();
  return id;
}

describe.skipIf(pulumiIsMissing())('the official engine and provider', () => {
  test('take over a tenant that was made by clicks, replace nothing, and take it over again from a state that was lost', async () => {
    const project = await servedProject();
    const clientId = await click(project);
    await pulumi(project, 'stack', 'select', '--create', 'local');
    const up = () => project.run('up', '--engine', 'pulumi', '--yes', '--no-input');
    const imported = async () => {
      const { exitCode, stdout } = await project.run('adopt', '--engine', 'pulumi');
      expect(exitCode, stdout).toBe(0);
      const [, words = ''] = /tenant exec -- pulumi (import .*)/.exec(stdout) ?? [];
      await pulumi(project, ...words.split(' '), '--yes');
      return stdout;
    };
    const stopped = await up();
    expect(stopped).toMatchObject({ exitCode: 1 });
    expect(stopped.stderr).toContain('adopt -s local --engine pulumi');

    expect(await imported()).toContain('10 found');
    const { output } = await endedPulumi(project, 'preview', '--json', '--stack', 'local');
    const { steps } = JSON.parse(output.slice(output.indexOf('{'))) as {
      readonly steps: { readonly op: string }[];
    };
    expect(new Set(steps.map(({ op }) => op))).toEqual(new Set(['create', 'same', 'update']));
    expect(await up()).toMatchObject({ exitCode: 0 });
    await pulumi(project, 'preview', '--refresh', '--expect-no-changes', '--stack', 'local');
    const held = async () => JSON.parse((await project.run('env', '--format', 'json')).stdout) as object;
    expect(await held()).toMatchObject({ OAUTH_CLIENT_ID: clientId });

    const { output: stack } = await endedPulumi(project, 'stack', '--show-urns', '--stack', 'local');
    const [urn = ''] = /urn:\S+Client::connector$/m.exec(stack) ?? [];
    await pulumi(project, 'state', 'delete', urn, '--target-dependents', '--yes', '--stack', 'local');
    expect(await up()).toMatchObject({ exitCode: 1 });
    expect(await imported()).toContain('with 0 differences that up would take away');
    await pulumi(project, 'preview', '--refresh', '--expect-no-changes', '--stack', 'local');
    expect(await held()).toMatchObject({ OAUTH_CLIENT_ID: clientId });
  });
});
