import { execFileSync } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { refuseUnlessIgnored } from '../../src/dotenv/git.ts';
import { temporaryFolder } from '../support/project/temporary-folder.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

async function repository(gitignore: string): Promise<string> {
  const folder = await temporaryFolder();
  execFileSync('git', ['init', '--quiet', folder]);
  await writeFile(join(folder, '.gitignore'), gitignore);
  return folder;
}

test('lets an ignored file pass, whether it exists or not', async () => {
  const path = join(await repository('.env\n'), '.env');
  await refuseUnlessIgnored(path);
  await writeFile(path, '');
  await refuseUnlessIgnored(path);
});

test('refuses a tracked file, even where it is ignored and deleted', async () => {
  const folder = await repository('.env\n');
  const path = join(folder, '.env');
  await writeFile(path, 'A=1\n');
  execFileSync('git', ['-C', folder, 'add', '--force', '.env']);
  await rm(path);
  await expect(refuseUnlessIgnored(path)).rejects.toMatchObject({
    code: 'DOTENV_FILE_TRACKED',
    message:
      `${path} is tracked by git, and secrets must not get into its history. ` +
      "Run 'git rm --cached -- .env' in its folder, add .env to .gitignore and commit, or choose another file.",
  });
});

test.each(['.env', '[.]env', ':(top)env'])('refuses %j, which is not ignored', async (name) => {
  const path = join(await repository('.env.*\n'), name);
  await expect(refuseUnlessIgnored(path)).rejects.toMatchObject({
    code: 'DOTENV_FILE_NOT_IGNORED',
    message:
      `${path} is not ignored by git, and would be committed with its secrets. ` +
      `Add ${name} to .gitignore, or choose another file.`,
  });
});

test('refuses one in a folder of a repository, and in a work tree whose repository is elsewhere', async () => {
  const folder = await repository('');
  await mkdir(join(folder, 'a', 'b'), { recursive: true });
  const elsewhere = join(await temporaryFolder(), 'linked');
  const author = ['-c', 'user.name=a', '-c', 'user.email=a@example.com'];
  execFileSync('git', ['-C', folder, ...author, 'commit', '--quiet', '--allow-empty', '-m', 'first']);
  execFileSync('git', ['-C', folder, 'worktree', 'add', '--quiet', elsewhere]);
  for (const path of [join(folder, 'a', 'b', '.env'), join(elsewhere, '.env')])
    await expect(refuseUnlessIgnored(path)).rejects.toMatchObject({ code: 'DOTENV_FILE_NOT_IGNORED' });
});

test('starts no git where there is no repository', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'git'), '#!/bin/sh\necho broken >&2\nexit 3\n', { mode: 0o755 });
  vi.stubEnv('PATH', folder);
  await refuseUnlessIgnored(join(folder, '.env'));
  await mkdir(join(folder, '.git'));
  await expect(refuseUnlessIgnored(join(folder, '.env'))).rejects.toMatchObject({
    code: 'DOTENV_GIT_FAILED',
  });
});

test('asks about the repository of the file, not the one a git hook runs for', async () => {
  const path = join(await repository(''), '.env');
  const other = await repository('.env\n');
  vi.stubEnv('GIT_DIR', join(other, '.git'));
  vi.stubEnv('GIT_WORK_TREE', other);
  await expect(refuseUnlessIgnored(path)).rejects.toMatchObject({ code: 'DOTENV_FILE_NOT_IGNORED' });
});

test('refuses where git cannot tell, with what git says', async () => {
  const folder = await repository('.env\n');
  await writeFile(join(folder, '.git', 'config'), 'not a configuration');
  await expect(refuseUnlessIgnored(join(folder, '.env'))).rejects.toMatchObject({
    code: 'DOTENV_GIT_FAILED',
    message: expect.stringMatching(/^git cannot say whether it ignores .*\.env: fatal: bad config/),
  });
});

test('lets a file pass inside a git folder, outside a work tree, and where git is not installed', async () => {
  const folder = await repository('');
  await refuseUnlessIgnored(join(folder, '.git', '.env'));
  await refuseUnlessIgnored(join(await temporaryFolder(), '.env'));
  const empty = join(folder, 'empty');
  await mkdir(empty);
  vi.stubEnv('PATH', empty);
  await refuseUnlessIgnored(join(folder, '.env'));
});
