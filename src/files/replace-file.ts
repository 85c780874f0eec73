import { randomBytes } from 'node:crypto';
import { open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

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
  const temporary = `${path}.${process.pid}-${randomBytes(6).toString('hex')}.tmp`;
  try {
    await removeAbandoned(path);
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.chmod(mode);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Removes what killed writers of a file left beside it. */
export async function removeAbandoned(path: string): Promise<void> {
  const prefix = `${basename(path)}.`;
  for (const entry of await readdir(dirname(path))) {
    const writer =
      entry.startsWith(prefix) && /^(\d+)-[0-9a-f]{12}\.tmp$/.exec(entry.slice(prefix.length))?.[1];
    if (writer && !isRunning(Number(writer))) await rm(join(dirname(path), entry), { force: true });
  }
}

function isRunning(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
