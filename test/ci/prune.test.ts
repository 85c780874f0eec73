import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runScript } from '../support/project/ci-script.ts';
import { fakeCommands } from '../support/stand-ins/fake-commands.ts';
import { temporaryFolder } from '../support/project/temporary-folder.ts';

test.each([
  [undefined, 0, ''],
  ['false', 0, ''],
  ['true', 0, ' --delete'],
  ['true', 1, ' --delete'],
])(
  'with PRUNE_DELETE %s, prints what may go and ends with %d as the command does',
  async (told, exitCode, flag) => {
    const fakes = await fakeCommands(['node'], {
      'node bin/omnichat-auth0.js clients prune': [{ stdout: '2 may go\n', exitCode }],
    });
    const summary = join(await temporaryFolder(), 'summary');
    const ended = await runScript(['ci/prune.sh', 'dev'], {
      PATH: fakes.path,
      GITHUB_STEP_SUMMARY: summary,
      ...(told !== undefined && { PRUNE_DELETE: told }),
    });
    const said = `2 may go\n${flag === '' ? 'Of this script PRUNE_DELETE=true is what gives --delete.\n' : ''}`;
    expect(ended).toMatchObject({ exitCode, stdout: said });
    expect(await readFile(summary, 'utf8')).toBe(said);
    expect(await fakes.calls()).toEqual([
      `node bin/omnichat-auth0.js clients prune -s dev --unused-for 30d${flag} --no-input`,
    ]);
  },
);
