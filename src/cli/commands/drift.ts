import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Option } from 'commander';
import { checkDrift } from '../../drift/check-drift.ts';
import { ignoreFileName, type IgnoreEntry, readIgnoreFile } from '../../drift/findings/ignore-file.ts';
import type { Progress } from '../../drift/tenant/inventory.ts';
import { stackView } from '../../drift/render/report-view.ts';
import { type DriftReport, overallVerdict, type StackReport } from '../../drift/findings/report.ts';
import { severities, type Severity } from '../../drift/findings/severity.ts';
import { deployedState, namedState } from '../stack/deployed-state.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import { heldSecrets } from '../stack/held-secrets.ts';
import type { CommandDefinition, GlobalOptions, Handler, Invocation } from '../invocation.ts';
import { progressBar } from '../printed/progress-bar.ts';
import { formatOption, printReport, type ReportOptions } from '../printed/report-output.ts';
import { externalIssuerOf } from '../stack/external-issuer.ts';
import { readStack, type Stack } from '../stack/stack.ts';
import { withTenantAccess } from '../stack/tenant-access.ts';

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

const drift: Handler<DriftOptions> = async (options, invocation) => {
  const stacks = await stacksOf(options);
  if (options.state !== undefined && stacks.length > 1) {
    throw new CliError(
      `--state is of one stack, and ${stacks.join(', ')} were named. Run it once for each.`,
      {
        exitCode: exitCodes.usage,
      },
    );
  }
  const ignores = await readIgnoreFile(join(options.directory, ignoreFileName));
  const checked: Checked[] = [];
  for (const stack of stacks) {
    checked.push(
      await checkStack(await readStack({ ...options, stacks: [stack] }), ignores, options, invocation),
    );
  }
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

async function stacksOf({ all, stacks, directory }: Options): Promise<readonly string[]> {
  if (!all) return stacks.length === 0 ? ['local'] : [...new Set(stacks)];
  const files = await readdir(directory);
  const found = files.flatMap((file) => /^Pulumi\.(.+)\.ya?ml$/.exec(file)?.[1] ?? []).toSorted();
  const external = await Promise.all(found.map((stack) => externalIssuerOf({ directory, stacks: [stack] })));
  const deployable = found.filter((_, index) => external[index] === undefined);
  if (deployable.length > 0) return deployable;
  throw new CliError(
    `There is no Pulumi.<stack>.yaml of an Auth0 tenant in ${directory}. Name the project's directory with -C.`,
  );
}

async function checkStack(
  stack: Stack,
  ignores: readonly IgnoreEntry[],
  options: Options,
  invocation: Invocation,
): Promise<Checked> {
  const { settings, local, name } = stack;
  const held = await heldSecrets(stack);
  const bar = progressBar();
  const common = {
    stack: name,
    settings,
    local,
    heldSecrets: held,
    ignores,
    failOn: options.failOn,
    onProgress: ({ partsRead, parts, applications }: Progress) =>
      bar.draw(partsRead / parts, `${name}: ${applications.toLocaleString('en')} applications`),
  };
  const named = options.state === undefined ? undefined : await namedState(options.state, stack);
  const ownSecrets = held.map(({ credentials }) => credentials.clientSecret);
  try {
    return await withTenantAccess(settings, options, invocation, async (access) => {
      const credentials = access.credentials();
      const applied = named ?? (await deployedState(stack, access, invocation));
      const report = await checkDrift({ ...common, address: access.address, credentials, applied });
      return { report, secrets: [...ownSecrets, credentials.clientSecret] };
    });
  } finally {
    bar.clear();
  }
}
