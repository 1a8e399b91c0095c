import { startOf } from "./backup.ts";

export interface Retention {
  daily: number;
  weekly: number;
  monthly: number;
}

export const RETENTION: Retention = { daily: 7, weekly: 4, monthly: 12 };

const DAY = 86_400_000;

/**
 * Which backups stay: of each of the last days, weeks (from Monday) and months in which there are any, the last one. Times are UTC. What a
 * clock that ran ahead has named counts as well, so the newest always stays.
 */
export function keptBackups(names: readonly string[], rule: Retention = RETENTION): Set<string> {
  const newestFirst = [...names].sort((one, other) =>
    startOf(other) - startOf(one) || other.localeCompare(one)
  );
  const kept = new Set<string>();
  const keep = (most: number, period: (at: number) => string | number) => {
    const seen = new Set<string | number>();
    for (const name of newestFirst) {
      const of = period(startOf(name));
      if (seen.has(of)) continue;
      if (seen.size === most) return;
      seen.add(of);
      kept.add(name);
    }
  };
  keep(rule.daily, (at) => Math.floor(at / DAY));
  // The first of January 1970 was a Thursday.
  keep(rule.weekly, (at) => Math.floor((Math.floor(at / DAY) + 3) / 7));
  keep(rule.monthly, (at) => new Date(at).toISOString().slice(0, 7));
  return kept;
}
