import { randomUUID } from 'node:crypto';
import type * as z from 'zod';
import type { LogStream } from '../../state/entities/settings.ts';
import { prefixedId } from '../../state/ids.ts';
import { updatedSinkBody, type createLogStreamBody, type updateLogStreamBody } from './log-stream-schema.ts';
import { patched } from '../patch.ts';
import { parseBody } from '../validation.ts';

/** The log stream that the body describes. */
export function newLogStream({ startFrom: _from, ...body }: z.infer<typeof createLogStreamBody>): LogStream {
  const id = prefixedId('lst');
  const sink = { ...body.sink, ...partnerOf(body) };
  const stream = { id, name: id, status: 'active', isPriority: false, ...body, sink } as const;
  return patched<LogStream>(stream, filtersOf(body));
}

/** The log stream with the changes of the body. */
export function updatedLogStream(before: LogStream, body: z.infer<typeof updateLogStreamBody>): LogStream {
  const { sink } = parseBody(updatedSinkBody(before.type), { ...(body.sink && { sink: body.sink }) });
  const { mixpanelServiceAccountPassword } = before.sink;
  return patched(before, {
    ...body,
    ...(sink && {
      sink: { ...(before.type === 'mixpanel' && { mixpanelServiceAccountPassword }), ...sink },
      // A new sink forgets what its body does not repeat about personal data.
      pii_config: body.pii_config ?? null,
    }),
    ...filtersOf({ isPriority: before.isPriority, ...body }),
  });
}

/** What a stream is filtered by: one with priority carries what bears on security, whatever its body says. */
function filtersOf({
  isPriority,
  filters,
}: Pick<z.infer<typeof createLogStreamBody>, 'filters' | 'isPriority'>): object {
  if (isPriority === true) return { filters: [{ type: 'category', name: 'security' }] };
  // No filter at all is shown as none.
  return filters?.length === 0 ? { filters: null } : {};
}

/** A log stream as the API shows it: Mixpanel's password is the one secret that Auth0 hides. */
export function showLogStream(stream: LogStream): LogStream {
  if (stream.type !== 'mixpanel') return stream;
  return { ...stream, sink: { ...stream.sink, mixpanelServiceAccountPassword: '********' } };
}

/** What Auth0 sets up with the other side. */
function partnerOf({ type, sink }: z.infer<typeof createLogStreamBody>): object {
  if (type === 'eventbridge')
    return { awsPartnerEventSource: `aws.partner/auth0.com/local-${randomUUID()}/auth0.logs` };
  if (type === 'eventgrid')
    return { azurePartnerTopic: `azure.partner/auth0.com/local-${sink.azureSubscriptionId}/auth0.logs` };
  return {};
}
