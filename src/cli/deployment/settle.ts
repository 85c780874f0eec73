import type { PulumiRun } from '../../engine/pulumi-cli.ts';
import { refreshCommand, driftCommand } from '../../engine/stack-commands.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Stack } from '../stack/stack.ts';
import { progressUnder, type Terminal } from '../terminal.ts';

/** Runs Pulumi on the stack, with what the step asks for. */
export type Run = (step: Pick<PulumiRun, 'operation'> & Partial<PulumiRun>) => Promise<number>;

/**
 * Has Pulumi compare what it has just deployed with the tenant as it is: that preview must be empty. Where it is not, `up` runs once
 * more, because the provider takes over a grant that is there already with the scopes that it has, and gives it those of the program
 * only when it looks again. Nobody is asked a second time. What is left after that does not settle.
 *
 * The embedded engine needs none of this: its every plan is made against the tenant.
 *
 * @returns 0 when the tenant is as declared, 2 when it does not become so, 1 when that cannot be told, 130 when interrupted
 */
export async function settle({ name, local }: Stack, run: Run, terminal: Terminal): Promise<number> {
  const compare = () => run({ operation: 'preview', refresh: true, expectEmpty: true });
  const cannotTell = (what: string) =>
    progressUnder(
      terminal,
      'red',
      'Not settled:',
      `${what} failed, so that nobody knows whether ${name} is as declared.`,
    );

  terminal.progress(`Settling: compared with the tenant as it is, a preview of ${name} has to be empty.`);
  let compared = await compare();
  if (compared === exitCodes.difference) {
    terminal.progress(`Settling: it is not. Running up once more, as agreed before.`);
    const again = await run({ operation: 'up', input: false });
    if (again === exitCodes.failed) cannotTell('that up');
    if (again !== exitCodes.ok) return again;
    compared = await compare();
  }
  if (compared === exitCodes.failed) cannotTell('the preview');
  if (compared === exitCodes.difference) {
    progressUnder(
      terminal,
      'red',
      'Not settled:',
      `after a second up the preview above still differs from the tenant. Somebody has changed the tenant, or Auth0 does not keep what is ` +
        `declared. See which: ${driftCommand({ stack: name })}\n` +
        `To have what is declared: ${refreshCommand({ stack: name, local })}`,
    );
  }
  return compared;
}
