import { z } from 'zod';
import { getAs, member, objectOf } from './answer.ts';
import type { ManagementClient, Query } from './management-client.ts';

/** As much of an event as anybody judges by. Source: Management API v2, `/logs`. */
const eventShape = objectOf({
  log_id: member.id,
  date: z.string(),
  type: z.string(),
  description: member.text,
  client_id: member.text,
  client_name: member.text,
  user_name: member.text,
  auth0_client: objectOf({ name: member.text }).nullish(),
  /** What is in it depends on the type. */
  details: z.unknown().optional(),
});

/** An event of a tenant's log. */
export type LogEvent = z.infer<typeof eventShape>;

/** The scope of the Management API that reading the log takes. */
export const logScope = 'read:logs';

/** How many events Auth0 gives at once (Management API v2, `/logs`, `per_page` and `take`). */
export const mostPerPage = 100;
const mostFound = 1000;

/** The latest events, or with `sort: 'date:1'` the earliest; of a query in Auth0's syntax where one is given. */
export async function searchLog(
  client: ManagementClient,
  {
    count,
    query,
    sort = 'date:-1',
  }: { readonly count: number; readonly query?: string; readonly sort?: string },
): Promise<readonly LogEvent[]> {
  const asked: Query = {
    per_page: Math.min(count, mostPerPage),
    sort,
    ...(query !== undefined && { q: query }),
  };
  return getAs(client, z.array(eventShape), '/logs', asked);
}

/**
 * The latest events, page by page, the latest first. Auth0 finds no more than a thousand so (Management API v2, `/logs`). What
 * happens meanwhile moves the pages on: an event may come twice.
 */
export async function* latestPages(
  client: ManagementClient,
): AsyncGenerator<readonly LogEvent[], void, undefined> {
  for (let page = 0; page < mostFound / mostPerPage; page += 1) {
    const asked = { page, per_page: mostPerPage, sort: 'date:-1' };
    const events = await getAs(client, z.array(eventShape), '/logs', asked);
    if (events.length === 0) return;
    yield events;
  }
}

/** The events after one, the earliest first, in pages (Auth0 "Retrieve Log Events Using the Management API", checkpoints). */
export async function* eventsAfter(
  client: ManagementClient,
  logId: string,
): AsyncGenerator<LogEvent, void, undefined> {
  for (let from = logId; ;) {
    const page = await getAs(client, z.array(eventShape), '/logs', { from, take: mostPerPage });
    yield* page;
    const last = page.at(-1);
    if (last === undefined || last.log_id === from) return;
    from = last.log_id;
  }
}
