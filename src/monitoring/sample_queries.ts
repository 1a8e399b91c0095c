import type { Db } from "../db/open.ts";

const DAY_MS = 86_400_000;
const MOST = 3_000;

/** Of all processes over the last 24 hours, oldest first. */
export function samplesOfDay(db: Db, now: number) {
  return db.selectFrom("status_sample")
    .select(["at", "requests", "errors", "mean_us", "lag_ms", "rss_bytes", "queued"])
    .where("at", ">", now - DAY_MS).orderBy("at").limit(MOST);
}
