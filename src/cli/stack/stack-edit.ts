import { readFile, realpath } from 'node:fs/promises';
import { parseExternalIssuer } from '../../../infra/settings/external-issuer.ts';
import { parseSettings } from '../../../infra/settings/settings.ts';
import { readStackFile } from '../../engine/stack-file.ts';
import { whatToDo } from '../../files/system-error.ts';
import { replaceFile } from '../../files/replace-file.ts';
import { type DiffLine, lineDiff } from '../../text/line-diff.ts';
import { CliError } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';

/** A stack's file with a change that is not written yet, checked as a deploy would check it. */
export interface StackEdit {
  /** The file, absolute and free of symbolic links. */
  readonly path: string;
  /** Undefined where there is no such file yet. */
  readonly before: string | undefined;
  readonly after: string;
  readonly changes: readonly DiffLine[];
  /** Whether its authorization server is none of Auth0's, so that nothing is deployed. */
  readonly external: boolean;
  /** The route that verification calls, where the file names one afterwards. */
  readonly protectedRoute: string | undefined;
}

/**
 * Works out a change of a stack's file; nothing is written.
 *
 * @param change makes the new text of the old one
 * @throws {StackFileError | SettingsError} when the file could not be used afterwards
 */
export async function editStackFile(
  { directory, stack }: { readonly directory: string; readonly stack: string },
  change: (text: string) => string,
): Promise<StackEdit> {
  const { path: named } = await readStackFile(directory, stack, 'config: {}');
  const path = await realpath(named).catch(() => named);
  const before = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new CliError(`${path} cannot be read: ${error.message}. ${whatToDo(error)}`, { cause: error });
  });
  // A file that cannot be read as it is must not be made worse.
  if (before !== undefined) await readStackFile(directory, stack, before);
  const after = change(before ?? '');
  const { config } = await readStackFile(directory, stack, after);
  const external = parseExternalIssuer(config, stack);
  const { protectedRoute } = external ?? parseSettings(config, stack);
  return {
    path,
    before,
    after,
    changes: lineDiff(before ?? '', after),
    external: external !== undefined,
    protectedRoute,
  };
}

/** @throws {CliError} when the file cannot be written; it is then what it was */
export async function writeStackEdit({ path, after }: StackEdit): Promise<void> {
  await replaceFile(path, after, 0o644).catch((cause: Error) => {
    throw new CliError(`${path} cannot be written: ${cause.message}. It is as it was. ${whatToDo(cause)}`, {
      cause,
    });
  });
}

/** The difference that a change makes, for people. */
export const diffText = ({ changes }: Pick<StackEdit, 'changes'>, terminal: Terminal): string =>
  changes
    .map(({ sign, line }) => terminal.style(sign === '+' ? 'green' : 'red', `  ${sign} ${line}`))
    .join('\n');
