/**
 * Usage: `node --import tsx ci/mask-secrets.ts STACK`: tells GitHub's runner which values never to print.
 *
 * The runner knows the repository's secrets, but not those that Auth0 made and the stack's outputs hold. On any other
 * CI this would be the leak itself, so there it does nothing.
 */
import { spawnSync } from 'node:child_process';
import { secretOutputs } from '../infra/outputs.ts';
import { maskCommand } from '../src/text/workflow-commands.ts';

const [stack] = process.argv.slice(2);
if (!stack) {
  process.stderr.write('error: usage: ci/mask-secrets.ts STACK\n');
  process.exitCode = 64;
} else if (process.env['GITHUB_ACTIONS'] === 'true') {
  const outputs = stackOutputs(stack);
  if (outputs === undefined) {
    process.stderr.write(
      `error: could not read the outputs of '${stack}' to mask its secrets. Mend what pulumi says above.\n`,
    );
    process.exitCode = 1;
  } else {
    process.stdout.write(maskCommands(outputs));
  }
}

/** The outputs, secrets in plain text; nothing where they cannot be had, and no error that could quote them. */
function stackOutputs(name: string): Readonly<Record<string, unknown>> | undefined {
  const args = ['stack', 'output', '--stack', name, '--json', '--show-secrets', '--non-interactive'];
  const pulumi = spawnSync('pulumi', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (pulumi.status !== 0) return undefined;
  try {
    return JSON.parse(pulumi.stdout) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}

function maskCommands(outputs: Readonly<Record<string, unknown>>): string {
  return secretOutputs
    .map((name) => outputs[name])
    .filter((value) => typeof value === 'string' && value !== '')
    .map((value) => `${maskCommand(value as string)}\n`)
    .join('');
}
