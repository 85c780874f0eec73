import { execFileSync } from 'node:child_process';
import { mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

const repository = resolve(import.meta.dirname, '../../..');

/**
 * Makes what `npm install` of a packed package makes of a folder, as it was built. What the package depends on is this repository's.
 *
 * @param folder a project
 * @param source the folder of the package in this repository
 * @returns the `node_modules` of the project
 */
export async function installPackage(folder: string, source = '.'): Promise<string> {
  const modules = join(folder, 'node_modules');
  await mkdir(modules, { recursive: true });
  const packed = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: join(repository, source),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [{ filename = '' } = {}] = JSON.parse(packed.slice(packed.indexOf('[\n'))) as readonly {
    filename?: string;
  }[];
  execFileSync('tar', ['-xzf', filename], { cwd: folder });
  await rm(join(folder, filename));

  const manifest = JSON.parse(await readFile(join(folder, 'package/package.json'), 'utf8')) as {
    readonly name: string;
    readonly dependencies?: Readonly<Record<string, string>>;
    readonly bin?: Readonly<Record<string, string>>;
  };
  await rename(join(folder, 'package'), join(modules, manifest.name));
  await linkPackages(modules, Object.keys(manifest.dependencies ?? {}));
  for (const [name, path] of Object.entries(manifest.bin ?? {})) {
    await mkdir(join(modules, '.bin'), { recursive: true });
    await symlink(join('..', manifest.name, path), join(modules, '.bin', name));
  }
  return modules;
}

/** Has a project find packages of this repository's. */
export async function linkPackages(modules: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    await mkdir(dirname(join(modules, name)), { recursive: true });
    await symlink(join(repository, 'node_modules', name), join(modules, name));
  }
}
