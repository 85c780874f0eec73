/** Usage: `node --import tsx build/index.ts [--watch]`: compiles the command line and the packages, or with `--watch` the first after every edit. */
import { watch } from 'node:fs';
import { join, resolve } from 'node:path';
import { compileCommandLine } from './command-line.ts';
import { compilePackages } from './packages.ts';

const root = resolve(import.meta.dirname, '..');

await compileCommandLine(root);
if (process.argv.includes('--watch')) {
  let soon: NodeJS.Timeout | undefined;
  const again = () => {
    clearTimeout(soon);
    soon = setTimeout(() => {
      // What does not compile has been told by then, and the sources run.
      compileCommandLine(root).catch(() => undefined);
    }, 100);
  };
  for (const name of ['infra', 'src']) watch(join(root, name), { recursive: true }, again);
} else {
  await compilePackages(root);
}
