import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { compiledScript } from './compiled-script.ts';

/** How a script of `ci/` ended, and what it printed. */
export interface EndedScript {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What starts a script of `ci/`: from a compiled file, in a fraction of the time, or from its source, as CI does. */
export async function startOf(
  script: string,
  { fromSource = false }: { readonly fromSource?: boolean } = {},
): Promise<[string, ...string[]]> {
  const file = `ci/${script}.ts`;
  return fromSource
    ? [process.execPath, '--import', 'tsx', file]
    : [process.execPath, await compiledScript(new URL(`../../../${file}`, import.meta.url))];
}

/** Runs a program of the project, with an environment that holds nothing but what is given. */
export async function runScript(
  commandLine: readonly [string, ...string[]],
  environment: Readonly<Record<string, string>>,
): Promise<EndedScript> {
  const [program, ...args] = commandLine;
  const child = spawn(program, args, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  const exit = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [stdout, stderr, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
  return { exitCode, stdout, stderr };
}
