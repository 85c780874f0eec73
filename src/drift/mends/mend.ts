import type { ManagementClient } from '../../management/management-client.ts';
import type { WireObject } from '../../management/paging.ts';

/** One property that a mend changes. */
interface ChangedProperty {
  readonly key: string;
  readonly before?: unknown;
  readonly after: unknown;
}

/** What a mend would do, as it is shown before it is done. */
export interface PreparedMend {
  /** What it is about, and what people call it: `clients/abc`, `application "My App"`. */
  readonly address: string;
  readonly called: string;
  /** What happens to it, in a sentence of its own; absent where the properties say it. */
  readonly effect?: string;
  readonly properties: readonly ChangedProperty[];
  /**
   * Does it, and looks whether the tenant then shows it.
   *
   * @throws {ManagementError} `not_written` when it does not
   */
  carryOut(): Promise<void>;
}

/** A mend whose words are in order, before anything is sent. */
export interface Mend {
  /** The scopes of the Management API that it takes. */
  readonly scopes: readonly string[];
  /** What is so where there is nothing to do, as a sentence. @default `It is so already.` */
  readonly already?: string;
  /** Reads what there is; undefined where the tenant is as it should be. */
  readonly prepare: (client: ManagementClient) => Promise<PreparedMend | undefined>;
}

/** The name of an entity, after what it is; of a grant, who holds it and on what. */
export function nameSuffix({
  name,
  email,
  audience,
  client_id: clientId = 'third parties',
}: WireObject): string {
  if (typeof audience === 'string') return ` ${String(clientId)} → ${audience}`;
  const shown = [name, email].find((text) => typeof text === 'string');
  return shown === undefined ? '' : ` ${JSON.stringify(shown)}`;
}
