import fs, { type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { replaceFile } from '../../../src/files/replace-file.ts';

/**
 * Replaces the file `argv[2]` by the text `argv[3]`, and kills itself at the step `argv[4]`, where one is given: before
 * the file operation of that name, or `half-written`, or `after`. Prints the code of the error that ended it, if any.
 */
const [path = '', text = '', step] = process.argv.slice(2);

function kill(): never {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('SIGKILL came late');
}

const { open, rename } = fs;
fs.open = async (...args) => {
  if (step === 'open') kill();
  const file = await open(...args);
  for (const operation of ['chmod', 'sync', 'close'] as const satisfies (keyof FileHandle)[]) {
    if (step === operation) file[operation] = kill;
  }
  if (step === 'half-written') {
    file.writeFile = async () => {
      await file.write(text.slice(0, text.length / 2));
      kill();
    };
  }
  return file;
};
fs.rename = (...args) => (step === 'rename' ? kill() : rename(...args));
syncBuiltinESMExports();

try {
  await replaceFile(path, text, 0o600);
} catch (error) {
  process.stdout.write(JSON.stringify(error, ['code']));
}
if (step === 'after') kill();
