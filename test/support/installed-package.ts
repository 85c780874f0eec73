import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, rename, symlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

const repository = resolve(import.meta.dirname, '../..');

/**
 * What `npm install` of the packed package makes in a folder, but for the dependencies, which are those of this
 * repository.
 *
 * @param folder an empty one
 * @param others what else is installed there
 * @returns its `node_modules`
 */
export async function installPackage(folder: string, others: readonly string[] = []): Promise<string> {
  const modules = join(folder, 'node_modules');
  await mkdir(join(modules, '.bin'), { recursive: true });
  execFileSync('npm', ['pack', '--pack-destination', folder], { cwd: repository, stdio: 'ignore' });
  const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz')) ?? '';
  execFileSync('tar', ['-xzf', tarball], { cwd: folder });
  await rename(join(folder, 'package'), join(modules, 'omnichat-auth0'));

  const { dependencies, bin } = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8')) as {
    dependencies: Readonly<Record<string, string>>;
    bin: Readonly<Record<string, string>>;
  };
  for (const name of [...Object.keys(dependencies), ...others]) {
    await mkdir(dirname(join(modules, name)), { recursive: true });
    await symlink(join(repository, 'node_modules', name), join(modules, name));
  }
  for (const [name, path] of Object.entries(bin)) {
    await symlink(join('..', 'omnichat-auth0', path), join(modules, '.bin', name));
  }
  return modules;
}
