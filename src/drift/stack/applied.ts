import type { EmbeddedRecord } from '../../engine/embedded/record/record.ts';
import type { Properties } from '../../management/properties/property-rules.ts';
import type { StackReport } from '../findings/report.ts';

/** Stands for a value that a state holds encrypted. */
export const encrypted: unique symbol = Symbol('encrypted');

/** A resource as it was deployed last. */
export interface AppliedResource {
  /** Pulumi's type token. */
  readonly type: string;
  /** The logical name. */
  readonly name: string;
  readonly id: string;
  /** What the program stated. */
  readonly inputs: Properties;
  /** What Auth0 answered. */
  readonly outputs: Properties;
}

/** What was deployed last, by whichever engine. */
export interface Applied {
  readonly source: Exclude<StackReport['applied'], 'none'>;
  readonly resources: readonly AppliedResource[];
  /** The domain of the tenant that Pulumi's provider was given last, where the state tells. */
  readonly domain?: string;
  /** When it was saved, which was after its last request; milliseconds since the epoch. Absent where that is not told. */
  readonly savedAtMs?: number;
}

/** What is known of a stack of which nothing was deployed. */
export const nothingDeployed: Applied = { source: 'nothing', resources: [] };

/** Whether it is known that nothing is deployed. */
export const isNothing = (applied: Applied | undefined): boolean => applied?.resources.length === 0;

/** What the embedded engine recorded, and when. */
export function appliedFromRecord({ resources }: EmbeddedRecord, savedAtMs?: number): Applied {
  return {
    source: 'embedded-record',
    ...(savedAtMs !== undefined && { savedAtMs }),
    resources: resources.map(({ type, name, id, inputs, outputs }) => ({ type, name, id, inputs, outputs })),
  };
}
