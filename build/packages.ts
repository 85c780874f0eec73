import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { rollup } from 'rollup';
import { dts } from 'rollup-plugin-dts';
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

async function compilePackage(root: string, { folder, entries }: SmallPackage): Promise<void> {
  const { dependencies = {} } = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8')) as {
    readonly dependencies?: Readonly<Record<string, string>>;
  };
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
    plugins: [dts({ tsconfig: join(root, 'tsconfig.json') })],
    onwarn: ({ message }) => {
      throw new Error(`${folder}: ${message}`);
    },
  });
  await declarations.write({ dir: target, format: 'es', chunkFileNames: '[name].d.ts' });
}
