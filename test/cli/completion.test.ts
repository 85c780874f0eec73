import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { candidates } from '../../src/cli/completion/candidates.ts';
import { buildWholeProgram } from '../../src/cli/program.ts';
import { commandLine } from '../support/project/command-line.ts';
import { temporaryFolder } from '../support/project/temporary-folder.ts';

const program = await buildWholeProgram();

test.each([
  ['ve', ['verify']],
  ['-s dev drift --fail', ['--fail-on']],
  ['tenant users ', ['add', 'set']],
  ['tenant users add a@b.example --pass', ['--password']],
  ['up -s ', ['dev', 'prod']],
  ['up --stack p', ['prod']],
  ['verify --as c', ['chatgpt', 'claude', 'cursor', 'codex']],
  ['verify --file ', []],
  ['open t', ['tenant']],
  ['roles give somebody --role r', ['reader']],
  ['nope ', []],
])('%s', (line, expected) => {
  expect(candidates(program, line.split(' '), ['dev', 'prod'])).toEqual(expected);
});

test('every command, and the options of all, can come first', () => {
  expect(candidates(program, [''], [])).toEqual(program.commands.map((command) => command.name()));
  expect(candidates(program, ['-'], [])).toEqual(expect.arrayContaining(['--stack', '--json', '-C']));
});

test('bash completes by the script, with the stacks of the folder', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'Pulumi.yaml'), 'name: omnichat\nruntime: nodejs\n');
  await writeFile(join(folder, 'Pulumi.stage.yaml'), 'config: {}\n');
  // As in a checkout of this project.
  await mkdir(join(folder, 'bin'));
  await symlink(
    resolve(import.meta.dirname, '../../bin/omnichat-auth0.js'),
    join(folder, 'bin/omnichat-auth0.js'),
  );
  const { stdout: script } = await commandLine(['completion', 'bash']);
  const completed = execFileSync(
    'bash',
    [
      '--norc',
      '-c',
      `${script}
COMP_WORDS=(omnichat-auth0 up -s s); COMP_CWORD=3
_omnichat_auth0
printf '%s\\n' "\${COMPREPLY[@]}"
complete -p omnichat-auth0`,
    ],
    { cwd: folder, encoding: 'utf8' },
  );
  expect(completed).toBe('stage\ncomplete -o default -F _omnichat_auth0 omnichat-auth0\n');
});
