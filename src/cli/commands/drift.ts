import { join } from 'node:path';
import { Option } from 'commander';
import { checkDrift, notCompared } from '../../drift/check-drift.ts';
import { ignoreFileName, type IgnoreEntry, readIgnoreFile } from '../../drift/findings/ignore-file.ts';
import type { Progress } from '../../drift/tenant/inventory.ts';
import { counted as counting, stackView } from '../../drift/render/report-view.ts';
import { type DriftReport, overallVerdict, type StackReport } from '../../drift/findings/report.ts';
import { severities, type Severity } from '../../drift/findings/severity.ts';
import { credentialVariables } from '../../engine/credential-variables.ts';
import { deployedState, namedState } from '../stack/deployed-state.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import { heldSecrets } from '../stack/held-secrets.ts';
import type { CommandDefinition, GlobalOptions, CommandHandler, Invocation } from '../invocation.ts';
import { progressBar } from '../printed/progress-bar.ts';
import { formatOption, printReport, type ReportOptions } from '../printed/report-output.ts';
import { inLanes } from '../several/lanes.ts';
import { namedStacks } from '../several/named-stacks.ts';
import { readStack, type Stack } from '../stack/stack.ts';
import { environmentOf } from '../stack-credentials.ts';
import { withTenantAccess } from '../stack/tenant-access.ts';
import { credentialsIn } from '../../engine/credential-variables.ts';

interface DriftOptions extends ReportOptions {
  readonly all?: boolean;
  readonly state?: string;
  readonly failOn: Severity;
}

type Options = DriftOptions & GlobalOptions;

/** A stack's report, and the secrets that were used for it. */
interface Checked {
  readonly report: StackReport;
  readonly secrets: readonly string[];
}

/** `drift`: who changed the tenant, what did they change, and what lies there that nobody declared. */
export const defineDrift: CommandDefinition = (command, run) => {
  command
    .option('--all', 'every stack of the project')
    .option(
      '--state <file>',
      'what `pulumi stack export` printed, or - (default: from pulumi, if it is there)',
    )
    .addOption(formatOption())
    .option('--out <file>', 'write the report to a file')
    .addOption(
      new Option('--fail-on <severity>', 'the mildest severity that is drift')
        .choices(severities)
        .default('low'),
    )
    .action(run(drift));
};

const drift: CommandHandler<DriftOptions> = async (options, invocation) => {
  const { all = false } = options;
  const stacks = await namedStacks(options, { every: all, external: false });
  if (options.state !== undefined && stacks.length > 1) {
    throw new CliError(
      `--state is of one stack, and ${stacks.join(', ')} were named. Run it once for each.`,
      {
        exitCode: exitCodes.usage,
      },
    );
  }
  const ignores = await readIgnoreFile(join(options.directory, ignoreFileName));
  const read = await Promise.all(stacks.map((stack) => readStack({ ...options, stacks: [stack] })));
  // The common credentials are of one tenant only.
  const common = read.filter(({ local }) => !local).length === 1;
  const bar = progressBar();
  const shares = new Map<string, number>();
  const onProgress = (name: string, { partsRead, parts, applications }: Progress) => {
    shares.set(name, partsRead / parts);
    const sum = [...shares.values()].reduce((total, share) => total + share, 0);
    const counted = applications === 0 ? '' : `, ${counting(applications, 'application')}`;
    bar.draw(sum / read.length, `${name}: ${partsRead} of ${parts} read${counted}`);
  };
  const check = async (stack: Stack): Promise<Checked> => {
    const environment = environmentOf(stack.name, invocation.environment, { common });
    const canBeAsked = stack.local || credentialsIn(environment) !== undefined;
    if (!canBeAsked && read.length > 1) return { report: withoutCredentials(stack), secrets: [] };
    return checkStack(stack, { ignores, onProgress }, options, { ...invocation, environment });
  };
  // Stacks on this machine share the tenant's folder.
  const lanes = [
    read.filter(({ local }) => local),
    ...read.filter(({ local }) => !local).map((each) => [each]),
  ];
  const ended = await inLanes(lanes, check).finally(() => bar.clear());
  const checked = read.flatMap((stack) => ended.get(stack) ?? []);
  const report: DriftReport = { schemaVersion: 1, stacks: checked.map((each) => each.report) };
  await printReport(
    {
      json: report,
      views: report.stacks.map((each) => ({ ...stackView(each), file: `Pulumi.${each.stack}.yaml` })),
      secrets: checked.flatMap(({ secrets }) => secrets),
    },
    options,
    invocation,
  );
  return { clean: exitCodes.ok, drift: exitCodes.difference, unknown: exitCodes.failed }[
    overallVerdict(report)
  ];
};

/** What can be told of one of several tenants that nobody has credentials for. */
function withoutCredentials({ name, settings }: Stack): StackReport {
  const reason =
    `Of several tenants each needs credentials of its own. Set ${credentialVariables(name).join(' and ')} to a ` +
    `machine-to-machine application of ${settings.domain}.`;
  return notCompared({ stack: name, settings }, [{ what: 'the tenant', cause: 'credentials', reason }]);
}

/** What the checks of several stacks share. */
interface Common {
  readonly ignores: readonly IgnoreEntry[];
  readonly onProgress: (stack: string, progress: Progress) => void;
}

async function checkStack(
  stack: Stack,
  { ignores, onProgress }: Common,
  options: Options,
  invocation: Invocation,
): Promise<Checked> {
  const { settings, local, name } = stack;
  const held = await heldSecrets(stack, invocation.environment);
  const common = {
    stack: name,
    settings,
    local,
    heldSecrets: held,
    ignores,
    failOn: options.failOn,
    onProgress: (progress: Progress) => onProgress(name, progress),
  };
  const named = options.state === undefined ? undefined : await namedState(options.state, stack);
  const ownSecrets = held.map(({ credentials }) => credentials.clientSecret);
  return withTenantAccess(settings, options, invocation, async (access) => {
    const credentials = access.credentials();
    const applied = named ?? (await deployedState(stack, access, invocation));
    const report = await checkDrift({ ...common, address: access.address, credentials, applied });
    return { report, secrets: [...ownSecrets, credentials.clientSecret] };
  });
}
