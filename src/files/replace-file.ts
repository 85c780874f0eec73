import { open, rename } from 'node:fs/promises';
import { removeAbandoned, withTemporaryFile } from './temporary-file.ts';

/**
 * Replaces a file whole: whoever reads it, and whatever kills this process, finds the old or the new one.
 *
 * The temporary file is born 0600 in the same folder under a name that begins with the file's, so that `.env*` in a `.gitignore`
 * covers it too, and does not survive: not a failure (a full disk), nor, from the next call on, a kill.
 *
 * @param path absolute and free of symbolic links
 * @param mode permission bits of the new file
 * @throws the error of the file system; the old file is untouched
 */
export async function replaceFile(path: string, text: string, mode: number): Promise<void> {
  await removeAbandoned(path);
  await withTemporaryFile(path, async (temporary) => {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.chmod(mode);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  });
}
