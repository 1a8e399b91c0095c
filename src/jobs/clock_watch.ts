import type { Db } from "../db/open.ts";
import { logOf } from "../logs.ts";
import { movePrintLeasesBack } from "../printing/set_back.ts";
import { lastMinute, moveMinuteBack } from "../tasks/claiming.ts";
import { moveDeliveriesBack } from "../webhooks/deliveries.ts";
import { bringLateJobsBack, moveJobsBack } from "./queue.ts";

const log = logOf("jobs");

/** Less is what a clock is corrected by. */
const SET_BACK_MS = 30_000;
/** What had begun before may go on queueing by the former time. */
const AFTERWARDS_MS = 60_000;

/** Notices a clock that was set back, under the process or while none ran, and moves along what was reckoned by the former time. */
export function watchClock(db: Db): (now: number) => Promise<void> {
  let last: { now: number; at: number } | null = null;
  let setBackAt = -Infinity;
  return async (now) => {
    const before = last ? Math.round(last.now + performance.now() - last.at) : await lastMinute(db) ?? 0;
    if (now < before - SET_BACK_MS) {
      log.warning("The clock was set back", { seconds: Math.round((before - now) / 1_000) });
      await db.transaction().execute(async (trx) => {
        for (const move of [moveJobsBack, moveDeliveriesBack, movePrintLeasesBack, moveMinuteBack]) {
          await move(trx, { before, now });
        }
      });
      setBackAt = performance.now();
    } else if (performance.now() - setBackAt < AFTERWARDS_MS) {
      await bringLateJobsBack(db, { now, since: now + SET_BACK_MS });
    }
    last = { now, at: performance.now() };
  };
}
