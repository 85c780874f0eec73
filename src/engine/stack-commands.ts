import { resolve } from 'node:path';
import { ownCommand, pulumiCommand, resetCommand } from '../text/own-command.ts';
import type { SecretManager } from '../text/secret-reference.ts';
import { shellWord } from '../text/shell-word.ts';

/** A stack, as far as commands depend on it. */
export interface CommandedStack {
  readonly stack: string;
  /** Whether its tenant is on this machine. */
  readonly local: boolean;
  /** Whether the Pulumi CLI deployed to a tenant on this machine: an embedded run does not follow it. */
  readonly byPulumi?: boolean;
  /** Whether a connection of the stack is gone: until it is made anew, Pulumi by itself can refresh nothing. */
  readonly connectionIsGone?: boolean;
  /** Who keeps what its `.env` has references to. */
  readonly manager?: SecretManager;
}

/** Brings a tenant back to what is declared. Without `--refresh`, Pulumi does not look at the tenant. */
export function restoreCommand(stack: CommandedStack): string {
  const embedded = stack.local && stack.byPulumi !== true;
  return embedded || stack.connectionIsGone === true ? deployCommand(stack) : refreshCommand(stack);
}

/** Makes a URL that of OmniChat's server, and the API's identifier. */
export function serverUrlCommand({ stack }: Pick<CommandedStack, 'stack'>, url: string): string {
  return ownCommand(`init -s ${stack} --server-url ${shellWord(url)} --yes`);
}

/** Writes the file of a stack, or mends it, by asking. */
export function initCommand({ stack }: Pick<CommandedStack, 'stack'>): string {
  return ownCommand(`init -s ${stack}`);
}

/** Has Pulumi look at the tenant, and take what it finds into its state. */
export function refreshCommand({ stack, local }: Pick<CommandedStack, 'stack' | 'local'>): string {
  const command = pulumiCommand(`up --refresh -s ${stack}`);
  return local ? ownCommand(`tenant exec -- ${command}`) : command;
}

/** Has Pulumi make a stack in its backend. */
export function makeStackCommand({ stack }: Pick<CommandedStack, 'stack'>): string {
  return pulumiCommand(`stack select --create ${stack}`);
}

/** Has Pulumi free a stack that a run holds, or left locked. */
export function cancelCommand(
  { stack, local }: Pick<CommandedStack, 'stack' | 'local'>,
  { unasked = false }: { readonly unasked?: boolean } = {},
): string {
  const command = pulumiCommand(`cancel ${unasked ? '--yes ' : ''}--stack ${stack}`);
  return local ? ownCommand(`tenant exec -- ${command}`) : command;
}

/** Deploys what the program declares by now. */
export function deployCommand({
  stack,
  byPulumi = false,
}: Pick<CommandedStack, 'stack' | 'byPulumi'>): string {
  return ownCommand(`up -s ${stack}${engine(byPulumi)}`);
}

/** Deploys, or destroys, without asking. */
export function unaskedCommand(
  { stack, byPulumi = false }: Pick<CommandedStack, 'stack' | 'byPulumi'>,
  operation: 'up' | 'destroy',
): string {
  return ownCommand(`${operation} -s ${stack}${engine(byPulumi)} --yes`);
}

const engine = (byPulumi: boolean) => (byPulumi ? ' --engine pulumi' : '');

/** Shows what a deploy would change. */
export function previewCommand({
  stack,
  byPulumi = false,
}: Pick<CommandedStack, 'stack' | 'byPulumi'>): string {
  return ownCommand(`preview -s ${stack}${engine(byPulumi)}`);
}

/** Tells what stands between a stack and a deploy. */
export function doctorCommand({ stack }: Pick<CommandedStack, 'stack'>): string {
  return ownCommand(`doctor -s ${stack}`);
}

/** Makes the application that deploys a stack, by the session of Auth0's command line. */
export function createDeployerCommand({ stack }: Pick<CommandedStack, 'stack'>): string {
  return ownCommand(`deployer create -s ${stack}`);
}

/** Tells how the tenant differs from what is declared. */
export function driftCommand({ stack }: Pick<CommandedStack, 'stack'>): string {
  return ownCommand(`drift -s ${stack}`);
}

/** Tells which applications of third parties there are, and may go. */
export function clientsCommand({ stack }: Pick<CommandedStack, 'stack'>): string {
  return ownCommand(`clients list -s ${stack}`);
}

/** Deletes those that nobody has used for a month. */
export function pruneCommand({ stack }: Pick<CommandedStack, 'stack'>): string {
  return ownCommand(`clients prune -s ${stack} --unused-for 30d --delete`);
}

/** Proves that what was deployed works. */
export function verifyCommand({ stack }: Pick<CommandedStack, 'stack'>): string {
  return ownCommand(`verify -s ${stack}`);
}

/** Gives a tenant on this machine a custom domain that is verified. */
export function customDomainCommand({ stack }: Pick<CommandedStack, 'stack'>, name: string): string {
  return ownCommand(`tenant domains add ${name} -s ${stack}`);
}

/** Begins a tenant on this machine anew, with what a seed holds. */
export function seedCommand({ stack }: Pick<CommandedStack, 'stack'>, seed: string): string {
  return `${resetCommand()} && ${ownCommand(`tenant serve -s ${stack} --seed ${shellWord(seed)}`)}`;
}

/** Has a tenant on this machine ask people for one-time passwords. */
export function factorCommand({ stack }: Pick<CommandedStack, 'stack'>): string {
  return ownCommand(`tenant factors enable otp -s ${stack}`);
}

/** Takes over what somebody else made. */
export function adoptCommand({
  stack,
  byPulumi = false,
}: Pick<CommandedStack, 'stack' | 'byPulumi'>): string {
  return ownCommand(`adopt -s ${stack}${engine(byPulumi)}`);
}

/** Has Pulumi forget a resource, with what depends on it; one that is protected where that is forced. */
export function forgetCommand(
  { stack, local }: CommandedStack,
  { urn, force }: { readonly urn: string; readonly force: boolean },
): string {
  const command = pulumiCommand(
    `state delete ${shellWord(urn)} --target-dependents${force ? ' --force' : ''} --yes --stack ${stack}`,
  );
  return local ? ownCommand(`tenant exec -- ${command}`) : command;
}

/** Has Pulumi take over what an import file names. */
export function importCommand(
  { stack, local }: CommandedStack,
  { file, protect }: { readonly file: string; readonly protect: boolean },
): string {
  const command = pulumiCommand(
    `import --file ${shellWord(file)} --protect=${protect} --generate-code=false --stack ${stack}`,
  );
  return local ? ownCommand(`tenant exec -- ${command}`) : command;
}

/** The file of a stack's variables: `.env` for `local`, where servers look by themselves, and `.env.STACK` for any other. */
export const dotenvName = (stack: string): string => (stack === 'local' ? '.env' : `.env.${stack}`);

/**
 * Writes the outputs of a stack into a `.env`, by default its own. Where that has references, dotenvx encrypts it anew, and for 1Password
 * they are printed.
 */
export function dotenvCommand(
  { stack, manager }: Pick<CommandedStack, 'stack' | 'manager'>,
  file?: string,
): string {
  if (manager === '1password') return secretsCommand({ stack });
  const place = file === undefined || isOwnDotenv(stack, file) ? '' : ` --file ${shellWord(file)}`;
  const command = ownCommand(`env -s ${stack}${place}`);
  return manager === undefined
    ? command
    : `${command} --secrets plain && dotenvx encrypt -f ${shellWord(file ?? dotenvName(stack))}`;
}

/** Prints the outputs of a stack, secrets too, for a secret manager. */
export const secretsCommand = ({ stack }: Pick<CommandedStack, 'stack'>): string =>
  ownCommand(`env -s ${stack} --format json --secrets plain`);

/** Whether commands that are run here take a file for the stack's by themselves. */
const isOwnDotenv = (stack: string, file: string): boolean => resolve(file) === resolve(dotenvName(stack));

/** Deploys what the program declares by now, with the outputs in `.env` files: `up` writes the stack's own, and verifies. */
export function deployIntoCommand(stack: CommandedStack, ...files: readonly (string | undefined)[]): string {
  const others = files.filter((file) => file !== undefined && !isOwnDotenv(stack.stack, file));
  if (others.length === 0 && stack.manager === undefined) return deployCommand(stack);
  // What follows a verification that fails would not be run.
  return [`${deployCommand(stack)} --deploy-only`, ...writeCommands(stack, files)].join(' && ');
}

/** Goes on with the rotation of a secret that a `.env` holds. */
export function rotateCommand(
  { stack }: Pick<CommandedStack, 'stack'>,
  application: string,
  file: string,
): string {
  const command = ownCommand(`rotate ${application} -s ${stack}`);
  return isOwnDotenv(stack, file) ? command : `${command} --file ${shellWord(file)}`;
}

/** Writes a secret anew into the `.env` files that hold it, or the stack's own, after the engine has read it from the tenant. */
export function renewSecretCommand(stack: CommandedStack, ...files: readonly (string | undefined)[]): string {
  const restore = restoreCommand(stack);
  if (restore === deployCommand(stack)) return deployIntoCommand(stack, ...files);
  return [restore, ...writeCommands(stack, files)].join(' && ');
}

const writeCommands = (stack: CommandedStack, files: readonly (string | undefined)[]) =>
  (files.length === 0 ? [undefined] : files).map((file) => dotenvCommand(stack, file));
