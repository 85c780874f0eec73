import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Option } from 'commander';
import { desiredTenant } from '../../../infra/tenant.ts';
import type { Applied } from '../../drift/stack/applied.ts';
import { type Matched, type Matching, matchTenant } from '../../drift/adoption.ts';
import { desiredResources } from '../../drift/stack/desired.ts';
import { inventoryRequest } from '../../drift/tenant/inventory-request.ts';
import { type Inventory, readInventory } from '../../drift/tenant/inventory.ts';
import { notReadParts, resourceViews, rulesOf } from '../../drift/tenant/live-resource.ts';
import { contentOf } from '../../drift/tenant/source.ts';
import { makePulumiStack } from '../../engine/pulumi-cli.ts';
import { adoptCommand, deployCommand, importCommand, previewCommand } from '../../engine/stack-commands.ts';
import { ManagementClient } from '../../management/management-client.ts';
import type { ClientCredentials } from '../../management/management-token.ts';
import { type Difference, differences } from '../../management/resources/differences.ts';
import type { Properties } from '../../management/resources/property-rules.ts';
import { resourceType, tokens } from '../../management/resources/resource-types.ts';
import type { TenantAddress } from '../../management/tenant-connection.ts';
import type { AdoptedResource, AdoptionReport } from '../printed/adoption-report.ts';
import { adoptionText } from '../printed/adoption-text.ts';
import { stateFromPulumi, stateOnTenant } from '../stack/deployed-state.ts';
import { adoptOnTenant } from '../stack/embedded-engine.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import { importFile } from '../stack/import-file.ts';
import type { CommandDefinition, GlobalOptions, Handler, Invocation } from '../invocation.ts';
import { type ReachableTenant, tenantDirectory, withLocalTenant } from '../stack/local-tenant.ts';
import { tenantEnvironment } from '../stack/tenant-environment.ts';
import { repeatable } from '../option-values.ts';
import { readStack, type Stack } from '../stack/stack.ts';
import { readerOf } from '../stack/tenant-reader.ts';
import { progressUnder } from '../terminal.ts';

interface AdoptOptions {
  readonly engine?: 'embedded' | 'pulumi';
  readonly map?: readonly string[];
  readonly out?: string;
}

type Options = AdoptOptions & GlobalOptions;

/** Where to look, and as whom. */
interface Source {
  readonly address: TenantAddress;
  readonly credentials: ClientCredentials;
  readonly applied: Applied | undefined;
}

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

const adopt: Handler<AdoptOptions> = async (options, invocation) => {
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
  if (!stack.local) {
    const credentials = readerOf(stack.settings.domain, invocation.environment);
    const applied = await stateFromPulumi(stack, invocation.environment, invocation);
    const source = { address: { domain: stack.settings.domain }, credentials, applied };
    return adoptWithPulumi(stack, await found(stack, source, chosen, true), options, invocation);
  }
  const directory = tenantDirectory(options, invocation);
  return withLocalTenant({ directory, domain: stack.settings.domain }, invocation, async (tenant) => {
    const applied = await stateOnTenant(stack, tenant, invocation);
    const source = { address: tenant, credentials: tenant.deployer, applied };
    const adoption = await found(stack, source, chosen, engine === 'pulumi');
    if (engine === 'embedded') return adoptIntoEmbedded(tenant, stack, adoption, options, invocation);
    const environment = { ...invocation.environment, ...(await tenantEnvironment(tenant)) };
    await makePulumiStack({ stack: stack.name, directory: stack.directory, environment });
    return adoptWithPulumi(stack, adoption, options, invocation);
  });
};

interface Found extends Matching {
  readonly adopted: readonly AdoptedResource[];
  /** What the first `up` would take away without a word, a sentence each. */
  readonly warnings: readonly string[];
}

async function found(
  stack: Stack,
  { address, credentials, applied }: Source,
  chosen: ReadonlyMap<string, string>,
  pulumi: boolean,
): Promise<Found> {
  const tenant = desiredTenant(stack.settings);
  const desired = desiredResources(tenant);
  const client = new ManagementClient({ ...address, credentials });
  try {
    const inventory = await readInventory(client, inventoryRequest(tenant, stack.settings, applied));
    refuseUnread(stack, inventory);
    const whole = matchTenant(desired, inventory, applied, chosen);
    const matching = pulumi ? withoutOwnProviders(whole) : whole;
    refuseBadChoices(stack, chosen, matching, inventory);
    refuseAmbiguity(stack, matching);
    const live = new Map<Matched, Properties>();
    for (const match of matching.matched) {
      live.set(match, (await resourceType(match.desired.type).read(client, match.id)) ?? {});
    }
    return {
      ...matching,
      adopted: matching.matched.map((match) => ({
        name: match.desired.name,
        type: match.desired.type,
        id: match.id,
        // What Auth0 does not show because it is empty is the same to Pulumi; the embedded engine sends it once.
        differences: differences(
          match.inputs,
          { live: live.get(match), applied: pulumi ? match.inputs : {} },
          rulesOf(match.desired.type),
        ).toSorted(byPath),
      })),
      warnings: [...live].flatMap(([match, properties]) => (pulumi ? clearedBy(match, properties) : [])),
    };
  } finally {
    await client.close();
  }
}

/** What Pulumi cannot import, `up` makes beside it: a create takes over what every tenant has. */
function withoutOwnProviders({ matched, missing, ...rest }: Matching): Matching {
  const isImported = ({ desired: { type } }: Matched) => !resourceType(type).hasOwnProvider;
  const made = matched.filter((match) => !isImported(match)).map(({ desired }) => desired);
  return { ...rest, matched: matched.filter(isImported), missing: [...missing, ...made] };
}

/** As a preview lists them: Pulumi sorts what the program states. */
const byPath = (a: Difference, b: Difference) => (a.path < b.path ? -1 : 1);

function chosenIds(map: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    map.map((text) => {
      const [, name, id] = /^([^=]+)=(.+)$/.exec(text) ?? [];
      if (name !== undefined && id !== undefined) return [name, id] as const;
      throw new CliError(
        `--map ${text} is not of the form NAME=ID. Write for instance --map connector=CLIENT_ID.`,
        {
          exitCode: exitCodes.usage,
        },
      );
    }),
  );
}

function refuseUnread({ settings }: Stack, inventory: Inventory): void {
  const unread = notReadParts(
    inventory,
    Object.values(resourceViews).map(({ part }) => part),
  );
  if (unread.length === 0) return;
  throw new CliError(
    `What ${settings.domain} holds cannot be read whole, and nothing was adopted:\n` +
      unread.map(({ what, reason }) => `  ${what}: ${reason}`).join('\n'),
  );
}

function refuseBadChoices(
  { name: stack }: Stack,
  chosen: ReadonlyMap<string, string>,
  { matched, known, missing, ambiguous }: Matching,
  { applications }: Inventory,
): void {
  const declared = [...matched, ...ambiguous].map(({ desired }) => desired).concat(known, missing);
  const names = declared.filter(({ type }) => type === tokens.client).map(({ name }) => name);
  const ids = new Set((contentOf(applications)?.kept ?? []).map((application) => application['client_id']));
  for (const [name, id] of chosen) {
    const refuse = (problem: string) =>
      new CliError(`--map ${name}=${id}: ${problem}`, { exitCode: exitCodes.usage });
    if (!names.includes(name))
      throw refuse(`the program declares no application ${name}. It declares ${names.join(', ')}.`);
    if (known.some((each) => each.name === name))
      throw refuse(`the state of ${stack} knows ${name} already. Leave it out.`);
    if (!ids.has(id))
      throw refuse(
        'the tenant has no such application. Take its client id from Applications in the dashboard.',
      );
  }
}

function refuseAmbiguity(stack: Stack, { ambiguous }: Matching): void {
  if (ambiguous.length === 0) return;
  const choices = ambiguous.map(({ desired: { name, type }, candidates }) => {
    const key = type === tokens.client ? 'CLIENT_ID' : 'ID';
    const lines = candidates.map(({ id, properties: { name: called, callbacks } }) => {
      const urls = Array.isArray(callbacks) && callbacks.length > 0 ? callbacks.join(' ') : 'no callbacks';
      return `  ${id}  ${JSON.stringify(called)}  ${urls}`;
    });
    return { text: [`${name} could be any of these:`, ...lines].join('\n'), option: ` --map ${name}=${key}` };
  });
  throw new CliError(
    `${choices.map(({ text }) => text).join('\n')}\n` +
      "Compare with the client id that ChatGPT's connector holds, and choose: " +
      adoptCommand({ stack: stack.name }) +
      choices.map(({ option }) => option).join(''),
  );
}

/** What the provider asks Auth0 to clear where the program does not state it. */
function clearedBy({ desired: { type }, inputs }: Matched, live: Properties): readonly string[] {
  if (type !== tokens.tenant) return [];
  return ['errorPage', 'mtls', 'defaultTokenQuota']
    .filter((name) => inputs[name] === undefined && live[name] !== undefined && live[name] !== null)
    .map(
      (name) =>
        `The tenant has a setting ${name} that the program does not state, and the provider may ask Auth0 to clear it: add it to ` +
        'settings in infra/tenant.ts before up.',
    );
}

async function adoptIntoEmbedded(
  tenant: ReachableTenant,
  stack: Stack,
  adoption: Found,
  options: Options,
  { terminal }: Invocation,
): Promise<number> {
  if (isWorthIt(adoption)) {
    await adoptOnTenant(tenant, stack, adoption.adopted, (severity, message) => {
      if (severity !== 'debug') progressUnder(terminal, 'yellow', `${severity}:`, message);
    });
  }
  const next = [
    isWorthIt(adoption) ? previewCommand({ stack: stack.name }) : deployCommand({ stack: stack.name }),
  ];
  return report(stack, adoption, next, options, { terminal });
}

async function adoptWithPulumi(
  stack: Stack,
  adoption: Found,
  options: Options,
  { terminal }: Pick<Invocation, 'terminal'>,
): Promise<number> {
  if (!isWorthIt(adoption))
    return report(stack, adoption, [deployCommand({ stack: stack.name })], options, { terminal });
  const name = options.out ?? `import.${stack.name}.json`;
  const file = resolve(stack.directory, name);
  const content = importFile(adoption.matched, adoption.known, {
    project: stack.file.project,
    stack: stack.name,
  });
  await writeFile(file, `${JSON.stringify(content, null, 2)}\n`).catch((cause: Error) => {
    throw new CliError(`${file} cannot be written: ${cause.message}. Name another file with --out.`, {
      cause,
    });
  });
  const commanded = { stack: stack.name, local: stack.local };
  const next = [
    importCommand(commanded, { file: name, protect: stack.settings.production }),
    previewCommand({ stack: stack.name }) + (stack.local ? ' --engine pulumi' : ''),
  ];
  return report(stack, adoption, next, options, { terminal });
}

/** What every tenant has is nothing to adopt where there is nothing else. */
const isWorthIt = ({ adopted }: Found) => adopted.some(({ type }) => !resourceType(type).isAlwaysThere);

function report(
  { name, settings }: Stack,
  found_: Found,
  next: readonly string[],
  { json }: Pick<GlobalOptions, 'json'>,
  { terminal }: Pick<Invocation, 'terminal'>,
): number {
  const { known, missing, warnings } = found_;
  const adoption: AdoptionReport = {
    schemaVersion: 1,
    stack: name,
    domain: settings.domain,
    adopted: isWorthIt(found_) ? found_.adopted : [],
    known: known.map((each) => each.name),
    missing: missing.map((each) => each.name),
    next,
  };
  for (const warning of warnings) progressUnder(terminal, 'yellow', 'warning:', warning);
  terminal.result(json ? JSON.stringify(adoption, withoutSecrets, 2) : adoptionText(adoption, terminal));
  return exitCodes.ok;
}

/** A difference in a secret has neither value. */
function withoutSecrets(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('secret' in value) || value.secret !== true)
    return value;
  const { desired: _desired, actual: _actual, ...rest } = value as unknown as Difference;
  return rest;
}
