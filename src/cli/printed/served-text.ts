import type { LogEntry } from '../../local-tenant/log/request-log.ts';
import { testUser } from '../../local-tenant/oauth/users/users.ts';
import { oneLine } from '../../text/one-line.ts';

/** What a server may say of a request that it answered. */
type AnsweredRequest = Pick<LogEntry, 'method' | 'path' | 'durationMs' | 'explanation'> & {
  readonly status?: number;
};

const longestPath = 200;
const longestExplanation = 300;

/** The help of `--quiet`. */
export const quietHelp = 'tell of no requests';

/** One line about a request. Whoever asks chooses its path, and may want to forge lines with it. */
export function requestLine({ method, path, status, durationMs, explanation }: AnsweredRequest): string {
  const why = explanation === undefined ? '' : ` (${oneLine(explanation, longestExplanation)})`;
  return `${method} ${oneLine(path, longestPath)} ${status ?? 'without an answer'} ${durationMs} ms${why}`;
}

/** Where a tenant on this machine answers, for people and programs. */
export const tenantRoutesText = (issuer: string): string =>
  [
    `  ${issuer}  its page: what is in it, and the last requests`,
    `  ${issuer}authorize  where a login begins; its pages are at /u/login and /u/consent`,
    `  ${issuer}.well-known/openid-configuration  the OAuth and OpenID Connect endpoints`,
    `  ${issuer}api/v2/  the Management API`,
  ].join('\n');

/** Who can log in to a tenant on this machine, with nothing to keep secret. */
export const testUserText = `Its test user is ${testUser.email}, password ${testUser.password}.`;
