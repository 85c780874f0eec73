import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readDotenvFile } from '../../src/dotenv/file.ts';
import { temporaryFolder } from '../support/project/temporary-folder.ts';

test('reads the text with its byte-order mark, and the permission bits', async () => {
  const path = join(await temporaryFolder(), '.env');
  await writeFile(path, '\uFEFFA=é\r\n', { mode: 0o600 });
  expect(await readDotenvFile(path)).toEqual({ path, text: '\uFEFFA=é\r\n', mode: 0o600 });
});

test('has no text where there is no file yet', async () => {
  const path = join(await temporaryFolder(), '.env');
  expect(await readDotenvFile(path)).toEqual({ path, text: undefined, mode: undefined });
});

test('follows symbolic links to the target, also to one that does not exist yet', async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'shared'));
  await symlink(join('shared', 'env'), join(folder, '.env.link'));
  await symlink('.env.link', join(folder, '.env'));
  const path = join(folder, 'shared', 'env');
  expect((await readDotenvFile(join(folder, '.env'))).path).toBe(path);
  await writeFile(path, 'A=1\n', { mode: 0o600 });
  expect(await readDotenvFile(join(folder, '.env'))).toEqual({ path, text: 'A=1\n', mode: 0o600 });
});

test.each([
  ['a folder', '.', 'a folder'],
  ['a device', '/dev/null', 'not a regular file'],
])('refuses %s in place of the file', async (_, target, is) => {
  const folder = await temporaryFolder();
  await symlink(target, join(folder, '.env'));
  const path = target === '.' ? folder : target;
  await expect(readDotenvFile(join(folder, '.env'))).rejects.toMatchObject({
    code: 'DOTENV_NOT_A_FILE',
    message: `${path} is ${is}. Name a file to write the variables to.`,
  });
});

test('refuses a file that is not UTF-8', async () => {
  const path = join(await temporaryFolder(), '.env');
  await writeFile(path, Buffer.from('NAME=Zo\xEB\n', 'latin1'));
  await expect(readDotenvFile(path)).rejects.toMatchObject({
    code: 'DOTENV_NOT_UTF8',
    message: `${path} is not UTF-8, and writing it would damage it. Save it as UTF-8, or choose another file.`,
  });
});

test('names the path and keeps the cause where nothing can be read', async () => {
  const folder = await temporaryFolder();
  await symlink('.env', join(folder, '.env'));
  await expect(readDotenvFile(join(folder, 'absent', '.env'))).rejects.toMatchObject({
    code: 'DOTENV_READ_FAILED',
    message: expect.stringMatching(
      /absent\/\.env cannot be read: ENOENT: .*\. Make sure that its folder is there and may be read, or name another file\.$/,
    ),
    cause: { code: 'ENOENT' },
  });
  await expect(readDotenvFile(join(folder, '.env'))).rejects.toMatchObject({
    code: 'DOTENV_READ_FAILED',
    cause: { code: 'ELOOP' },
  });
});

test('refuses a file of more than 128 KiB without reading it', async () => {
  const path = join(await temporaryFolder(), '.env');
  await writeFile(path, 'A'.repeat(128 * 1024));
  await expect(readDotenvFile(path)).resolves.toMatchObject({ path });
  await writeFile(path, 'A'.repeat(128 * 1024 + 1));
  await expect(readDotenvFile(path)).rejects.toMatchObject({
    code: 'DOTENV_TOO_LARGE',
    message: expect.stringContaining(`${path} has 131073 bytes`),
  });
});

test.each(['\n', '\r\n', ' ', '\t', '\u2028'])(
  'a file of %j alone is refused before a reader sees it',
  async (blank) => {
    const path = join(await temporaryFolder(), '.env');
    await writeFile(path, blank.repeat(16_000));
    await expect(readDotenvFile(path)).rejects.toMatchObject({
      code: 'DOTENV_TOO_LARGE',
      message: expect.stringContaining('blank characters in a row') as string,
    });
  },
);
