import { execFileSync } from 'node:child_process';
import { cp, mkdir, readFile, symlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { localProject } from '../support/local-project.ts';
import { spawnCommand } from '../support/spawned-command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const repository = resolve(import.meta.dirname, '../..');

/** What `npm install` makes of the package, but for its dependencies, which are those of this repository. */
async function installedPackage(): Promise<string> {
  const modules = join(await temporaryFolder(), 'node_modules');
  const packed = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: repository,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [{ files }] = JSON.parse(packed) as [{ files: readonly { path: string }[] }];
  for (const { path } of files) {
    await cp(join(repository, path), join(modules, 'omnichat-auth0', path));
  }
  const { dependencies, bin } = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8')) as {
    dependencies: Readonly<Record<string, string>>;
    bin: Readonly<Record<string, string>>;
  };
  for (const name of Object.keys(dependencies)) {
    await mkdir(dirname(join(modules, name)), { recursive: true });
    await symlink(join(repository, 'node_modules', name), join(modules, name));
  }
  await mkdir(join(modules, '.bin'));
  const [[name, path] = ['', '']] = Object.entries(bin);
  await symlink(join('..', 'omnichat-auth0', path), join(modules, '.bin', name));
  return modules;
}

test('an installed package has all that a project needs', async () => {
  const modules = await installedPackage();
  const project = await localProject();
  const command = spawnCommand(['-C', project.directory, 'up', '--json'], {
    file: join(modules, '.bin', 'omnichat-auth0'),
    directory: dirname(modules),
  });
  const { exitCode, stdout, stderr } = await command.end();
  expect(exitCode, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ operation: 'up', plan: { summary: { create: 18 } } });
});
