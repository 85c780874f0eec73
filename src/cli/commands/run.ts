import { existsSync } from 'node:fs';
import { Option } from 'commander';
import { resetCommand } from '../../text/own-command.ts';
import { parseOutputs } from '../../../infra/outputs.ts';
import { parseOutputsJson } from '../../dotenv/outputs.ts';
import { makePulumiStack, pulumiOutputs, runPulumi } from '../../engine/pulumi-cli.ts';
import type { TenantAddress } from '../../management/tenant-connection.ts';
import { reportedRun } from '../stack/reported-run.ts';
import { embeddedOutputs } from '../stack/embedded-engine.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import type { CommandDefinition, GlobalOptions, Handler, Invocation } from '../invocation.ts';
import { type ReachableTenant, tenantDirectory, withLocalTenant } from '../stack/local-tenant.ts';
import { tenantEnvironment } from '../stack/tenant-environment.ts';
import { lookFirst } from '../stack/look-first.ts';
import { readStack, type Stack } from '../stack/stack.ts';
import { dotenvPath, tellStaleDotenv } from '../stack/dotenv-file.ts';
import { progressUnder, tellAtTerminal } from '../terminal.ts';

type Operation = 'preview' | 'up' | 'destroy';

interface RunOptions {
  readonly engine?: 'embedded' | 'pulumi';
  readonly allowDuplicates?: boolean;
  readonly details?: boolean;
}

type Options = RunOptions & GlobalOptions;

/** `preview`, `up` or `destroy`: run the program. */
export function defineRun(operation: Operation): CommandDefinition {
  return (command, run) => {
    command
      .addOption(
        new Option(
          '--engine <engine>',
          'who runs it (default: "embedded" on this machine, else "pulumi")',
        ).choices(['embedded', 'pulumi']),
      )
      .action(run<RunOptions>(handlerFor(operation)));
    if (operation !== 'destroy') {
      command
        .option('--details', 'also list what a new resource starts with, property by property')
        .option('--allow-duplicates', 'make applications beside others of the same name');
    }
  };
}

function handlerFor(operation: Operation): Handler<RunOptions> {
  return async (options, invocation) => {
    const stack = await readStack(options);
    const engine = options.engine ?? (stack.local ? 'embedded' : 'pulumi');
    if (engine === 'embedded' && !stack.local) {
      throw new CliError(
        `The embedded engine works on this machine only, and stack ${stack.name} is for ${stack.settings.domain}. Use --engine pulumi.`,
        { exitCode: exitCodes.usage },
      );
    }
    if (engine === 'pulumi' && options.json && operation !== 'preview') {
      throw new CliError(
        `--json goes with preview only where Pulumi runs the program: what it prints of ${operation} as JSON holds secrets in plain.`,
        { exitCode: exitCodes.usage },
      );
    }
    tellAtTerminal(invocation.terminal, `Stack ${stack.name}, tenant ${stack.settings.domain} …`);
    if (!stack.local) {
      const address = { domain: stack.settings.domain };
      return pulumi(operation, { stack, address }, options, invocation, invocation.environment);
    }
    const directory = tenantDirectory(options, invocation);
    return withLocalTenant({ directory, domain: stack.settings.domain }, invocation, async (tenant) => {
      if (engine === 'pulumi') return pulumiOnTenant(operation, tenant, stack, options, invocation);
      const { outputs, report } = await reportedRun(operation, tenant, stack, options, invocation);
      if (options.json) invocation.terminal.result(JSON.stringify(report, null, 2));
      if (operation === 'up') await tellStaleDotenv(options, parseOutputs(outputs, stack.name), invocation);
      return exitCodes.ok;
    });
  };
}

async function pulumiOnTenant(
  operation: Operation,
  tenant: ReachableTenant,
  stack: Stack,
  options: Options,
  invocation: Invocation,
): Promise<number> {
  if ((await embeddedOutputs(tenant.directory, stack)) !== undefined) {
    throw new CliError(
      `The tenant in ${tenant.directory} holds what the embedded engine deployed, and the two engines share no record. ` +
        `Go on with --engine embedded, or start afresh with \`${resetCommand}\`.`,
    );
  }
  const environment = { ...invocation.environment, ...(await tenantEnvironment(tenant)) };
  await makePulumiStack({ stack: stack.name, directory: stack.directory, environment });
  return pulumi(operation, { stack, address: tenant }, options, invocation, environment);
}

async function pulumi(
  operation: Operation,
  { stack, address }: { readonly stack: Stack; readonly address: TenantAddress },
  options: Options,
  { interrupted, terminal }: Invocation,
  environment: NodeJS.ProcessEnv,
): Promise<number> {
  const { json, input, allowDuplicates = false, details = false } = options;
  if (operation !== 'destroy') {
    const endings = await lookFirst(stack, address, environment, { allowDuplicates });
    for (const ending of endings) progressUnder(terminal, 'yellow', 'warning:', ending);
  }
  interrupted.throwIfAborted();
  const { name, directory } = stack;
  const exitCode = await runPulumi({
    operation,
    stack: name,
    directory,
    json,
    details,
    input,
    environment,
    interrupted,
  });
  if (operation === 'up' && exitCode === exitCodes.ok && existsSync(dotenvPath(options))) {
    const outputs = await pulumiOutputs({ stack: name, directory, environment });
    await tellStaleDotenv(options, parseOutputsJson(outputs, `the output of stack ${name}`, name), {
      terminal,
    });
  }
  return exitCode;
}
