import { rmSync } from 'node:fs';

const paths = new Set<string>();

/**
 * Removes a file, or a folder with all that is in it, when this process exits, however early that is; a kill leaves it to whoever sweeps.
 *
 * @returns what takes that back, for what is gone or has become somebody's
 */
export function removeAtExit(path: string): () => void {
  if (paths.size === 0) process.on('exit', removeAll);
  paths.add(path);
  return () => {
    paths.delete(path);
    if (paths.size === 0) process.off('exit', removeAll);
  };
}

function removeAll(): void {
  for (const path of paths) rmSync(path, { force: true, recursive: true });
}
