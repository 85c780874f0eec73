import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Option } from 'commander';
import { makePulumiStack } from '../../engine/pulumi-cli.ts';
import type { Matched } from '../../drift/adoption.ts';
import type { Applied } from '../../drift/stack/applied.ts';
import type { DesiredResource } from '../../drift/stack/desired.ts';
import { tokens } from '../../management/resources/resource-types.ts';
import {
  adoptCommand,
  deployCommand,
  forgetCommand,
  importCommand,
  previewCommand,
} from '../../engine/stack-commands.ts';
import type { Difference } from '../../management/properties/differences.ts';
import { type Adoption, findAdoption } from '../adoption/find-adoption.ts';
import { importFile, urnOf } from '../adoption/import-file.ts';
import { chosenIds } from '../adoption/refusals.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import type { CommandDefinition, GlobalOptions, CommandHandler, Invocation } from '../invocation.ts';
import { repeatable } from '../option-values.ts';
import type { AdoptionReport } from '../printed/adoption-report.ts';
import { adoptionText } from '../printed/adoption-text.ts';
import { deployedState } from '../stack/deployed-state.ts';
import { adoptOnTenant } from '../stack/embedded-engine.ts';
import type { ReachableTenant } from '../stack/local-tenant.ts';
import { readStack, type Stack } from '../stack/stack.ts';
import { withTenantAccess } from '../stack/tenant-access.ts';
import { tenantEnvironment } from '../stack/tenant-environment.ts';
import { progressUnder } from '../terminal.ts';

interface AdoptOptions {
  readonly engine?: 'embedded' | 'pulumi';
  readonly map?: readonly string[];
  readonly out?: string;
}

type Options = AdoptOptions & GlobalOptions;

/** `adopt`: take over what somebody made by hand or with another tool. Never changes the tenant. */
export const defineAdopt: CommandDefinition = (command, run) => {
  command
    .addOption(
      new Option(
        '--engine <engine>',
        'who takes it over (default: "embedded" on this machine, else "pulumi")',
      ).choices(['embedded', 'pulumi']),
    )
    .option(
      '--map <name=id>',
      'which application is meant, such as connector=CLIENT_ID; may be repeated',
      repeatable,
    )
    .option('--out <file>', 'where the file for `pulumi import` goes (default: "import.STACK.json")')
    .action(run(adopt));
};

const adopt: CommandHandler<AdoptOptions> = async (options, invocation) => {
  const stack = await readStack(options);
  const engine = options.engine ?? (stack.local ? 'embedded' : 'pulumi');
  if (engine === 'embedded' && !stack.local) {
    throw new CliError(
      `The embedded engine works on this machine only, and stack ${stack.name} is for ${stack.settings.domain}. Use --engine pulumi.`,
      { exitCode: exitCodes.usage },
    );
  }
  if (engine === 'embedded' && options.out !== undefined) {
    throw new CliError(
      '--out is for the file that Pulumi imports; the embedded engine takes it into its record.',
      {
        exitCode: exitCodes.usage,
      },
    );
  }
  const chosen = chosenIds(options.map ?? []);
  return withTenantAccess(stack.settings, options, invocation, async (access) => {
    const source = {
      address: access.address,
      credentials: access.credentials(),
      applied: await deployedState(stack, access, invocation),
    };
    const adoption = await findAdoption(stack, source, chosen, engine);
    const { local: tenant } = access;
    const { applied } = source;
    const adopting = { stack, adoption };
    if (tenant === undefined) return adoptWithPulumi(adopting, applied, options, invocation);
    if (engine === 'embedded') return adoptIntoEmbedded(adopting, tenant, options, invocation);
    const environment = { ...invocation.environment, ...(await tenantEnvironment(tenant)) };
    await makePulumiStack({ stack: stack.name, directory: stack.directory, environment });
    return adoptWithPulumi(adopting, applied, options, invocation);
  });
};

/** A stack, and what of its tenant is to be taken over. */
interface Adopting {
  readonly stack: Stack;
  readonly adoption: Adoption;
}

async function adoptIntoEmbedded(
  { stack, adoption }: Adopting,
  tenant: ReachableTenant,
  options: Options,
  { terminal }: Invocation,
): Promise<number> {
  if (adoption.isWorthIt) {
    await adoptOnTenant(tenant, stack, adoption.adopted, (severity, message) => {
      if (severity !== 'debug') progressUnder(terminal, 'yellow', `${severity}:`, message);
    });
  }
  const next = [
    adoption.isWorthIt ? previewCommand({ stack: stack.name }) : deployCommand({ stack: stack.name }),
  ];
  return report({ stack, adoption }, next, options, { terminal });
}

async function adoptWithPulumi(
  { stack, adoption }: Adopting,
  applied: Applied | undefined,
  options: Options,
  { terminal }: Pick<Invocation, 'terminal'>,
): Promise<number> {
  const commanded = { stack: stack.name, local: stack.local, byPulumi: stack.local };
  if (!adoption.isWorthIt)
    return report({ stack, adoption }, [deployCommand(commanded)], options, { terminal });
  const place = { project: stack.file.project, stack: stack.name };
  const replaced = replacedIn(applied, adoption.matched);
  if (replaced.length > 0) {
    const names = replaced.map(({ name }) => name);
    progressUnder(
      terminal,
      'yellow',
      'warning:',
      `The state knows ${names.join(', ')} under the id of what is gone, and Pulumi imports nothing beside that. Have it forget that first, with what depends on it, and look again.`,
    );
    const forgetting = replaced.map((desired) =>
      forgetCommand(commanded, { urn: urnOf(desired, place), force: stack.settings.production }),
    );
    return report({ stack, adoption }, [...forgetting, adoptCommand(commanded)], options, { terminal });
  }
  const name = options.out ?? `import.${stack.name}.json`;
  const file = resolve(stack.directory, name);
  const content = importFile(adoption.matched, adoption.known, place);
  await writeFile(file, `${JSON.stringify(content, null, 2)}\n`).catch((cause: Error) => {
    throw new CliError(`${file} cannot be written: ${cause.message}. Name another file with --out.`, {
      cause,
    });
  });
  const next = [
    importCommand(commanded, { file: name, protect: stack.settings.production }),
    previewCommand(commanded),
  ];
  return report({ stack, adoption }, next, options, { terminal });
}

/** Those that a state knows under another id: somebody deleted what was deployed, and made it anew. A part goes with its whole. */
function replacedIn(applied: Applied | undefined, matched: readonly Matched[]): readonly DesiredResource[] {
  const isKnown = ({ desired: { type, name }, id }: Matched) =>
    applied?.resources.some((each) => each.type === type && each.name === name && each.id !== id) === true;
  const replaced = matched.filter(isKnown).map(({ desired }) => desired);
  const names = new Set(replaced.map(({ name }) => name));
  return replaced.filter(
    ({ needs, type }) => type !== tokens.tenant && !needs.some((name) => names.has(name)),
  );
}

function report(
  { stack: { name, settings }, adoption: { known, missing, warnings, adopted, isWorthIt } }: Adopting,
  next: readonly string[],
  { json }: Pick<GlobalOptions, 'json'>,
  { terminal }: Pick<Invocation, 'terminal'>,
): number {
  const told: AdoptionReport = {
    schemaVersion: 1,
    stack: name,
    domain: settings.domain,
    adopted: isWorthIt ? adopted : [],
    known: known.map((each) => each.name),
    missing: missing.map((each) => each.name),
    next,
  };
  for (const warning of warnings) progressUnder(terminal, 'yellow', 'warning:', warning);
  terminal.result(json ? JSON.stringify(told, withoutSecrets, 2) : adoptionText(told, terminal));
  return exitCodes.ok;
}

/** A difference in a secret has neither value. */
function withoutSecrets(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('secret' in value) || value.secret !== true)
    return value;
  const { desired: _desired, actual: _actual, ...rest } = value as unknown as Difference;
  return rest;
}
