import * as z from 'zod';
import type { TenantEvent } from '../log/tenant-log.ts';
import { ManagementError, inexistent } from './errors.ts';
import { checkpointParameters, fieldParameters, listPage, pageParameters, selectFields } from './listing.ts';
import { eventFilter } from './log-query.ts';
import { route, type ManagementContext, type Route } from './route.ts';

const query = z.strictObject({
  ...pageParameters,
  ...checkpointParameters,
  ...fieldParameters,
  sort: z.enum(['date:1', 'date:-1']).exactOptional(),
  q: z.string().exactOptional(),
  // go-auth0 has it beside every `q`, and with it the Auth0 CLI and the Terraform provider.
  search_engine: z.enum(['v3']).exactOptional(),
});

const scopes = ['read:logs', 'read:logs_users'];

/**
 * `/logs`: by pages, the latest first unless `sort` says otherwise; or, with `from`, the events after that one, the earliest first
 * (Auth0 "Retrieve Log Events Using the Management API"). A checkpoint takes no filter.
 */
export function logRoutes({ events }: ManagementContext): readonly Route[] {
  const found = (asked: z.infer<typeof query>): unknown => {
    const show = (event: TenantEvent) => selectFields(event, asked);
    if (asked.from !== undefined) {
      if (asked.q !== undefined || asked.page !== undefined || asked.sort !== undefined) {
        throw new ManagementError(
          400,
          "Query validation error: 'from' goes with 'take', 'fields' and 'include_fields' alone.",
          'invalid_query_string',
        );
      }
      const { from, take = 50 } = asked;
      return events.events
        .filter(({ log_id: id }) => id > from)
        .slice(0, take)
        .map(show);
    }
    const chosen = events.events.filter(eventFilter(asked.q));
    const sorted = asked.sort === 'date:1' ? chosen : chosen.toReversed();
    const { take, ...byPage } = asked;
    const page = take === undefined ? byPage : { ...byPage, per_page: take };
    return listPage(sorted, page, { name: 'logs', idOf: ({ log_id: id }) => id, countsPage: true }, show);
  };
  return [
    route({
      method: 'GET',
      path: '/logs',
      scopes,
      query,
      handle: ({ query: asked }) => ({ status: 200, body: found(asked) }),
    }),
    route({
      method: 'GET',
      path: '/logs/:id',
      scopes,
      handle: ({ params }) => {
        const event = events.events.find(({ log_id: id }) => id === params['id']);
        if (event === undefined) throw inexistent('log event');
        return { status: 200, body: event };
      },
    }),
  ];
}
