import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { type JobKind, MAX_ATTEMPTS, type NewJob } from "./job.ts";

/**
 * Queues work in the caller's transaction, so that it exists exactly when the change that asked for it does. After the
 * commit `ctx.live.changed("jobs")` starts it at once; without, it starts within 5 s.
 */
export async function enqueue<K extends JobKind>(trx: Db, ctx: Ctx, job: NewJob<K>): Promise<void> {
  await trx.insertInto("job").values({
    id: ctx.random.id(ctx.now),
    kind: job.kind,
    payload_json: JSON.stringify(job.payload),
    state: "waiting",
    run_at: job.runAt ?? ctx.now,
    attempts: 0,
    max_attempts: job.maxAttempts ?? MAX_ATTEMPTS,
    lease_token: null,
    lease_until: null,
    unique_key: job.uniqueKey ?? null,
    errors_json: "[]",
    created_at: ctx.now,
    finished_at: null,
  }).onConflict((conflict) => conflict.doNothing()).execute();
}
