import { Cron } from "croner";
import { SYSTEM } from "../context.ts";
import { contextOf } from "../http/session.ts";
import { errorFacts, log } from "../logs.ts";
import type { Services } from "../services.ts";
import type { JobKind } from "./job.ts";
import { enqueue } from "./queue.ts";

export interface TimedTask {
  kind: TimedKind;
  /** Cron expression on the shop's clock. */
  pattern: string;
}
type TimedKind = Exclude<
  JobKind,
  "send_message" | "allot_parts" | "read_payment_event" | "check_payment_intent" | "import_rows"
>;

export const TIMED_TASKS: readonly TimedTask[] = [
  { kind: "expire_print_jobs", pattern: "* * * * *" },
  { kind: "mind_quotes", pattern: "*/5 * * * *" },
  { kind: "mind_gateways", pattern: "*/5 * * * *" },
  // When one does not mind being written to.
  { kind: "mind_pickups", pattern: "12 10 * * *" },
  { kind: "purge_secrets", pattern: "7 * * * *" },
  { kind: "sweep_sessions", pattern: "17 * * * *" },
  { kind: "sweep_codes", pattern: "27 * * * *" },
  { kind: "sweep_uploads", pattern: "37 3 * * *" },
  { kind: "sweep_drafts", pattern: "47 3 * * *" },
  { kind: "sweep_jobs", pattern: "57 3 * * *" },
  { kind: "sweep_print_commands", pattern: "7 4 * * *" },
  { kind: "reckon_deadlines", pattern: "37 4 * * *" },
  { kind: "sweep_idempotency_keys", pattern: "17 4 * * *" },
  { kind: "sweep_payment_events", pattern: "42 4 * * *" },
  { kind: "sweep_stock_forms", pattern: "27 4 * * *" },
  { kind: "sweep_webhooks", pattern: "47 4 * * *" },
  { kind: "sweep_imports", pattern: "57 4 * * *" },
  { kind: "check_stock", pattern: "37 4 * * *" },
];

const EVERY_MINUTE = "* * * * *";

interface DenoWithCron {
  cron?(
    name: string,
    schedule: string,
    options: { signal: AbortSignal },
    handler: () => Promise<void>,
  ): Promise<void>;
}

/** Looks every minute what is due: by `Deno.cron` where it is switched on (`--unstable-cron`), else by croner's timer. */
export function startSchedule(services: Services, tasks = TIMED_TASKS): { stop(): Promise<void> } {
  const look = async () => {
    try {
      await tick(services, tasks);
    } catch (error) {
      log.error("The schedule could not be read", errorFacts(error));
    }
  };
  const { cron } = Deno as DenoWithCron;
  look();
  if (!cron) {
    const timer = new Cron(EVERY_MINUTE, { protect: true }, look);
    return {
      stop() {
        timer.stop();
        return Promise.resolve();
      },
    };
  }
  const abort = new AbortController();
  const over = cron("reparo-schedule", EVERY_MINUTE, { signal: abort.signal }, look)
    .catch((error) => log.error("Deno.cron gave up", errorFacts(error)));
  return {
    async stop() {
      abort.abort();
      await over;
    },
  };
}

/**
 * Queues the latest occurrence of each task that is due. However many processes look, and however the clock jumps, each
 * occurrence runs at most once, and those missed while nobody looked run once together.
 */
export async function tick(services: Services, tasks: readonly TimedTask[]): Promise<TimedKind[]> {
  const { database: { db }, clock } = services;
  const now = clock();
  const shop = await services.shop.read();
  const timezone = shop.organization?.timeZone ?? "UTC";
  const rows = await db.selectFrom("schedule").selectAll().execute();
  const claimed = new Map(rows.map((row) => [row.task, row.occurrence_at]));
  const locale = shop.organization?.locale ?? "es";
  const ctx = contextOf(services, { actor: SYSTEM, shop, locale, requestId: "schedule", ip: "" });
  const queued: TimedKind[] = [];
  for (const { kind, pattern } of tasks) {
    const occurrence = latestOccurrence(pattern, { timezone, now });
    if (occurrence === null || occurrence <= (claimed.get(kind) ?? -1)) continue;
    const won = await db.transaction().execute(async (trx) => {
      const row = await trx.insertInto("schedule").values({ task: kind, occurrence_at: occurrence })
        .onConflict((conflict) =>
          conflict.column("task").doUpdateSet({ occurrence_at: occurrence })
            .where("schedule.occurrence_at", "<", occurrence)
        ).returning("task").executeTakeFirst();
      if (row) await enqueue(trx, ctx, { kind, payload: {}, uniqueKey: `schedule:${kind}` });
      return row !== undefined;
    });
    if (won) queued.push(kind);
  }
  if (queued.length > 0) services.live.changed("jobs");
  return queued;
}

/** The last instant at or before `now` that the pattern names. */
export function latestOccurrence(
  pattern: string,
  { timezone, now }: { timezone: string; now: number },
): number | null {
  const cron = new Cron(pattern, { timezone, paused: true });
  const [latest] = cron.previousRuns(1, new Date(now + 1_000));
  return latest && latest.getTime() <= now ? latest.getTime() : null;
}
