import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { serveTenant } from '../../../src/local-tenant/index.ts';
import { type LocalProject, localProject } from '../project/local-project.ts';
import { vendorsDocument } from '../stand-ins/metadata-documents.ts';
import { bin } from '../project/spawned-command.ts';

const repository = resolve(import.meta.dirname, '../../..');

/** A project for Pulumi, whose tenant gets the vendors' documents. */
export async function servedProject(): Promise<LocalProject> {
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

/** Runs the Pulumi CLI on it, to its end without an error. */
export async function pulumi(project: LocalProject, ...words: readonly string[]): Promise<void> {
  const { exitCode, output } = await endedPulumi(project, ...words);
  expect(exitCode, output).toBe(0);
}

/** Runs the Pulumi CLI on it to its end. */
export async function endedPulumi(
  { directory }: LocalProject,
  ...words: readonly string[]
): Promise<{ readonly exitCode: number | null; readonly output: string }> {
  const child = spawn(
    process.execPath,
    [bin, '-C', directory, 'tenant', 'exec', '--', 'pulumi', ...words, '--non-interactive'],
    { cwd: directory },
  );
  let output = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  child.stderr.on('data', (chunk) => (output += String(chunk)));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { exitCode, output };
}
