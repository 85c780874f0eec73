import { type CommandedStack, deployCommand, restoreCommand } from '../../engine/stack-commands.ts';
import { embeddedRecord, pulumiResources } from './embedded-engine.ts';
import type { Stack } from './stack.ts';

/**
 * The stack, as commands name it that go on with the engine that its tenant on this machine belongs to: the Pulumi CLI's is one that it
 * has deployed to, or destroyed since.
 *
 * @param directory the tenant's, where that is on this machine
 */
export async function commandedStack(stack: Stack, directory: string): Promise<CommandedStack> {
  const { name, local } = stack;
  const byPulumi =
    local &&
    (await embeddedRecord(directory, stack)) === undefined &&
    (await pulumiResources(directory, stack)) !== undefined;
  return { stack: name, local, byPulumi };
}

/** Has a tenant get what the program declares, and what it lacks: nobody deployed it, or somebody deleted it. */
export async function completeCommand(stack: Stack, directory: string): Promise<string> {
  const commanded = await commandedStack(stack, directory);
  return commanded.local ? restoreCommand(commanded) : deployCommand(commanded);
}
