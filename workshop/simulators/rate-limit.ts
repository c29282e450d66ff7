/** A budget per window of time; a request that does not fit is refused until the window ends. */
export interface RateLimit {
  readonly limit: number;
  readonly windowSeconds: number;
}

export interface Usage {
  readonly allowed: boolean;
  readonly limit: number;
  readonly used: number;
  /** When the window ends, milliseconds since the epoch by the server's clock. */
  readonly resetAt: number;
}

/** A counter over fixed windows that start with their first request. */
export function createMeter(rate: RateLimit): (cost: number, now: number) => Usage {
  let resetAt = 0;
  let used = 0;
  return (cost, now) => {
    if (now >= resetAt) {
      resetAt = now + rate.windowSeconds * 1000;
      used = 0;
    }
    const allowed = used + cost <= rate.limit;
    if (allowed) used += cost;
    return { allowed, limit: rate.limit, used, resetAt };
  };
}
