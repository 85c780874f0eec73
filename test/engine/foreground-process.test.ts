import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { runInForeground } from '../../src/engine/foreground-process.ts';
import { temporaryFolder } from '../support/project/temporary-folder.ts';

const never = new AbortController().signal;

/** Runs a shell script in a folder of its own. */
async function runScript(script: string, interrupted = never) {
  const directory = await temporaryFolder();
  const environment = { PATH: process.env['PATH'], GREETING: 'hello' };
  const written = (name: string) => readFile(join(directory, name), 'utf8');
  const exitCode = runInForeground({
    program: 'sh',
    words: ['-c', script],
    directory,
    environment,
    interrupted,
  });
  return { exitCode, written };
}

test('runs a program from the PATH, in its folder and environment', async () => {
  const { exitCode, written } = await runScript('echo "$GREETING" > greeting');
  expect(await exitCode).toBe(0);
  expect(await written('greeting')).toBe('hello\n');
});

test.each([
  ['exit 3', 3],
  ['kill -KILL $$', 137],
  ['kill -TERM $$', 143],
])('%s is exit code %i', async (script, expected) => {
  const { exitCode } = await runScript(script);
  expect(await exitCode).toBe(expected);
});

test('fails when the program cannot be started', async () => {
  await expect(
    runInForeground({ program: 'no-such-program', words: [], environment: {}, interrupted: never }),
  ).rejects.toMatchObject({ code: 'ENOENT' });
});

const windsUp = (signal: string) =>
  `trap 'echo ${signal} >> signals' ${signal}; echo > ready; until [ -e signals ]; do sleep 0.05; done; echo > released; exit 5`;

test.each(['INT', 'TERM'])('passes SIG%s on once, and waits until the program has wound up', async (name) => {
  const interruption = new AbortController();
  const { exitCode, written } = await runScript(windsUp(name), interruption.signal);
  await vi.waitFor(() => written('ready'), { timeout: 50_000 });
  interruption.abort(`SIG${name}`);
  expect(await exitCode).toBe(5);
  expect(await written('signals')).toBe(`${name}\n`);
  expect(await written('released')).toBe('\n');
});

test('passes a signal on to what the program started too, as a terminal does', async () => {
  const interruption = new AbortController();
  const { exitCode, written } = await runScript(
    'sleep 60 & echo $! > started.part; mv started.part started; wait; exit 0',
    interruption.signal,
  );
  const started = Number(await vi.waitFor(() => written('started'), { timeout: 50_000 }));
  interruption.abort('SIGTERM');
  expect(await exitCode).toBe(143);
  await vi.waitFor(() => expect(() => process.kill(started, 0)).toThrow('ESRCH'), { timeout: 50_000 });
});

test('passes on a signal that came before the program', async () => {
  const { exitCode } = await runScript('exec sleep 60', AbortSignal.abort('SIGTERM'));
  expect(await exitCode).toBe(143);
});

test('outlives signals while the program runs, and not longer', async () => {
  const before = process.listenerCount('SIGINT');
  const { exitCode } = await runScript('exit 0');
  expect(process.listenerCount('SIGINT')).toBe(before + 1);
  await exitCode;
  expect(process.listenerCount('SIGINT')).toBe(before);
});
