import { execFile } from 'node:child_process';
import { lstat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DotenvError } from './error.ts';

/** What a shell answers where a program is not installed. */
const commandNotFound = 127;

interface GitAnswer {
  readonly exitCode: number;
  readonly stderr: string;
  readonly stdout: string;
}

/**
 * Refuses a file that git tracks or would add: secrets in a history cannot be taken back.
 *
 * Outside a work tree, and where git is not installed, nothing can be committed by accident, and nothing is refused.
 *
 * @param path absolute and free of symbolic links; the file itself need not exist
 * @throws {DotenvError} `DOTENV_FILE_TRACKED`, `DOTENV_FILE_NOT_IGNORED`, or `DOTENV_GIT_FAILED` where git cannot tell
 */
export async function refuseUnlessIgnored(path: string): Promise<void> {
  if (!(await isBelowRepository(path))) return;
  const file = basename(path);
  const workTree = await git(path, 'rev-parse', '--is-inside-work-tree');
  if (workTree.exitCode === commandNotFound || /not a git repository/.test(workTree.stderr)) return;
  if (workTree.exitCode !== 0) throw gitFailed(path, workTree);
  if (workTree.stdout.trim() !== 'true') return;

  const tracked = await git(path, 'ls-files', '--error-unmatch', '--', `:(literal)${file}`);
  if (tracked.exitCode === 0) {
    throw new DotenvError(
      'DOTENV_FILE_TRACKED',
      `${path} is tracked by git, and secrets must not get into its history. ` +
        `Run 'git rm --cached -- ${file}' in its folder, add ${file} to .gitignore and commit, or choose another file.`,
    );
  }
  const ignored = await git(path, 'check-ignore', '--quiet', '--', `./${file}`);
  if (ignored.exitCode === 0) return;
  if (ignored.exitCode !== 1) throw gitFailed(path, ignored);
  throw new DotenvError(
    'DOTENV_FILE_NOT_IGNORED',
    `${path} is not ignored by git, and would be committed with its secrets. ` +
      `Add ${file} to .gitignore, or choose another file.`,
  );
}

/** Whether git may find a work tree from a file upwards, as it would; else it need not be started. */
async function isBelowRepository(path: string): Promise<boolean> {
  const folder = dirname(path);
  if (folder === path) return false;
  const found = await lstat(join(folder, '.git')).then(
    () => true,
    ({ code }: NodeJS.ErrnoException) => code !== 'ENOENT',
  );
  return found || isBelowRepository(folder);
}

function gitFailed(path: string, { stderr }: GitAnswer): DotenvError {
  return new DotenvError(
    'DOTENV_GIT_FAILED',
    `git cannot say whether it ignores ${path}: ${stderr.trim()}. ` +
      'Mend what it names, or choose a file outside the repository.',
  );
}

/** Runs git in the folder of a file. */
function git(path: string, ...args: readonly string[]): Promise<GitAnswer> {
  // A hook's environment names the repository it runs for, which need not be the file's.
  const { GIT_DIR: _dir, GIT_WORK_TREE: _workTree, GIT_INDEX_FILE: _index, ...environment } = process.env;
  return new Promise((resolve, reject) => {
    execFile(
      'git',
      ['-C', dirname(path), ...args],
      { env: { ...environment, LC_ALL: 'C' } },
      (error, stdout, stderr) => {
        if (error === null) resolve({ exitCode: 0, stdout, stderr });
        else if (typeof error.code === 'number') resolve({ exitCode: error.code, stdout, stderr });
        else if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
          resolve({ exitCode: commandNotFound, stdout, stderr });
        } else reject(error);
      },
    );
  });
}
