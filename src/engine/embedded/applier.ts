import { ManagementError } from '../../management/management-error.ts';
import type { LiveResource } from '../../management/resources/part.ts';
import type { ResourceType } from '../../management/resources/resource-type.ts';
import { resourceType } from '../../management/resources/resource-types.ts';
import { decide, type Decision } from './decision.ts';
import { dependencyOrder } from './dependency-order.ts';
import type { Step } from './plan.ts';
import { removedResources } from './planner.ts';
import type { Registered } from './program/pulumi-internals.ts';
import { forgetResource, type RecordedResource, recordResource } from './record/record.ts';
import type { Registration } from './program/registration.ts';
import type { Session } from './session.ts';

/** A step of the plan begins or has ended. */
export interface StepEvent {
  readonly step: Step;
  readonly state: 'started' | 'done';
}

/** Carries a plan out, one registration at a time, and keeps the record. */
export class Applier {
  readonly #session: Session;
  readonly #steps: readonly Step[];
  readonly #onStep: (event: StepEvent) => void;
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #declared = new Set<string>();

  constructor(session: Session, steps: readonly Step[], onStep: (event: StepEvent) => void) {
    this.#session = session;
    this.#steps = steps;
    this.#onStep = onStep;
  }

  /** Brings one declared resource about. */
  register(registration: Registration): Promise<Registered> {
    this.#declared.add(registration.urn);
    const applied = this.#apply(registration);
    const watched = applied.catch(() => undefined).finally(() => this.#underWay.delete(watched));
    this.#underWay.add(watched);
    return applied;
  }

  /** Resolves when no request is under way any more: after a failure, others may still be. */
  async settled(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  /** Deletes what was replaced, and what the program no longer declares, dependents first. */
  async deleteRest(): Promise<void> {
    const { record, file, client } = this.#session;
    const rest = [...removedResources(record.resources, this.#declared), ...record.replaced];
    for (const resource of dependencyOrder(rest).toReversed()) {
      await this.#reported(resource.urn, ['delete'], async () => {
        if (!resource.retainOnDelete)
          await resourceType(resource.type).delete(client, resource.id, whatWasKnown(resource));
        forgetResource(record, resource);
        await file.save();
      });
    }
  }

  async #apply(registration: Registration): Promise<Registered> {
    const { urn } = registration;
    const type = resourceType(registration.type);
    const recorded = this.#session.record.resources.find((resource) => resource.urn === urn);
    const live = recorded && (await this.#session.live(recorded));
    const decision = decide(type, registration, recorded, live);
    switch (decision.op) {
      case 'same':
        return this.#keep(registration, { id: decision.recorded.id, properties: decision.live });
      case 'update':
        return this.#reported(urn, ['update'], () => this.#update(type, registration, decision));
      // What was to be replaced may be gone by now.
      case 'create':
      case 'replace':
        return this.#reported(urn, ['create', 'replace'], () => this.#make(type, registration, decision));
      default:
        return decision satisfies never;
    }
  }

  async #update(
    type: ResourceType,
    registration: Registration,
    { differences, recorded: { id }, live }: Extract<Decision, { readonly op: 'same' | 'update' }>,
  ): Promise<Registered> {
    const { client, file } = this.#session;
    const named = (wanted: boolean) =>
      differences.filter(({ desired }) => (desired !== undefined) === wanted).map(topLevel);
    const properties = await type.update(client, id, {
      desired: registration.inputs,
      live,
      changed: [...new Set(named(true))],
      cleared: named(false),
    });
    const registered = this.#keep(registration, { id, properties });
    await file.save();
    return registered;
  }

  async #make(
    type: ResourceType,
    registration: Registration,
    decision: Extract<Decision, { readonly op: 'create' | 'replace' }>,
  ): Promise<Registered> {
    const { record, file, client } = this.#session;
    const replaced = decision.op === 'replace' ? decision : undefined;
    if (replaced?.deleteFirst) {
      await type.delete(client, replaced.recorded.id, whatWasKnown(replaced.recorded));
      forgetResource(record, replaced.recorded);
      await file.save();
    }
    const created = await this.#create(type, registration);
    if (replaced && !replaced.deleteFirst) record.replaced.push(replaced.recorded);
    const registered = this.#keep(registration, created);
    await file.save();
    return registered;
  }

  /** The intent goes to disk before the request, so that the next run completes what this one may not live to see. */
  async #create(type: ResourceType, registration: Registration): Promise<LiveResource> {
    const { record, file, client } = this.#session;
    const { inputs, urn } = registration;
    const present = type.allowsDoubles ? ((await type.find?.(client, inputs)) ?? []) : [];
    record.pending.push({ ...declaredPart(registration), present });
    await file.save();
    try {
      return await type.create(client, inputs);
    } catch (error) {
      if (error instanceof ManagementError && error.status !== undefined && error.status < 500) {
        record.pending = record.pending.filter((pending) => pending.urn !== urn);
        await file.save();
      }
      throw error;
    }
  }

  #keep(registration: Registration, { id, properties }: LiveResource): Registered {
    const { inputs, secrets } = registration;
    const resource: RecordedResource = { ...declaredPart(registration), id, outputs: properties };
    recordResource(this.#session.record, resource);
    return { id, values: { ...inputs, ...properties }, secrets };
  }

  async #reported<Result>(
    urn: string,
    ops: readonly Step['op'][],
    work: () => Promise<Result>,
  ): Promise<Result> {
    const step = this.#steps.find((planned) => planned.urn === urn && ops.includes(planned.op));
    if (step) this.#onStep({ step, state: 'started' });
    const result = await work();
    if (step) this.#onStep({ step, state: 'done' });
    return result;
  }
}

const whatWasKnown = ({ inputs, outputs }: RecordedResource) => ({ ...outputs, ...inputs });

const topLevel = ({ path }: { readonly path: string }) => path.split('.')[0] ?? path;

function declaredPart({
  urn,
  type,
  name,
  inputs,
  secrets,
  dependencies,
  protect,
  retainOnDelete,
}: Registration) {
  return { urn, type, name, inputs, secrets, dependencies, protect, retainOnDelete };
}
