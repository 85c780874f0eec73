import { Command } from 'commander';
import { connectorCommand } from './commands/connector.ts';
import { envCommand } from './commands/env.ts';
import { runCommands } from './commands/run.ts';
import { startCommand } from './commands/start.ts';
import { tenantCommand } from './commands/tenant.ts';
import type { Runner } from './invocation.ts';

/** Every command of `omnichat-auth0`; `run` carries their handlers out. */
export function buildProgram(run: Runner): Command {
  const program = new Command('omnichat-auth0')
    .description("OmniChat's Auth0 tenant as code.")
    .option(
      '-s, --stack <stack>',
      'the stack (default: "local")',
      (stack, given: string[]) => [...given, stack],
      [],
    )
    .option('--json', 'print the result as JSON', false)
    .option('--no-input', 'never ask a person')
    .option('-C <directory>', "the project's directory", '.')
    .showHelpAfterError('Run it with --help to see what it takes.');
  const commands = [
    startCommand(run),
    ...runCommands(run),
    envCommand(run),
    tenantCommand(run),
    connectorCommand(run),
  ];
  for (const command of commands) program.addCommand(command);
  return program;
}
