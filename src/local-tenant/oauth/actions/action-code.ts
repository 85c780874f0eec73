import { createRequire, isBuiltin } from 'node:module';
import { join } from 'node:path';
import { compileFunction, runInNewContext } from 'node:vm';
import type { NotEmulated } from './not-emulated.ts';

/** How long all Actions of one trigger may take together. Source: Auth0, "Actions Limitations", executions. */
export const limitMs = 20_000;

/** What an Action threw, or that it took too long. The message is that of its error. */
export class ActionFailure extends Error {
  override readonly name = 'ActionFailure';
}

/** What an Action prints goes nowhere. */
const silence = new Proxy({}, { get: () => () => undefined });

/**
 * Runs one handler of an Action: a module of CommonJS, with Node's own modules and the packages that are installed where this
 * process was started.
 *
 * It runs in this process with all that this process can do, as the user's own code on the user's own machine: `node:vm` is no
 * security boundary.
 *
 * @param action.filename - names it in the stacks of its errors
 * @param within.leftMs - how long it may take, at least 1
 * @throws {ActionFailure} when it throws, or takes longer
 * @throws {Refusal} 501 `server_error` when it asks for what this tenant does not emulate
 */
export async function runHandler(
  action: { readonly code: string; readonly filename: string },
  handler: string,
  parameters: readonly [event: object, api: object],
  { notEmulated, leftMs }: { readonly notEmulated: NotEmulated; readonly leftMs: number },
): Promise<void> {
  try {
    const run = exportsOf(action, notEmulated)[handler];
    if (typeof run !== 'function') return;
    // The timeout of a script is the only one that ends a loop without an `await`.
    const running: unknown = runInNewContext(
      'run()',
      { run: () => run(...parameters) as unknown },
      { timeout: leftMs },
    );
    await within(running, leftMs);
  } catch (error) {
    notEmulated.check();
    throw new ActionFailure(error instanceof Error ? error.message : String(error), { cause: error });
  }
  notEmulated.check();
}

async function within(running: unknown, leftMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`The Actions took longer than ${limitMs / 1000} seconds.`));
    }, leftMs);
  });
  try {
    await Promise.race([running, expired]);
  } finally {
    clearTimeout(timer);
  }
}

function exportsOf(
  { code, filename }: { readonly code: string; readonly filename: string },
  notEmulated: NotEmulated,
): Readonly<Record<string, unknown>> {
  const module: { exports: Readonly<Record<string, unknown>> } = { exports: {} };
  const compiled = compileFunction(code, ['exports', 'require', 'module', 'console'], { filename });
  compiled(module.exports, requireIn(notEmulated), module, silence);
  return module.exports;
}

function requireIn(notEmulated: NotEmulated): (name: string) => unknown {
  const load = createRequire(join(process.cwd(), 'action.cjs'));
  return (name) => {
    if (isBuiltin(name)) return load(name) as unknown;
    try {
      load.resolve(name);
    } catch {
      notEmulated.refuse(`the package ${name}, as it is not installed in ${process.cwd()}`);
    }
    return load(name) as unknown;
  };
}
