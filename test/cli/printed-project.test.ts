import { relative } from 'node:path';
import { expect, test } from 'vitest';
import { refreshCommand } from '../../src/engine/stack-commands.ts';
import { commandingProject } from '../../src/text/own-command.ts';
import { commandLine } from '../support/project/command-line.ts';
import { localProject } from '../support/project/local-project.ts';
import { wordsOf } from '../support/project/printed-command.ts';

const mendIn = (stdout: string) => / mend these \d+: (.*)$/m.exec(stdout)?.[1] ?? '';

test.each([
  ['as it was typed', (directory: string) => directory],
  ['from where one stands', (directory: string) => relative(process.cwd(), directory)],
])('a printed command names the project that -C named, %s, and works', async (_name, typed) => {
  const project = await localProject();
  const named = typed(project.directory);
  const { exitCode, stdout } = await commandLine(['-C', named, 'drift']);
  expect(exitCode).toBe(2);
  const mend = mendIn(stdout);
  expect(mend).toBe(`node bin/omnichat-auth0.js -C ${named} up -s local`);
  expect((await commandLine([...wordsOf(mend), '--deploy-only'])).exitCode).toBe(0);
  expect(await commandLine(['-C', named, 'drift'])).toMatchObject({ exitCode: 0 });
});

test('commands of Pulumi name it too, also those that tenant exec runs', () => {
  const dev = { stack: 'dev' };
  commandingProject("'a b'", () => {
    expect(refreshCommand({ ...dev, local: false })).toBe("pulumi -C 'a b' up --refresh -s dev");
    expect(refreshCommand({ ...dev, local: true })).toBe(
      "node bin/omnichat-auth0.js -C 'a b' tenant exec -- pulumi -C 'a b' up --refresh -s dev",
    );
  });
  expect(refreshCommand({ ...dev, local: false })).toBe('pulumi up --refresh -s dev');
});
