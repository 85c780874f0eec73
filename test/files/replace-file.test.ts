import { spawnSync } from 'node:child_process';
import { mkdir, readFile, readdir, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { replaceFile } from '../../src/files/replace-file.ts';
import { compiledScript } from '../support/project/compiled-script.ts';
import { temporaryFolder } from '../support/project/temporary-folder.ts';

const replacement = () =>
  compiledScript(new URL('../support/project/killed-replacement.ts', import.meta.url));
const oldText = 'A=old\n';
const newText = `A=new\n# ${'x'.repeat(64 * 1024)}\n`;

async function oldFile(): Promise<{ folder: string; path: string }> {
  const folder = await temporaryFolder();
  const path = join(folder, '.env');
  await writeFile(path, oldText, { mode: 0o600 });
  return { folder, path };
}

test.each([0o600, 0o400])('writes the text with mode %o and leaves nothing else behind', async (mode) => {
  const { folder, path } = await oldFile();
  await replaceFile(path, newText, mode);
  expect(await readFile(path, 'utf8')).toBe(newText);
  expect((await stat(path)).mode & 0o777).toBe(mode);
  expect(await readdir(folder)).toEqual(['.env']);
});

test.each([
  ['before the temporary file is opened', 'open', oldText],
  ['in the middle of the text', 'half-written', oldText],
  ['before the mode is set', 'chmod', oldText],
  ['before the text is flushed', 'sync', oldText],
  ['before the temporary file is closed', 'close', oldText],
  ['before the rename', 'rename', oldText],
  ['after the rename', 'after', newText],
])('killed %s, leaves a whole file, and the next write removes what is left over', async (_, step, text) => {
  const { folder, path } = await oldFile();
  const { signal, stderr } = spawnSync(process.execPath, [await replacement(), path, newText, step], {
    encoding: 'utf8',
  });
  expect([signal, stderr]).toEqual(['SIGKILL', '']);
  expect(await readFile(path, 'utf8')).toBe(text);
  for (const name of await readdir(folder)) expect((await stat(join(folder, name))).mode & 0o077).toBe(0);

  await replaceFile(path, 'A=next\n', 0o600);
  expect(await readdir(folder)).toEqual(['.env']);
});

test('leaves alone what other writers are still writing, and what only looks similar', async () => {
  const { folder, path } = await oldFile();
  const names = [
    `.env.${process.ppid}-0123456789ab.tmp`,
    '.env.local',
    '.env.1.tmp',
    '.envrc.99999999-0123456789ab.tmp',
  ];
  for (const name of names) await writeFile(join(folder, name), '');
  await replaceFile(path, newText, 0o600);
  expect(await readdir(folder)).toEqual(['.env', ...names].sort());
});

test('removes what a process with the same id left, and what any writer has not touched for long', async () => {
  const { folder, path } = await oldFile();
  const [ours, anothers] = [process.pid, process.ppid].map((pid) =>
    join(folder, `.env.${pid}-0123456789ab.tmp`),
  ) as [string, string];
  for (const file of [ours, anothers]) await writeFile(file, 'SECRET=1');
  const longAgo = new Date(Date.now() - 60_000);
  await utimes(anothers, longAgo, longAgo);
  await replaceFile(path, newText, 0o600);
  expect(await readdir(folder)).toEqual(['.env']);
});

test('two writers of one process leave each other alone', async () => {
  const { folder, path } = await oldFile();
  await Promise.all(Array.from({ length: 8 }, () => replaceFile(path, newText, 0o600)));
  expect(await readFile(path, 'utf8')).toBe(newText);
  expect(await readdir(folder)).toEqual(['.env']);
});

test.skipIf(spawnSync('bash', ['-c', ':']).error !== undefined)(
  'keeps the old file and removes the temporary one when there is no room for the new one',
  async () => {
    const { folder, path } = await oldFile();
    // A limit on file sizes stands in for a full disk; ignored, its signal becomes an error of the write.
    const { stdout } = spawnSync(
      'bash',
      [
        '-c',
        'trap "" XFSZ; ulimit -f 8; exec "$@"',
        '-',
        process.execPath,
        await replacement(),
        path,
        newText,
      ],
      { encoding: 'utf8' },
    );
    expect(JSON.parse(stdout)).toEqual({ code: 'EFBIG' });
    expect(await readFile(path, 'utf8')).toBe(oldText);
    expect(await readdir(folder)).toEqual(['.env']);
  },
);

test('keeps what is in its place when it cannot be renamed over', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, '.env');
  await mkdir(join(path, 'inside'), { recursive: true });
  await expect(replaceFile(path, newText, 0o600)).rejects.toMatchObject({ code: 'EISDIR' });
  expect(await readdir(folder)).toEqual(['.env']);
});
