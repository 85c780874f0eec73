import type { ManagementClient } from '../management-client.ts';
import { type Properties, type PropertyRules, toWire } from './property-rules.ts';

/** An entity as the tenant holds it. */
export interface LiveResource {
  readonly id: string;
  readonly properties: Properties;
}

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
 * One resource type of `@pulumi/auth0`: how its properties look on the wire, and the requests that bring a tenant to the
 * state in which the official provider would leave it.
 */
export interface ResourceType {
  /** Pulumi's type token. */
  readonly token: string;
  readonly rules: PropertyRules;
  /** Refuses properties, beyond those that the rules refuse. */
  check?(desired: Properties): void;
  /** The properties that no two entities can share, joined; absent where Auth0 allows doubles. */
  naturalKey?(properties: Properties): string;
  /** The ids of the entities that a create with these properties may have left behind; absent where a create can be repeated. */
  find?(client: ManagementClient, desired: Properties): Promise<readonly string[]>;
  create(client: ManagementClient, desired: Properties): Promise<LiveResource>;
  /** Undefined when there is no such entity. */
  read(client: ManagementClient, id: string): Promise<Properties | undefined>;
  /** Resolves with what the tenant then holds. */
  update(client: ManagementClient, id: string, update: Update): Promise<Properties>;
  /** Succeeds when there is no such entity. */
  delete(client: ManagementClient, id: string, applied: Properties): Promise<void>;
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
