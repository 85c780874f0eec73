import { Command, Option, type OutputConfiguration } from 'commander';
import type { CommandDefinition, Runner } from './invocation.ts';
import { examplesOf } from './examples.ts';
import { exitCodeMeanings } from './exit-codes.ts';
import { repeatable, time } from './option-values.ts';
import { version } from '../text/own-version.ts';

interface ListedCommand {
  readonly summary: string;
  /** Loads what the command takes and does, which is needed for one command of a command line only. */
  readonly load: () => Promise<CommandDefinition>;
}

const commands: Readonly<Record<string, ListedCommand>> = {
  start: {
    summary: 'bring up a tenant on this machine, deploy to it and write .env',
    load: async () => (await import('./commands/start.ts')).defineStart,
  },
  init: {
    summary: "write a stack's file, checked as a deploy checks it",
    load: async () => (await import('./commands/init.ts')).defineInit,
  },
  doctor: {
    summary: 'tell what stands between a stack and a deploy, and how to mend it',
    load: async () => (await import('./commands/doctor.ts')).defineDoctor,
  },
  deployer: {
    summary: 'the application that deploys a stack to a tenant at Auth0',
    load: async () => (await import('./commands/deployer.ts')).defineDeployer,
  },
  preview: {
    summary: 'show what `up` would change',
    load: async () => (await import('./commands/run.ts')).defineRun('preview'),
  },
  up: {
    summary: 'make the tenant what the program declares, and verify',
    load: async () => (await import('./commands/run.ts')).defineRun('up'),
  },
  adopt: {
    summary: 'take over what somebody made by hand or with another tool',
    load: async () => (await import('./commands/adopt.ts')).defineAdopt,
  },
  destroy: {
    summary: 'delete what the program declared; tenant settings stay',
    load: async () => (await import('./commands/run.ts')).defineRun('destroy'),
  },
  env: {
    summary: 'write the stack outputs into a .env',
    load: async () => (await import('./commands/env.ts')).defineEnv,
  },
  rotate: {
    summary: 'give an application a new secret, in the tenant and in the .env',
    load: async () => (await import('./commands/rotate.ts')).defineRotate,
  },
  callbacks: {
    summary: "callback URLs in the stack's file",
    load: async () => (await import('./commands/callbacks.ts')).defineCallbacks,
  },
  verify: {
    summary: 'prove from the outside that the tenant and the server work',
    load: async () => (await import('./commands/verify.ts')).defineVerify,
  },
  drift: {
    summary: 'tell who changed the tenant: what is declared, deployed and live',
    load: async () => (await import('./commands/drift.ts')).defineDrift,
  },
  audit: {
    summary: 'tell what is unsafe in a tenant, or unfit for ChatGPT, whoever made it',
    load: async () => (await import('./commands/audit.ts')).defineAudit,
  },
  mend: {
    summary: 'change one thing of a tenant that no program declares, as drift and audit print it',
    load: async () => (await import('./commands/mend.ts')).defineMend,
  },
  clients: {
    summary: 'applications that registered themselves, and others of third parties',
    load: async () => (await import('./commands/clients.ts')).defineClients,
  },
  roles: {
    summary: 'what people may do in the tenant',
    load: async () => (await import('./commands/roles.ts')).defineRoles,
  },
  logs: {
    summary: 'tell what happened in the tenant, and what it means',
    load: async () => (await import('./commands/logs.ts')).defineLogs,
  },
  token: {
    summary: 'make a Management API token, and say what it is good for',
    load: async () => (await import('./commands/token.ts')).defineToken,
  },
  open: {
    summary: "open a page of Auth0's dashboard",
    load: async () => (await import('./commands/open.ts')).defineOpen,
  },
  commands: {
    summary: 'list every command; with --json all that each takes, for scripts and agents',
    load: async () => (await import('./commands/tool/commands.ts')).defineCommands,
  },
  completion: {
    summary: 'print what a shell reads to complete command lines',
    load: async () => (await import('./commands/tool/completion.ts')).defineCompletion,
  },
  tenant: {
    summary: 'the Auth0 tenant on this machine',
    load: async () => (await import('./commands/tenant/tenant.ts')).defineTenant,
  },
  connector: {
    summary: "the OAuth endpoints that OmniChat's own server mounts",
    load: async () => (await import('./commands/connector.ts')).defineConnector,
  },
};

/**
 * Every command of `omnichat-auth0`; `run` carries their handlers out. What a command takes and does is loaded when a command
 * line names it.
 */
export function buildProgram(run: Runner, output: OutputConfiguration = {}): Command {
  const program = new Command('omnichat-auth0')
    .description("OmniChat's Auth0 tenant as code.")
    .option('-s, --stack <stack>', 'the stack (default: "local")', repeatable)
    .option('--json', 'print the result as JSON')
    .addOption(
      new Option('--timeout <time>', 'what all waiting for others may take together')
        .argParser(time)
        .default(600_000, '10m'),
    )
    .option('--no-input', 'never ask a person')
    .option('-C <directory>', "the project's directory", '.')
    .version(version, '--version', 'print the version of this tool')
    .helpOption('-h, --help', 'print this')
    .showHelpAfterError('Run it with --help to see what it takes.')
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error:/, 'Error:')), ...output });
  for (const [name, { summary }] of Object.entries(commands)) program.command(name).description(summary);
  return program.hook('preSubcommand', (_, command) => define(command, run));
}

/** The program with every command's options and subcommands, for its documentation. */
export async function buildWholeProgram(): Promise<Command> {
  const run: Runner = () => () => Promise.resolve();
  const program = buildProgram(run);
  for (const command of program.commands) await define(command, run);
  return program;
}

/** What helps whoever reads the help of a command: how it is typed, and how it ends. */
function addHelpTail(command: Command, name: string): void {
  for (const each of command.commands) addHelpTail(each, `${name} ${each.name()}`);
  const examples = examplesOf(name);
  if (examples.length > 0)
    command.addHelpText(
      'after',
      `\nExamples:\n${examples.map((line) => `  ${line}\n`).join('')}\n${exitCodesText}`,
    );
}

const exitCodesText = `Exit codes: ${Object.entries(exitCodeMeanings)
  .map(([code, meaning]) => `${code} ${meaning}`)
  .join(', ')}`;

async function define(command: Command, run: Runner): Promise<void> {
  (await commands[command.name()]?.load())?.(command, run, buildWholeProgram);
  addHelpTail(command, command.name());
}
