import { commandTree } from '../../command-tree.ts';
import { exitCodes } from '../../exit-codes.ts';
import type { CommandDefinition } from '../../invocation.ts';

/** `commands`: every command of this tool, for scripts and agents. */
export const defineCommands: CommandDefinition = (command, run, whole) => {
  command.action(
    run(async ({ json }, { terminal }) => {
      const tree = commandTree(await whole());
      terminal.result(
        json
          ? JSON.stringify(tree, null, 2)
          : tree.commands.map(({ name, description }) => `${name.padEnd(18)}  ${description}`).join('\n'),
      );
      return exitCodes.ok;
    }),
  );
};
