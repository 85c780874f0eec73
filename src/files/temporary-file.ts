import { createHash, randomBytes } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isMissing } from './system-error.ts';
import { isRunning, processPlace } from './process-place.ts';
import { aboutFile } from './system-error.ts';
import { removeAtExit } from './removed-at-exit.ts';

/** Nobody who is alive leaves a file untouched for so long between its first byte and its new name. */
const abandonedAfterMs = 10_000;

const underWay = new Set<string>();

/**
 * Does something with a temporary file beside `path`, under a name that begins with its, and removes it unless it was
 * renamed. A system's error is then about `path`. What a killed process left, {@link removeAbandoned} finds.
 */
export async function withTemporaryFile<Result>(
  path: string,
  use: (temporary: string) => Promise<Result>,
): Promise<Result> {
  const temporary = `${path}.${process.pid}-${placeTag()}${randomBytes(4).toString('hex')}.tmp`;
  const keep = removeAtExit(temporary);
  underWay.add(temporary);
  try {
    return await use(temporary);
  } catch (error) {
    await rm(temporary, { force: true });
    throw aboutFile(error, path);
  } finally {
    underWay.delete(temporary);
    keep();
  }
}

/** Removes the temporary files beside `path` whose writers are dead. */
export async function removeAbandoned(path: string): Promise<void> {
  const prefix = `${basename(path)}.`;
  for (const entry of await readdir(dirname(path))) {
    const [, writer, tag] =
      (entry.startsWith(prefix) &&
        /^(\d+)-([0-9a-f]{4})[0-9a-f]{8}\.tmp$/.exec(entry.slice(prefix.length))) ||
      [];
    if (writer === undefined) continue;
    const file = join(dirname(path), entry);
    if (await isAbandoned(file, Number(writer), tag)) await rm(file, { force: true });
  }
}

/** A process id is given again, in containers often to the next, and says nothing of a process in another one. */
async function isAbandoned(file: string, writer: number, tag: string | undefined): Promise<boolean> {
  if (writer === process.pid) return !underWay.has(file);
  if (tag === placeTag() && !isRunning(writer)) return true;
  try {
    return Date.now() - (await stat(file)).mtimeMs > abandonedAfterMs;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

function placeTag(): string {
  return createHash('sha256').update(processPlace().processes).digest('hex').slice(0, 4);
}
