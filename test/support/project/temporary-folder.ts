import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';

const foldersOfFile: string[] = [];
const remove = (folder: string) => rm(folder, { recursive: true, force: true });

// Vitest forgets an `afterAll` that is asked for while hooks and tests run: it has to stand here.
afterAll(() => Promise.all(foldersOfFile.map(remove)));

/**
 * A folder, free of symbolic links, that is removed with all it holds when the test that asked for it ends, or, with the
 * lifetime `file`, when its file ends.
 */
export async function temporaryFolder({
  lifetime = 'test',
}: { lifetime?: 'test' | 'file' } = {}): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'omnichat-auth0-test-')));
  if (lifetime === 'file') foldersOfFile.push(folder);
  else onTestFinished(() => remove(folder));
  return folder;
}
