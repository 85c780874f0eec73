import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/**
 * A folder, free of symbolic links, that is removed with all it holds when the test that asked for it ends, or, with the
 * lifetime `run`, when all tests did (`run-folder.ts`).
 */
export async function temporaryFolder({
  lifetime = 'test',
}: { lifetime?: 'test' | 'run' } = {}): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'omnichat-auth0-test-')));
  if (lifetime === 'test') onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
