import * as z from 'zod';
import type { LogStream } from '../entities.ts';
import { prefixedId } from '../ids.ts';
import { conflict, inexistent } from './errors.ts';
import { patched } from './patch.ts';
import { route, type ManagementContext, type Route } from './route.ts';
import { jsonObject } from './validation.ts';

const httpSink = z.strictObject({
  httpEndpoint: z.url({ protocol: /^https?$/ }),
  httpAuthorization: z.string().exactOptional(),
  httpContentFormat: z.enum(['JSONARRAY', 'JSONLINES', 'JSONOBJECT']).exactOptional(),
  httpContentType: z.string().exactOptional(),
  httpCustomHeaders: z.array(z.strictObject({ header: z.string(), value: z.string() })).exactOptional(),
});

const common = {
  name: z.string().min(1).exactOptional(),
  isPriority: z.boolean().exactOptional(),
  filters: z.array(jsonObject).exactOptional(),
  pii_config: jsonObject.exactOptional(),
};

const createBody = z.discriminatedUnion('type', [
  z.strictObject({
    ...common,
    type: z.literal('http'),
    sink: httpSink,
    startFrom: z.string().exactOptional(),
  }),
  z.strictObject({
    ...common,
    type: z.enum(['eventbridge', 'eventgrid', 'datadog', 'splunk', 'sumo', 'segment', 'mixpanel']),
    sink: jsonObject,
    startFrom: z.string().exactOptional(),
  }),
]);

const updateBody = z.strictObject({
  ...common,
  status: z.enum(['active', 'paused']).exactOptional(),
  sink: jsonObject.exactOptional(),
});

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
      handle: () => ({ status: 200, body: [...store.read.logStreams.values()] }),
    }),
    route({
      method: 'POST',
      path: '/log-streams',
      scopes: ['create:log_streams'],
      body: createBody,
      handle: async ({ body }) => {
        const { startFrom: _startFrom, ...properties } = body;
        const id = prefixedId('lst');
        const stream = {
          id,
          status: 'active',
          isPriority: false,
          ...properties,
          name: body.name ?? id,
        } as LogStream;
        await store.write((tenant) => {
          if ([...tenant.logStreams.values()].some((other) => other.name === stream.name)) {
            throw conflict('A log stream with the same name already exists.', 'log_stream_conflict');
          }
          tenant.logStreams.put(stream);
        });
        // 200, where every other resource answers 201.
        return { status: 200, body: stream };
      },
    }),
    route({
      method: 'GET',
      path: '/log-streams/:id',
      scopes: ['read:log_streams'],
      handle: ({ params }) => ({ status: 200, body: existing(params['id']) }),
    }),
    route({
      method: 'PATCH',
      path: '/log-streams/:id',
      scopes: ['update:log_streams'],
      body: updateBody,
      handle: async ({ params, body }) => {
        const updated = await store.write((tenant) => {
          const stream = patched(existing(params['id']), body);
          tenant.logStreams.put(stream);
          return stream;
        });
        return { status: 200, body: updated };
      },
    }),
    route({
      method: 'DELETE',
      path: '/log-streams/:id',
      scopes: ['delete:log_streams'],
      handle: async ({ params }) => {
        await store.write((tenant) => {
          tenant.logStreams.remove(existing(params['id']).id);
        });
        return { status: 204 };
      },
    }),
  ];
}
