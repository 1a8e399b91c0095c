import type { Shop } from "../admin/shop.ts";
import { dayOf } from "../lib/dates.ts";

/** Every zone is whole quarters of an hour away from the others. */
const QUARTER = 900_000;

/** The calendar day of an instant in each branch, kept by the quarter of an hour: a history asks for millions of them. */
export function branchDays(shop: Shop): (branchId: string) => (at: number) => string {
  const zones = new Map(shop.branches.map((branch) => [branch.id, branch.timeZone]));
  const known = new Map<string, Map<number, string>>();
  return (branchId) => {
    const zone = zones.get(branchId) ?? "UTC";
    const days = known.get(zone) ?? new Map<number, string>();
    known.set(zone, days);
    return (at) => {
      const quarter = Math.floor(at / QUARTER);
      const day = days.get(quarter) ?? dayOf(at, zone);
      days.set(quarter, day);
      return day;
    };
  };
}

export function monthOf(day: string): string {
  return day.slice(0, 7);
}
