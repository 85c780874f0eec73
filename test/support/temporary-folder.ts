import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder, free of symbolic links, that is removed with all it holds when the test that asked for it ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'omnichat-auth0-test-')));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
