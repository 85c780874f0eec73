import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { acquireLock, lockHolder } from '../../src/files/process-lock.ts';
import { compiledScript } from '../support/project/compiled-script.ts';
import { temporaryFolder } from '../support/project/temporary-folder.ts';

/** A process that holds the lock, or shares it, started by `command` where one is given. */
async function holding(
  directory: string,
  command: readonly string[] = [],
  then = 'setInterval(() => {}, 1000)',
) {
  const module = pathToFileURL(
    await compiledScript(new URL('../../src/files/process-lock.ts', import.meta.url)),
  ).href;
  const program = `const { acquireLock } = await import(${JSON.stringify(module)});
    const { lock } = await acquireLock(${JSON.stringify(directory)}, 'tenant');
    await lock.describe('the child');
    process.stdout.write('held');
    ${then};`;
  const child = spawn('env', [...command, process.execPath, '--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  await once(child.stdout, 'data');
  return child;
}

test('is held by one at a time, and free again after its release', async () => {
  const directory = await temporaryFolder();
  const first = await acquireLock(directory, 'tenant');
  if (!('lock' in first)) throw new Error('the lock was free');
  await first.lock.describe('localhost:4443');
  expect(await acquireLock(directory, 'tenant')).toEqual({
    holder: { pid: process.pid, about: 'localhost:4443', sinceMs: expect.any(Number) },
  });
  await first.lock.release();
  expect(await readdir(directory)).toEqual([]);
  const second = await acquireLock(directory, 'tenant');
  expect(second).toHaveProperty('lock');
  if ('lock' in second) await second.lock.release();
});

test('is held by one of many that come at once', async () => {
  const directory = await temporaryFolder();
  const results = await Promise.all(Array.from({ length: 8 }, () => acquireLock(directory, 'tenant')));
  const held = results.filter((result) => 'lock' in result);
  expect(held.length).toBeLessThanOrEqual(1);
  for (const result of held) await result.lock.release();
});

test('has names that do not concern each other', async () => {
  const directory = await temporaryFolder();
  const locks = [await acquireLock(directory, 'tenant'), await acquireLock(directory, 'engine')];
  for (const result of locks) {
    expect(result).toHaveProperty('lock');
    if ('lock' in result) await result.lock.release();
  }
});

test('passes from a process that was killed', async () => {
  const directory = await temporaryFolder();
  const child = await holding(directory);
  expect(await lockHolder(directory, 'tenant')).toEqual({
    pid: child.pid,
    about: 'the child',
    sinceMs: expect.any(Number),
  });
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await lockHolder(directory, 'tenant')).toBeUndefined();
  expect(await readdir(directory)).toEqual([]);
});

test('of another name is swept when the process that was killed had it', async () => {
  const directory = await temporaryFolder();
  const child = await holding(directory);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const taken = await acquireLock(directory, 'engine');
  if ('lock' in taken) await taken.lock.release();
  expect(await readdir(directory)).toEqual([]);
});

test('goes with a process that exits, wherever it was', async () => {
  const directory = await temporaryFolder();
  const child = await holding(directory, [], 'process.exit()');
  if (child.exitCode === null) await once(child, 'exit');
  expect(await readdir(directory)).toEqual([]);
});

const newNetwork = ['unshare', '-r', '-n'];

describe.skipIf(spawnSync(newNetwork[0]!, [...newNetwork.slice(1), 'true']).status !== 0)(
  'of a process in another network namespace, as in a container that shares the folder',
  () => {
    test('stays with it, and passes on when it is killed', async () => {
      const directory = await temporaryFolder();
      const child = await holding(directory, newNetwork);
      const holder = {
        pid: child.pid,
        about: 'the child',
        sinceMs: expect.any(Number) as number,
        elsewhere: hostname(),
      };
      expect(await acquireLock(directory, 'tenant')).toEqual({ holder });
      expect(await lockHolder(directory, 'tenant')).toEqual(holder);
      child.kill('SIGKILL');
      await once(child, 'exit');
      expect(await lockHolder(directory, 'tenant')).toBeUndefined();
      expect(await readdir(directory)).toEqual([]);
    });

    test('is lost, and the process finds out, when it stood still for long', async () => {
      const directory = await temporaryFolder();
      const tells = `setInterval(() => lock.isHeld() || process.stdout.write('lost'), 50)`;
      const child = await holding(directory, newNetwork, tells);
      child.kill('SIGSTOP');
      const taken = await acquireLock(directory, 'tenant');
      const lost = once(child.stdout, 'data');
      child.kill('SIGCONT');
      expect(String(await lost)).toBe('lost');
      if ('holder' in taken) throw new Error('the lock was not taken over');
      await taken.lock.release();
    });
  },
);

test('stays with a process that is stopped', async () => {
  const directory = await temporaryFolder();
  const child = await holding(directory);
  child.kill('SIGSTOP');
  expect(await lockHolder(directory, 'tenant')).toEqual({ pid: child.pid, sinceMs: expect.any(Number) });
});

test('does not take another program with the same process id for the holder', async () => {
  const directory = await temporaryFolder();
  const first = await acquireLock(directory, 'tenant');
  if (!('lock' in first)) throw new Error('the lock was free');
  const [file = ''] = await readdir(directory);
  const claim = JSON.parse(await readFile(join(directory, file), 'utf8')) as object;
  await first.lock.release();
  await writeFile(join(directory, file), JSON.stringify({ ...claim, pid: process.pid }));
  expect(await lockHolder(directory, 'tenant')).toBeUndefined();
});
