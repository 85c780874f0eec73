import module from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compiledMain } from './build-record.js';

// From Node 22 on, what was compiled once is found again in the next run.
module.enableCompileCache?.();

const { main } = await load(compiledMain(resolve(import.meta.dirname, '..')));
await main(process.argv);

/** Without what the build compiled, or where it is out of date, the sources themselves run. */
async function load(compiled) {
  if (compiled !== undefined) return import(pathToFileURL(compiled).href);
  const { register } = await import('tsx/esm/api');
  // tsx turns source maps on, which costs every run a tenth of a second. NODE_OPTIONS=--enable-source-maps has them.
  const { sourceMapsEnabled } = process;
  register();
  process.setSourceMapsEnabled(sourceMapsEnabled);
  return import('../src/cli/main.ts');
}
