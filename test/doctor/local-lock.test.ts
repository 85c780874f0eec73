import { spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { nothingDeployed } from '../../src/drift/stack/applied.ts';
import { acquireLock } from '../../src/files/process-lock.ts';
import { type FakePulumi, fakePulumi } from '../support/pulumi/fake-pulumi.ts';
import { temporaryFolder } from '../support/project/temporary-folder.ts';
import { findingsOf, subjectOf } from '../support/verify/examined.ts';

/** What doctor says of the lock of a stack whose tenant is on this machine. */
async function lockIn(directory: string, pulumi?: FakePulumi, options?: { readonly fix: boolean }) {
  const localTenant = {
    address: { domain: 'localhost:1' },
    directory,
    backend: pathToFileURL(join(directory, 'pulumi')).href,
    credentials: { clientId: 'a', clientSecret: 'b' },
    applied: nothingDeployed,
  };
  const environment = pulumi === undefined ? {} : { PATH: `${pulumi.folder}:/bin:/usr/bin` };
  return (await findingsOf(await subjectOf({ localTenant, environment }), options))['lock'];
}

test('a run of the embedded engine holds the stack until it ends', async () => {
  const directory = await temporaryFolder();
  expect(await lockIn(directory)).toMatchObject({ status: 'ok' });
  const claimed = await acquireLock(directory, 'engine');
  if (!('lock' in claimed)) throw new Error('somebody else holds it');
  expect(await lockIn(directory)).toMatchObject({
    status: 'problem',
    detail: `The stack is held by process ${process.pid}, for 0 min.`,
    cure: { steps: ['Wait until that run has ended; the lock goes with its process.'] },
  });
  await claimed.lock.release();
  expect(await lockIn(directory)).toMatchObject({ status: 'ok' });
});

test('a run of an older version, which noted no time, is not told one', async () => {
  const directory = await temporaryFolder();
  const claimed = await acquireLock(directory, 'engine');
  if (!('lock' in claimed)) throw new Error('somebody else holds it');
  const [file = ''] = (await readdir(directory)).map((name) => join(directory, name));
  const { sinceMs: _, ...older } = JSON.parse(await readFile(file, 'utf8')) as { readonly sinceMs: number };
  await writeFile(file, JSON.stringify(older));
  expect(await lockIn(directory)).toMatchObject({
    detail: `The stack is held by process ${process.pid}.`,
  });
  await claimed.lock.release();
});

test('a run of Pulumi holds it too, and frees it by a command that finds its state', async () => {
  const directory = await temporaryFolder();
  const folder = join(directory, 'pulumi/.pulumi/locks/organization/omnichat-auth0/dev');
  await mkdir(folder, { recursive: true });
  const timestamp = new Date(Date.now() - 5 * 60_000).toISOString();
  const lock = { pid: process.pid, username: 'ann', hostname: hostname(), timestamp };
  await writeFile(join(folder, 'a.json'), JSON.stringify(lock));
  expect(await lockIn(directory)).toMatchObject({
    status: 'problem',
    detail: `The stack is held by ann@${hostname()}, process ${process.pid}, for 5 min.`,
    cure: { commands: ['node bin/omnichat-auth0.js tenant exec -- pulumi cancel --stack dev'] },
  });
});

test('what a run of Pulumi left locked when it died is freed by --fix', async () => {
  const directory = await temporaryFolder();
  const folder = join(directory, 'pulumi/.pulumi/locks/organization/omnichat-auth0/dev');
  await mkdir(folder, { recursive: true });
  const lock = { pid: spawnSync('true').pid, username: 'ann', hostname: hostname(), timestamp: new Date() };
  await writeFile(join(folder, 'a.json'), JSON.stringify(lock));
  const pulumi = await fakePulumi();
  expect(await lockIn(directory, pulumi)).toMatchObject({ status: 'problem', cure: { canBeFixed: true } });
  expect(await lockIn(directory, pulumi, { fix: true })).toMatchObject({ status: 'ok', fixed: true });
});
