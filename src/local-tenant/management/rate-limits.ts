/** The plans and environments whose limits can hold. Source: Auth0, "Rate Limit Configurations". */
export const rateLimitedPlans = ['free', 'professional', 'enterprise', 'enterprise-non-production'] as const;

/** The plan or environment whose limits hold. */
export type RateLimits = (typeof rateLimitedPlans)[number];

interface Limit {
  /** How many requests may come at once. */
  readonly burst: number;
  /** How many more each second allows. */
  readonly perSecond: number;
}

interface PlanLimits {
  readonly all: Limit;
  /** Reads of the collection at this path have a limit of their own. */
  readonly reads?: Readonly<Record<string, Limit>>;
}

const PLANS: Readonly<Record<RateLimits, PlanLimits>> = {
  free: { all: { burst: 2, perSecond: 2 } },
  professional: {
    all: { burst: 10, perSecond: 150 / 60 },
    reads: {
      '/api/v2/clients': { burst: 5, perSecond: 100 / 60 },
      '/api/v2/connections': { burst: 5, perSecond: 50 / 60 },
    },
  },
  enterprise: { all: { burst: 50, perSecond: 16 } },
  'enterprise-non-production': { all: { burst: 10, perSecond: 2 } },
};

interface Verdict {
  readonly allowed: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

/** Token buckets that fill by the clock: each request takes a token, or is refused until the next one. */
export function createRateLimiter(
  limits: RateLimits,
  now: () => number,
): (method: string, path: string) => Verdict {
  const plan = PLANS[limits];
  const all = createBucket(plan.all, now);
  const reads = Object.entries(plan.reads ?? {}).map(
    ([path, limit]) => [path, createBucket(limit, now)] as const,
  );
  return (method, path) => {
    const own =
      method === 'GET'
        ? reads.find(([prefix]) => path === prefix || path.startsWith(`${prefix}/`))
        : undefined;
    return (own?.[1] ?? all)();
  };
}

function createBucket({ burst, perSecond }: Limit, now: () => number): () => Verdict {
  let tokens = burst;
  let filledAt = now();
  return () => {
    const time = now();
    tokens = Math.min(burst, tokens + ((time - filledAt) / 1000) * perSecond);
    filledAt = time;
    const allowed = tokens >= 1;
    if (allowed) tokens -= 1;
    const remaining = Math.floor(tokens);
    const untilNextToken = (remaining + 1 - tokens) / perSecond;
    return {
      allowed,
      headers: {
        'x-ratelimit-limit': String(burst),
        'x-ratelimit-remaining': String(remaining),
        'x-ratelimit-reset': String(Math.ceil(time / 1000 + untilNextToken)),
      },
    };
  };
}
