import { getAs, type Shape } from '../answer.ts';
import type { ManagementClient } from '../management-client.ts';
import { ManagementError } from '../management-error.ts';
import type { WireObject } from '../paging.ts';
import { differences } from '../properties/differences.ts';
import { fromWire, type Properties, type PropertyRules } from '../properties/property-rules.ts';

/** A `PATCH` or `POST` that was sent, and what is to come of it. */
export interface Write {
  readonly method: 'PATCH' | 'POST';
  /** Of the entity that it is about, relative to `/api/v2`. */
  readonly path: string;
  readonly answer: unknown;
  readonly shape: Shape<WireObject>;
  readonly rules: PropertyRules;
  /** What was sent, in Pulumi's names. */
  readonly sent: Properties;
  /** What was to be cleared. */
  readonly cleared?: readonly string[];
}

/**
 * What the tenant holds after a write: what its answer shows, or else what it shows when it is asked again.
 *
 * @throws {ManagementError} `not_written` when it does not hold what was sent; whatever reading throws
 */
export async function written(client: ManagementClient, write: Write): Promise<WireObject> {
  const { method, path, answer, shape } = write;
  if (shape.safeParse(answer).success && missing(write, answer as WireObject) === undefined) {
    return answer as WireObject;
  }
  const held = await getAs(client, shape, path);
  const lacking = missing(write, held);
  if (lacking !== undefined) throw notWritten(client, method, path, `${lacking} is not as it was sent`);
  return held;
}

/** The error that a write came to nothing. */
export function notWritten(
  { domain }: ManagementClient,
  method: string,
  path: string,
  reason: string,
): ManagementError {
  return new ManagementError({ method, path: `/api/v2${path}`, domain, errorCode: 'not_written', reason });
}

/** A property that is not as it was sent. What Auth0 never shows, and empty values that it leaves out, are taken as sent. */
function missing({ rules, sent, cleared = [] }: Write, held: WireObject): string | undefined {
  const live = fromWire(held, rules);
  const [different] = differences(sent, { live, applied: sent }, rules);
  return different?.path ?? cleared.find((name) => live[name] !== undefined && live[name] !== 'null');
}
