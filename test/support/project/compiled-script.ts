import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { bundling } from '../../../build/bundling.ts';
import { temporaryFolder } from './temporary-folder.ts';

const made = new Map<string, Promise<string>>();

/** A file of sources with all that it imports, as one that Node starts by itself: in a fraction of the time. */
export function compiledScript({ href }: URL): Promise<string> {
  const script = made.get(href) ?? compile(fileURLToPath(href));
  made.set(href, script);
  return script;
}

async function compile(source: string): Promise<string> {
  const outfile = join(await temporaryFolder({ lifetime: 'run' }), 'script.mjs');
  buildSync({ ...bundling, splitting: false, entryPoints: [source], outfile });
  return outfile;
}
