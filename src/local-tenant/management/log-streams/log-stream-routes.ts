import * as z from 'zod';
import type { LogStream } from '../../state/entities/settings.ts';
import { conflict, inexistent } from '../errors.ts';
import { newLogStream, showLogStream, updatedLogStream } from './log-stream-changes.ts';
import { createLogStreamBody, updateLogStreamBody } from './log-stream-schema.ts';
import { pageParameters } from '../listing.ts';
import { changeRoute, route, type ManagementContext, type Route } from '../route.ts';

/** `/log-streams`. */
export function logStreamRoutes({ store }: ManagementContext): readonly Route[] {
  function existing(id: string | undefined): LogStream {
    const stream = store.read.logStreams.get(id ?? '');
    if (!stream) throw inexistent('log stream');
    return stream;
  }

  return [
    route({
      method: 'GET',
      path: '/log-streams',
      scopes: ['read:log_streams'],
      // The Auth0 CLI sends it, and its integration tests get the list. All streams are in it: a tenant has few.
      query: z.strictObject({ per_page: pageParameters.per_page }),
      handle: () => ({ status: 200, body: [...store.read.logStreams.values()].map(showLogStream) }),
    }),
    route({
      method: 'POST',
      path: '/log-streams',
      scopes: ['create:log_streams'],
      body: createLogStreamBody,
      handle: async ({ body }) => {
        const stream = newLogStream(body);
        await store.write((tenant) => {
          if ([...tenant.logStreams.values()].some((other) => other.name === stream.name)) {
            throw conflict('A log stream with the same name already exists.', 'log_stream_conflict');
          }
          tenant.logStreams.put(stream);
        });
        // 200, where every other resource answers 201.
        return { status: 200, body: showLogStream(stream) };
      },
    }),
    route({
      method: 'GET',
      path: '/log-streams/:id',
      scopes: ['read:log_streams'],
      handle: ({ params }) => ({ status: 200, body: showLogStream(existing(params['id'])) }),
    }),
    route({
      method: 'PATCH',
      path: '/log-streams/:id',
      scopes: ['update:log_streams'],
      body: updateLogStreamBody,
      handle: async ({ params, body }) => {
        const updated = await store.write((tenant) => {
          const stream = updatedLogStream(existing(params['id']), body);
          tenant.logStreams.put(stream);
          return stream;
        });
        return { status: 200, body: showLogStream(updated) };
      },
    }),
    changeRoute(store, {
      method: 'DELETE',
      path: '/log-streams/:id',
      scopes: ['delete:log_streams'],
      change: (tenant, { params }) => {
        // Deleting what does not exist is no error, as Auth0 has it.
        tenant.logStreams.remove(params['id'] ?? '');
      },
    }),
  ];
}
