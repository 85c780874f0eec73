import { isDeepStrictEqual } from 'node:util';
import { isLoopbackHost } from '../../../infra/settings/settings.ts';
import type { ManagementClient } from '../../management/management-client.ts';
import type { StackFile } from '../stack-file.ts';
import { Applier, type StepEvent } from './applier.ts';
import { EmbeddedRunError } from './embedded-run-error.ts';
import type { DeploymentPlan } from './plan.ts';
import { Planner } from './planner.ts';
import { NotLoopbackError } from './not-loopback-error.ts';
import { loadProgram, type Program } from './program/program.ts';
import type { LogLevel } from './program/pulumi-internals.ts';
import { type ProgramRun, runProgram } from './program/program-run.ts';
import type { PropertyValues } from './program/property-values.ts';
import type { Registration } from './program/registration.ts';
import type { EmbeddedRecord } from './record/record.ts';
import { openSession, type Session } from './session.ts';

/** What to run, where, and who hears of it. */
export interface EmbeddedRunOptions {
  readonly operation: 'preview' | 'up' | 'destroy';
  readonly stackFile: StackFile;
  /** Of the tenant that `auth0:domain` names; the caller closes it. */
  readonly client: ManagementClient;
  /** Where the run keeps what it created; the caller holds the lock on it. */
  readonly recordFile: string;
  /** @default the default export of the stack file's entry */
  readonly program?: Program;
  /** Makes applications also beside others of the same name. @default false */
  readonly allowDuplicates?: boolean;
  /** Called with the whole plan before anything is written, and waited for: what it throws ends the run. */
  readonly onPlan?: (plan: DeploymentPlan) => void | Promise<void>;
  /** Called when a step that changes something begins and when it has ended. */
  readonly onStep?: (event: StepEvent) => void;
  /** Called with each message of the program, once. */
  readonly onMessage?: (severity: LogLevel, message: string) => void;
}

/** What was planned, and what came of it. */
export interface EmbeddedRunResult {
  readonly plan: DeploymentPlan;
  /** After `up`: the stack outputs, secrets in plain; the same as `pulumi stack output --json --show-secrets`. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

/**
 * Runs a Pulumi program against a tenant on this machine, without the Pulumi CLI and the official provider: the whole plan
 * first, then, with `up` and `destroy`, its steps. `destroy` does not run the program.
 *
 * @throws {NotLoopbackError} before anything else, when the domain is not this machine
 * @throws {EmbeddedRunError} when the program refuses, or cannot be carried out
 * @throws {AlreadyThereError} when it would make what somebody else may have made
 * @throws {ManagementError} when the tenant refuses; what was done until then is recorded
 */
export async function runEmbedded(options: EmbeddedRunOptions): Promise<EmbeddedRunResult> {
  const { operation, stackFile, client, recordFile, onPlan } = options;
  checkRunnable(stackFile, client);
  let opening: Promise<Session> | undefined;
  const session = () => (opening ??= openSession(client, recordFile, stackFile));
  const { allowDuplicates = false } = options;
  const planner = new Planner(stackFile.stack, session, { allowDuplicates });

  const run = operation === 'destroy' ? undefined : await programRun(options);
  const planned = await run?.({ preview: true, register: (registration) => planner.register(registration) });
  const plan = await planner.plan(planned);
  await onPlan?.(plan);
  if (operation === 'preview') return { plan, outputs: {} };
  const opened = await session();
  const pass =
    planned && leavesAll(plan, planned, opened.record) ? repeated(planner.registrations, planned) : run;
  return { plan, outputs: await apply(opened, plan, options, pass) };
}

/** Whether all resources and outputs stay as the last run left them: nothing that the plan could not know is to come. */
function leavesAll(
  { steps }: DeploymentPlan,
  { values }: PropertyValues,
  { outputs }: EmbeddedRecord,
): boolean {
  const recorded = Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
  return steps.every(({ op }) => op === 'same') && isDeepStrictEqual(values, recorded);
}

/** What another pass over the program would register and return, which takes a third of a run. */
function repeated(registrations: readonly Registration[], outputs: PropertyValues): Pass {
  return async ({ register }) => {
    await Promise.all(registrations.map(register));
    return outputs;
  };
}

/**
 * Refuses to run a stack on what is not its own tenant, or not on this machine.
 *
 * @throws {NotLoopbackError} when the domain is not this machine
 * @throws {EmbeddedRunError} when the tenant is another one, or the configuration cannot be read
 */
export function checkRunnable(stackFile: StackFile, client: ManagementClient): void {
  const domain = stackFile.config['auth0:domain'] ?? '';
  if (!isLoopbackHost(domain)) throw new NotLoopbackError(domain);
  if (client.domain !== domain) {
    throw new EmbeddedRunError(
      'DOMAIN_MISMATCH',
      `auth0:domain is ${domain}, but the tenant at hand is ${client.domain}.`,
    );
  }
  const { stack, encrypted } = stackFile;
  if (encrypted.length > 0) {
    throw new EmbeddedRunError(
      'CONFIG_ENCRYPTED',
      `Stack ${stack} has encrypted values, which only the Pulumi CLI can decrypt: ${encrypted.join(', ')}. ` +
        `Run with --engine pulumi, or take them out: pulumi config rm ${encrypted[0]} -s ${stack}`,
    );
  }
}

type Pass = (pass: Pick<ProgramRun, 'preview' | 'register'>) => Promise<PropertyValues>;

/** The program, to be run once for the plan and once to carry it out, if there is anything to carry out. */
export async function programRun({
  stackFile,
  program,
  onMessage,
}: Pick<EmbeddedRunOptions, 'stackFile' | 'program' | 'onMessage'>): Promise<Pass> {
  const { project, stack, config, entry } = stackFile;
  const loaded = program ?? (await loadProgram(entry));
  const reported = new Set<string>();
  const log: ProgramRun['log'] = (severity, message) => {
    if (!reported.has(message)) onMessage?.(severity, message);
    reported.add(message);
  };
  return (pass) => runProgram({ ...pass, program: loaded, project, stack, config, log });
}

async function apply(
  session: Session,
  plan: DeploymentPlan,
  { onStep = () => undefined }: EmbeddedRunOptions,
  run: Pass | undefined,
): Promise<Readonly<Record<string, unknown>>> {
  const applier = new Applier(session, plan.steps, onStep);
  try {
    const outputs = await run?.({
      preview: false,
      register: (registration) => applier.register(registration),
    });
    await applier.deleteRest();
    const { values = {}, secrets = [] } = outputs ?? {};
    session.record.outputs = Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, { value, secret: secrets.includes(name) }]),
    );
    return values;
  } finally {
    await applier.settled();
    await session.file.save();
  }
}
