import { CommanderError } from 'commander';
import { fileErrorText } from '../files/system-error.ts';
import { managementAnswer, codeOf, errorJson, wantsJson } from './error-report.ts';
import { CliError, DeclinedError, exitCodes } from './exit-codes.ts';
import { endOf } from './interruption.ts';
import { type Invocation, runnerFor } from './invocation.ts';
import { buildProgram } from './program.ts';
import { askAtTerminal } from './person.ts';
import { processTerminal, progressUnder, type Terminal } from './terminal.ts';
import { takesTimeToWindUp } from './wind-up.ts';

/** How long a command may take after a signal with what {@link withTimeToWindUp} is about, and with all else. */
const windUpMs = 1200;
const breakOffMs = 200;

/** A command that has ended by then needs nobody to say that it will. */
const acknowledgeMs = 50;

/** Runs one command line in this process and sets its exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  const interruption = new AbortController();
  const interrupt = (reason: unknown) => {
    // npm passes on a Ctrl-C that the terminal has already sent. A later one ends a command that does not wind up.
    if (interruption.signal.aborted && performance.now() - abortedMs > 500) end();
    if (interruption.signal.aborted) return;
    abortedMs = performance.now();
    interruption.abort(reason);
    setTimeout(acknowledge, acknowledgeMs).unref();
    setTimeout(breakOff, breakOffMs).unref();
  };
  let abortedMs = 0;
  const acknowledge = () => {
    // A program in the foreground says for itself that it stops.
    if (process.listenerCount('SIGTERM') === 1) invocation.terminal.progress('Stopping …');
  };
  const breakOff = () => {
    const isInTime = performance.now() - abortedMs < windUpMs;
    if (takesTimeToWindUp() && isInTime) setTimeout(breakOff, 50).unref();
    else end();
  };
  const end = () => {
    // A program in the foreground has listeners of its own: this process outlives it, and has its time after it.
    if (process.listenerCount('SIGTERM') > 1) setTimeout(outlive, 50).unref();
    else endUnwound(invocation);
  };
  const outlive = () => {
    if (process.listenerCount('SIGTERM') > 1) return end();
    abortedMs = performance.now();
    breakOff();
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  process.stdout.on('error', failToPrint);
  const invocation = {
    terminal: processTerminal({ json: wantsJson(argv.slice(2)) }),
    environment: process.env,
    interrupted: interruption.signal,
    interrupt,
    ...(process.stdin.isTTY && process.stderr.isTTY && { ask: askAtTerminal(interruption.signal) }),
  };
  process.exitCode = await runCommand(argv.slice(2), invocation);
}

/** What must not be left behind is removed as the process exits. */
function endUnwound(invocation: Invocation): never {
  process.exit(process.exitCode ?? interruptedBy(invocation, wantsJson(process.argv.slice(2))));
}

function failToPrint({ code, message }: NodeJS.ErrnoException): void {
  // Whoever reads, such as `head`, may have read enough.
  if (code === 'EPIPE') return;
  process.stderr.write(`Error: Standard output cannot be written: ${message}\n`);
  process.exit(exitCodes.failed);
}

/** Runs one command line, without the program's name, and answers its exit code. */
export async function runCommand(words: readonly string[], invocation: Invocation): Promise<number> {
  const { terminal } = invocation;
  let exitCode: number = exitCodes.ok;
  const program = buildProgram(
    runnerFor(invocation, (code) => {
      exitCode = code;
    }),
    {
      writeOut: (text) => terminal.result(text.trimEnd()),
      writeErr: (text) => terminal.progress(text.trimEnd()),
    },
  );
  const [first, ...rest] = words;
  try {
    await program.parseAsync(first === 'help' ? [...rest, '--help'] : words, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (invocation.interrupted.aborted) return interruptedBy(invocation, wantsJson(words));
    return endedBy(error, terminal, wantsJson(words));
  }
}

/** Tells why a command ended, for people, and with `--json` for programs too. */
async function endedBy(error: unknown, terminal: Terminal, json: boolean): Promise<number> {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return exitCodes.ok;
    // Commander has told people already.
    const message =
      error.code === 'commander.help' ? 'No command was named.' : error.message.replace(/^error: /, '');
    if (json) terminal.result(errorJson('CLI_USAGE', message, exitCodes.usage));
    return exitCodes.usage;
  }
  // Loads the settings' schema, which a command that ends well may have no need of.
  const { isExpected } = await import('../engine/is-expected.ts');
  const exitCode = error instanceof CliError ? error.exitCode : exitCodes.failed;
  const { message, stack = message } = error instanceof Error ? error : new Error(String(error));
  const text = fileErrorText(error) ?? message;
  const isKnown = isExpected(error);
  // What people can act on is said without a stack; anything else is a defect, and its stack helps to find it.
  if (error instanceof DeclinedError) terminal.progress(text);
  else progressUnder(terminal, 'red', 'Error:', isKnown ? text : stack);
  if (json)
    terminal.result(errorJson(codeOf(error, exitCode, isKnown), text, exitCode, managementAnswer(error)));
  return exitCode;
}

function interruptedBy({ interrupted, terminal }: Invocation, json: boolean): number {
  const { said, exitCode, code } = endOf(interrupted);
  if (exitCode === exitCodes.failed) progressUnder(terminal, 'red', 'Error:', said);
  else terminal.progress(`${said}. Run the command again: it goes on from where it stopped.`);
  if (json) terminal.result(errorJson(code, said, exitCode));
  return exitCode;
}
