import type { IncomingMessage } from 'node:http';
import { byClock, everybodysNow } from './clock.ts';
import { type Faults, faulty } from './faults/faults.ts';
import type { RequestLog } from './log/request-log.ts';
import { createManagementApi } from './management/api.ts';
import type { ManagementContext } from './management/route.ts';
import { createOAuth, type OAuth } from './oauth/oauth.ts';
import { LoginSessions } from './login-sessions.ts';
import { loginAttempts } from './rate-limits/login-attempts.ts';
import { overviewPage } from './overview/overview-page.ts';
import { limited } from './rate-limits/limited.ts';
import { authenticationRateLimiter, type RateLimits } from './rate-limits/plan-limits.ts';
import { issuerAt } from './rules/issuer-at.ts';
import { listenerOf, type Listener } from './server.ts';

/** How a tenant answers beyond what it holds. */
export interface Answering {
  /** The plan whose rate limits hold; by default none do. */
  readonly rateLimits?: RateLimits | undefined;
  /** What it does wrong on purpose, asked at each request. */
  readonly faults: () => Faults;
  readonly log: RequestLog;
}

/** Nobody else keeps or frames a page, and it runs no script. */
const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
};

/** Answers as the tenant: the Management API below `/api/v2/`, its own page at the root, the OAuth half everywhere else. */
export function tenantListener(
  context: Omit<ManagementContext, 'attempts' | 'sessions'>,
  { rateLimits, faults, log }: Answering,
): Listener {
  const { store, keys, domain, now, events } = context;
  const attempts = loginAttempts(context);
  const sessions = new LoginSessions(now);
  const management = listenerOf(createManagementApi({ ...context, attempts, sessions }, rateLimits).fetch);
  const ownIssuer = `https://${domain}/`;
  const userinfoAudience = `${ownIssuer}userinfo`;
  // Sessions end at the domain where they began (Auth0, "Multiple Custom Domains", SDK configuration).
  const oauths = new Map<string, OAuth>();
  const oauthOf = (issuer: string): OAuth => {
    const oauth =
      oauths.get(issuer) ??
      createOAuth({ store, keys, issuer, userinfoAudience, now, events, attempts, sessions });
    oauths.set(issuer, oauth);
    return oauth;
  };
  const issuerOf = ({ headers: { host = domain } }: IncomingMessage) =>
    issuerAt(host, { domain, read: store.read });
  const authentication: Listener = (request, response) =>
    oauthOf(issuerOf(request) ?? ownIssuer).handle(request, response);
  const elsewhere = rateLimits
    ? limited(authenticationRateLimiter(rateLimits, now), authentication)
    : authentication;
  const answer: Listener = (request, response) =>
    issuerOf(request) === undefined
      ? response.writeHead(404, { 'content-type': 'text/plain' }).end('This custom domain is not verified.')
      : request.url?.startsWith('/api/v2/') === true
        ? management(request, response)
        : request.url === '/' && request.method === 'GET'
          ? response
              .writeHead(200, pageHeaders)
              .end(overviewPage({ domain, read: store.read, log: log.entries }).text)
          : elsewhere(request, response);
  const listener = faulty(faults, answer, now);
  return log.listening(
    now === everybodysNow ? listener : (request, response) => byClock(now, () => listener(request, response)),
  );
}
