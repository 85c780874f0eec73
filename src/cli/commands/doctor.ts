import { pathToFileURL } from 'node:url';
import { isExpected } from '../../engine/is-expected.ts';
import { examine } from '../../doctor/examine.ts';
import type { AnsweringTenant, Subject } from '../../doctor/subject.ts';
import { isLoopbackHost, NoAuth0TenantError } from '../../../infra/settings/settings.ts';
import { LocalTenantError } from '../../local-tenant/errors.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import { type CommandDefinition, type CommandHandler, type Invocation, onlyStack } from '../invocation.ts';
import { doctorText } from '../printed/doctor-text.ts';
import { stateOnTenant } from '../stack/deployed-state.ts';
import { type ReachableTenant, tenantDirectory, withLocalTenant } from '../stack/local-tenant.ts';
import { forEachStack } from '../several/several-stacks.ts';
import { readStack, type Stack } from '../stack/stack.ts';
import { pulumiBackend } from '../stack/tenant-environment.ts';

interface DoctorOptions {
  readonly all?: boolean;
  readonly fix?: boolean;
}

const doctor: CommandHandler<DoctorOptions> = async (options, invocation) => {
  const common = {
    stack: onlyStack(options),
    directory: options.directory,
    environment: invocation.environment,
    nodeVersion: process.versions.node,
  };
  const stack = await readStack(options).catch(unusable);
  const look = async (subject: Subject) => {
    const report = await examine(subject, { fix: options.fix ?? false });
    invocation.terminal.result(
      options.json ? JSON.stringify(report, null, 2) : doctorText(report, invocation.terminal),
    );
    return { healthy: exitCodes.ok, problems: exitCodes.difference, unknown: exitCodes.failed }[
      report.verdict
    ];
  };
  if (stack instanceof Error) return look({ ...common, configuration: stack });
  const { settings, file } = stack;
  const subject = { ...common, configuration: { project: file.project, stackFile: file.path, settings } };
  if (!isLoopbackHost(settings.domain)) return look(subject);
  return onTenant(stack, tenantDirectory(options, invocation), invocation, (localTenant) =>
    look({ ...subject, localTenant }),
  );
};

const doctorOfStacks = forEachStack(doctor, {
  every: ({ all = false }) => all,
  ofOne: () => [],
  withCredentials: true,
  external: false,
});

/** `doctor`: what stands between a stack and a deploy. Changes nothing in the tenant. */
export const defineDoctor: CommandDefinition = (command, run) => {
  command
    .option('--fix', 'mend what can be mended safely on this machine')
    .option('--all', 'every stack of the project')
    .action(run<DoctorOptions>(doctorOfStacks));
};

/** What a person can mend becomes a finding; that there is nothing to deploy is none. */
function unusable(error: unknown): Error {
  if (error instanceof NoAuth0TenantError) throw error;
  if (isExpected(error)) return error;
  throw error;
}

/** Looks at a stack with its tenant on this machine, or with the reason why that cannot be brought up. */
async function onTenant(
  stack: Stack,
  directory: string,
  invocation: Invocation,
  look: (tenant: AnsweringTenant | Error) => Promise<number>,
): Promise<number> {
  let examined = false;
  const lookAt = async (tenant: ReachableTenant) => {
    examined = true;
    const applied = await stateOnTenant(stack, tenant, invocation);
    const { domain, ca, deployer } = tenant;
    const backend = pathToFileURL(pulumiBackend(tenant.directory)).href;
    const address = { domain, ca };
    return look({ address, directory: tenant.directory, backend, credentials: deployer, applied });
  };
  try {
    return await withLocalTenant({ directory, domain: stack.settings.domain }, invocation, lookAt);
  } catch (error) {
    if (examined || !(error instanceof LocalTenantError || error instanceof CliError)) throw error;
    return look(error);
  }
}
