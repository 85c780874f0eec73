import { existsSync } from 'node:fs';
import { Argument } from 'commander';
import type { StackOutputs } from '../../../infra/outputs.ts';
import { type SecretHolder, secretHolders, secretName } from '../../dotenv/rotated-secret.ts';
import { dotenvCommand, refreshCommand } from '../../engine/stack-commands.ts';
import { ManagementClient } from '../../management/management-client.ts';
import type { ClientCredentials } from '../../management/management-token.ts';
import type { TenantAddress } from '../../management/tenant-connection.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import type { CommandDefinition, GlobalOptions, Handler, Invocation } from '../invocation.ts';
import { agreed } from '../person.ts';
import { dotenvDefault, dotenvPath } from '../stack/dotenv-file.ts';
import { embeddedOutputs, withRecordedSecrets } from '../stack/embedded-engine.ts';
import { registrarOf } from '../stack/registrar-token.ts';
import { rotateSecret, rotationScopes, type SecretRotation } from '../secrets/secret-rotation.ts';
import { readStack, type Stack } from '../stack/stack.ts';
import { stackOutputsOf } from '../stack/stack-outputs.ts';
import { withTenantAccess } from '../stack/tenant-access.ts';
import { tellAtTerminal } from '../terminal.ts';

interface RotateOptions {
  readonly file?: string;
  readonly yes?: boolean;
}

/** What ends with the old secret, and what is to be done about it. */
const consequences: Readonly<Record<SecretHolder, (clientId: string) => string>> = {
  connector: (clientId) =>
    `ChatGPT holds the present secret of ${clientId}: it gets no tokens from the moment of the change on, until it is given ` +
    'the new one, and people may have to connect again.',
  registrar: (clientId) =>
    `Nothing in ChatGPT. A server that runs goes on with the Management token that ${clientId} gave it, for a day at the most; ` +
    'restart it with the new .env before that.',
};

/** `rotate`: a new secret for an application of the stack. */
export const defineRotate: CommandDefinition = (command, run) => {
  command
    .addArgument(new Argument('<application>', 'whose').choices(secretHolders))
    .option('--file <file>', `the .env that holds it (default: ${dotenvDefault})`)
    .option('--yes', 'without asking')
    .action(run<RotateOptions>(rotate));
};

const rotate: Handler<RotateOptions> = async (options, invocation, [application = '']) => {
  const holder = application as SecretHolder;
  const stack = await readStack(options);
  tellAtTerminal(invocation.terminal, `Stack ${stack.name}, tenant ${stack.settings.domain} …`);
  const clientId = clientIdOf(holder, await stackOutputsOf(options, invocation));
  if (!options.yes) await ask(consequences[holder](clientId), invocation);
  const path = dotenvPath(options);
  const rotation = { holder, clientId, dotenvPath: path, interrupted: invocation.interrupted };
  const engine = await rotated(stack, rotation, options, invocation);
  const held = existsSync(path);
  const next = [
    ...(engine === 'pulumi' ? [refreshCommand({ stack: stack.name, local: stack.local })] : []),
    ...(engine === 'pulumi' || !held ? [dotenvCommand({ stack: stack.name }, options.file)] : []),
  ];
  const { terminal } = invocation;
  terminal.result(
    options.json
      ? JSON.stringify(
          { schemaVersion: 1, application: holder, clientId, file: held ? path : null, next },
          null,
          2,
        )
      : [
          `${holder} (${clientId}) has a new secret${held ? `: ${secretName(holder)} in ${path}` : ''}.`,
          consequences[holder](clientId),
          ...(engine === 'pulumi'
            ? ["Pulumi's state has yet to learn of it, or env writes the old one:"]
            : []),
          ...next.map((command) => `  ${command}`),
        ].join('\n'),
  );
  return exitCodes.ok;
};

function clientIdOf(holder: SecretHolder, outputs: StackOutputs): string {
  return holder === 'connector' ? outputs.clientId : registrarOf(outputs).clientId;
}

/** @throws {CliError} when the person does not agree, or is not there to be asked */
async function ask(consequence: string, invocation: Invocation): Promise<void> {
  const answer = await agreed(`${consequence}\nGo on?`, invocation);
  if (answer === true) return;
  throw new CliError(
    answer === false
      ? 'Nothing was changed.'
      : `${consequence} Nothing was changed, because nobody can be asked here: say --yes.`,
    answer === undefined ? { exitCode: exitCodes.usage } : {},
  );
}

type Wanted = Pick<SecretRotation, 'holder' | 'clientId' | 'dotenvPath' | 'interrupted'>;

/** Rotates, and answers whose record of it there is. */
async function rotated(
  stack: Stack,
  wanted: Wanted,
  options: GlobalOptions,
  invocation: Invocation,
): Promise<'embedded' | 'pulumi'> {
  const tenant = { domain: stack.settings.domain, scopes: rotationScopes };
  return withTenantAccess(tenant, options, invocation, async ({ address, credentials, local }) => {
    if (local === undefined || (await embeddedOutputs(local.directory, stack)) === undefined) {
      await unrecorded(address, credentials(), wanted);
      return 'pulumi';
    }
    await withRecordedSecrets(local, stack, (client, record) =>
      rotateSecret({
        ...wanted,
        client,
        address,
        record: (clientSecret) => record({ clientId: wanted.clientId, clientSecret }),
      }),
    );
    return 'embedded';
  });
}

async function unrecorded(
  address: TenantAddress,
  credentials: ClientCredentials,
  wanted: Wanted,
): Promise<void> {
  const client = new ManagementClient({ ...address, credentials });
  try {
    await rotateSecret({ ...wanted, client, address, record: () => Promise.resolve() });
  } finally {
    await client.close();
  }
}
