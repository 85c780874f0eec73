import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Applied, appliedFromRecord, nothingDeployed } from '../../drift/stack/applied.ts';
import { exportedState, parseExportedState } from '../../drift/stack/exported-state.ts';
import { findPulumi, PulumiCliError } from '../../engine/pulumi-cli.ts';
import { embeddedRecord, isRecordedElsewhere, pulumiResources, recordSavedAtMs } from './embedded-engine.ts';
import { CliError } from '../exit-codes.ts';
import type { Invocation } from '../invocation.ts';
import { type ReachableTenant } from './local-tenant.ts';
import { tenantEnvironment } from './tenant-environment.ts';
import type { Stack } from './stack.ts';
import type { TenantAccess } from './tenant-access.ts';

/**
 * The state that the option `--state` names: a file, or `-` for standard input.
 *
 * @throws {CliError} when it cannot be read
 * @throws {ExportedStateError} when it is not the state of that stack
 */
export async function namedState(file: string, { name: stack, directory }: Stack): Promise<Applied> {
  if (file === '-') return parseExportedState(await text(process.stdin), stack, 'Standard input');
  const path = resolve(directory, file);
  const exported = await readFile(path, 'utf8').catch((cause: Error) => {
    throw new CliError(
      `${path} cannot be read: ${cause.message}. Make it with \`pulumi stack export -s ${stack}\`.`,
      { cause },
    );
  });
  return parseExportedState(exported, stack, path);
}

/** What was deployed to the tenant of a stack; undefined where it cannot be told. */
export function deployedState(
  stack: Stack,
  { local }: Pick<TenantAccess, 'local'>,
  invocation: Invocation,
): Promise<Applied | undefined> {
  return local
    ? stateOnTenant(stack, local, invocation)
    : stateFromPulumi(stack, invocation.environment, invocation);
}

/** What the Pulumi CLI deployed to a real tenant; undefined where there is no CLI, or it does not get at the state. */
export async function stateFromPulumi(
  { name, directory }: Stack,
  environment: NodeJS.ProcessEnv,
  { terminal }: Pick<Invocation, 'terminal'>,
): Promise<Applied | undefined> {
  try {
    await findPulumi(environment);
  } catch (error) {
    if (error instanceof PulumiCliError) return undefined;
    throw error;
  }
  try {
    return await exportedState({ stack: name, directory, environment });
  } catch (error) {
    if (!(error instanceof PulumiCliError)) throw error;
    terminal.progress(`Going on without the state of ${name}. ${error.message}`);
    return undefined;
  }
}

/** What whichever engine deployed to a tenant on this machine; undefined where it cannot be told. */
export async function stateOnTenant(
  stack: Stack,
  tenant: ReachableTenant,
  invocation: Invocation,
): Promise<Applied | undefined> {
  const record = await embeddedRecord(tenant.directory, stack);
  if (record !== undefined) return appliedFromRecord(record, await recordSavedAtMs(tenant.directory, stack));
  const resources = await pulumiResources(tenant.directory, stack);
  if (resources === undefined) {
    return (await isRecordedElsewhere(tenant.directory, stack)) ? undefined : nothingDeployed;
  }
  if (resources === 0) return { source: 'state', resources: [] };
  const environment = { ...invocation.environment, ...(await tenantEnvironment(tenant)) };
  return stateFromPulumi(stack, environment, invocation);
}
