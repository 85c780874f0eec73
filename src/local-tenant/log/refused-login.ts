import type { LogEntry } from './request-log.ts';
import type { TenantLog } from './tenant-log.ts';

/** Notes a request for a login that was refused, on a page or by sending the browser back with an error. */
export function refusedLogin({ path, clientId, explanation }: LogEntry, events: TenantLog): void {
  if (!path.startsWith('/authorize') || explanation === undefined) return;
  events.add({ type: 'f', description: explanation, ...(clientId !== undefined && { client_id: clientId }) });
}
