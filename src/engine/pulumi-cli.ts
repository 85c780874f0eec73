import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ExpectedError } from '../text/expected-error.ts';
import { waitingFor } from '../http/patience.ts';
import { installationFolder, pulumiVersionWanted } from './pulumi-installation.ts';
import { runInForeground } from './foreground-process.ts';

/** Where and with what the Pulumi CLI runs. */
export interface PulumiInvocation {
  readonly stack: string;
  /** The project's. */
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** One of Pulumi's operations on a stack. */
export interface PulumiRun extends PulumiInvocation {
  readonly operation: 'preview' | 'up' | 'destroy';
  /** Print Pulumi's own JSON; nobody is asked then. Of `up` and `destroy` it holds secrets in plain. */
  readonly json: boolean;
  /** Show every property of what is made. */
  readonly details: boolean;
  /** Of `destroy` the first half, which changes nothing, or the second, which does not show it again. @default both */
  readonly half?: 'plan' | 'changes';
  /**
   * Where `preview` saves what it proposes, for an `up` that shows it no more and does nothing beyond it. Pulumi calls the latter
   * experimental. Secrets in it are encrypted.
   */
  readonly planFile?: string;
  /** Compare with the tenant as it is, and not with the state alone. @default false */
  readonly refresh?: boolean;
  /** End with 2 where anything would change; for `preview`. @default false */
  readonly expectEmpty?: boolean;
  /** Whether a person may be asked. If not, `up` and `destroy` go ahead. */
  readonly input: boolean;
  /** As {@link runInForeground} takes it. */
  readonly interrupted: AbortSignal;
}

/** The Pulumi CLI is not there, or what it was asked for failed. */
export class PulumiCliError extends ExpectedError {
  override readonly name = 'PulumiCliError';
  readonly code: 'PULUMI_NOT_FOUND' | 'STACK_NOT_FOUND' | 'PULUMI_FAILED';

  constructor(code: PulumiCliError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/**
 * How many resources Pulumi works at side by side; by itself it would be four for each processor. A Free tenant answers two requests a second
 * of the Management API (Auth0, "Rate Limit Configurations", Free), and those are for OmniChat's server too.
 */
const resourcesAtOnce = 2;

/** Pulumi's exit codes that are not plain failure. Source: Pulumi, `pkg/cmd/pulumi/cmd/exit_codes.go`. */
const stackNotFound = 6;
const exitCodes: Readonly<Record<number, number>> = {
  0: 0,
  /** `--expect-no-changes`, and there were some. */
  7: 2,
  /** Cancelled. */
  8: 130,
  /** Ended by SIGINT. */
  130: 130,
};

/**
 * Runs `pulumi preview`, `up` or `destroy` with this process's own input and output.
 *
 * @returns 0 when all went well, 1 when it failed, 2 when there were changes where none were expected, 130 when interrupted
 * @throws {PulumiCliError} when there is no Pulumi CLI
 */
export async function runPulumi(run: PulumiRun): Promise<number> {
  const { operation, stack, directory, environment, json, details, refresh } = run;
  const { expectEmpty, half, planFile, input, interrupted } = run;
  const isPlanned = operation === 'up' && planFile !== undefined;
  const unasked = json || !input;
  const options = [
    ...(json ? ['--json'] : []),
    ...(details && !json ? ['--diff'] : []),
    ...(refresh ? ['--refresh'] : []),
    ...(expectEmpty ? ['--expect-no-changes'] : []),
    ...(half === 'plan' ? ['--preview-only'] : []),
    ...(operation === 'preview' && planFile !== undefined ? ['--save-plan', planFile] : []),
    ...(isPlanned ? ['--plan', planFile] : []),
    ...(half === 'changes' || isPlanned ? ['--skip-preview'] : []),
    '--parallel',
    String(resourcesAtOnce),
    ...(unasked ? ['--non-interactive'] : []),
    ...(unasked && operation !== 'preview' && half !== 'plan' ? ['--yes'] : []),
  ];
  const exitCode = await runInForeground({
    program: await findPulumi(environment),
    words: [operation, '--stack', stack, ...options],
    directory,
    environment: { ...environment, ...(isPlanned && { PULUMI_EXPERIMENTAL: 'true' }) },
    interrupted,
  });
  return interrupted.aborted ? 130 : (exitCodes[exitCode] ?? 1);
}

/**
 * Makes a stack in the backend, unless it is there.
 *
 * @throws {PulumiCliError} when there is no Pulumi CLI, or it cannot
 */
export async function makePulumiStack(invocation: PulumiInvocation): Promise<void> {
  const command = ['stack', 'select', '--create', '--non-interactive', '--stack', invocation.stack];
  const { exitCode, complaint } = await askPulumi(command, invocation);
  if (exitCode !== 0) throw failedPulumi(command, { exitCode, complaint });
}

/**
 * The outputs of a stack as JSON, secrets in plain: `pulumi stack output --json --show-secrets`.
 *
 * @throws {PulumiCliError} when there is no Pulumi CLI or no such stack, or the state cannot be read
 */
export function pulumiOutputs(invocation: PulumiInvocation): Promise<string> {
  return printed(['stack', 'output', '--json', '--show-secrets'], invocation);
}

/**
 * The state of a stack as JSON, secrets encrypted: `pulumi stack export`. No passphrase is needed.
 *
 * @throws {PulumiCliError} when there is no Pulumi CLI or no such stack, or the state cannot be read
 */
export function pulumiState(invocation: PulumiInvocation): Promise<string> {
  return printed(['stack', 'export'], invocation);
}

async function printed(words: readonly string[], invocation: PulumiInvocation): Promise<string> {
  const { stack } = invocation;
  const command = [...words, '--non-interactive', '--stack', stack];
  const { exitCode, output, complaint } = await askPulumi(command, invocation);
  if (exitCode === 0) return output;
  const isMissing = exitCode === stackNotFound;
  const cure = isMissing
    ? `There is no stack ${stack} in the backend that pulumi is logged in to: run up -s ${stack}, or pulumi login to the right one.`
    : backendCure;
  const code = isMissing ? 'STACK_NOT_FOUND' : 'PULUMI_FAILED';
  throw failedPulumi(command, { exitCode, complaint }, { cure, code });
}

const backendCure = 'Check that pulumi is logged in to the right backend, and PULUMI_CONFIG_PASSPHRASE.';

/** Something that the Pulumi CLI was asked for, and did not do. */
export function failedPulumi(
  command: readonly string[],
  { exitCode, complaint }: { readonly exitCode: number; readonly complaint: string },
  {
    cure = backendCure,
    code = 'PULUMI_FAILED',
  }: { readonly cure?: string; readonly code?: PulumiCliError['code'] } = {},
): PulumiCliError {
  const what = `pulumi ${command.join(' ')}: exit code ${exitCode}: ${complaint.trim()}`;
  return new PulumiCliError(code, `${what}\n${cure}`);
}

/**
 * Asks the Pulumi CLI something, without anybody's input.
 *
 * @throws {PulumiCliError} when there is no Pulumi CLI
 */
export async function askPulumi(
  command: readonly string[],
  { directory, environment }: Omit<PulumiInvocation, 'stack'>,
): Promise<{ readonly exitCode: number; readonly output: string; readonly complaint: string }> {
  const child = spawn(await findPulumi(environment), command, {
    cwd: directory,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const endWithUs = () => child.kill();
  process.on('exit', endWithUs);
  try {
    const [[exitCode], output, complaint] = await waitingFor(`pulumi ${command.join(' ')}`, {}, () =>
      Promise.all([once(child, 'close') as Promise<[number | null]>, text(child.stdout), text(child.stderr)]),
    );
    return { exitCode: exitCode ?? 1, output, complaint };
  } finally {
    process.off('exit', endWithUs);
  }
}

/**
 * The path of the Pulumi CLI: the first on the `PATH`, else the one that was installed for this tool.
 *
 * @throws {PulumiCliError} `PULUMI_NOT_FOUND` with the place to get it
 */
export async function findPulumi(environment: NodeJS.ProcessEnv): Promise<string> {
  const name = process.platform === 'win32' ? 'pulumi.exe' : 'pulumi';
  const installed = installationFolder(environment);
  const folders = [
    ...(environment['PATH'] ?? '').split(delimiter),
    ...(installed === undefined ? [] : [join(installed, 'bin')]),
  ];
  for (const folder of folders) {
    const file = join(folder, name);
    if (folder !== '' && (await isExecutable(file))) return file;
  }
  throw new PulumiCliError(
    'PULUMI_NOT_FOUND',
    `There is no pulumi on the PATH. Give preview, up or destroy --install-pulumi, and it installs Pulumi ${pulumiVersionWanted()} for you ` +
      'alone; or install the Pulumi CLI yourself: https://www.pulumi.com/docs/install/',
  );
}

const isExecutable = (file: string) =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
