import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { rollup } from 'rollup';
import { dts } from 'rollup-plugin-dts';
import { recordName, recordSources } from '../bin/build-record.js';
import { bundling } from './bundling.ts';
import { licences } from './licences.ts';

interface SmallPackage {
  /** The folder of its `package.json`, whose `exports` name what is made here. */
  readonly folder: string;
  /** Sources by the name of what is made of them. */
  readonly entries: Readonly<Record<string, string>>;
}

/** What goes into other people's programs: packages that bring neither the command line nor what it needs. */
const smallPackages: readonly SmallPackage[] = [
  {
    folder: 'packages/connector',
    entries: { index: 'src/connector/index.ts', node: 'src/connector/node-listener.ts' },
  },
  { folder: 'packages/local-tenant', entries: { index: 'src/testing/index.ts' } },
];

/**
 * Makes the packages of `packages/`: their code in one file an entry, with what it imports but for the packages that they depend on;
 * declarations in one file an entry, which depend on nothing; and the licences of what is within.
 *
 * @param root the project's folder
 */
export async function compilePackages(root: string): Promise<void> {
  await Promise.all(smallPackages.map((small) => compilePackage(root, small)));
}

/** Whether the packages are what {@link compilePackages} would make now. */
export async function packagesAreCurrent(root: string): Promise<boolean> {
  const compared = smallPackages.map(async ({ folder }) => {
    const record = await readFile(join(root, folder, 'dist', recordName), 'utf8').catch(() => '');
    return record === (await recordOf(root, folder));
  });
  return (await Promise.all(compared)).every(Boolean);
}

/** What a package is made from: contents alone, as a checkout changes times. */
async function recordOf(root: string, folder: string): Promise<string> {
  const contents = Object.entries(recordSources(root)).map(([path, { sha256 }]) => [path, sha256]);
  return JSON.stringify({ manifest: await manifestOf(root, folder), sources: Object.fromEntries(contents) });
}

async function manifestOf(root: string, folder: string) {
  return JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8')) as {
    readonly dependencies?: Readonly<Record<string, string>>;
  };
}

async function compilePackage(root: string, { folder, entries }: SmallPackage): Promise<void> {
  const record = await recordOf(root, folder);
  const { dependencies = {} } = await manifestOf(root, folder);
  const target = join(root, folder, 'dist');
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  const { metafile } = await build({
    ...bundling,
    absWorkingDir: root,
    entryPoints: { ...entries },
    outdir: target,
    external: Object.keys(dependencies),
  });
  await writeFile(join(target, 'LICENSES.txt'), await licences(root, Object.keys(metafile.inputs)));

  const declarations = await rollup({
    input: Object.fromEntries(Object.entries(entries).map(([name, path]) => [name, join(root, path)])),
    external: /^node:/,
    // That the sources are right in their types is for `npm run check`.
    plugins: [dts({ tsconfig: join(root, 'tsconfig.json'), compilerOptions: { noCheck: true } })],
    onwarn: ({ message }) => {
      throw new Error(`${folder}: ${message}`);
    },
  });
  await declarations.write({ dir: target, format: 'es', chunkFileNames: '[name].d.ts' });
  await writeFile(join(target, recordName), record);
}
