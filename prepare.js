// Builds what other projects import, for Node strips no types under node_modules. npm runs this after `npm ci` and before it
// packs. `npm ci --omit=dev` brings no compiler, and then there is nobody to build for.
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';

const compiler = (() => {
  try {
    return createRequire(import.meta.url).resolve('typescript/bin/tsc');
  } catch {
    return undefined;
  }
})();

if (compiler !== undefined) {
  rmSync(new URL('dist', import.meta.url), { recursive: true, force: true });
  execFileSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], {
    cwd: import.meta.dirname,
    stdio: 'inherit',
  });
}
