import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The licences of the packages whose code is in what esbuild bundled, one after the other.
 *
 * @param root the project's folder
 * @param inputs the files that were bundled, as esbuild's metafile names them
 */
export async function licences(root: string, inputs: readonly string[]): Promise<string> {
  const packages = inputs.flatMap((path) => /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []);
  const texts = [...new Set(packages)].toSorted().map(async (path) => {
    const file = (await readdir(join(root, path))).find((name) => /^licen[cs]e/i.test(name));
    return file === undefined
      ? []
      : [`${path.replace(/^.*?node_modules\//, '')}\n\n${await readFile(join(root, path, file), 'utf8')}`];
  });
  return (await Promise.all(texts)).flat().join(`\n${'-'.repeat(80)}\n\n`);
}
