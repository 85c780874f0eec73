/** What is to become of a resource. */
export type OpType = 'create' | 'update' | 'replace' | 'delete' | 'same';

/** One property that changes, in Pulumi's names. A secret's values are left out. */
export interface PropertyChange {
  /** `refreshToken.leeway`; lists change as a whole. */
  readonly path: string;
  readonly kind: 'add' | 'change' | 'remove';
  readonly from?: unknown;
  readonly to?: unknown;
  readonly secret?: true;
  /** The new value comes from something that is yet to be created. */
  readonly unknown?: true;
}

/** One resource's part of a plan. */
export interface Step {
  readonly op: OpType;
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** Absent as long as Auth0 has not given one. */
  readonly id?: string;
  readonly changes: readonly PropertyChange[];
  /** With `replace`: the properties that only a new entity can have. */
  readonly replaceBecause?: readonly string[];
  /** With `delete`: only the record of it goes; the tenant keeps it. */
  readonly retained?: true;
}

/** A stack output; a secret's value is left out. */
export interface PlannedOutput {
  readonly value?: unknown;
  readonly secret?: true;
  readonly unknown?: true;
}

/** Everything a run would do, known before it does anything. */
export interface DeploymentPlan {
  readonly schemaVersion: 1;
  readonly stack: string;
  /** Creates, updates and replacements in the order in which they can be carried out, then deletions. */
  readonly steps: readonly Step[];
  /** How many steps there are of each kind. */
  readonly summary: Readonly<Record<OpType, number>>;
  readonly outputs: Readonly<Record<string, PlannedOutput>>;
  /** Where they differ from those of the last `up`; none where there was no `up`, and none of a `destroy`. */
  readonly outputChanges: readonly PropertyChange[];
}

/** Whether carrying out the plan would change anything, in the tenant or among the outputs. */
export function changesAnything({ summary, outputChanges }: DeploymentPlan): boolean {
  const { create, update, replace, delete: deleted } = summary;
  return create + update + replace + deleted + outputChanges.length > 0;
}

/** A plan of these steps. */
export function planOf(
  stack: string,
  steps: readonly Step[],
  { outputs, outputChanges }: Pick<DeploymentPlan, 'outputs' | 'outputChanges'>,
): DeploymentPlan {
  const summary: Record<OpType, number> = { create: 0, update: 0, replace: 0, delete: 0, same: 0 };
  for (const { op } of steps) summary[op] += 1;
  return { schemaVersion: 1, stack, steps, summary, outputs, outputChanges };
}
