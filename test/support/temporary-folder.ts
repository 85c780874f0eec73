import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';

/**
 * A folder, free of symbolic links, that is removed with all it holds when the test that asked for it ends, or, asked for in
 * `beforeAll`, when its file ends.
 */
export async function temporaryFolder({
  lifetime = 'test',
}: { lifetime?: 'test' | 'file' } = {}): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'omnichat-auth0-test-')));
  const end = lifetime === 'test' ? onTestFinished : afterAll;
  end(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
