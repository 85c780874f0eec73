import { z } from 'zod';

const properties = z.record(z.string(), z.unknown()).readonly();
const texts = z.array(z.string()).readonly();

const declared = z.object({
  urn: z.string(),
  type: z.string(),
  name: z.string(),
  inputs: properties,
  /** The names of the properties that are secret. */
  secrets: texts,
  /** URNs. */
  dependencies: texts,
  protect: z.boolean(),
  retainOnDelete: z.boolean(),
});

const recordedResource = declared.extend({
  id: z.string(),
  /** What the tenant held when it was last looked at. */
  outputs: properties,
});

const pendingCreate = declared.extend({
  /** The ids of the entities alike that were there before the request. */
  present: texts,
});

/** What a record file holds. */
export const recordSchema = z.object({
  schemaVersion: z.literal(1),
  project: z.string(),
  stack: z.string(),
  /** The tenant that all of this is about: a fresh one at the same domain has another id. */
  tenant: z.object({ domain: z.string(), id: z.string() }),
  resources: z.array(recordedResource),
  /** Replaced, and yet to be deleted. */
  replaced: z.array(recordedResource),
  /** Announced before the request, in case nobody lives to see its answer. */
  pending: z.array(pendingCreate),
  outputs: z.record(z.string(), z.object({ value: z.unknown(), secret: z.boolean() })),
});

/** All that an embedded run remembers, secrets included: of a local tenant only. */
export type EmbeddedRecord = z.infer<typeof recordSchema>;

/** A resource that the tenant holds because an embedded run created it. */
export type RecordedResource = z.infer<typeof recordedResource>;

/** A create that was announced and not seen to its end. */
export type PendingCreate = z.infer<typeof pendingCreate>;

/** Identifies what is in a record. */
export type RecordOwner = Pick<EmbeddedRecord, 'project' | 'stack' | 'tenant'>;

/** A record of nothing yet. */
export function emptyRecord(owner: RecordOwner): EmbeddedRecord {
  return { schemaVersion: 1, ...owner, resources: [], replaced: [], pending: [], outputs: {} };
}

/** Puts a resource into the record, in the place of the one with its URN; completes its pending create. */
export function recordResource(record: EmbeddedRecord, resource: RecordedResource): void {
  record.pending = record.pending.filter(({ urn }) => urn !== resource.urn);
  record.resources = [...record.resources.filter(({ urn }) => urn !== resource.urn), resource];
}

/** Takes a resource that was deleted, or is to be kept by the tenant alone, out of the record. */
export function forgetResource(record: EmbeddedRecord, { urn, id }: RecordedResource): void {
  const others = (resource: RecordedResource) => resource.urn !== urn || resource.id !== id;
  record.resources = record.resources.filter(others);
  record.replaced = record.replaced.filter(others);
}
