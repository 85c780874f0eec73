import { realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { EmbeddedRunError } from '../embedded-run-error.ts';
import { programDigest } from './program-digest.ts';

/** A Pulumi program: what it returns are the stack outputs. It can be run again and again. */
export type Program = () => Promise<Readonly<Record<string, unknown>> | void>;

/** The digest of this project's own program. Only what `npm run build` makes has it, and the program with it. */
declare const compiledProgramDigest: string | undefined;

/**
 * Loads a program: the default export of its entry.
 *
 * @param entry an absolute path
 * @throws {EmbeddedRunError} when there is no such module, or it exports something else
 */
export async function loadProgram(entry: string): Promise<Program> {
  const module = await importProgram(entry).catch((cause: unknown) => {
    throw new EmbeddedRunError('PROGRAM_INVALID', `${entry} cannot be loaded: ${String(cause)}`, { cause });
  });
  if (typeof module.default !== 'function') {
    throw new EmbeddedRunError(
      'PROGRAM_INVALID',
      `${entry} has no default export that is a function. Export the program as one.`,
    );
  }
  return module.default as Program;
}

async function importProgram(entry: string): Promise<{ readonly default?: unknown }> {
  if (typeof compiledProgramDigest === 'string') {
    if (await isCompiledProgram(entry, compiledProgramDigest)) return import('../../../../infra/index.ts');
    await readTypeScript();
  }
  return import(pathToFileURL(entry).href) as Promise<{ readonly default?: unknown }>;
}

/** Whether an entry is this project's own, and nobody has edited the program since it was compiled. */
async function isCompiledProgram(entry: string, digest: string): Promise<boolean> {
  // Seen from `dist/cli/`, where what is compiled lies.
  const own = fileURLToPath(new URL('../../infra/index.ts', import.meta.url));
  const [real, realOwn] = await Promise.all(
    [entry, own].map((file) => realpath(file).catch(() => undefined)),
  );
  return real !== undefined && real === realOwn && (await programDigest(dirname(real))) === digest;
}

/** Needed in what is compiled only: who runs the sources reads TypeScript already. */
async function readTypeScript(): Promise<void> {
  const { register } = await import('tsx/esm/api');
  const { sourceMapsEnabled } = process;
  register();
  process.setSourceMapsEnabled(sourceMapsEnabled);
}
