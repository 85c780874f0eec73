import type { NewEvent } from './tenant-log.ts';

/** A write of the Management API, and what came of it. */
export interface ManagementWrite {
  readonly method: string;
  /** From the root, without the query. */
  readonly path: string;
  readonly status: number;
  /** The body, of one that was done. */
  readonly sent?: unknown;
  /** What was answered then. */
  readonly answer?: unknown;
  /** In the words of the answer, where it was refused. */
  readonly refusal?: string;
}

/**
 * A write as Auth0 logs it, `sapi` or `fapi`: who asked is in the event, and what for in `details`. Auth0 shows bodies; here every
 * value in one is hidden, since some are secrets, and of the answer there are the ids alone.
 *
 * Source: Auth0, "Log Event Type Codes", `sapi` and `fapi`: POST, DELETE, PATCH and PUT.
 */
export function managementEvent({ method, path, status, sent, answer, refusal }: ManagementWrite): NewEvent {
  const ids = idsIn(answer);
  return {
    type: refusal === undefined ? 'sapi' : 'fapi',
    description: refusal ?? `${method} ${path}`,
    details: {
      request: {
        method: method.toLowerCase(),
        path,
        channel: 'api',
        auth: { strategy: 'jwt', user: {} },
        ...(sent !== undefined && { body: hidden(sent) }),
      },
      response: { statusCode: status, ...(Object.keys(ids).length > 0 && { body: ids }) },
    },
  };
}

/** The same names, without what they are. */
function hidden(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return '*****';
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, hidden(member)]));
}

function idsIn(answer: unknown): Readonly<Record<string, unknown>> {
  if (typeof answer !== 'object' || answer === null) return {};
  return Object.fromEntries(Object.entries(answer).filter(([name]) => name === 'id' || name === 'client_id'));
}
