const WINDOW_MS = 60_000;
const MOST_KNOWN = 10_000;

/** What is left of a token's minute. */
export interface Allowance {
  limit: number;
  left: number;
  /** This request is one too many. */
  exceeded: boolean;
  /** Seconds until the minute begins anew. */
  seconds: number;
}

/** Counts what each token asks within its minute, in this process: several of them allow as many times as much. */
export function rateLimiter(limit: number): (tokenId: string, now: number) => Allowance {
  const windows = new Map<string, { from: number; used: number }>();
  return (tokenId, now) => {
    const known = windows.get(tokenId);
    const running = known && now >= known.from && now < known.from + WINDOW_MS
      ? known
      : { from: now, used: 0 };
    if (running !== known) {
      if (windows.size >= MOST_KNOWN) windows.clear();
      windows.set(tokenId, running);
    }
    running.used++;
    const seconds = Math.ceil((running.from + WINDOW_MS - now) / 1000);
    return { limit, left: Math.max(0, limit - running.used), exceeded: running.used > limit, seconds };
  };
}

/** draft-ietf-httpapi-ratelimit-headers-11. */
export function rateHeaders({ limit, left, seconds }: Allowance): Record<string, string> {
  return {
    "RateLimit-Policy": `"default";q=${limit};w=${WINDOW_MS / 1000}`,
    "RateLimit": `"default";r=${left};t=${seconds}`,
  };
}
