import { ManagementError } from '../../management/management-error.ts';
import type { NotChecked } from '../findings/finding.ts';

/** What a part of a tenant held when it was read, or why it could not be read. */
export type Reading<Content> =
  | { readonly read: true; readonly content: Content }
  | { readonly read: false; readonly cause: NotChecked['cause']; readonly error: ManagementError };

/** The content of a source; undefined where it could not be read. */
export function contentOf<Content>(source: Reading<Content>): Content | undefined {
  return source.read ? source.content : undefined;
}

/**
 * Reads a part of a tenant.
 *
 * @throws whatever is no fault of the tenant or the network
 */
export async function readingOf<Content>(read: () => Promise<Content>): Promise<Reading<Content>> {
  try {
    return { read: true, content: await read() };
  } catch (error) {
    if (!(error instanceof ManagementError)) throw error;
    return { read: false, cause: causeOf(error), error };
  }
}

function causeOf({ path, status, missingScopes }: ManagementError): NotChecked['cause'] {
  if (missingScopes.length > 0) return 'missing-scope';
  if (status === 429) return 'rate-limit';
  if (status === undefined || status >= 500) return 'network';
  return status === 401 || path === '/oauth/token' ? 'credentials' : 'refused';
}

/** The sources that could not be read, those with the same reason in one entry. */
export function notCheckedOf(sources: Readonly<Record<string, Reading<unknown>>>): readonly NotChecked[] {
  const byReason = new Map<string, NotChecked>();
  for (const [part, source] of Object.entries(sources)) {
    if (source.read) continue;
    const { message: reason, missingScopes } = source.error;
    const known = byReason.get(reason);
    byReason.set(reason, {
      what: known === undefined ? part : `${known.what}, ${part}`,
      cause: source.cause,
      ...(missingScopes.length > 0 && { missingScopes }),
      reason,
    });
  }
  return [...byReason.values()];
}
