import { z } from 'zod';
import { askPulumi, PulumiCliError, type PulumiInvocation } from './pulumi-cli.ts';

type Surroundings = Omit<PulumiInvocation, 'stack'>;

const backend = z.object({ user: z.string().default(''), url: z.string() });
const plugins = z.array(z.object({ name: z.string(), version: z.string().default('') }));

/** Where Pulumi keeps states. */
export type PulumiBackend = z.infer<typeof backend>;

/**
 * The version of the Pulumi CLI, such as `3.260.0`; undefined where it has none, as one that somebody built.
 *
 * @throws {PulumiCliError} when there is no Pulumi CLI
 */
export async function pulumiVersion(surroundings: Surroundings): Promise<string | undefined> {
  const { output } = await answered(['version'], surroundings);
  return /^v?(\d+\.\d+\.\d+)/.exec(output.trim())?.[1];
}

/** The backend that Pulumi is logged in to; undefined where it is to none. */
export async function pulumiLogin(surroundings: Surroundings): Promise<PulumiBackend | undefined> {
  const { exitCode, output } = await askPulumi(['whoami', '--json', '--non-interactive'], surroundings);
  return exitCode === 0 ? readPrinted(backend, output, 'whoami --json') : undefined;
}

/**
 * The versions of a resource plugin that Pulumi has on this machine.
 *
 * @throws {PulumiCliError} when there is no Pulumi CLI, or it does not say
 */
export async function pluginVersions(name: string, surroundings: Surroundings): Promise<readonly string[]> {
  const { output } = await answered(['plugin', 'ls', '--json'], surroundings);
  return readPrinted(plugins, output, 'plugin ls --json').flatMap((each) =>
    each.name === name ? [each.version] : [],
  );
}

/**
 * Has Pulumi load a resource plugin onto this machine.
 *
 * @throws {PulumiCliError} when it cannot
 */
export async function installPlugin(
  name: string,
  version: string,
  surroundings: Surroundings,
): Promise<void> {
  await answered(['plugin', 'install', 'resource', name, version], surroundings);
}

/**
 * Frees a stack of the lock that a run left behind: `pulumi cancel`.
 *
 * @throws {PulumiCliError} when it cannot
 */
export async function cancelRun({ stack, ...surroundings }: PulumiInvocation): Promise<void> {
  await answered(['cancel', '--yes', '--non-interactive', '--stack', stack], surroundings);
}

/** @throws {PulumiCliError} when Pulumi did not print what is asked for */
export function readPrinted<Content>(schema: z.ZodType<Content>, output: string, command: string): Content {
  try {
    return schema.parse(JSON.parse(output));
  } catch (cause) {
    throw new PulumiCliError('PULUMI_FAILED', `pulumi ${command}: not what Pulumi 3 prints.`, {
      cause,
    });
  }
}

async function answered(command: readonly string[], surroundings: Surroundings) {
  const answer = await askPulumi(command, surroundings);
  if (answer.exitCode === 0) return answer;
  throw new PulumiCliError(
    'PULUMI_FAILED',
    `pulumi ${command.join(' ')}: exit code ${answer.exitCode}: ${answer.complaint.trim()}`,
  );
}
