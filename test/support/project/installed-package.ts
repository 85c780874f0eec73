import { execFileSync } from 'node:child_process';
import { mkdir, readFile, rename, symlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { temporaryFolder } from './temporary-folder.ts';

const repository = resolve(import.meta.dirname, '../../..');

let packed: ReadonlyMap<string, string> | undefined;

/**
 * Makes what `npm install` of a packed package makes of a folder, as it was built. What the package depends on is this repository's.
 *
 * @param folder a project
 * @param name a package of this repository
 * @returns the `node_modules` of the project
 */
export async function installPackage(folder: string, name: string): Promise<string> {
  packed ??= await packPackages();
  const archive = packed.get(name);
  if (archive === undefined) throw new Error(`no package ${name} was packed`);
  const modules = join(folder, 'node_modules');
  await mkdir(modules, { recursive: true });
  execFileSync('tar', ['-xzf', archive], { cwd: folder });

  const manifest = JSON.parse(await readFile(join(folder, 'package/package.json'), 'utf8')) as {
    readonly dependencies?: Readonly<Record<string, string>>;
    readonly bin?: Readonly<Record<string, string>>;
  };
  await rename(join(folder, 'package'), join(modules, name));
  await linkPackages(modules, Object.keys(manifest.dependencies ?? {}));
  for (const [command, path] of Object.entries(manifest.bin ?? {})) {
    await mkdir(join(modules, '.bin'), { recursive: true });
    await symlink(join('..', name, path), join(modules, '.bin', command));
  }
  return modules;
}

/** The archives that `npm pack` makes, by the names of the packages: all in one go, since npm reads first what is installed here. */
async function packPackages(): Promise<ReadonlyMap<string, string>> {
  const folder = await temporaryFolder({ lifetime: 'run' });
  const sources = ['.', './packages/connector', './packages/local-tenant'];
  const output = execFileSync(
    'npm',
    ['pack', '--json', '--ignore-scripts', '--pack-destination', folder, ...sources],
    { cwd: repository, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const made = JSON.parse(output.slice(output.indexOf('[\n'))) as readonly {
    readonly name: string;
    readonly filename: string;
  }[];
  return new Map(made.map(({ name, filename }) => [name, join(folder, filename)]));
}

/** Has a project find packages of this repository's. */
export async function linkPackages(modules: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    await mkdir(dirname(join(modules, name)), { recursive: true });
    await symlink(join(repository, 'node_modules', name), join(modules, name));
  }
}
