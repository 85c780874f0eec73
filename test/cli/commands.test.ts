import { Command } from 'commander';
import { expect, test } from 'vitest';
import type { CommandTree } from '../../src/cli/command-tree.ts';
import type { CommandHandler, Runner } from '../../src/cli/invocation.ts';
import { buildProgram } from '../../src/cli/program.ts';
import { ownCommand } from '../../src/text/own-command.ts';
import { commandLine } from '../support/project/command-line.ts';
import { wordsOf } from '../support/project/printed-command.ts';

const { stdout } = await commandLine(['commands', '--json']);
const tree = JSON.parse(stdout) as CommandTree;

test('commands lists every command that does something, with all that it takes', async () => {
  expect(tree.schemaVersion).toBe(1);
  expect(Object.keys(tree.exitCodes)).toEqual(['0', '1', '2', '64', '130']);
  expect(tree.options.map(({ name }) => name)).toContain('--json');
  expect(tree.commands.find(({ name }) => name === 'tenant users add')).toMatchObject({
    operands: [{ name: 'email', required: true, several: false }],
    options: [{ name: '--password', value: 'password' }, { name: '--role' }],
  });
  const listed = await commandLine(['commands']);
  expect(listed.stdout.trimEnd().split('\n')).toHaveLength(tree.commands.length);
});

test('every description stands by itself, where nothing above it says what it is about', () => {
  const about =
    /^\w+ (?:it|them|one|their|its|that environment|which of them|everything in it)\b|connector's to| at it$/;
  expect(tree.commands.filter(({ description }) => about.test(description))).toEqual([]);
});

/** Parses a line as the tool does, and does nothing. */
async function parsed(words: readonly string[]): Promise<string> {
  let name = '';
  const run: Runner =
    (_handler: CommandHandler<never>) =>
    (...given) => {
      const command = given.at(-1) as Command;
      const names: string[] = [];
      for (let at: Command | null = command; at?.parent; at = at.parent) names.unshift(at.name());
      name = names.join(' ');
      return Promise.resolve();
    };
  await buildProgram(run, { writeErr: () => undefined }).parseAsync(words, { from: 'user' });
  return name;
}

test.each(tree.commands.map(({ name, examples }) => [name, examples] as const))(
  '%s has two examples that are command lines of it, and its help shows them with the exit codes',
  async (name, examples) => {
    expect(new Set(examples).size).toBe(2);
    for (const example of examples) expect(await parsed(wordsOf(example)), example).toBe(name);
    const help = await commandLine([...name.split(' '), '--help']);
    for (const example of examples) expect(help.stdout).toContain(`  ${example}\n`);
    expect(help.stdout).toContain(
      'Exit codes: 0 all well, 1 failed, or could not tell, 2 a difference was found',
    );
  },
);

test('an example is a command of this tool', () => {
  expect(
    tree.commands.flatMap(({ examples }) => examples).every((each) => each.startsWith(ownCommand(''))),
  ).toBe(true);
});
