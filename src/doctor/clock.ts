import type { Shop } from "../admin/shop.ts";
import type { Config } from "../config.ts";
import type { Db } from "../db/open.ts";
import { type Finding, finding } from "./finding.ts";

/** Clocks differ by seconds; a store refuses requests that are a quarter of an hour off. */
const APART_MS = 5 * 60_000;
const MINUTE = 60_000;
const PATIENCE_MS = 10_000;

/** Holds the clock of this machine against that of the store outside. */
export async function lookAtClock({ BACKUP_S3_URL }: Config, now: number): Promise<Finding[]> {
  const apart = BACKUP_S3_URL === undefined ? null : await apartFrom(new URL(BACKUP_S3_URL).origin, now);
  if (apart !== null && Math.abs(apart) > APART_MS) {
    return [finding("clock_differs", { minutes: Math.round(apart / MINUTE) })];
  }
  return [finding("clock_ok", { instant: new Date(now).toISOString().slice(0, 19) + "Z" })];
}

/** Whether something was written at a time that is yet to come. */
export async function lookAtLastEvent(db: Db, now: number): Promise<Finding[]> {
  const newest = await db.selectFrom("audit_event").select("at").orderBy("id", "desc").limit(1)
    .executeTakeFirst();
  const ahead = newest === undefined ? 0 : newest.at - now;
  return ahead > APART_MS ? [finding("clock_behind", { minutes: Math.round(ahead / MINUTE) })] : [];
}

/** How far this clock is ahead of another machine's, milliseconds; null where it does not tell. */
async function apartFrom(url: string, now: number): Promise<number | null> {
  try {
    const response = await fetch(url, { method: "HEAD", signal: AbortSignal.timeout(PATIENCE_MS) });
    const date = Date.parse(response.headers.get("Date") ?? "");
    return Number.isNaN(date) ? null : now - date;
  } catch (error) {
    // What is wrong with the store is told by whoever looks at the store.
    if (error instanceof TypeError || error instanceof DOMException) return null;
    throw error;
  }
}

/** Whether the runtime knows the zones of the shop and its branches. */
export function lookAtZones({ organization, branches }: Shop): Finding[] {
  const zones = [...new Set([organization?.timeZone, ...branches.map(({ timeZone }) => timeZone)])]
    .filter((zone) => zone !== undefined);
  const unknown = zones.filter((zone) => !isZone(zone)).map((zone) => finding("zone_unknown", { zone }));
  return unknown.length > 0
    ? unknown
    : zones.length > 0
    ? [finding("zones_ok", { zones: zones.join(", ") })]
    : [];
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).format(0) !== "";
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
