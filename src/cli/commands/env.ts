import { appendFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { Option } from 'commander';
import type { ServerOutputs } from '../../../infra/outputs.ts';
import { checkDotenv, type DotenvCheck, uncompared, withRefused } from '../../dotenv/check.ts';
import { formatVariables } from '../../dotenv/formats.ts';
import { formatGithub } from '../../dotenv/github.ts';
import { secretName, underRotation } from '../../dotenv/rotated-secret.ts';
import { type SecretsPolicy, type Variable, variablesFor } from '../../dotenv/variables.ts';
import { writeDotenv } from '../../dotenv/write.ts';
import { whatToDo } from '../../files/system-error.ts';
import { ownCommand } from '../../text/own-command.ts';
import { shellWord } from '../../text/shell-word.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import type { CommandDefinition, GlobalOptions, CommandHandler, Invocation } from '../invocation.ts';
import { dotenvDefault, dotenvPath } from '../stack/dotenv-file.ts';
import { externalIssuerOf, externalOutputs } from '../stack/external-issuer.ts';
import { mintWhereDeployed } from '../stack/registrar-token.ts';
import {
  type CommandedStack,
  dotenvCommand,
  dotenvName,
  renewSecretCommand,
  rotateCommand,
} from '../../engine/stack-commands.ts';
import { embeddedOutputs } from '../stack/embedded-engine.ts';
import { tenantDirectory } from '../stack/local-tenant.ts';
import { trySecrets } from '../secrets/refused-secrets.ts';
import { readStack, type Stack } from '../stack/stack.ts';
import { forEachStack } from '../several/several-stacks.ts';
import { stackOutputsOf } from '../stack/stack-outputs.ts';
import { progressUnder } from '../terminal.ts';

const formats = ['dotenv', 'json', 'shell', 'github'] as const;

interface EnvOptions {
  readonly file?: string;
  readonly check?: boolean;
  readonly all?: boolean;
  readonly outputs?: string;
  readonly format: (typeof formats)[number];
  readonly secrets?: SecretsPolicy;
}

const env: CommandHandler<EnvOptions> = async (options, invocation) => {
  refuseContradiction(options);
  const path = dotenvPath(options);
  const external = options.outputs === undefined ? await externalIssuerOf(options) : undefined;
  const outputs =
    external === undefined
      ? await stackOutputsOf(options, invocation)
      : await externalOutputs(external, path, invocation);
  if (options.format !== 'dotenv') return print(options.format, outputs, options, invocation);
  return options.check
    ? check(path, outputs, options, invocation)
    : write(path, outputs, options, invocation);
};

const envOfStacks = forEachStack(env, {
  every: ({ all = false }) => all,
  withCredentials: false,
  external: true,
  ofOne: ({ check: checks = false, file, outputs }) => [
    !checks && 'env without --check',
    file !== undefined && '--file',
    outputs !== undefined && '--outputs',
  ],
});

/** `env`: stack outputs → `.env`. */
export const defineEnv: CommandDefinition = (command, run) => {
  command
    .option('--file <file>', `the file (default: ${dotenvDefault})`)
    .option('--check', 'write nothing; name what is out of date and exit with 2')
    .option('--all', 'check that of every stack of the project')
    .option(
      '--outputs <file>',
      'what `pulumi stack output --json --show-secrets` or `terraform output -json` printed, or - for standard input',
    )
    .addOption(
      new Option(
        '--format <format>',
        'dotenv: into the file; json, shell: to standard output; github: into $GITHUB_ENV',
      )
        .choices(formats)
        .default('dotenv'),
    )
    .addOption(
      new Option(
        '--secrets <policy>',
        'with or without secrets (default: "plain" into files, but over references; "omit" to standard output)',
      ).choices(['plain', 'omit']),
    )
    .action(run<EnvOptions>(envOfStacks));
};

function refuseContradiction({ format, check: checks, file, json }: EnvOptions & GlobalOptions): void {
  if (format === 'dotenv') return;
  if (checks || file !== undefined) {
    throw new CliError(
      `--check and --file are about a .env, and --format ${format} writes none. Leave one of them out.`,
      { exitCode: exitCodes.usage },
    );
  }
  if (json && format !== 'json') {
    throw new CliError(`--json and --format ${format} are two formats. Leave one of them out.`, {
      exitCode: exitCodes.usage,
    });
  }
}

async function write(
  path: string,
  outputs: ServerOutputs,
  { secrets, json, directory }: EnvOptions & GlobalOptions,
  invocation: Invocation,
): Promise<number> {
  const mint = () => mintWhereDeployed(outputs, { directory }, invocation);
  const overReferences = secrets === 'plain';
  const written = await writeDotenv(path, { outputs, secrets: secrets ?? 'plain', mint, overReferences });
  invocation.terminal.result(
    json
      ? JSON.stringify({ schemaVersion: 1, ...written }, null, 2)
      : [
          `${written.path}: ${written.outcome}${written.outcome === 'updated' ? ` (${written.changed.join(', ')})` : ''}`,
          ...(written.kept.length === 0 ? [] : [keptText(written.kept)]),
        ].join('\n'),
  );
  return exitCodes.ok;
}

async function check(
  path: string,
  outputs: ServerOutputs,
  options: EnvOptions & GlobalOptions,
  invocation: Invocation,
): Promise<number> {
  const { secrets = 'plain', json } = options;
  const { terminal } = invocation;
  const { environment } = invocation;
  const compared = await checkDotenv(path, { outputs, secrets, environment });
  // Outputs from elsewhere may be of a tenant that cannot be asked from here; one that is not Auth0's has none.
  const asked = options.outputs === undefined && secrets === 'plain' && outputs.domain !== undefined;
  const stack = asked ? await readStack(options) : undefined;
  const tried = stack && (await trySecrets(path, { stack, options }, invocation));
  const checked = withRefused(compared, tried?.refused ?? []);
  for (const reason of tried?.untried ?? []) {
    progressUnder(
      terminal,
      'yellow',
      'warning:',
      `Whether Auth0 takes the secrets could not be asked: ${reason}`,
    );
  }
  const open = uncompared(checked, relative(process.cwd(), path), checkCommand(options));
  const odd = checked.variables.filter(({ state }) => state !== 'ok' && state !== 'reference');
  terminal.result(
    json
      ? JSON.stringify({ schemaVersion: 1, ...checked }, null, 2)
      : [
          `${checked.path}: ${checked.upToDate ? 'up to date' : 'out of date'}`,
          ...odd.map(({ name, state }) => `  ${name} is ${state}`),
          ...(open?.names ?? []).map((name) => `  ${name} is a reference, and was not compared`),
          ...(open === undefined ? [] : [`To compare what references stand for: ${open.command}`]),
          ...(stack ? await whatIsNext(stack, { path, odd }, options, invocation) : []),
        ].join('\n'),
  );
  return checked.upToDate ? exitCodes.ok : exitCodes.difference;
}

/** That references stayed, and how they are written over. */
const keptText = (kept: readonly string[]) =>
  kept.length === 1
    ? `${kept.join()} is a reference to a secret manager, and stayed. --secrets plain writes the secret itself.`
    : `${kept.join(', ')} are references to a secret manager, and stayed. --secrets plain writes the secrets themselves.`;

const checkCommand = ({ stacks, file }: EnvOptions & GlobalOptions): string =>
  ownCommand(
    [
      'env --check',
      ...stacks.map((stack) => `-s ${stack}`),
      ...(file === undefined ? [] : [`--file ${shellWord(file)}`]),
    ].join(' '),
  );

/** What to do about the secrets: a rotation that is under way ends before anything else is done about its own. */
async function whatIsNext(
  stack: Stack,
  { path, odd }: { readonly path: string; readonly odd: DotenvCheck['variables'] },
  options: EnvOptions & GlobalOptions,
  invocation: Invocation,
): Promise<readonly string[]> {
  const rotating = await underRotation(path);
  const file = options.file ?? dotenvName(stack.name);
  const refused = odd.filter(({ state }) => state === 'refused');
  const manager = odd.find((each) => each.manager !== undefined)?.manager;
  const commanded = { stack: stack.name, ...(manager && { manager }) };
  return [
    ...rotating.map(
      (holder) =>
        `The rotation of ${secretName(holder)} is under way. Finish it: ${rotateCommand({ stack: stack.name }, holder, file)}`,
    ),
    ...(refused.some(({ name }) => !rotating.map(secretName).includes(name))
      ? [
          `Auth0 has another secret by now. Write it anew: ${await renewal(stack, commanded, options, invocation)}`,
        ]
      : refused.length === 0 && manager !== undefined
        ? [`To keep the stack's values where the references are: ${dotenvCommand(commanded, options.file)}`]
        : []),
  ];
}

/** What takes a secret that was changed in the tenant over, by the engine that deployed the stack. */
async function renewal(
  deployed: Stack,
  commanded: Pick<CommandedStack, 'stack' | 'manager'>,
  options: EnvOptions & GlobalOptions,
  invocation: Invocation,
): Promise<string> {
  const { local } = deployed;
  const directory = tenantDirectory(options, invocation);
  const embedded = local && (await embeddedOutputs(directory, deployed)) !== undefined;
  return renewSecretCommand({ ...commanded, local, byPulumi: !embedded }, options.file);
}

async function print(
  format: Exclude<EnvOptions['format'], 'dotenv'>,
  outputs: ServerOutputs,
  options: EnvOptions & GlobalOptions,
  invocation: Invocation,
): Promise<number> {
  const githubFile = (format === 'github' && invocation.environment['GITHUB_ENV']) || undefined;
  const secrets = options.secrets ?? (githubFile === undefined ? 'omit' : 'plain');
  const managementToken =
    secrets === 'plain' && outputs.registrarClientId !== undefined
      ? await mintWhereDeployed(outputs, options, invocation)
      : undefined;
  const variables = variablesFor(outputs, { secrets, managementToken });
  if (format === 'github') await printForGithub(variables, githubFile, invocation);
  else invocation.terminal.verbatim(formatVariables(variables, format).trimEnd());
  return exitCodes.ok;
}

/** GitHub masks only what it has been told of before: the masks come first. */
async function printForGithub(
  variables: readonly Variable[],
  file: string | undefined,
  { terminal }: Invocation,
): Promise<void> {
  const { masks, environment } = formatGithub(variables);
  if (masks !== '') terminal.verbatim(masks.trimEnd());
  if (file === undefined) {
    terminal.verbatim(environment.trimEnd());
    return;
  }
  await appendFile(file, environment).catch((cause: NodeJS.ErrnoException) => {
    throw new CliError(
      `GITHUB_ENV is ${file}, which cannot be written: ${cause.message}. ${whatToDo(cause)}`,
      { cause },
    );
  });
}
