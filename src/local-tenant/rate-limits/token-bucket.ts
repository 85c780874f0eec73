/** How much may come. */
export interface Limit {
  /** How many requests may come at once. */
  readonly burst: number;
  /** How many more each second allows. */
  readonly perSecond: number;
}

/** Whether a request may be answered, and what to say of the limit. */
export interface LimitVerdict {
  readonly allowed: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

/** Fills by the clock, in milliseconds since the epoch: each request takes a token, or is refused until the next one. */
export function tokenBucket({ burst, perSecond }: Limit, now: () => number): () => LimitVerdict {
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
