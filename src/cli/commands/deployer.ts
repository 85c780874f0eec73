import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { declaredTypes } from '../../doctor/declared-types.ts';
import { refuseUnlessIgnored } from '../../dotenv/git.ts';
import { readerScopes } from '../../drift/tenant/reader-scopes.ts';
import { doctorCommand, driftCommand } from '../../engine/stack-commands.ts';
import { replaceFile } from '../../files/replace-file.ts';
import { deployerScopes } from '../../management/resources/deployer-scopes.ts';
import { shellWord } from '../../text/shell-word.ts';
import { Auth0Cli } from '../deployer/auth0-cli.ts';
import { makeApplication } from '../deployer/make-application.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import type { CommandDefinition, CommandHandler } from '../invocation.ts';
import { readStack } from '../stack/stack.ts';
import { withTimeToWindUp } from '../wind-up.ts';

interface CreateOptions {
  readonly readOnly?: boolean;
  readonly file?: string;
}

/** `deployer create`: the application that deploys a stack, made by the session of Auth0's command line. */
export const defineDeployer: CommandDefinition = (command, run) => {
  command
    .command('create')
    .description('make the application that deploys the stack, by the session that `auth0 login` began')
    .option('--read-only', 'one that only reads instead, for drift and audit')
    .option(
      '--file <file>',
      'where its id and secret go (default: ".env.deployer.STACK", or ".env.reader.STACK")',
    )
    .action(run<CreateOptions>(create));
};

const create: CommandHandler<CreateOptions> = async (options, invocation) => {
  const { name: stack, local, directory, settings } = await readStack(options);
  const { domain } = settings;
  if (local) {
    throw new CliError(
      `Stack ${stack} is for ${domain}: a tenant on this machine has its deployer. Name a stack of another tenant with -s.`,
      { exitCode: exitCodes.usage },
    );
  }
  const kind = options.readOnly === true ? 'reader' : 'deployer';
  const file = await newFile(resolve(directory, options.file ?? `.env.${kind}.${stack}`));
  const scopes =
    kind === 'reader' ? readerScopes : deployerScopes(declaredTypes(settings)).map(({ scope }) => scope);
  const wanted = {
    deployer: {
      name: 'OmniChat Deployer',
      description: 'Deploys the tenant from its Pulumi program',
      scopes,
    },
    reader: { name: 'OmniChat Reader', description: 'Reads the tenant, for drift and audit', scopes },
  }[kind];
  const cli = new Auth0Cli(domain, invocation.environment);
  const clientId = await withTimeToWindUp(async () => {
    const { clientId: id, clientSecret } = await makeApplication(cli, domain, wanted);
    await replaceFile(file, `AUTH0_CLIENT_ID=${id}\nAUTH0_CLIENT_SECRET=${clientSecret}\n`, 0o600);
    return id;
  });
  const next = [
    `set -a; . ${shellWord(file)}; set +a`,
    kind === 'reader' ? driftCommand({ stack }) : doctorCommand({ stack }),
  ];
  invocation.terminal.result(
    options.json
      ? JSON.stringify({ schemaVersion: 1, clientId, file, scopes, next }, null, 2)
      : [
          `${wanted.name} (${clientId}) is in ${domain}, with ${scopes.length} scopes of the Management API. Its id and secret are in ${file}.`,
          'Drift that runs as another application takes it for a stranger, until .driftignore.yaml has:',
          `  - match: ${clientId}*`,
          `    stack: ${stack}`,
          `    reason: ${wanted.description}`,
          'Next:',
          ...next.map((line) => `  ${line}`),
        ].join('\n'),
  );
  return exitCodes.ok;
};

/**
 * A place for a secret that is shown once: nothing is made where it could not be kept.
 *
 * @throws {CliError} when there is a file already
 * @throws {DotenvError} when git would take it in
 */
async function newFile(named: string): Promise<string> {
  const folder = await realpath(dirname(named)).catch((cause: Error) => {
    throw new CliError(
      `${dirname(named)} cannot be used: ${cause.message}. Name a file in a folder with --file.`,
      {
        cause,
      },
    );
  });
  const file = join(folder, basename(named));
  if (existsSync(file)) {
    throw new CliError(`${file} is there already, and nothing was made. Name another file with --file.`, {
      exitCode: exitCodes.usage,
    });
  }
  await refuseUnlessIgnored(file);
  return file;
}
