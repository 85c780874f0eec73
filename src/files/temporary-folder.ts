import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeAtExit } from './removed-at-exit.ts';

/** Does something with a folder that only the person who runs this can read, and removes it with all that is in it. */
export async function withTemporaryFolder<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'omnichat-auth0-'));
  const keep = removeAtExit(folder);
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true });
    keep();
  }
}
