import * as z from 'zod';
import type { LogStream } from '../../state/entities/settings.ts';
import { awsRegions, azureRegions, eventCategories } from './log-stream-values.ts';

const withoutColon = z.string().regex(/^[^:]+$/);

/** Where each type of log stream sends its events. Source: Management API v2, `CreateLogStreamRequestContent`. */
const sinks = {
  http: z.strictObject({
    httpEndpoint: z.string().regex(/^https:\/\/.*/),
    httpAuthorization: z.string().exactOptional(),
    httpContentFormat: z.enum(['JSONARRAY', 'JSONLINES', 'JSONOBJECT']).exactOptional(),
    httpContentType: z.string().exactOptional(),
    httpCustomHeaders: z.array(z.strictObject({ header: z.string(), value: z.string() })).exactOptional(),
  }),
  datadog: z.strictObject({
    datadogApiKey: z.string().min(1),
    datadogRegion: z.enum(['us', 'eu', 'us3', 'us5']),
  }),
  splunk: z.strictObject({
    splunkDomain: z.string().min(1),
    splunkPort: z.string().regex(/^[0-9]*$/),
    splunkToken: z.string().min(1),
    splunkSecure: z.boolean(),
  }),
  sumo: z.strictObject({ sumoSourceAddress: z.string().min(1) }),
  segment: z.strictObject({ segmentWriteKey: z.string().min(1) }),
  mixpanel: z.strictObject({
    mixpanelRegion: z.enum(['us', 'eu']),
    mixpanelProjectId: z.string().regex(/^\d+$/),
    mixpanelServiceAccountUsername: withoutColon,
    mixpanelServiceAccountPassword: withoutColon,
  }),
  eventbridge: z.strictObject({ awsAccountId: z.string().regex(/^\d{12}$/), awsRegion: z.enum(awsRegions) }),
  eventgrid: z.strictObject({
    azureSubscriptionId: z
      .string()
      .regex(/^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$/),
    azureRegion: z.enum(azureRegions),
    azureResourceGroup: z.string().min(1),
  }),
};

/** Auth0 made the other end of these streams, so their sinks stay as they were created. */
const fixedSinks: ReadonlySet<LogStream['type']> = new Set(['eventbridge', 'eventgrid']);

const piiConfig = z.strictObject({
  log_fields: z.array(z.enum(['first_name', 'last_name', 'username', 'email', 'phone', 'address'])).min(1),
  method: z.enum(['mask', 'hash']).default('hash'),
  algorithm: z.enum(['xxhash']).default('xxhash'),
});

const common = {
  name: z.string().min(1).exactOptional(),
  isPriority: z.boolean().exactOptional(),
  filters: z
    .array(
      z.looseObject({
        type: z.enum(['category']).exactOptional(),
        name: z.enum(eventCategories).exactOptional(),
      }),
    )
    .exactOptional(),
  pii_config: piiConfig.exactOptional(),
};

const createBodyOf = <Type extends LogStream['type']>(type: Type) =>
  z.strictObject({
    ...common,
    type: z.literal(type),
    sink: sinks[type],
    startFrom: z.string().exactOptional(),
  });

/** `POST /log-streams`: the type decides what the sink must be. */
export const createLogStreamBody = z.discriminatedUnion('type', [
  createBodyOf('http'),
  createBodyOf('datadog'),
  createBodyOf('splunk'),
  createBodyOf('sumo'),
  createBodyOf('segment'),
  createBodyOf('mixpanel'),
  createBodyOf('eventbridge'),
  createBodyOf('eventgrid'),
]);

/** `PATCH /log-streams/{id}`, before it is known which type the stream has. */
export const updateLogStreamBody = z.strictObject({
  ...common,
  status: z.enum(['active', 'paused']).exactOptional(),
  sink: z.record(z.string(), z.unknown()).exactOptional(),
});

/** The sink that a PATCH may send to a stream of this type. */
export function updatedSinkBody(type: LogStream['type']): z.ZodType<{ readonly sink?: object }> {
  if (fixedSinks.has(type)) return z.strictObject({});
  const sink =
    type === 'mixpanel' ? sinks.mixpanel.partial({ mixpanelServiceAccountPassword: true }) : sinks[type];
  return z.strictObject({ sink: sink.exactOptional() });
}
