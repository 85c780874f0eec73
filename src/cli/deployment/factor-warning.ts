import { asksForFactor, enabledFactors, enableFactorStep } from '../../engine/missing-factor.ts';
import { factorCommand } from '../../engine/stack-commands.ts';
import type { ManagementClient } from '../../management/management-client.ts';
import type { Stack } from '../stack/stack.ts';

/**
 * That step-up is about to ask people for what nobody enabled, and how it is, a sentence or two; nothing where it lacks nothing. A deploy
 * has the scope that the look takes where the stack asks for step-up.
 *
 * @throws {ManagementError} when the tenant refuses
 */
export async function factorWarning(
  { name: stack, settings, local }: Stack,
  client: ManagementClient,
): Promise<readonly string[]> {
  if (!asksForFactor(settings)) return [];
  const { lacking } = await enabledFactors(client, { local });
  if (lacking === undefined) return [];
  return [`${lacking} ${local ? `Mend it: ${factorCommand({ stack })}` : enableFactorStep}`];
}
