import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { StackOutputs } from '../../../infra/outputs.ts';
import { parseOutputsJson } from '../../dotenv/outputs.ts';
import { refuseOtherTenant } from '../../drift/stack/other-tenant.ts';
import { makePulumiStack, pulumiOutputs, runPulumi } from '../../engine/pulumi-cli.ts';
import { withTemporaryFolder } from '../../files/temporary-folder.ts';
import { ManagementClient } from '../../management/management-client.ts';
import type { TenantAddress } from '../../management/tenant-connection.ts';
import { resetCommand } from '../../text/own-command.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import type { Invocation } from '../invocation.ts';
import { dotenvPath, tellStaleDotenv } from '../stack/dotenv-file.ts';
import { embeddedOutputs } from '../stack/embedded-engine.ts';
import type { ReachableTenant } from '../stack/local-tenant.ts';
import type { Stack } from '../stack/stack.ts';
import { tenantEnvironment } from '../stack/tenant-environment.ts';
import { progressUnder } from '../terminal.ts';
import { agreeToDeploy } from './consent.ts';
import { destroyClosed } from './destruction.ts';
import { forgetTheirApplications } from './lost-users.ts';
import { deployerOf, lookFirst, stateIfMade } from './look-first.ts';
import type { GivenRunOptions, StackOperation } from './operation.ts';
import { refuseLocked } from './refuse-locked.ts';
import { type Run, settle } from './settle.ts';

/** A stack, and the tenant that it is for. */
interface Place {
  readonly stack: Stack;
  readonly address: TenantAddress;
  /** The tenant, where it is on this machine. */
  readonly tenant?: ReachableTenant;
  /** What Pulumi runs with. */
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * Has Pulumi run the program. An `up` looks at the tenant first; then it settles, writes the `.env` and verifies.
 *
 * @returns the exit code: Pulumi's where it does not end well, else the worse of what settling and verification came to
 */
export async function pulumiRun(
  operation: StackOperation,
  { stack, address, tenant, environment }: Place,
  options: GivenRunOptions,
  invocation: Invocation,
): Promise<number> {
  const { interrupted, terminal } = invocation;
  const { json, input, allowDuplicates = false, details = false, deployOnly = false } = options;
  if (operation !== 'preview') await refuseLocked(stack, environment);
  const { name, directory } = stack;
  const common = { stack: name, directory, environment };
  let refresh = false;
  if (operation !== 'destroy') {
    const { warnings, lost } = await lookFirst(stack, address, environment, { allowDuplicates });
    for (const warning of warnings) progressUnder(terminal, 'yellow', 'warning:', warning);
    interrupted.throwIfAborted();
    refresh = lost.length > 0;
    if (operation === 'up' && refresh) await forgetTheirApplications(lost, common);
  }
  interrupted.throwIfAborted();
  const run: Run = (step) => runPulumi({ ...common, json, details, input, interrupted, ...step });
  if (operation === 'destroy') return pulumiDestroy({ stack, address, environment }, run, invocation);
  const exitCode =
    operation === 'up' ? await pulumiUp(stack, { refresh }, run, invocation) : await run({ operation });
  if (operation !== 'up' || exitCode !== exitCodes.ok) return exitCode;
  const outputsOf = async (): Promise<StackOutputs> =>
    parseOutputsJson(await pulumiOutputs(common), `the output of stack ${name}`, name);
  if (deployOnly) {
    if (existsSync(dotenvPath(options))) await tellStaleDotenv(options, await outputsOf(), invocation);
    return exitCode;
  }
  const settled = await settle(stack, run, terminal);
  if (settled === exitCodes.interrupted) return settled;
  const deployed = { stack, outputs: await outputsOf(), ...(tenant !== undefined && { tenant }) };
  const { proveUp } = await import('./proof.ts');
  const proved = await proveUp(deployed, dotenvPath(options), options, invocation);
  return worse(settled, proved.exitCode);
}

/** Has Pulumi deploy. It asks for a yes itself; in production a person sees the plan, types the stack's name, and has just that plan. */
async function pulumiUp(
  stack: Stack,
  looking: { readonly refresh: boolean },
  run: Run,
  { ask, interrupted }: Invocation,
): Promise<number> {
  if (!stack.settings.production || ask === undefined) return run({ operation: 'up', ...looking });
  return withTemporaryFolder(async (folder) => {
    const planFile = join(folder, 'plan.json');
    const planned = await run({ operation: 'preview', planFile, ...looking });
    if (planned !== exitCodes.ok) return planned;
    await agreeToDeploy(stack, { ask });
    interrupted.throwIfAborted();
    return run({ operation: 'up', planFile, input: false, ...looking });
  });
}

/** Shows what Pulumi would delete before anything is closed. */
async function pulumiDestroy(
  { stack, address, environment }: Place,
  run: Run,
  invocation: Invocation,
): Promise<number> {
  const applied = await stateIfMade(stack, environment);
  if (applied.resources.length === 0) return run({ operation: 'destroy' });
  const credentials = deployerOf(stack, environment, 'whose tenant it is has to be looked at');
  const client = new ManagementClient({ ...address, credentials });
  try {
    await refuseOtherTenant(client, applied, stack.name);
    return await destroyClosed(
      { stack, client, quiet: false, byPulumi: stack.local },
      invocation,
      async (beforeDeletion) => {
        const planned = await run({ operation: 'destroy', half: 'plan' });
        if (planned !== exitCodes.ok) return planned;
        await beforeDeletion(applied.resources);
        return run({ operation: 'destroy', half: 'changes', input: false });
      },
    );
  } finally {
    await client.close();
  }
}

/** Has Pulumi run the program on a tenant on this machine, which it knows from its environment. */
export async function pulumiRunOnTenant(
  operation: StackOperation,
  { tenant, stack }: { readonly tenant: ReachableTenant; readonly stack: Stack },
  options: GivenRunOptions,
  invocation: Invocation,
): Promise<number> {
  if ((await embeddedOutputs(tenant.directory, stack)) !== undefined) {
    throw new CliError(
      `The tenant in ${tenant.directory} holds what the embedded engine deployed, and the two engines share no record. ` +
        `Go on with --engine embedded, or start afresh with \`${resetCommand()}\`.`,
    );
  }
  const environment = { ...invocation.environment, ...(await tenantEnvironment(tenant)) };
  await makePulumiStack({ stack: stack.name, directory: stack.directory, environment });
  return pulumiRun(operation, { stack, address: tenant, tenant, environment }, options, invocation);
}

/** A difference that was found says more than one that nobody could look for. */
const worse = (...ended: readonly number[]): number =>
  ended.find((exitCode) => exitCode === exitCodes.difference) ?? Math.max(...ended);
