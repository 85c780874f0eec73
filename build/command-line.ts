import { mkdir, readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { compiledFolder, recordName, recordSources } from '../bin/build-record.js';
import { programDigest } from '../src/engine/embedded/program/program-digest.ts';
import { replaceFile } from '../src/files/replace-file.ts';
import { bundling } from './bundling.ts';
import { licences } from './licences.ts';

/** What hardly any command needs, and is imported when one does: of a CommonJS package that is bundled that gives the default only. */
const loadedLater = ['@peculiar/x509', 'reflect-metadata'];

/**
 * Has Pulumi's packages, which are CommonJS, required: before it imports one, Node reads every file of it for the names that it
 * exports.
 */
const requiredPulumi: Plugin = {
  name: 'required-pulumi',
  setup(hooks) {
    hooks.onResolve({ filter: /^@pulumi\// }, ({ path, kind }) =>
      kind === 'require-call' ? { path, external: true } : { path, namespace: 'required' },
    );
    hooks.onLoad({ filter: /./, namespace: 'required' }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)});`,
    }));
  },
};

/**
 * Compiles the command line, and records what from. Names have the hash of what they name, and the record comes last: a command line
 * that runs meanwhile finds the one build or the other.
 *
 * @param root the project's folder
 */
export async function compileCommandLine(root: string): Promise<void> {
  const folder = join(root, compiledFolder);
  const sources = recordSources(root);
  const { outputFiles, metafile } = await build({
    ...bundling,
    absWorkingDir: root,
    entryPoints: ['src/cli/main.ts'],
    outdir: folder,
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    // There must be one Pulumi, whoever loads it: what is here, and a program that is not.
    external: ['tsx', ...loadedLater],
    // Of the other packages exactly the files that Node would take.
    conditions: [],
    plugins: [requiredPulumi],
    define: { compiledProgramDigest: JSON.stringify(await programDigest(join(root, 'infra'))) },
    sourcemap: true,
    sourcesContent: false,
    write: false,
  });
  const unrecorded = Object.keys(metafile.inputs).filter(
    (path) => !/^required:|(^|\/)node_modules\//.test(path) && !Object.hasOwn(sources, path),
  );
  if (unrecorded.length > 0) throw new Error(`not in the folders that are watched: ${unrecorded.join(', ')}`);
  const outputs = Object.entries(metafile.outputs);
  const main = outputs.find(([, { entryPoint }]) => entryPoint === 'src/cli/main.ts')?.[0] ?? '';

  await mkdir(folder, { recursive: true });
  for (const { path, text } of outputFiles) await replaceFile(path, text, 0o644);
  const notices = await licences(root, Object.keys(metafile.inputs));
  await replaceFile(join(folder, 'LICENSES.txt'), notices, 0o644);
  await replaceFile(join(folder, recordName), JSON.stringify({ main: basename(main), sources }), 0o644);
  const kept = new Set(outputFiles.map(({ path }) => basename(path)));
  for (const name of await readdir(folder)) {
    if (/\.(js|map)$/.test(name) && !kept.has(name)) await rm(join(folder, name), { force: true });
  }
}
