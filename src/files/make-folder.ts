import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isMissing } from './system-error.ts';

/**
 * Makes a folder, readable for its owner only, and those above it that are missing; one that is there stays as it is. Node's own
 * `recursive` never ends where a file system says of a new folder that it has no place (`/proc`), since it makes the folders above
 * again and again.
 *
 * @throws the error of the file system when it cannot be made, or when something else is there
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await makeOne(path);
  } catch (error) {
    const parent = dirname(path);
    if (!isMissing(error) || parent === path) throw error;
    await makeFolder(parent);
    await makeOne(path);
  }
}

async function makeOne(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    const isThere = (await stat(path).catch(() => undefined))?.isDirectory();
    if (!isThere) throw error;
  }
}
