import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { deployCommand } from '../../engine/stack-commands.ts';
import { parseOutputs, type StackOutputs } from '../../../infra/outputs.ts';
import { parseOutputsJson } from '../../dotenv/outputs.ts';
import { pulumiOutputs } from '../../engine/pulumi-cli.ts';
import { commandedStack } from './commanded-stack.ts';
import { embeddedOutputs, pulumiHasDeployed } from './embedded-engine.ts';
import { CliError } from '../exit-codes.ts';
import type { GlobalOptions, Invocation } from '../invocation.ts';
import { tenantDirectory, withLocalTenant } from './local-tenant.ts';
import { tenantEnvironment } from './tenant-environment.ts';
import { readStack, type Stack } from './stack.ts';

/**
 * The outputs of a deployed stack, secrets in plain: from a file or standard input where `outputs` says so, else from
 * whichever engine deployed the stack.
 *
 * @throws {DotenvError | StackOutputsError} when they are not what the program exports
 * @throws {CliError} when the stack was never deployed
 */
export async function stackOutputsOf(
  options: Pick<GlobalOptions, 'directory' | 'stacks'> & { readonly outputs?: string },
  invocation: Invocation,
): Promise<StackOutputs> {
  const [stated] = options.stacks;
  if (options.outputs === '-') return parseOutputsJson(await text(process.stdin), 'standard input', stated);
  if (options.outputs !== undefined) {
    const file = resolve(options.directory, options.outputs);
    return parseOutputsJson(await readFile(file, 'utf8').catch(unreadable(file)), file, stated);
  }
  const stack = await readStack(options);
  return stack.local
    ? localOutputs(stack, tenantDirectory(options, invocation), invocation)
    : fromPulumi(stack, invocation.environment);
}

const unreadable = (file: string) => (cause: NodeJS.ErrnoException) => {
  throw new CliError(
    `${file} cannot be read: ${cause.message}. Make it with \`pulumi stack output --json --show-secrets\`.`,
    { cause },
  );
};

async function localOutputs(stack: Stack, directory: string, invocation: Invocation): Promise<StackOutputs> {
  const embedded = await embeddedOutputs(directory, stack);
  if (embedded !== undefined) return parseOutputs(embedded, stack.name);
  if (!(await pulumiHasDeployed(directory, stack))) {
    const deploy = deployCommand(await commandedStack(stack, directory));
    throw new CliError(`Stack ${stack.name} has no outputs yet: nothing was deployed. Run \`${deploy}\`.`);
  }
  return withLocalTenant({ directory, domain: stack.settings.domain }, invocation, async (tenant) =>
    fromPulumi(stack, { ...invocation.environment, ...(await tenantEnvironment(tenant)) }),
  );
}

async function fromPulumi({ name, directory }: Stack, environment: NodeJS.ProcessEnv): Promise<StackOutputs> {
  return parseOutputsJson(
    await pulumiOutputs({ stack: name, directory, environment }),
    `the output of stack ${name}`,
    name,
  );
}
