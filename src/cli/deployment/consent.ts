import { DeclinedError } from '../exit-codes.ts';
import type { Invocation } from '../invocation.ts';
import { agreed } from '../person.ts';
import type { Stack } from '../stack/stack.ts';

type Asking = Pick<Invocation, 'ask'>;

/**
 * Asks the person at the terminal, where there is one, before what was planned is deployed to a tenant that real users depend on.
 *
 * @throws {DeclinedError} when the stack's name is not the answer
 */
export async function agreeToDeploy(stack: Stack, { ask }: Asking): Promise<void> {
  if (ask === undefined || !stack.settings.production) return;
  if (!(await typesName(stack, 'deploy', ask))) throw new DeclinedError('Nothing was deployed.');
}

/**
 * Asks the person at the terminal, where there is one, before a stack is destroyed; in production for the stack's name.
 *
 * @throws {DeclinedError} when the person does not agree
 */
export async function agreeToDestroy(stack: Stack, asking: Asking): Promise<void> {
  const { ask } = asking;
  if (ask === undefined) return;
  const agrees = stack.settings.production
    ? await typesName(stack, 'destroy', ask)
    : await agreed(`Destroy stack ${stack.name}?`, asking);
  if (!agrees) throw new DeclinedError('Nothing was changed.');
}

/** Whether a person types the stack's name: more than a yes, which one gives without reading. */
const typesName = async (
  { name, settings }: Stack,
  deed: string,
  ask: NonNullable<Asking['ask']>,
): Promise<boolean> =>
  (await ask(`Real users depend on ${settings.domain}. To ${deed} the stack, type its name:`)) === name;
