import { resolve } from 'node:path';
import type { Command } from 'commander';
import { withPatience } from '../http/patience.ts';
import { commandingProject } from '../text/own-command.ts';
import { shellWord } from '../text/shell-word.ts';
import { CliError, exitCodes } from './exit-codes.ts';
import { duration, GaveUpError } from './interruption.ts';
import { environmentOf } from './stack-credentials.ts';
import type { Terminal } from './terminal.ts';

/** The options that every command takes. */
export interface GlobalOptions {
  readonly stacks: readonly string[];
  readonly json: boolean;
  /** What all waiting for others may take together, in milliseconds. */
  readonly timeout: number;
  /** Whether a person may be asked. */
  readonly input: boolean;
  /** The project's directory, absolute. */
  readonly directory: string;
}

/** What a command runs with. */
export interface Invocation {
  readonly terminal: Terminal;
  readonly environment: NodeJS.ProcessEnv;
  /** Asks the person at the terminal, and answers what was written; absent where there is none, or with `--no-input`. */
  readonly ask?: (question: string) => Promise<string>;
  /** Aborted by the first SIGINT or SIGTERM, with the signal's name as its reason, or by `interrupt`. */
  readonly interrupted: AbortSignal;
  /** Aborts `interrupted`, and sees to it that the command ends soon. */
  interrupt(reason: GaveUpError): void;
}

/** Does a command's work and answers its exit code. */
export type CommandHandler<Options = object> = (
  options: Options & GlobalOptions,
  invocation: Invocation,
  operands: readonly string[],
) => Promise<number>;

/**
 * Gives a command its options, its subcommands and its handler.
 *
 * @param whole the program with all that every command takes
 */
export type CommandDefinition = (command: Command, run: Runner, whole: () => Promise<Command>) => void;

/** Turns a handler into what commander calls. */
export type Runner = <Options>(
  handler: CommandHandler<Options>,
) => (...commanderArguments: unknown[]) => Promise<void>;

/** {@link GlobalOptions} as commander gives them. */
interface CommonOptions {
  readonly C: string;
  readonly stack?: readonly string[];
  readonly json?: boolean;
}

/** A runner whose handlers run with `invocation` and hand their exit code to `ended`. */
export function runnerFor(invocation: Invocation, ended: (exitCode: number) => void): Runner {
  return (handler) =>
    async (...commanderArguments) => {
      const command = commanderArguments.at(-1) as Command;
      const { C, stack: stacks = [], json = false, ...options } = command.optsWithGlobals<CommonOptions>();
      const given = { ...options, stacks, json, directory: resolve(C) } as unknown as Parameters<
        typeof handler
      >[0];
      const [stack, ...others] = new Set(stacks);
      const inStack =
        stack === undefined || others.length > 0
          ? invocation
          : { ...invocation, environment: environmentOf(stack, invocation.environment) };
      const { ask: _ask, ...alone } = inStack;
      const { timeout: limitMs } = given;
      const patience = {
        limitMs,
        tell: (waitedFor: string, atMostMs: number) =>
          invocation.terminal.progress(`Waiting for ${waitedFor}: ${duration(atMostMs)} at most.`),
        giveUp: (waitedFor: string) => invocation.interrupt(new GaveUpError(waitedFor, limitMs)),
      };
      const handled = () =>
        withPatience(patience, () => handler(given, given.input ? inStack : alone, command.args));
      const isHere = resolve(C) === process.cwd();
      ended(await (isHere ? handled() : commandingProject(shellWord(C), handled)));
    };
}

/**
 * The one stack that a command is for.
 *
 * @throws {CliError} when several were given
 */
export function onlyStack({ stacks }: Pick<GlobalOptions, 'stacks'>): string {
  const [stack = 'local', ...more] = stacks;
  if (more.length === 0) return stack;
  throw new CliError(
    `This command takes one stack, and ${stacks.join(', ')} were given. Run it once for each.`,
    {
      exitCode: exitCodes.usage,
    },
  );
}
