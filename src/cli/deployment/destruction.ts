import { dotenvName, clientsCommand, deployCommand } from '../../engine/stack-commands.ts';
import { getAs } from '../../management/answer.ts';
import type { ManagementClient } from '../../management/management-client.ts';
import { ManagementError } from '../../management/management-error.ts';
import type { WireObject } from '../../management/paging.ts';
import { fromWire } from '../../management/properties/property-rules.ts';
import { settingsShape, tenant } from '../../management/resources/tenant.ts';
import { written } from '../../management/resources/written.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import type { Invocation } from '../invocation.ts';
import type { Stack } from '../stack/stack.ts';
import { progressUnder } from '../terminal.ts';
import { agreeToDestroy } from './consent.ts';

/** How a tenant takes clients that nobody declared. Both are tenant settings, which Auth0 has no way to delete. */
const entrances = [
  {
    called: 'dynamic client registration',
    isOpen: ({ flags }: Settings) => flags['enable_dynamic_client_registration'] === true,
    closed: { flags: { enable_dynamic_client_registration: false } },
  },
  {
    called: 'client ID metadata documents',
    isOpen: (settings: Settings) => settings.client_id_metadata_document_supported === true,
    closed: { client_id_metadata_document_supported: false },
  },
] as const;

type Settings = ReturnType<typeof settingsShape.parse>;

/** Whether tenant settings are among what is destroyed: only those of a stack that stated them are its own to close. */
const statesTenantSettings = (resources: readonly { readonly type: string }[]): boolean =>
  resources.some(({ type }) => type === tenant.token);

/** A stack that is destroyed, and its tenant. */
interface Destroyed {
  readonly stack: Stack;
  readonly client: ManagementClient;
  /** Whether only the run itself prints a result. */
  readonly quiet: boolean;
  /** Whether the Pulumi CLI destroys what it deployed to a tenant on this machine. */
  readonly byPulumi: boolean;
}

/**
 * Has what is to be deleted agreed to, and registration closed: what comes before anything goes.
 *
 * @param deleted what goes, by Pulumi's types; nobody is asked where that is nothing
 * @returns what was open; undefined where the tenant settings are not the stack's to close
 */
export type BeforeDeletion = (
  deleted: readonly { readonly type: string }[],
) => Promise<readonly string[] | undefined>;

/**
 * Destroys a stack through either engine: says what stays, asks, closes registration, has the rest deleted, and says what is left.
 *
 * @param destroy deletes, once `beforeDeletion` has ended
 * @returns the exit code of `destroy`
 * @throws {CliError} when the person does not agree, or registration cannot be closed: nothing was deleted then
 */
export async function destroyClosed(
  destroyed: Destroyed,
  invocation: Pick<Invocation, 'ask' | 'interrupted' | 'terminal'>,
  destroy: (beforeDeletion: BeforeDeletion) => Promise<number>,
): Promise<number> {
  const { stack, client, quiet } = destroyed;
  const { terminal, interrupted } = invocation;
  let asked = false;
  let closed: readonly string[] | undefined;
  let exitCode: number | undefined;
  const beforeDeletion: BeforeDeletion = async (deleted) => {
    if (deleted.length === 0) return undefined;
    const closes = statesTenantSettings(deleted);
    if (!quiet) terminal.result(`${survivalText(stack, closes)}\n`);
    await agreeToDestroy(stack, invocation);
    interrupted.throwIfAborted();
    asked = true;
    if (closes) closed = await closeRegistration(client);
    return closed;
  };
  try {
    exitCode = await destroy(beforeDeletion);
    if (exitCode === exitCodes.ok && asked && !quiet) terminal.result(leftText(stack, closed));
    return exitCode;
  } finally {
    if (exitCode !== exitCodes.ok && closed?.length) {
      progressUnder(terminal, 'yellow', 'warning:', stillClosedText(destroyed, closed));
    }
  }
}

/** Turns off, in the tenant settings, what lets clients in that nobody declared, and gives what was on. */
async function closeRegistration(client: ManagementClient): Promise<readonly string[]> {
  const path = '/tenants/settings';
  try {
    const settings = await getAs(client, settingsShape, path);
    const open = entrances.filter(({ isOpen }) => isOpen(settings));
    if (open.length === 0) return [];
    const body = Object.assign({}, ...open.map(({ closed }) => closed)) as WireObject;
    const answer = await client.patch(path, body);
    const { rules } = tenant;
    const sent = fromWire(body, rules);
    await written(client, { method: 'PATCH', path, answer, shape: settingsShape, rules, sent });
    return open.map(({ called }) => called);
  } catch (error) {
    if (!(error instanceof ManagementError)) throw error;
    throw new CliError(`Registration could not be closed, and nothing was destroyed. ${error.message}`, {
      cause: error,
    });
  }
}

/** What a destroy does not take away, before it begins. */
function survivalText(stack: Stack, closes: boolean): string {
  return [
    'Stays in the tenant, because nothing deletes it:',
    ...(closes
      ? [
          '  the tenant settings, with registration closed first: dynamic client registration and client ID metadata documents are turned off',
        ]
      : []),
    ...(stack.settings.attackProtection
      ? ['  attack protection as it is: the provider would switch it off']
      : []),
    `  applications that registered themselves, if there are any: ${clientsCommand({ stack: stack.name })}`,
    `${dotenvName(stack.name)} stays too; its credentials are good for nothing then.`,
  ].join('\n');
}

/** What a destroy left, once it has ended. */
function leftText(stack: Stack, closed: readonly string[] | undefined): string {
  const settings =
    closed === undefined
      ? ''
      : closed.length === 0
        ? 'the tenant settings, where registration was closed already, '
        : `the tenant settings, where ${closed.join(' and ')} ${closed.length === 1 ? 'is' : 'are'} off now, `;
  return (
    `Left are ${settings}${stack.settings.attackProtection ? 'attack protection, ' : ''}` +
    `applications that registered themselves (${clientsCommand({ stack: stack.name })}), and ${dotenvName(stack.name)}, whose credentials are good for nothing.`
  );
}

/** What is said where a destroy does not come to its end once registration is closed. */
const stillClosedText = ({ stack: { name }, byPulumi }: Destroyed, closed: readonly string[]): string =>
  `Off meanwhile: ${closed.join(' and ')}. Run destroy again, or have it as declared: ${deployCommand({ stack: name, byPulumi })}`;
