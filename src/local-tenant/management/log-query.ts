import type { TenantEvent } from '../log/tenant-log.ts';
import { ManagementError } from './errors.ts';

/**
 * Reads the part of Auth0's query syntax that this tenant serves: `type:(s OR f) AND client_id:"x"`, and `log_id:[x TO *]`, the events
 * from one on, as `auth0 logs tail` asks. Source: Auth0, "Log Search Query Syntax".
 *
 * @throws {ManagementError} for any other part of it
 */
export function eventFilter(query: string | undefined): (event: TenantEvent) => boolean {
  const terms = (query ?? '').trim() === '' ? [] : (query ?? '').split(' AND ').map(term);
  return (event) => terms.every((matches) => matches(event));
}

function term(text: string): (event: TenantEvent) => boolean {
  const [, first] = /^\s*log_id:\[(\w+) TO \*\]\s*$/.exec(text) ?? [];
  if (first !== undefined) return ({ log_id: id }) => id >= first;
  const [, name, list, quoted, word] =
    /^\s*([\w.]+):(?:\(([\w ]+)\)|"([^"]*)"|([^\s()"*?~^[\]{}]+))\s*$/.exec(text) ?? [];
  if (name === undefined) {
    throw new ManagementError(
      400,
      `This tenant serves no query but terms such as type:(s OR f) and client_id:"x", with AND between them: ${text}`,
      'invalid_query_string',
    );
  }
  const wanted = list?.split(' OR ').map((each) => each.trim()) ?? [quoted ?? word ?? ''];
  return (event) => wanted.includes(String((event as unknown as Record<string, unknown>)[name]));
}
