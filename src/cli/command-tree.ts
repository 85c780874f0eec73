import type { Command, Option } from 'commander';
import { examplesOf } from './examples.ts';
import { exitCodeMeanings } from './exit-codes.ts';

/** An option of a command, for programs. */
interface DescribedOption {
  /** As it is written: `--file`; `-s` where it has a short name too. */
  readonly name: string;
  readonly short?: string;
  readonly description: string;
  /** What its value is called; absent of a switch. */
  readonly value?: string;
  readonly choices?: readonly string[];
  readonly default?: unknown;
}

/** A command, for programs. */
interface DescribedCommand {
  /** All its words: `tenant users add`. */
  readonly name: string;
  readonly description: string;
  readonly operands: readonly {
    readonly name: string;
    readonly description: string;
    readonly required: boolean;
    readonly several: boolean;
    readonly choices?: readonly string[];
  }[];
  readonly options: readonly DescribedOption[];
  readonly examples: readonly string[];
}

/** Every command of the tool, the exit codes of all, and the options that all take. */
export interface CommandTree {
  readonly schemaVersion: 1;
  readonly version: string;
  readonly options: readonly DescribedOption[];
  readonly exitCodes: Readonly<Record<string, string>>;
  readonly commands: readonly DescribedCommand[];
}

/** The tree of a program whose commands are all defined. */
export function commandTree(program: Command): CommandTree {
  return {
    schemaVersion: 1,
    version: program.version() ?? '',
    options: program.options.map(describedOption),
    exitCodes: exitCodeMeanings,
    commands: program.commands.flatMap((command) => leaves(command, command.name())),
  };
}

function leaves(command: Command, name: string): readonly DescribedCommand[] {
  if (command.commands.length > 0) {
    return command.commands.flatMap((each) => leaves(each, `${name} ${each.name()}`));
  }
  return [
    {
      name,
      description: command.description(),
      operands: command.registeredArguments.map((operand) => ({
        name: operand.name(),
        description: operand.description,
        required: operand.required,
        several: operand.variadic,
        ...(operand.argChoices && { choices: operand.argChoices }),
      })),
      options: command.options.map(describedOption),
      examples: examplesOf(name),
    },
  ];
}

function describedOption(option: Option): DescribedOption {
  const { long, short, description, argChoices, defaultValue, flags } = option;
  const value = /[<[]([^>\]]+)[>\]]/.exec(flags)?.[1];
  return {
    name: long ?? short ?? flags,
    ...(long !== undefined && short !== undefined && { short }),
    description,
    ...(value !== undefined && { value }),
    ...(argChoices && { choices: argChoices }),
    ...(defaultValue !== undefined && { default: defaultValue as unknown }),
  };
}
