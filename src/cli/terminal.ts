import { styleText } from 'node:util';
import { wrapWords } from '../text/wrap-words.ts';

/** One style of `node:util`'s `styleText`. Node 20 gives several at once to streams without colours too. */
export type Style = Exclude<Parameters<typeof styleText>[0], readonly unknown[]>;

/** Where a command speaks: its result on standard output, how it goes on standard error. */
export interface Terminal {
  /** Writes text and a line feed to standard output. */
  result(text: string): void;
  /** Writes text and a line feed to standard error. */
  progress(text: string): void;
  /** Styles text for standard output where that is a terminal with colours (`NO_COLOR` and `FORCE_COLOR` are heeded). */
  style(style: Style, text: string): string;
  /** The width of standard output, where that is a terminal. */
  readonly columns?: number;
  /** The same for standard error. */
  progressStyle(style: Style, text: string): string;
  readonly progressColumns?: number;
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  const { stdout, stderr } = process;
  return {
    ...(stdout.isTTY && { columns: stdout.columns }),
    ...(stderr.isTTY && { progressColumns: stderr.columns }),
    result: (text) => stdout.write(`${text}\n`),
    // A progress bar may stand in the line.
    progress: (text) => stderr.write(`${stderr.isTTY ? '\r\u001B[K' : ''}${text}\n`),
    style: (style, text) => styleText(style, text, { stream: stdout }),
    progressStyle: (style, text) => styleText(style, text, { stream: stderr }),
  };
}

/** Tells progress after a coloured label, with lines that fit standard error. */
export function progressUnder(terminal: Terminal, style: Style, label: string, text: string): void {
  const lines = `${label} ${text}`.split('\n').map((line) => wrapWords(line, terminal.progressColumns, 2));
  terminal.progress(terminal.progressStyle(style, label) + lines.join('\n').slice(label.length));
}

/** Tells a person at a terminal, and nobody in a pipe, that something which takes a while has begun. */
export function tellAtTerminal(terminal: Terminal, text: string): void {
  if (terminal.progressColumns !== undefined) terminal.progress(terminal.progressStyle('dim', text));
}
