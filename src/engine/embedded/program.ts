import { pathToFileURL } from 'node:url';
import { EmbeddedRunError } from './embedded-run-error.ts';

/** A Pulumi program: what it returns are the stack outputs. It can be run again and again. */
export type Program = () => Promise<Readonly<Record<string, unknown>> | void>;

/**
 * Loads a program: the default export of its entry.
 *
 * @param entry an absolute path
 * @throws {EmbeddedRunError} when there is no such module, or it exports something else
 */
export async function loadProgram(entry: string): Promise<Program> {
  const module = (await import(pathToFileURL(entry).href).catch((cause: unknown) => {
    throw new EmbeddedRunError('PROGRAM_INVALID', `${entry} cannot be loaded: ${String(cause)}`, { cause });
  })) as { readonly default?: unknown };
  if (typeof module.default !== 'function') {
    throw new EmbeddedRunError(
      'PROGRAM_INVALID',
      `${entry} has no default export that is a function. Export the program as one.`,
    );
  }
  return module.default as Program;
}
