import type { Command, Option } from 'commander';

/**
 * What the last of the words may become: subcommands, operands with choices, options, or the choices of an option. Empty where
 * nothing is known, as of a file.
 *
 * @param program the program with every command defined
 * @param words what was typed behind the program's name; the last may be empty
 * @param stacks what `-s` takes
 */
export function candidates(
  program: Command,
  words: readonly string[],
  stacks: readonly string[],
): readonly string[] {
  const current = words.at(-1) ?? '';
  const { command, operands, awaiting } = reached(program, words.slice(0, -1));
  const possible =
    awaiting !== undefined
      ? (awaiting.argChoices ?? (awaiting.long === '--stack' ? stacks : []))
      : current.startsWith('-')
        ? [...command.options, ...program.options].flatMap(({ long, short }) => long ?? short ?? [])
        : command.commands.length > 0 && operands === 0
          ? command.commands.map((each) => each.name())
          : (command.registeredArguments[operands]?.argChoices ?? []);
  return [...new Set(possible)].filter((each) => each.startsWith(current));
}

interface Reached {
  readonly command: Command;
  /** How many operands it was given. */
  readonly operands: number;
  /** The option whose value comes next, if one does. */
  readonly awaiting: Option | undefined;
}

/** Where the words lead to. */
function reached(program: Command, words: readonly string[]): Reached {
  let command = program;
  let operands = 0;
  let awaiting: Option | undefined;
  for (const word of words) {
    if (awaiting !== undefined) awaiting = undefined;
    else if (word.startsWith('-')) {
      const option = [...command.options, ...program.options].find(
        ({ long, short }) => word === long || word === short,
      );
      awaiting = option?.required === true ? option : undefined;
    } else {
      const next = command.commands.find((each) => each.name() === word);
      if (next === undefined) operands += 1;
      else command = next;
    }
  }
  return { command, operands, awaiting };
}
