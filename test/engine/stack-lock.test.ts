import { mkdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { stackLocks } from '../../src/engine/stack-lock.ts';
import { temporaryFolder } from '../support/project/temporary-folder.ts';

test.each([
  ['absolute', (folder: string) => folder],
  ['relative to the project', () => './states'],
  ['below the home', (folder: string) => `~/${relative(homedir(), folder)}`],
])('finds a lock in a folder that is %s, with settings of the backend behind it', async (_, named) => {
  const directory = await temporaryFolder();
  const states = join(directory, 'states');
  const locks = join(states, '.pulumi/locks/organization/omnichat-auth0/dev');
  await mkdir(locks, { recursive: true });
  const held = { pid: 1, username: 'ann', hostname: 'elsewhere', timestamp: '2026-11-23T00:00:00Z' };
  await writeFile(join(locks, 'x.json'), JSON.stringify(held));
  for (const settings of ['', '?no_tmp_dir=true']) {
    const url = `file://${named(states)}${settings}`;
    expect(await stackLocks(url, { project: 'omnichat-auth0', stack: 'dev', directory }), url).toEqual([
      held,
    ]);
  }
});
