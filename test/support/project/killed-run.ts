import { cpSync, rmSync } from 'node:fs';
import { isMissing } from '../../../src/files/system-error.ts';
import { fileSystem } from './broken-files.ts';
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
 * leaves is in files, so that this is what a kill would leave. For tests with `breakableFiles`.
 */
export async function killedRun(
  project: LocalProject,
  count: number,
  ...words: readonly string[]
): Promise<KilledRun> {
  const folder = await temporaryFolder();
  let replaced = 0;
  fileSystem.decide = ({ name, path }) => {
    if (name !== 'rename' || !path.startsWith(project.directory)) return undefined;
    replaced += 1;
    if (replaced === count) copyAtOnce(project.directory, folder);
    return undefined;
  };
  const { exitCode } = await project.run(...words);
  fileSystem.decide = () => undefined;
  return { exitCode, left: replaced < count ? undefined : projectIn(folder, project.domain) };
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
