import { z } from 'zod';
import { objectOf } from '../../management/answer.ts';
import type { ManagementClient } from '../../management/management-client.ts';
import { type LogEvent, mostPerPage, searchLog } from '../../management/tenant-log.ts';

/** A write of the Management API that a tenant's log tells of. */
export interface TenantChange {
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  readonly date: string;
  /** In capitals. */
  readonly method: string;
  /** Relative to `/api/v2`, its parts encoded as whoever asked encoded them. */
  readonly path: string;
  /** The names of what was sent, as far as the log shows bodies. */
  readonly body?: Readonly<Record<string, unknown>>;
  /** The id of what it made. */
  readonly madeId?: string;
  /** A person, an application, or both. */
  readonly by: string;
}

/**
 * The latest changes of a tenant, the last one first: one request, of as many as Auth0 gives at once. Auth0 logs an event `sapi` for every
 * POST, PATCH, PUT and DELETE of the Management API that was done, whether the dashboard, a program or a person sent it.
 *
 * Source: Auth0, "Tenant logs", `sapi`; `details.request` as its log streams show it.
 */
export async function latestChanges(api: ManagementClient): Promise<readonly TenantChange[]> {
  const events = await searchLog(api, { count: mostPerPage, query: 'type:sapi' });
  return events.flatMap((event) => changeOf(event) ?? []);
}

const person = objectOf({ name: z.string().optional(), email: z.string().optional() });

const written = objectOf({
  request: objectOf({
    method: z.string(),
    path: z.string(),
    body: z.record(z.string(), z.unknown()).optional().catch(undefined),
    auth: objectOf({ user: person.optional().catch(undefined) })
      .optional()
      .catch(undefined),
  }),
  response: objectOf({
    body: objectOf({ id: z.string().optional(), client_id: z.string().optional() })
      .optional()
      .catch(undefined),
  })
    .optional()
    .catch(undefined),
});

const root = '/api/v2';

/** What an event tells of a change; undefined where it tells of none, as of an application that registered itself. */
function changeOf({ date, details, ...event }: LogEvent): TenantChange | undefined {
  const { request, response } = written.safeParse(details).data ?? {};
  const atMs = Date.parse(date);
  const user = request?.auth?.user;
  const name = user?.email ?? user?.name ?? event.user_name;
  const application = event.client_name || event.client_id;
  const by = [name, application].filter(Boolean).join(', with ');
  if (request === undefined || !request.path.startsWith(`${root}/`) || Number.isNaN(atMs) || by === '')
    return undefined;
  const madeId = response?.body?.client_id ?? response?.body?.id;
  return {
    atMs,
    date,
    method: request.method.toUpperCase(),
    path: request.path.slice(root.length),
    by,
    ...(request.body && { body: request.body }),
    ...(madeId !== undefined && { madeId }),
  };
}
