import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

/** Runs the command line `argv[3…]` in this process, and kills it before its `argv[2]`-th file is replaced. */
const [count = '', ...words] = process.argv.slice(2);

const { rename } = fs;
let left = Number(count);
fs.rename = (...args) => {
  left -= 1;
  if (left <= 0) process.kill(process.pid, 'SIGKILL');
  return rename(...args);
};
syncBuiltinESMExports();

process.argv = [process.execPath, 'omnichat-auth0', ...words];
await import(new URL('../../../bin/omnichat-auth0.js', import.meta.url).href);
