import type { ManagementClient } from '../management-client.ts';
import type { Listing, LiveResource } from './part.ts';
import { type Properties, type PropertyRules, toWire } from '../properties/property-rules.ts';

/** What an update starts from. */
export interface Update {
  readonly desired: Properties;
  readonly live: Properties;
  /** The top-level properties that differ. */
  readonly changed: readonly string[];
  /** The nullable properties that the program no longer states. */
  readonly cleared: readonly string[];
}

/**
 * One resource type of the program, of `@pulumi/auth0` or dynamic: how its properties look on the wire, and the requests that bring
 * a tenant to the state in which the official provider would leave it.
 */
export interface ResourceType<Token extends string = string> {
  /** Pulumi's type token. */
  readonly token: Token;
  /** What people call it in a plan. */
  readonly noun: string;
  /**
   * What people call somebody else's, the property by which they find it, and what ends when one is deleted; absent where nobody
   * looks for one.
   */
  readonly called?: { readonly noun: string; readonly by: string; readonly endsWithIt: string };
  /** The scope of the Management API that reading takes. */
  readonly readScope: string;
  /** Those that deploying takes beyond it: to make, change and delete one, and to see what only a deploy has to see. */
  readonly deployScopes: readonly string[];
  /** The address of one entity, relative to `/api/v2`. */
  pathOf(id: string): string;
  /** Where Auth0's dashboard shows one entity, of which the encoded id is given. */
  dashboardPage(id: string): string;
  readonly rules: PropertyRules;
  /** Where a reading of a whole tenant finds them. */
  readonly listing: Listing;
  /** Refuses properties, beyond those that the rules refuse. */
  check?(desired: Properties): void;
  /** It is a part of another resource, under that one's id. */
  readonly isPart?: true;
  /** Every tenant has it, and exactly one: to create it is to change it. */
  readonly isAlwaysThere?: true;
  /** It is read only of a tenant whose stack declares one: few plans have it, and few deployers need its scope. */
  readonly isReadWhereDeclared?: true;
  /** Its provider is a part of the program, so that Pulumi cannot import it. */
  readonly hasOwnProvider?: true;
  /** Auth0 takes two with the same natural key. */
  readonly allowsDoubles?: true;
  /** What no two entities share, or people at least do not share it, joined; absent where there is only ever one. */
  naturalKey?(properties: Properties): string;
  /** The ids of the entities that a create with these properties may have left behind; absent where a create can be repeated. */
  find?(client: ManagementClient, desired: Properties): Promise<readonly string[]>;
  create(client: ManagementClient, desired: Properties): Promise<LiveResource>;
  /**
   * Undefined when there is no such entity.
   *
   * @param recorded what was known of it last; what Auth0 does not hold goes on from there
   */
  read(client: ManagementClient, id: string, recorded?: Properties): Promise<Properties | undefined>;
  /** Resolves with what the tenant then holds. */
  update(client: ManagementClient, id: string, update: Update): Promise<Properties>;
  /**
   * Succeeds when there is no such entity.
   *
   * @param recorded what was known of it last, and what the program stated then
   */
  delete(client: ManagementClient, id: string, recorded: Properties): Promise<void>;
}

/**
 * Refuses what the mapping does not carry, before anything is sent.
 *
 * @throws {UnsupportedPropertyError} for the first such property
 */
export function checkSupported(type: ResourceType, desired: Properties): void {
  toWire(desired, type.rules);
  type.check?.(desired);
}
