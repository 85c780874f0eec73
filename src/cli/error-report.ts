import { ManagementError } from '../management/management-error.ts';
import { exitCodes } from './exit-codes.ts';

/** What a command ends with, as `--json` shows it on standard output; `schemas/error-report.schema.json` describes it. */
export interface ErrorReport {
  readonly schemaVersion: 1;
  readonly error: {
    /** Stable: scripts hold on to it. */
    readonly code: string;
    readonly message: string;
    readonly exitCode: number;
    readonly status?: number;
    readonly errorCode?: string;
    readonly missingScopes?: readonly string[];
  };
}

/** One line of JSON, so that it ends a stream of lines as well. */
export const errorJson = (code: string, message: string, exitCode: number, more: object = {}): string =>
  JSON.stringify({
    schemaVersion: 1,
    error: { code, message, exitCode, ...more },
  } satisfies ErrorReport);

/**
 * The code of an error.
 *
 * @param expected whether somebody can do something about it; any other is a defect
 */
export function codeOf(error: unknown, exitCode: number, expected: boolean): string {
  if (exitCode === exitCodes.usage) return 'CLI_USAGE';
  const { code } = error as { readonly code?: unknown };
  return expected && typeof code === 'string' ? code : 'INTERNAL_ERROR';
}

/** What the Management API answered, as far as programs act on it. */
export const managementAnswer = (error: unknown) =>
  error instanceof ManagementError
    ? {
        ...(error.status !== undefined && { status: error.status }),
        errorCode: error.errorCode,
        ...(error.missingScopes.length > 0 && { missingScopes: error.missingScopes }),
      }
    : {};

/** Whether a command line asks for JSON; what comes after `--` is another program's. */
export function wantsJson(words: readonly string[]): boolean {
  const end = words.indexOf('--');
  return (end === -1 ? words : words.slice(0, end)).includes('--json');
}
