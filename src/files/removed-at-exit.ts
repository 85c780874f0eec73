import { rmSync } from 'node:fs';

const files = new Set<string>();

/**
 * Removes a file when this process exits, however early that is; a kill leaves it to whoever sweeps.
 *
 * @returns what takes that back, for a file that is gone or has become somebody's
 */
export function removeAtExit(file: string): () => void {
  if (files.size === 0) process.on('exit', removeAll);
  files.add(file);
  return () => {
    files.delete(file);
    if (files.size === 0) process.off('exit', removeAll);
  };
}

function removeAll(): void {
  for (const file of files) rmSync(file, { force: true });
}
