import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Option } from 'commander';
import { parse } from 'dotenv';
import { readDotenvFile } from '../../dotenv/file.ts';
import type { ExternalIssuer } from '../../../infra/settings/external-issuer.ts';
import { dotenvCommand } from '../../engine/stack-commands.ts';
import type { ManagementClient } from '../../management/management-client.ts';
import {
  type CheckGroup,
  clientGroups,
  onlyChecks,
  partGroups,
  UnknownCheckError,
} from '../../verify/check-group.ts';
import type { Report } from '../../verify/report.ts';
import {
  type DotenvPlace,
  issuerTarget,
  stackTarget,
  type Target,
  TargetError,
} from '../../verify/target.ts';
import { browserUser } from '../stack/browser-login.ts';
import { errorJson } from '../error-report.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import { endOf } from '../interruption.ts';
import {
  type CommandDefinition,
  type GlobalOptions,
  type CommandHandler,
  type Invocation,
  onlyStack,
} from '../invocation.ts';
import { dotenvDefault, dotenvPath } from '../stack/dotenv-file.ts';
import { externalIssuerOf } from '../stack/external-issuer.ts';
import { tenantDirectory, withLocalTenant } from '../stack/local-tenant.ts';
import { groupProgress, leftLines, reportText, verificationExitCode } from '../printed/verification-text.ts';
import { forEachStack } from '../several/several-stacks.ts';
import { stackOutputsOf } from '../stack/stack-outputs.ts';
import { readStack } from '../stack/stack.ts';
import { managementOf, verifyOnTenant, verifyTarget } from '../stack/stack-verification.ts';

interface VerifyCommandOptions {
  readonly as?: string;
  readonly issuer?: string;
  readonly only?: readonly string[];
  readonly file?: string;
  readonly login?: boolean;
  readonly register?: boolean;
  readonly all?: boolean;
  readonly allStacks?: boolean;
}

type Options = VerifyCommandOptions & GlobalOptions;

/** Commas may have spaces about them, and nothing behind the last. */
const idsIn = (text: string) =>
  text
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');

const verifyCommandLine: CommandHandler<VerifyCommandOptions> = async (options, invocation) => {
  const { terminal, interrupted } = invocation;
  const groups = selectedGroups(options);
  const issuer = await issuerOf(options, invocation);
  const report =
    issuer === undefined
      ? await verifyStack(groups, options, invocation)
      : await verifyElsewhere({ target: issuer }, groups, options, invocation);
  if (interrupted.aborted) {
    const { said, exitCode, code } = endOf(interrupted);
    terminal.progress([`${said}: nothing is proved.`, ...leftLines(report)].join('\n'));
    if (options.json) terminal.result(errorJson(code, said, exitCode));
    return exitCode;
  }
  terminal.result(options.json ? JSON.stringify(report, null, 2) : reportText(report, terminal, options));
  return verificationExitCode(report);
};

const verifyStacks = forEachStack(verifyCommandLine, {
  every: ({ allStacks = false }) => allStacks,
  withCredentials: true,
  external: true,
  ofOne: ({ file, issuer, login }) => [
    file !== undefined && '--file',
    issuer !== undefined && '--issuer',
    login === true && '--login',
  ],
});

/** `verify`: proof, from the outside, that the tenant and OmniChat's server work together. */
export const defineVerify: CommandDefinition = (command, run) => {
  command
    .addOption(
      new Option('--as <client>', "go this client's whole way instead, step by step").choices(
        clientGroups.flatMap(({ client }) => client?.name ?? []),
      ),
    )
    .option('--issuer <url>', 'an RFC 8414 issuer instead of the stack; --file says the rest')
    .option('--only <ids>', 'only these checks, with commas between them', idsIn)
    .option('--file <file>', `the .env to look at (default: ${dotenvDefault}, if it is there)`)
    .option('--login', 'have a person log in with a browser; needless on this machine')
    .option('--register', 'also register clients, and remove them again; needless on this machine')
    .option('--all', 'also list what passed, check by check')
    .option('--all-stacks', 'every stack of the project')
    .action(run<VerifyCommandOptions>(verifyStacks));
};

function selectedGroups({ as, only }: VerifyCommandOptions): readonly CheckGroup[] {
  const groups = as === undefined ? partGroups : clientGroups.filter(({ client }) => client?.name === as);
  try {
    return only === undefined ? groups : onlyChecks(groups, only);
  } catch (error) {
    if (!(error instanceof UnknownCheckError)) throw error;
    throw new CliError(error.message, { cause: error, exitCode: exitCodes.usage });
  }
}

async function verifyStack(
  groups: readonly CheckGroup[],
  options: Options,
  invocation: Invocation,
): Promise<Report> {
  const stack = await readStack(options);
  const { name, settings, local } = stack;
  const management = local ? undefined : managementOf(settings.domain, options, invocation.environment);
  const outputs = await stackOutputsOf(options, invocation);
  const dotenv = lookedAt(options, invocation);
  if (!local) {
    const target = stackTarget(name, settings, outputs, dotenv);
    return verifyElsewhere({ target, management }, groups, options, invocation);
  }
  if (options.login || options.register) {
    invocation.terminal.progress(
      `Stack ${name} is on this machine: its test user logs in by itself, and clients are registered and removed in any case. ` +
        '--login and --register change nothing.',
    );
  }
  const directory = tenantDirectory(options, invocation);
  return withLocalTenant({ directory, domain: settings.domain }, invocation, (tenant) =>
    verifyOnTenant(
      {
        stack,
        outputs,
        groups,
        ...progressOf(groups, options, invocation),
        dotenv,
      },
      tenant,
      invocation,
    ),
  );
}

async function verifyElsewhere(
  { target, management }: { readonly target: Target; readonly management?: ManagementClient | undefined },
  groups: readonly CheckGroup[],
  options: Options,
  invocation: Invocation,
): Promise<Report> {
  const user = options.login ? await browserUser(target, options, invocation) : undefined;
  const { register = false } = options;
  return verifyTarget(
    target,
    { groups, register, user, management, ...progressOf(groups, options, invocation) },
    invocation,
  );
}

/** An issuer that no stack of Auth0's is behind: the one that was named, or the stack's; undefined where there is none. */
async function issuerOf(options: Options, invocation: Invocation): Promise<Target | undefined> {
  if (options.issuer !== undefined) return issuerTargetOf(options.issuer, options, invocation);
  const external = await externalIssuerOf(options);
  return external && externalTarget(external, options);
}

async function issuerTargetOf(
  issuer: string,
  options: Options,
  { environment }: Invocation,
): Promise<Target> {
  if (URL.parse(issuer)?.protocol !== 'https:') {
    throw new CliError(`--issuer ${issuer} is not an https URL.`, { exitCode: exitCodes.usage });
  }
  return targetOf(
    issuer,
    options.file === undefined ? environment : await variablesIn(resolve(options.directory, options.file)),
  );
}

/** By the stack's `.env`, which it has once `env` has written it. */
async function externalTarget({ issuer, protectedRoute }: ExternalIssuer, options: Options): Promise<Target> {
  const path = dotenvPath(options);
  if (options.file === undefined && !existsSync(path)) {
    throw new CliError(`${path} is not there yet. Write it: ${dotenvCommand({ stack: onlyStack(options) })}`);
  }
  const target = targetOf(issuer, await variablesIn(path));
  return { ...target, ...(protectedRoute !== undefined && { protectedRoute }) };
}

/** @throws {CliError} for a variable that says nothing of a target */
function targetOf(issuer: string, variables: Readonly<Record<string, string | undefined>>): Target {
  try {
    return issuerTarget(issuer, variables);
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    throw new CliError(error.message, { cause: error, exitCode: exitCodes.usage });
  }
}

async function variablesIn(path: string): Promise<Readonly<Record<string, string>>> {
  const { text } = await readDotenvFile(path);
  if (text !== undefined) return parse(text);
  throw new CliError(`There is no ${path}. Name the file of the server's variables with --file.`, {
    exitCode: exitCodes.usage,
  });
}

/** The file that was named, else the stack's own, if it is there. */
function lookedAt(options: Options, { environment }: Invocation): DotenvPlace | undefined {
  const path = dotenvPath(options);
  return options.file !== undefined || existsSync(path) ? { path, environment } : undefined;
}

function progressOf(groups: readonly CheckGroup[], { json }: Options, { terminal }: Invocation) {
  return json ? {} : { onResult: groupProgress(groups, terminal) };
}
