import { checkSupported } from '../../management/resources/resource-type.ts';
import { resourceType } from '../../management/resources/resource-types.ts';
import { refuseUnimportable } from '../unimportable-documents.ts';
import { refuseMissingConnections } from '../missing-connections.ts';
import { refuseStrangers } from '../strangers.ts';
import { changesOf, decide } from './decision.ts';
import { dependencyOrder } from './dependency-order.ts';
import { EmbeddedRunError } from './embedded-run-error.ts';
import { planOutputs } from './planned-outputs.ts';
import { type DeploymentPlan, planOf, type Step } from './plan.ts';
import type { Registered } from './program/pulumi-internals.ts';
import type { PropertyValues } from './program/property-values.ts';
import type { RecordedResource } from './record/record.ts';
import type { Registration } from './program/registration.ts';
import type { Session } from './session.ts';

/** Finds out what a run would do. Reads, and writes nothing. */
export class Planner {
  readonly #stack: string;
  readonly #session: () => Promise<Session>;
  readonly #policy: { readonly allowDuplicates: boolean };
  readonly #planned = new Map<string, { readonly registration: Registration; step?: Step }>();

  constructor(stack: string, session: () => Promise<Session>, policy: { readonly allowDuplicates: boolean }) {
    this.#stack = stack;
    this.#session = session;
    this.#policy = policy;
  }

  /** What the program declared so far. */
  get registrations(): readonly Registration[] {
    return [...this.#planned.values()].map(({ registration }) => registration);
  }

  /** Plans one declared resource. */
  async register(registration: Registration): Promise<Registered> {
    const { urn, type: token, name, inputs, secrets } = registration;
    if (this.#planned.has(urn)) {
      throw new EmbeddedRunError(
        'URN_DUPLICATE',
        `The program declares ${urn} twice. Give one of the two another name.`,
      );
    }
    const planned: { readonly registration: Registration; step?: Step } = { registration };
    this.#planned.set(urn, planned);
    const type = resourceType(token);
    checkSupported(type, inputs);

    const session = await this.#session();
    const recorded = session.record.resources.find((resource) => resource.urn === urn);
    const live = recorded && (await session.live(recorded));
    const decision = decide(type, registration, recorded, live);
    const known = decision.op === 'update' || decision.op === 'same' ? decision.recorded.id : undefined;
    planned.step = {
      op: decision.op,
      urn,
      type: token,
      name,
      ...(known !== undefined && { id: known }),
      changes: changesOf(decision.differences, secrets),
      ...(decision.op === 'replace' && { replaceBecause: decision.replaceBecause }),
    };
    return { id: known, values: known === undefined ? inputs : { ...live, ...inputs }, secrets };
  }

  /**
   * The whole plan, after all registrations.
   *
   * @param outputs what the program returned; undefined where it is not to be run
   * @throws {EmbeddedRunError} `RESOURCE_PROTECTED` when it would take away something protected
   * @throws {AlreadyThereError} when it would make what somebody else may have made
   * @throws {MissingConnectionError} when nobody made a connection that it would use
   * @throws {UnimportableDocumentError} when the tenant would not import a metadata document
   */
  async plan(outputs: PropertyValues | undefined): Promise<DeploymentPlan> {
    const { record, client } = await this.#session();
    const planned = dependencyOrder(
      [...this.#planned.values()].map(({ registration, step }) => ({ ...registration, step })),
    );
    const steps = planned.flatMap(({ step }) => step ?? []);
    const removed = removedResources(record.resources, new Set(this.#planned.keys()));
    const replaced = record.resources.filter(({ urn }) =>
      steps.some((step) => step.urn === urn && step.op === 'replace'),
    );
    refuseProtected(removed, replaced);
    const toBeMade = [...this.#planned.values()]
      .filter(({ step }) => step?.op === 'create' || step?.op === 'replace')
      .map(({ registration }) => registration);
    await refuseStrangers(client, toBeMade, [...record.resources, ...record.replaced], {
      ...this.#policy,
      stack: this.#stack,
    });
    await refuseMissingConnections(client, toBeMade);
    await refuseUnimportable(client, toBeMade, { stack: this.#stack });
    const deletions = dependencyOrder([...removed, ...record.replaced])
      .toReversed()
      .map(deletion);
    return planOf(this.#stack, [...steps, ...deletions], planOutputs(outputs, record.outputs));
  }
}

/** The recorded resources that the program no longer declares. */
export function removedResources(
  recorded: readonly RecordedResource[],
  declaredUrns: ReadonlySet<string>,
): readonly RecordedResource[] {
  return recorded.filter(({ urn }) => !declaredUrns.has(urn));
}

function deletion({ urn, type, name, id, retainOnDelete }: RecordedResource): Step {
  return { op: 'delete', urn, type, name, id, changes: [], ...(retainOnDelete && { retained: true }) };
}

function refuseProtected(removed: readonly RecordedResource[], replaced: readonly RecordedResource[]): void {
  const refused = [
    ...removed.filter(({ protect }) => protect).map(({ urn }) => `${urn} would be deleted`),
    ...replaced.filter(({ protect }) => protect).map(({ urn }) => `${urn} would be replaced`),
  ];
  if (refused.length === 0) return;
  throw new EmbeddedRunError(
    'RESOURCE_PROTECTED',
    `${refused.join('\n')}\nbut ${refused.length === 1 ? 'it is' : 'they are'} protected; nothing was changed. ` +
      'Take the protection away in the program and run up, then try again.',
  );
}
