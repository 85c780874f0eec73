import { styleText } from 'node:util';
import { wrapWords } from '../text/wrap-words.ts';

/** One style of `node:util`'s `styleText`. Node 20 gives several at once to streams without colours too. */
export type Style = Exclude<Parameters<typeof styleText>[0], readonly unknown[]>;

/** Where a command speaks: its result on standard output, how it goes on standard error. */
export interface Terminal {
  /** Writes words for a person and a line feed to standard output. */
  result(text: string): void;
  /** Writes what a program or a shell reads and a line feed to standard output, as it is. */
  verbatim(text: string): void;
  /** Writes words for a person and a line feed to standard error. */
  progress(text: string): void;
  /** Styles text for standard output where that is a terminal with colours (`NO_COLOR` and `FORCE_COLOR` are heeded). */
  style(style: Style, text: string): string;
  /** The width of standard output, where that is a terminal. */
  readonly columns?: number;
  /** Styles text for standard error, as `style` does for standard output. */
  progressStyle(style: Style, text: string): string;
  readonly progressColumns?: number;
}

/** What a terminal is taken to be that does not say how wide it is. */
const usualColumns = 80;

/** The width of a stream that is a terminal; undefined of any other, whose lines nobody breaks. */
export const columnsOf = ({ isTTY, columns }: Pick<NodeJS.WriteStream, 'isTTY' | 'columns'>) =>
  isTTY ? columns || usualColumns : undefined;

/**
 * The terminal of this process. What is for a person is broken between words where it does not fit.
 *
 * @param options.json the result is JSON, which nothing may break
 */
export function processTerminal(
  { json }: { readonly json: boolean },
  { stdout, stderr }: { readonly stdout: NodeJS.WriteStream; readonly stderr: NodeJS.WriteStream } = process,
): Terminal {
  const columns = columnsOf(stdout);
  const progressColumns = columnsOf(stderr);
  const verbatim = (text: string) => void stdout.write(`${text}\n`);
  return {
    ...(columns !== undefined && { columns }),
    ...(progressColumns !== undefined && { progressColumns }),
    verbatim,
    result: json ? verbatim : (text) => verbatim(wrapWords(text, columns)),
    progress: (text) =>
      // A progress bar may stand in the line.
      stderr.write(`${stderr.isTTY ? '\r\u001B[K' : ''}${wrapWords(text, progressColumns)}\n`),
    style: (style, text) => styleText(style, text, { stream: stdout }),
    progressStyle: (style, text) => styleText(style, text, { stream: stderr }),
  };
}

/** Tells progress after a coloured label. */
export function progressUnder(terminal: Terminal, style: Style, label: string, text: string): void {
  terminal.progress(`${terminal.progressStyle(style, label)} ${text}`);
}

/** Tells a person at a terminal, and nobody in a pipe, that something which takes a while has begun. */
export function tellAtTerminal(terminal: Terminal, text: string): void {
  if (terminal.progressColumns !== undefined) terminal.progress(terminal.progressStyle('dim', text));
}
