import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { resetCommand } from '../../text/own-command.ts';
import { deferPulumiPackages } from '../../engine/embedded/program/deferred-packages.ts';
import type { EmbeddedRunOptions, EmbeddedRunResult } from '../../engine/embedded/embedded-run.ts';
import { readRecord } from '../../engine/embedded/record/record-file.ts';
import type { EmbeddedRecord } from '../../engine/embedded/record/record.ts';
import { recordedOutputs } from '../../engine/embedded/record/recorded-outputs.ts';
import { aboutFile } from '../../files/system-error.ts';
import { acquireLock } from '../../files/process-lock.ts';
import { ManagementClient } from '../../management/management-client.ts';
import { CliError } from '../exit-codes.ts';
import { type ReachableTenant } from './local-tenant.ts';
import { pulumiBackend } from './tenant-environment.ts';
import type { Stack } from './stack.ts';

/** Where the embedded engine keeps what it created for a stack: beside the tenant's state, so that both go together. */
const recordFile = (directory: string, stack: Stack) => join(directory, 'embedded', `${stack.name}.json`);

/**
 * Runs the stack's program in this process against a tenant on this machine.
 *
 * @throws {CliError} when another run is under way, or the tenant holds what the Pulumi CLI deployed
 */
export async function runOnTenant(
  tenant: ReachableTenant,
  stack: Stack,
  options: Pick<EmbeddedRunOptions, 'operation' | 'allowDuplicates' | 'onPlan' | 'onStep' | 'onMessage'>,
): Promise<EmbeddedRunResult> {
  return onTenant(tenant, stack, async (client) => {
    const { runEmbedded } = await import('../../engine/embedded/embedded-run.ts');
    return runEmbedded({
      ...options,
      stackFile: stack.file,
      client,
      recordFile: recordFile(tenant.directory, stack),
    });
  });
}

/**
 * Takes what a tenant on this machine holds into the record of the embedded engine; the tenant stays as it is.
 *
 * @throws {CliError} when another run is under way, or the tenant holds what the Pulumi CLI deployed
 */
export async function adoptOnTenant(
  tenant: ReachableTenant,
  stack: Stack,
  found: readonly { readonly type: string; readonly name: string; readonly id: string }[],
  onMessage: NonNullable<EmbeddedRunOptions['onMessage']>,
): Promise<void> {
  return onTenant(tenant, stack, async (client) => {
    const { adoptIntoRecord } = await import('../../engine/embedded/adoption.ts');
    return adoptIntoRecord({
      stackFile: stack.file,
      client,
      recordFile: recordFile(tenant.directory, stack),
      found,
      onMessage,
    });
  });
}

/** Does something with a tenant that gives an application another secret; `record` takes that to what the engine knows. */
export async function withRecordedSecrets<Result>(
  tenant: ReachableTenant,
  stack: Stack,
  use: (
    client: ManagementClient,
    record: (credentials: { readonly clientId: string; readonly clientSecret: string }) => Promise<void>,
  ) => Promise<Result>,
): Promise<Result> {
  return onTenant(tenant, stack, async (client) => {
    const { recordSecret } = await import('../../engine/embedded/record/renewed-secret.ts');
    return use(client, (credentials) => recordSecret(recordFile(tenant.directory, stack), credentials));
  });
}

/** Does something with a tenant that no other run does anything with meanwhile. */
async function onTenant<Result>(
  { directory, domain, ca, deployer }: ReachableTenant,
  stack: Stack,
  use: (client: ManagementClient) => Promise<Result>,
): Promise<Result> {
  await refuseOtherEngine(directory, stack);
  const claimed = await acquireLock(directory, 'engine');
  if ('holder' in claimed) {
    throw new CliError(
      `Process ${claimed.holder.pid} is running the program on the tenant in ${directory}. Wait until it has ended.`,
    );
  }
  // Pulumi's runtime takes long to load, and only a run needs it.
  deferPulumiPackages();
  const client = new ManagementClient({ domain, ca, credentials: deployer });
  try {
    return await use(client);
  } finally {
    await client.close();
    await claimed.lock.release();
  }
}

/** The outputs of the last embedded `up` of a stack; undefined when there was none. */
export function embeddedOutputs(directory: string, stack: Stack) {
  return recordedOutputs(recordFile(directory, stack), stack.settings.domain);
}

/** What the embedded engine created for a stack; undefined when nothing, or for another domain. */
export async function embeddedRecord(directory: string, stack: Stack): Promise<EmbeddedRecord | undefined> {
  const record = await readRecord(recordFile(directory, stack));
  return record?.tenant.domain === stack.settings.domain && record.resources.length > 0 ? record : undefined;
}

/** When that was saved last; milliseconds since the epoch. */
export const recordSavedAtMs = async (directory: string, stack: Stack): Promise<number> =>
  (await stat(recordFile(directory, stack))).mtimeMs;

/** Whether the embedded engine created something for a stack whose tenant has moved since. */
export async function isRecordedElsewhere(directory: string, stack: Stack): Promise<boolean> {
  const record = await readRecord(recordFile(directory, stack));
  return (
    record !== undefined && record.tenant.domain !== stack.settings.domain && record.resources.length > 0
  );
}

async function refuseOtherEngine(directory: string, stack: Stack): Promise<void> {
  if (!(await pulumiHasDeployed(directory, stack)) || (await embeddedOutputs(directory, stack)) !== undefined)
    return;
  throw new CliError(
    `The tenant in ${directory} holds what the Pulumi CLI deployed as stack ${stack.name}, and the two engines share no record. ` +
      `Go on with --engine pulumi, or start afresh with \`${resetCommand()}\`.`,
  );
}

/** Whether the Pulumi CLI's state in the tenant's folder has resources for the stack. */
export async function pulumiHasDeployed(directory: string, stack: Stack): Promise<boolean> {
  const resources = await pulumiResources(directory, stack);
  return resources !== undefined && resources > 0;
}

/** How many resources that state has; undefined where the Pulumi CLI ran nothing of the stack yet. */
export async function pulumiResources(directory: string, stack: Stack): Promise<number | undefined> {
  const file = join(pulumiBackend(directory), '.pulumi', 'stacks', stack.file.project, `${stack.name}.json`);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}';
    throw aboutFile(error, file);
  });
  try {
    const { checkpoint } = JSON.parse(text) as {
      readonly checkpoint?: { readonly latest?: { readonly resources?: readonly unknown[] } | null };
    };
    return checkpoint?.latest ? (checkpoint.latest.resources?.length ?? 0) : undefined;
  } catch (cause) {
    throw new CliError(
      `${file} is not a state of the Pulumi CLI, and was left as it is. Restore it, or start afresh with \`${resetCommand()}\`.`,
      { cause },
    );
  }
}
