import { networkOf } from "../lib/network.ts";

/** How often one address may ask in a window of time. */
export interface Throttle {
  /** Counts a try; seconds to wait when there were too many, else null. */
  tooMany(address: string, now: number): number | null;
}

interface Window {
  since: number;
  tries: number;
}

const MOST_ADDRESSES = 10_000;

export function throttle({ tries, windowMs }: { tries: number; windowMs: number }): Throttle {
  const windows = new Map<string, Window>();
  return {
    tooMany(address, now) {
      const key = networkOf(address);
      const known = windows.get(key);
      const window = known && now - known.since < windowMs && now >= known.since
        ? known
        : { since: now, tries: 0 };
      window.tries += 1;
      windows.delete(key);
      windows.set(key, window);
      if (windows.size > MOST_ADDRESSES) windows.delete(windows.keys().next().value ?? "");
      return window.tries > tries ? Math.ceil((window.since + windowMs - now) / 1000) : null;
    },
  };
}
