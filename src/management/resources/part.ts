import type { ManagementClient } from '../management-client.ts';
import { isNotInPlan } from '../management-error.ts';
import type { Identified } from '../paging.ts';
import { fromWire, type Properties, type PropertyRules } from '../properties/property-rules.ts';

/** What is wanted of a tenant, beyond what every tenant is asked for. */
export interface Wanted {
  /** The properties of applications that are wanted, on the wire. */
  readonly applicationFields: readonly string[];
  /** What is worth keeping of an application; a tenant may hold a hundred thousand. */
  readonly keepApplication: (application: Identified<'client_id'>) => Identified<'client_id'> | undefined;
  /** Which connections are wanted whole. */
  readonly isConnectionWanted: (connection: Identified<'id'>) => boolean;
  /** Of which connections it is wanted which applications they are enabled for. */
  readonly areItsClientsWanted: (connection: Identified<'id'>) => boolean;
  /** Which roles' permissions are wanted. */
  readonly isRoleWanted: (role: Identified<'id'>) => boolean;
}

/** One reading of a tenant, and what it is to find. */
export interface TenantReader {
  readonly api: ManagementClient;
  readonly wanted: Wanted;
  /** Is told how many applications there are, as far as they are counted. */
  readonly onApplications: (count: number) => void;
  /** What a part holds, which is read once, whoever asks. */
  contentOf<Content>(part: Part<Content>): Promise<Content>;
}

/** A part of a tenant: read once, for all the resource types that are found in it. */
export interface Part<Content> {
  /** What people are told is read. */
  readonly name: string;
  /** Whoever may read the rest need not have its scope: what comes of the rest stands without it. */
  readonly isOptional?: true;
  read(reader: TenantReader): Promise<Content>;
}

/** A resource as the tenant holds it, in Pulumi's names. */
export interface LiveResource {
  readonly id: string;
  readonly properties: Properties;
}

/** Where the resources of one type are found. */
export interface Listing<Content = unknown> {
  readonly part: Part<Content>;
  /** All of them that the part holds. */
  resources(content: Content): readonly LiveResource[];
}

/** Resources that are found so in that part. */
export const listedIn = <Content>(
  part: Part<Content>,
  resources: (content: Content) => readonly LiveResource[],
): Listing => ({ part, resources }) satisfies Listing<Content>;

/** Resources each of which is an item of that part. */
export const itemsIn = <Id extends string>(
  part: Part<readonly Identified<Id>[]>,
  id: Id,
  rules: PropertyRules,
): Listing =>
  listedIn(part, (items) => items.map((item) => ({ id: item[id], properties: fromWire(item, rules) })));

/** A part that is empty where the tenant's plan does not include it. */
export const partOfPlan = <Item>(
  name: string,
  read: (api: ManagementClient) => Promise<readonly Item[]>,
): Part<readonly Item[]> => ({
  name,
  async read({ api }) {
    try {
      return await read(api);
    } catch (error) {
      if (isNotInPlan(error)) return [];
      throw error;
    }
  },
});

/** What is read for each of these, by their ids. */
export async function perId<Content>(
  entities: readonly Identified<'id'>[],
  read: (id: string) => Promise<Content>,
): Promise<ReadonlyMap<string, Content>> {
  const entries = entities.map(async ({ id }) => [id, await read(id)] as const);
  return new Map(await Promise.all(entries));
}
