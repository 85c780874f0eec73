import { isLoopbackHost, parseSettings, type Settings } from '../../../infra/settings/settings.ts';
import { readStackFile, type StackFile } from '../../engine/stack-file.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import { type GlobalOptions, onlyStack } from '../invocation.ts';

/** A stack whose settings have been checked. */
export interface Stack {
  readonly name: string;
  /** The project's directory. */
  readonly directory: string;
  readonly file: StackFile;
  readonly settings: Settings;
  /** Whether its tenant is on this machine. */
  readonly local: boolean;
}

/**
 * Reads and checks the stack that a command is for; nothing is sent to anybody.
 *
 * @throws {StackFileError} when a file is missing or malformed
 * @throws {SettingsError} when settings cannot be used
 * @throws {CliError} when settings are encrypted, or secrets are not
 */
export async function readStack(options: Pick<GlobalOptions, 'directory' | 'stacks'>): Promise<Stack> {
  const { directory } = options;
  const name = onlyStack(options);
  const file = await readStackFile(directory, name);
  refuseEncryptedSettings(file);
  refusePlainSecrets(file);
  const settings = parseSettings(file.config, name);
  return { name, directory, file, settings, local: isLoopbackHost(settings.domain) };
}

/**
 * Reads a stack for a command that is about the tenant on this machine.
 *
 * @throws {CliError} when the stack's tenant is elsewhere
 */
export async function localStack(options: Pick<GlobalOptions, 'directory' | 'stacks'>): Promise<Stack> {
  const stack = await readStack(options);
  if (stack.local) return stack;
  throw new CliError(
    `Stack ${stack.name} is for ${stack.settings.domain}, which is not on this machine. Use -s local.`,
    { exitCode: exitCodes.usage },
  );
}

/** Without them nobody knows what is desired, or of which tenant. Other values, such as the provider's credentials, may be. */
function refuseEncryptedSettings({ stack, encrypted }: StackFile): void {
  const settings = encrypted.filter((key) => key === 'auth0:domain' || key.startsWith('omnichat:'));
  if (settings.length === 0) return;
  throw new CliError(
    `Pulumi.${stack}.yaml: ${settings.join(', ')}: encrypted, and only the Pulumi CLI can decrypt that. None of it is secret; write ` +
      `it in plain: pulumi config set --plaintext ${settings[0]} VALUE -s ${stack}`,
  );
}

/** The provider's settings that are secret (Pulumi registry, "Auth0", Configuration Reference), and the variables that hold them instead. */
const providerSecrets: ReadonlyMap<string, string> = new Map([
  ['auth0:clientSecret', 'AUTH0_CLIENT_SECRET'],
  ['auth0:apiToken', 'AUTH0_API_TOKEN'],
  ['auth0:clientAssertionPrivateKey', 'AUTH0_CLIENT_ASSERTION_PRIVATE_KEY'],
]);

/** A stack's file is in git: what is in it in plain, everybody has who has the repository. */
function refusePlainSecrets({ project, stack, config }: StackFile): void {
  const stream = `${project}:logStreamAuthorization`;
  const key = [...providerSecrets.keys(), stream].find((each) => each in config);
  if (key === undefined) return;
  const renewed =
    key === stream
      ? 'have its receiver make a new one, and'
      : `make a new one at Auth0, and set ${providerSecrets.get(key)}, or`;
  throw new CliError(
    `Pulumi.${stack}.yaml: ${key} stands there in plain, for everybody to read who has the file. Take it out: pulumi config rm ${key} -s ${stack}; ` +
      `then ${renewed} encrypt it: pulumi config set --secret ${key} -s ${stack}`,
  );
}
