import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let folder = '';

/** Has all temporary files of a run of the tests in one folder, which goes with the run, whatever became of its processes. */
export async function setup(): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), 'omnichat-auth0-run-'));
  process.env['TMPDIR'] = folder;
}

export const teardown = (): Promise<void> => rm(folder, { recursive: true, force: true });
