import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';

/** Where and with what the Pulumi CLI runs. */
export interface PulumiInvocation {
  readonly stack: string;
  /** The project's. */
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
}

export interface PulumiRun extends PulumiInvocation {
  readonly operation: 'preview' | 'up' | 'destroy';
  /** Print Pulumi's own JSON; nobody is asked then. */
  readonly json: boolean;
  /** Whether a person may be asked. If not, `up` and `destroy` go ahead. */
  readonly input: boolean;
  /** Aborted by a signal to this process; the reason is the signal's name. */
  readonly interrupted: AbortSignal;
}

/** The Pulumi CLI is not there, or what it was asked for failed. */
export class PulumiCliError extends Error {
  override readonly name = 'PulumiCliError';
  readonly code: 'PULUMI_NOT_FOUND' | 'PULUMI_FAILED';

  constructor(code: PulumiCliError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Pulumi's exit codes that are not plain failure. Source: Pulumi, `pkg/cmd/pulumi/cmd/exit_codes.go`. */
const stackNotFound = 6;
const exitCodes: Readonly<Record<number, number>> = {
  0: 0,
  /** `--expect-no-changes`, and there were some. */
  7: 2,
  /** Cancelled. */
  8: 130,
};

/**
 * Runs `pulumi preview`, `up` or `destroy` with this process's own input and output, and waits for it, interrupted or not: it
 * has a lock to release.
 *
 * @returns 0 when all went well, 1 when it failed, 2 when there were changes where none were expected, 130 when interrupted
 * @throws {PulumiCliError} when there is no Pulumi CLI
 */
export async function runPulumi(run: PulumiRun): Promise<number> {
  const { operation, stack, directory, environment, json, input, interrupted } = run;
  const unasked = json || !input;
  const options = [
    ...(json ? ['--json'] : []),
    ...(unasked ? ['--non-interactive'] : []),
    ...(unasked && operation !== 'preview' ? ['--yes'] : []),
  ];
  // A terminal gives SIGINT to every process in its foreground, and the second one makes Pulumi leave its lock behind:
  // either the terminal reaches Pulumi, or we do.
  const atTerminal = process.stdin.isTTY;
  const child = spawn(await findPulumi(environment), [operation, '--stack', stack, ...options], {
    cwd: directory,
    env: environment,
    stdio: 'inherit',
    detached: !atTerminal,
  });
  const pass = () => {
    if (!atTerminal || interrupted.reason !== 'SIGINT') child.kill('SIGINT');
  };
  interrupted.addEventListener('abort', pass, { once: true });
  try {
    const exitCode = await exitOf(child);
    return interrupted.aborted ? 130 : (exitCodes[exitCode] ?? 1);
  } finally {
    interrupted.removeEventListener('abort', pass);
  }
}

/**
 * The outputs of a stack as JSON, secrets in plain: `pulumi stack output --json --show-secrets`.
 *
 * @throws {PulumiCliError} when there is no Pulumi CLI or no such stack, or the state cannot be read
 */
export async function pulumiOutputs({ stack, directory, environment }: PulumiInvocation): Promise<string> {
  const command = ['stack', 'output', '--json', '--show-secrets', '--non-interactive', '--stack', stack];
  const child = spawn(await findPulumi(environment), command, {
    cwd: directory,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [exitCode, output, complaint] = await Promise.all([
    exitOf(child),
    text(child.stdout),
    text(child.stderr),
  ]);
  if (exitCode === 0) return output;
  const cure =
    exitCode === stackNotFound
      ? `There is no stack ${stack} in the backend that pulumi is logged in to: run up -s ${stack}, or pulumi login to the right one.`
      : 'Check that pulumi is logged in to the right backend, and PULUMI_CONFIG_PASSPHRASE.';
  throw new PulumiCliError(
    'PULUMI_FAILED',
    `pulumi ${command.join(' ')}: exit code ${exitCode}: ${complaint.trim()}\n${cure}`,
  );
}

/**
 * The path of the Pulumi CLI.
 *
 * @throws {PulumiCliError} `PULUMI_NOT_FOUND` with the place to get it
 */
export async function findPulumi(environment: NodeJS.ProcessEnv): Promise<string> {
  const name = process.platform === 'win32' ? 'pulumi.exe' : 'pulumi';
  for (const folder of (environment['PATH'] ?? '').split(delimiter)) {
    const file = join(folder, name);
    if (folder !== '' && (await isExecutable(file))) return file;
  }
  throw new PulumiCliError(
    'PULUMI_NOT_FOUND',
    'There is no pulumi on the PATH. Install the Pulumi CLI: https://www.pulumi.com/docs/install/',
  );
}

const isExecutable = (file: string) =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  );

function exitOf(child: ReturnType<typeof spawn>): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (cause) => {
      reject(
        new PulumiCliError('PULUMI_FAILED', `${child.spawnfile} cannot be run: ${cause.message}`, { cause }),
      );
    });
    child.once('close', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 8 : 1)));
  });
}
