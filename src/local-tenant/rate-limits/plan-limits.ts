import { type Limit, tokenBucket, type LimitVerdict } from './token-bucket.ts';

/** The plans and environments whose limits can hold. Source: Auth0, "Rate Limit Configurations". */
export const rateLimitedPlans = ['free', 'professional', 'enterprise', 'enterprise-non-production'] as const;

/** The plan or environment whose limits hold. */
export type RateLimits = (typeof rateLimitedPlans)[number];

/** The limits of one API: those of the first path that a request is at or below, else those of all others together. */
interface ApiLimits {
  readonly paths?: Readonly<Record<string, Limit>>;
  readonly others?: Limit;
}

const each = (perSecond: number): Limit => ({ burst: perSecond, perSecond });
const registration = { '/oidc/register': each(5) };

const authenticationApi: Readonly<Record<RateLimits, ApiLimits>> = {
  free: {
    paths: { ...registration, '/oauth/token': each(30), '/.well-known/jwks.json': each(20) },
    others: { burst: 300, perSecond: 300 / 60 },
  },
  professional: { paths: registration, others: each(25) },
  enterprise: { paths: registration, others: each(100) },
  // Nothing else is published for it.
  'enterprise-non-production': { paths: registration },
};

const managementApi: Readonly<Record<RateLimits, ApiLimits>> = {
  free: { others: each(2) },
  professional: {
    paths: {
      '/api/v2/clients': { burst: 5, perSecond: 100 / 60 },
      '/api/v2/connections': { burst: 5, perSecond: 50 / 60 },
    },
    others: { burst: 10, perSecond: 150 / 60 },
  },
  enterprise: { others: { burst: 50, perSecond: 16 } },
  'enterprise-non-production': { others: { burst: 10, perSecond: 2 } },
};

/** Counts a request for a path; undefined where no limit holds. */
export type ApiLimiter = (path: string) => LimitVerdict | undefined;

/** Counts the requests of the Authentication API. The clock is in milliseconds since the epoch. */
export function authenticationRateLimiter(plan: RateLimits, now: () => number): ApiLimiter {
  return rateLimiter(authenticationApi[plan], now);
}

/** Counts the requests of the Management API, of which reads have paths of their own. The clock as above. */
export function managementRateLimiter(
  plan: RateLimits,
  now: () => number,
): (method: string, path: string) => LimitVerdict | undefined {
  const limiter = rateLimiter(managementApi[plan], now);
  return (method, path) => limiter(method === 'GET' ? path : '');
}

function rateLimiter({ paths = {}, others }: ApiLimits, now: () => number): ApiLimiter {
  const own = Object.entries(paths).map(([path, limit]) => [path, tokenBucket(limit, now)] as const);
  const all = others && tokenBucket(others, now);
  return (path) => {
    const bucket = own.find(([prefix]) => path === prefix || path.startsWith(`${prefix}/`))?.[1] ?? all;
    return bucket?.();
  };
}
