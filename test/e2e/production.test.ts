import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Answer } from '../support/project/command-line.ts';
import { pulumiIsMissing } from '../support/pulumi/pulumi-cli.ts';
import { servedProject } from '../support/pulumi/pulumi-project.ts';

const production = {
  production: true,
  resourceUrl: 'https://omnichat.example/mcp',
  apiIdentifier: 'https://omnichat.example/mcp',
  applicationUrls: ['https://omnichat.example'],
};

describe.skipIf(pulumiIsMissing())('with the official engine and provider, up of a production stack', () => {
  test('deploys what was shown once the name of the stack is typed, and nothing else', async () => {
    const project = await servedProject();
    const up = (...answers: readonly Answer[]) =>
      project.runWith({ environment: process.env, answers }, 'up', '--engine', 'pulumi', '--deploy-only');
    const stackFile = join(project.directory, 'Pulumi.local.yaml');
    const exported = async () => (await project.run('tenant', 'export')).stdout;

    await project.configure(production);
    const empty = await exported();
    expect(await up('yes')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/To deploy the stack, type its name:\nNothing was deployed\.\n$/),
    });
    expect(await exported()).toBe(empty);
    expect(await up('local')).toMatchObject({ exitCode: 0 });

    await project.run('callbacks', 'add', 'shown');
    const shown = await readFile(stackFile, 'utf8');
    const whileItAsks = async () => {
      await project.run('callbacks', 'add', 'unseen');
      return 'local';
    };
    const before = await exported();
    expect(await up(whileItAsks)).toMatchObject({ exitCode: 1 });
    expect(await readFile(stackFile, 'utf8')).toContain('unseen');
    expect(await exported()).toBe(before);

    await writeFile(stackFile, shown);
    expect(await up('local')).toMatchObject({ exitCode: 0 });
    expect(await exported()).toContain('https://chatgpt.com/connector/oauth/shown');
  });
});
