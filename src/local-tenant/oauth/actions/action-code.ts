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

/** A module that an Action requires as `actions:{name}`. Source: Auth0, "Write Your First Action Module". */
export interface RequiredModule {
  readonly name: string;
  readonly code: string;
  /** What it finds as `actions.secrets`. */
  readonly secrets: Readonly<Record<string, string | undefined>>;
}

interface ActionCode {
  readonly code: string;
  readonly filename: string;
  readonly modules?: readonly RequiredModule[];
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
  action: ActionCode,
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
  { code, filename, modules = [] }: ActionCode,
  notEmulated: NotEmulated,
): Readonly<Record<string, unknown>> {
  const load = requireIn(notEmulated);
  const loaded = new Map<string, unknown>();
  const loadModule = (name: string): unknown => {
    const module = modules.find((one) => name === `actions:${one.name}`);
    if (module === undefined) return load(name);
    if (!loaded.has(name)) {
      const { code: shared, secrets } = module;
      loaded.set(name, evaluated({ code: shared, filename: name }, load, { actions: { secrets } }));
    }
    return loaded.get(name);
  };
  return evaluated({ code, filename }, loadModule) as Readonly<Record<string, unknown>>;
}

/** What a module of CommonJS exports. */
function evaluated(
  { code, filename }: { readonly code: string; readonly filename: string },
  load: (name: string) => unknown,
  globals: Readonly<Record<string, unknown>> = {},
): unknown {
  const module: { exports: unknown } = { exports: {} };
  const names = ['exports', 'require', 'module', 'console', ...Object.keys(globals)];
  const compiled = compileFunction(code, names, { filename });
  compiled(module.exports, load, module, silence, ...Object.values(globals));
  return module.exports;
}

function requireIn(notEmulated: NotEmulated): (name: string) => unknown {
  const load = createRequire(join(process.cwd(), 'action.cjs'));
  return (name) => {
    if (isBuiltin(name)) return load(name) as unknown;
    // One that the Action does not name, or that is gone; and modules require packages alone.
    if (name.startsWith('actions:')) throw new Error(`Cannot find module '${name}'`);
    try {
      load.resolve(name);
    } catch {
      notEmulated.refuse(`the package ${name}, as it is not installed in ${process.cwd()}`);
    }
    return load(name) as unknown;
  };
}
