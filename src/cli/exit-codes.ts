import { ExpectedError } from '../text/expected-error.ts';

/** The exit codes of every command; scripts hold on to them. */
export const exitCodes = {
  /** All well. */
  ok: 0,
  /** It failed, or could not tell. */
  failed: 1,
  /** A difference was found: drift, a stale `.env`, a failed check. */
  difference: 2,
  /** Wrong usage (`EX_USAGE` of sysexits.h). */
  usage: 64,
  /** Interrupted (128 + SIGINT). */
  interrupted: 130,
} as const;

/** What each of them means. */
export const exitCodeMeanings: Readonly<Record<string, string>> = {
  [exitCodes.ok]: 'all well',
  [exitCodes.failed]: 'failed, or could not tell',
  [exitCodes.difference]: 'a difference was found',
  [exitCodes.usage]: 'wrong usage',
  [exitCodes.interrupted]: 'interrupted',
};

/** A command cannot go on with what it was given. The message says what, which option or file, and what to do next. */
export class CliError extends ExpectedError {
  override readonly name = 'CliError';
  readonly code = 'CLI_CANNOT_GO_ON';
  readonly exitCode: number;

  constructor(message: string, options: ErrorOptions & { readonly exitCode?: number } = {}) {
    super(message, options);
    this.exitCode = options.exitCode ?? exitCodes.failed;
  }
}

/** A person was asked, and does not want it. No fault, and told as none; the command has not done what it is for all the same. */
export class DeclinedError extends ExpectedError {
  override readonly name = 'DeclinedError';
  readonly code = 'CLI_DECLINED';
}
