import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import {
  findPulumi,
  makePulumiStack,
  pulumiOutputs,
  type PulumiRun,
  runPulumi,
} from '../../src/engine/pulumi-cli.ts';
import { temporaryFolder } from '../support/project/temporary-folder.ts';

/** A `pulumi` that notes what it was called with, and then does what the test says. */
async function standIn(script: string) {
  const folder = await temporaryFolder();
  const file = join(folder, 'pulumi');
  await writeFile(file, `#!/bin/sh\necho "$@" > called\n${script}\n`);
  await chmod(file, 0o755);
  const directory = await temporaryFolder();
  const environment = { PATH: `${folder}:${process.env['PATH']}` };
  const called = async () => (await readFile(join(directory, 'called'), 'utf8').catch(() => '')).trim();
  const run = (options: Partial<PulumiRun> = {}) =>
    runPulumi({
      operation: 'up',
      stack: 'dev',
      directory,
      environment,
      json: false,
      details: false,
      input: true,
      interrupted: new AbortController().signal,
      ...options,
    });
  return { file, directory, environment, called, run };
}

test.each<[Partial<PulumiRun>, string]>([
  [{ operation: 'preview' }, 'preview --stack dev --parallel 2'],
  [{ operation: 'preview', json: true }, 'preview --stack dev --json --parallel 2 --non-interactive'],
  [{ operation: 'preview', details: true }, 'preview --stack dev --diff --parallel 2'],
  [
    { operation: 'preview', refresh: true, expectEmpty: true },
    'preview --stack dev --refresh --expect-no-changes --parallel 2',
  ],
  [{ operation: 'preview', planFile: 'plan.json' }, 'preview --stack dev --save-plan plan.json --parallel 2'],
  [{ operation: 'up' }, 'up --stack dev --parallel 2'],
  [
    { operation: 'up', planFile: 'plan.json', input: false },
    'up --stack dev --plan plan.json --skip-preview --parallel 2 --non-interactive --yes',
  ],
  [{ operation: 'up', input: false }, 'up --stack dev --parallel 2 --non-interactive --yes'],
  [{ operation: 'destroy', json: true }, 'destroy --stack dev --json --parallel 2 --non-interactive --yes'],
  [{ operation: 'destroy', half: 'plan' }, 'destroy --stack dev --preview-only --parallel 2'],
  [
    { operation: 'destroy', half: 'plan', input: false },
    'destroy --stack dev --preview-only --parallel 2 --non-interactive',
  ],
  [
    { operation: 'destroy', half: 'changes', input: false },
    'destroy --stack dev --skip-preview --parallel 2 --non-interactive --yes',
  ],
])('%j runs pulumi %s in the project directory', async (options, command) => {
  const { run, called } = await standIn('exit 0');
  expect(await run(options)).toBe(0);
  expect(await called()).toBe(command);
});

test.each([
  [0, 0],
  [1, 1],
  [6, 1],
  [7, 2],
  [8, 130],
  [130, 130],
  [255, 1],
])('exit code %i of pulumi becomes %i', async (theirs, ours) => {
  const { run } = await standIn(`exit ${theirs}`);
  expect(await run()).toBe(ours);
});

test('says that it was interrupted, however pulumi ends', async () => {
  const interruption = new AbortController();
  const { run, directory } = await standIn("trap 'exit 1' INT; echo > ready; while :; do sleep 0.05; done");
  const exitCode = run({ interrupted: interruption.signal });
  await vi.waitFor(() => readFile(join(directory, 'ready')), { timeout: 50_000 });
  interruption.abort('SIGINT');
  expect(await exitCode).toBe(130);
});

describe('makes a stack', () => {
  const making = 'stack select --create --non-interactive --stack local';

  test('where there is none, and says nothing', async () => {
    const { directory, environment, called } = await standIn('exit 0');
    await makePulumiStack({ stack: 'local', directory, environment });
    expect(await called()).toBe(making);
  });

  test('or says why it cannot, and the cure', async () => {
    const { directory, environment } = await standIn('echo "error: no backend" >&2; exit 255');
    await expect(makePulumiStack({ stack: 'local', directory, environment })).rejects.toMatchObject({
      code: 'PULUMI_FAILED',
      message:
        `pulumi ${making}: exit code 255: error: no backend\n` +
        'Check that pulumi is logged in to the right backend, and PULUMI_CONFIG_PASSPHRASE.',
    });
  });
});

describe('outputs', () => {
  test('are what pulumi prints, secrets included', async () => {
    const { directory, environment, called } = await standIn(`echo '{"clientId":"abc"}'`);
    const output = await pulumiOutputs({ stack: 'dev', directory, environment });
    expect(JSON.parse(output)).toEqual({ clientId: 'abc' });
    expect(await called()).toBe('stack output --json --show-secrets --non-interactive --stack dev');
  });

  test.each([
    [6, 'STACK_NOT_FOUND', 'There is no stack dev in the backend that pulumi is logged in to'],
    [
      1,
      'PULUMI_FAILED',
      'Check that pulumi is logged in to the right backend, and PULUMI_CONFIG_PASSPHRASE.',
    ],
  ])('that cannot be read (exit code %i) are an error with the cure', async (exitCode, code, cure) => {
    const { directory, environment } = await standIn(
      `echo '{"secret":"hidden"}'; echo "error: it is not there" >&2; exit ${exitCode}`,
    );
    const outputs = pulumiOutputs({ stack: 'dev', directory, environment });
    await expect(outputs).rejects.toMatchObject({ code });
    await expect(outputs).rejects.toThrow(`exit code ${exitCode}: error: it is not there\n${cure}`);
    await expect(outputs).rejects.not.toThrow('hidden');
  });
});

test('finds pulumi on the PATH, or says where to get it', async () => {
  const { file, environment, directory } = await standIn('exit 0');
  expect(await findPulumi(environment)).toBe(file);
  for (const PATH of ['', directory, '/dev/null']) {
    await expect(findPulumi({ PATH })).rejects.toMatchObject({
      code: 'PULUMI_NOT_FOUND',
      message:
        'There is no pulumi on the PATH. Give preview, up or destroy --install-pulumi, and it installs Pulumi 3.260.0 for you alone; or install the Pulumi CLI yourself: https://www.pulumi.com/docs/install/',
    });
  }
});
