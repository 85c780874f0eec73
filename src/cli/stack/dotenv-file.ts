import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { StackOutputs } from '../../../infra/outputs.ts';
import { checkDotenv } from '../../dotenv/check.ts';
import { managementTokenName } from '../../dotenv/variables.ts';
import { dotenvCommand, dotenvName } from '../../engine/stack-commands.ts';
import { type GlobalOptions, type Invocation, onlyStack } from '../invocation.ts';

/** How the options of every command tell the rule. */
export const dotenvDefault = '".env", of another stack than local ".env.STACK"';

/**
 * The `.env` of a stack, one rule for all commands: the file that `file` names, else `.env` for `local`, where OmniChat's server looks
 * by itself, and `.env.STACK` for any other.
 */
export function dotenvPath(
  options: Pick<GlobalOptions, 'directory' | 'stacks'> & { readonly file?: string },
): string {
  return resolve(options.directory, options.file ?? dotenvName(onlyStack(options)));
}

/** Says which variables of a stack's `.env` an `up` has left behind, where there is such a file, and what writes them anew. */
export async function tellStaleDotenv(
  options: Pick<GlobalOptions, 'directory' | 'stacks'>,
  outputs: StackOutputs,
  { terminal, environment }: Pick<Invocation, 'terminal' | 'environment'>,
): Promise<void> {
  const path = dotenvPath(options);
  if (!existsSync(path)) return;
  const { variables } = await checkDotenv(path, { outputs, secrets: 'plain', environment });
  // It expires by itself, whatever was deployed.
  const stale = variables.filter(
    ({ name, state }) => state !== 'ok' && state !== 'reference' && name !== managementTokenName,
  );
  if (stale.length === 0) return;
  const stack = onlyStack(options);
  const manager = stale.find((each) => each.manager !== undefined)?.manager;
  terminal.progress(
    `${dotenvName(stack)} is out of date: ${stale.map(({ name }) => name).join(', ')}. Write it anew: ${dotenvCommand({ stack, ...(manager && { manager }) })}`,
  );
}
