import { Option } from 'commander';
import { changesAnything, type DeploymentPlan } from '../../engine/embedded/plan.ts';
import { previewCommand, unaskedCommand } from '../../engine/stack-commands.ts';
import { ManagementClient } from '../../management/management-client.ts';
import { parseOutputs } from '../../../infra/outputs.ts';
import type { GivenRunOptions, StackOperation, RunOptions } from '../deployment/operation.ts';
import { pulumiRun, pulumiRunOnTenant } from '../deployment/pulumi-run.ts';
import { ensurePulumi } from '../deployment/ensure-pulumi.ts';
import { reportedRun, type TenantOperation } from '../deployment/reported-run.ts';
import { agreeToDeploy } from '../deployment/consent.ts';
import { destroyClosed } from '../deployment/destruction.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import type { CommandDefinition, CommandHandler, Invocation } from '../invocation.ts';
import { tenantDirectory, withLocalTenant } from '../stack/local-tenant.ts';
import { readStack, type Stack } from '../stack/stack.ts';
import { dotenvPath, tellStaleDotenv } from '../stack/dotenv-file.ts';
import { tellAtTerminal } from '../terminal.ts';

/** `preview`, `up` or `destroy`: run the program. `up` goes on until what it deployed is proved. */
export function defineRun(operation: StackOperation): CommandDefinition {
  return (command, run) => {
    command
      .addOption(
        new Option(
          '--engine <engine>',
          'who runs it (default: "embedded" on this machine, else "pulumi")',
        ).choices(['embedded', 'pulumi']),
      )
      .option('--install-pulumi', 'install the Pulumi CLI first, for you alone, where there is none')
      .action(run<RunOptions>(handlerFor(operation)));
    if (operation !== 'destroy') {
      command
        .option('--details', 'also list what a new resource starts with, property by property')
        .option('--allow-duplicates', 'make applications beside others of the same name');
    }
    if (operation === 'up') {
      command.option('--deploy-only', 'leave the .env as it is, and verify nothing');
    }
    if (operation !== 'preview') command.option('--yes', 'without asking');
  };
}

function handlerFor(operation: StackOperation): CommandHandler<RunOptions> {
  return async (given, asking) => {
    const { ask: _ask, ...unasking } = asking;
    const options = given.yes ? { ...given, input: false } : given;
    const invocation: Invocation = given.yes ? unasking : asking;
    const stack = await readStack(options);
    const engine = options.engine ?? (stack.local ? 'embedded' : 'pulumi');
    refuseContradiction({ operation, engine, stack }, options, invocation);
    if (options.installPulumi) await ensurePulumi(invocation);
    tellAtTerminal(invocation.terminal, `Stack ${stack.name}, tenant ${stack.settings.domain} …`);
    if (!stack.local) {
      const { environment } = invocation;
      const place = { stack, address: { domain: stack.settings.domain }, environment };
      return pulumiRun(operation, place, options, invocation);
    }
    const directory = tenantDirectory(options, invocation);
    return withLocalTenant({ directory, domain: stack.settings.domain }, invocation, (tenant) =>
      engine === 'pulumi'
        ? pulumiRunOnTenant(operation, { tenant, stack }, options, invocation)
        : embeddedRun({ operation, tenant, stack }, options, invocation),
    );
  };
}

function refuseContradiction(
  {
    operation,
    engine,
    stack: { name, local, settings },
  }: {
    readonly operation: StackOperation;
    readonly engine: 'embedded' | 'pulumi';
    readonly stack: Stack;
  },
  { json, input, installPulumi }: GivenRunOptions,
  { ask }: Pick<Invocation, 'ask'>,
): void {
  const refuse = (why: string) => {
    throw new CliError(why, { exitCode: exitCodes.usage });
  };
  const hasNobodyToAsk = input && ask === undefined;
  if (engine === 'embedded') {
    if (!local) {
      refuse(
        `The embedded engine works on this machine only, and stack ${name} is for ${settings.domain}. Use --engine pulumi.`,
      );
    }
    if (installPulumi)
      refuse('The embedded engine needs no Pulumi. Leave --install-pulumi out, or use --engine pulumi.');
    if (operation === 'destroy' && hasNobodyToAsk) {
      refuse(
        `destroy deletes all that ${name} declared, and there is no terminal to ask at. Have it go ahead without asking: ${unaskedCommand({ stack: name }, operation)}`,
      );
    }
    if (operation === 'up' && settings.production && hasNobodyToAsk) {
      refuse(
        `up changes what real users of ${settings.domain} depend on, and there is no terminal to ask at. See what it would do: ` +
          `${previewCommand({ stack: name })}; then have it go ahead without asking: ${unaskedCommand({ stack: name }, operation)}`,
      );
    }
    return;
  }
  if (operation === 'preview') return;
  if (json) {
    refuse(
      `--json goes with preview only where Pulumi runs the program: what it prints of ${operation} as JSON holds secrets in plain.`,
    );
  }
  if (hasNobodyToAsk) {
    refuse(
      `${operation} asks before it changes anything, and there is no terminal to ask at. See what it would do: ${previewCommand({ stack: name, byPulumi: local })}; ` +
        `then have it go ahead without asking: ${unaskedCommand({ stack: name, byPulumi: local }, operation)}`,
    );
  }
}

async function embeddedRun(
  { operation, tenant, stack }: TenantOperation,
  options: GivenRunOptions,
  invocation: Invocation,
): Promise<number> {
  const { terminal } = invocation;
  const startedMs = performance.now();
  if (operation === 'destroy') return embeddedDestroy({ tenant, stack }, options, invocation);
  const beforeChanges = async (plan: DeploymentPlan) => {
    if (operation === 'up' && changesAnything(plan)) await agreeToDeploy(stack, invocation);
  };
  const run = { ...options, beforeChanges };
  const { outputs, report } = await reportedRun({ operation, tenant, stack }, run, invocation);
  const print = (result: object) => terminal.result(JSON.stringify(result, null, 2));
  if (operation !== 'up' || options.deployOnly) {
    if (options.json) print(report);
    if (operation === 'up') await tellStaleDotenv(options, parseOutputs(outputs, stack.name), invocation);
    return exitCodes.ok;
  }
  // Verification takes a while to load, and nothing else here needs it.
  const { proveUp } = await import('../deployment/proof.ts');
  const deployed = { stack, outputs: parseOutputs(outputs, stack.name), tenant };
  const { proof, exitCode } = await proveUp(deployed, dotenvPath(options), options, invocation);
  if (options.json) print({ ...report, ...proof, durationMs: Math.round(performance.now() - startedMs) });
  return exitCode;
}

async function embeddedDestroy(
  { tenant, stack }: Omit<TenantOperation, 'operation'>,
  options: GivenRunOptions,
  invocation: Invocation,
): Promise<number> {
  const client = new ManagementClient({ ...tenant, credentials: tenant.deployer });
  try {
    return await destroyClosed(
      { stack, client, quiet: options.json, byPulumi: false },
      invocation,
      async (beforeDeletion) => {
        let closed: readonly string[] = [];
        const beforeChanges = async ({ steps }: DeploymentPlan) => {
          closed = (await beforeDeletion(steps)) ?? [];
        };
        const { report } = await reportedRun(
          { operation: 'destroy', tenant, stack },
          { ...options, beforeChanges },
          invocation,
        );
        if (options.json) invocation.terminal.result(JSON.stringify({ ...report, closed }, null, 2));
        return exitCodes.ok;
      },
    );
  } finally {
    await client.close();
  }
}
