import { existsSync } from 'node:fs';
import { Argument } from 'commander';
import type { StackOutputs } from '../../../infra/outputs.ts';
import { readDotenvFile } from '../../dotenv/file.ts';
import { dotenvReading } from '../../dotenv/readers.ts';
import { isReferenceIn } from '../../dotenv/reference.ts';
import { type SecretHolder, secretHolders, secretName } from '../../dotenv/rotated-secret.ts';
import { dotenvCommand, refreshCommand, secretsCommand } from '../../engine/stack-commands.ts';
import { ManagementClient } from '../../management/management-client.ts';
import type { ClientCredentials } from '../../management/management-token.ts';
import type { TenantAddress } from '../../management/tenant-connection.ts';
import { exitCodes } from '../exit-codes.ts';
import type { CommandDefinition, GlobalOptions, CommandHandler, Invocation } from '../invocation.ts';
import { agree } from '../person.ts';
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
    `ChatGPT has to be given the new secret of ${clientId}: with the old one, ChatGPT gets no tokens from then on, and people may ` +
    'have to connect again.',
  registrar: () =>
    "ChatGPT is not affected. OmniChat's server goes on with the Management token that it has, for a day at the most; restart it with " +
    'the new .env before that.',
};

/** `rotate`: a new secret for an application of the stack. */
export const defineRotate: CommandDefinition = (command, run) => {
  command
    .addArgument(new Argument('<application>', 'whose').choices(secretHolders))
    .option('--file <file>', `the .env that holds it (default: ${dotenvDefault})`)
    .option('--yes', 'without asking')
    .action(run<RotateOptions>(rotate));
};

const rotate: CommandHandler<RotateOptions> = async (options, invocation, [application = '']) => {
  const holder = application as SecretHolder;
  const stack = await readStack(options);
  tellAtTerminal(invocation.terminal, `Stack ${stack.name}, tenant ${stack.settings.domain} …`);
  const clientId = clientIdOf(holder, await stackOutputsOf(options, invocation));
  const path = dotenvPath(options);
  const isThere = existsSync(path);
  const isReferred = isThere && (await isReference(path, secretName(holder)));
  if (!options.yes) {
    const byHand = isReferred
      ? ` ${secretName(holder)} in ${path} is a reference, which stays: put the new secret into your secret manager yourself, by the command that is printed then.`
      : '';
    const question = `The ${holder} (${clientId}) gets a new secret, and the old one is refused. ${consequences[holder](clientId)}${byHand}\nGo on?`;
    await agree(question, { unasked: 'Nobody can be asked here: say --yes.' }, invocation);
  }
  const held = isThere && !isReferred;
  const rotation = {
    holder,
    clientId,
    ...(held && { dotenvPath: path }),
    interrupted: invocation.interrupted,
  };
  const engine = await rotated(stack, rotation, options, invocation);
  const writing = isReferred
    ? [secretsCommand({ stack: stack.name })]
    : engine === 'pulumi' || !held
      ? [dotenvCommand({ stack: stack.name }, options.file)]
      : [];
  const next = [
    ...(engine === 'pulumi' ? [refreshCommand({ stack: stack.name, local: stack.local })] : []),
    ...writing,
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
          ...(isReferred
            ? [
                `${secretName(holder)} in ${path} is a reference, and stayed. Until your secret manager has the new secret, whoever reads it there has the old one; the last command prints it:`,
              ]
            : []),
          ...next.map((command) => `  ${command}`),
        ].join('\n'),
  );
  return exitCodes.ok;
};

const isReference = async (path: string, name: string) =>
  isReferenceIn(dotenvReading((await readDotenvFile(path)).text ?? ''), name);

function clientIdOf(holder: SecretHolder, outputs: StackOutputs): string {
  return holder === 'connector' ? outputs.clientId : registrarOf(outputs).clientId;
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
