import { cpSync, rmSync } from 'node:fs';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { isMissing } from '../../../src/files/system-error.ts';
import { type LocalProject, projectIn } from './local-project.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A command line that came to its end, and what a kill in its midst had left. */
interface KilledRun {
  readonly exitCode: number;
  /** Undefined where it ended before. */
  readonly left: LocalProject | undefined;
}

/**
 * Runs a command line in a project, and copies the project as it is before the `count`-th of its files is replaced: all that a command
 * leaves is in files, so that this is what a kill would leave.
 */
export async function killedRun(
  project: LocalProject,
  count: number,
  ...words: readonly string[]
): Promise<KilledRun> {
  const folder = await temporaryFolder();
  const { rename } = fs;
  let replaced = 0;
  fs.rename = (from, to) => {
    if (String(to).startsWith(project.directory)) replaced += 1;
    if (replaced === count) copyAtOnce(project.directory, folder);
    return rename(from, to);
  };
  syncBuiltinESMExports();
  try {
    const { exitCode } = await project.run(...words);
    return { exitCode, left: replaced < count ? undefined : projectIn(folder, project.domain) };
  } finally {
    fs.rename = rename;
    syncBuiltinESMExports();
  }
}

/** Nothing else is done by this process meanwhile, but for what it has the system do already, such as to rename another file. */
function copyAtOnce(from: string, to: string): void {
  try {
    cpSync(from, to, { recursive: true, verbatimSymlinks: true });
  } catch (error) {
    if (!isMissing(error)) throw error;
    rmSync(to, { recursive: true });
    copyAtOnce(from, to);
  }
}
