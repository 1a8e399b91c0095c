import { recordAudit } from "../audit/record.ts";
import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { conflict, notFound } from "../lib/app_error.ts";
import { resendMessage } from "../mail/commands.ts";
import { TASK_KINDS } from "../tasks/task.ts";
import { enqueue } from "./queue.ts";

/**
 * Queues anew what had been given up; a mail goes back to its outbox as well. @throws AppError forbidden, not_found,
 * conflict `job_waiting` while one of the same kind and thing waits, those of `resendMessage`
 */
export async function retryJob(ctx: Ctx, id: string): Promise<void> {
  requirePermission(ctx.actor, "tasks.manage");
  const job = await readDead(ctx.db, id);
  if (job.kind === "send_message") await resendMessage(ctx, JSON.parse(job.payload_json).messageId);
  await ctx.db.transaction().execute(async (trx) => {
    const { kind, payload_json, unique_key, max_attempts } = await takeOut(trx, ctx, {
      id,
      act: "job_retried",
    });
    if (kind === "send_message") return;
    const queued = await enqueue(trx, ctx, {
      kind: kind as "allot_parts",
      payload: JSON.parse(payload_json),
      maxAttempts: max_attempts,
      ...unique_key !== null && { uniqueKey: unique_key },
    });
    if (!queued) throw conflict("job_waiting");
  });
  ctx.live.changed("jobs");
}

/** Forgets what had been given up. @throws AppError forbidden, not_found */
export async function discardJob(ctx: Ctx, id: string): Promise<void> {
  requirePermission(ctx.actor, "tasks.manage");
  await ctx.db.transaction().execute((trx) => takeOut(trx, ctx, { id, act: "job_discarded" }));
}

async function readDead(db: Db, id: string) {
  const job = await db.selectFrom("job").select(["kind", "payload_json"]).where("id", "=", id)
    .where("state", "=", "dead").where("kind", "not in", TASK_KINDS).executeTakeFirst();
  if (!job) throw notFound();
  return job;
}

async function takeOut(
  trx: Db,
  ctx: Ctx,
  { id, act }: { id: string; act: "job_retried" | "job_discarded" },
) {
  const job = await trx.deleteFrom("job").where("id", "=", id).where("state", "=", "dead")
    .where("kind", "not in", TASK_KINDS).returning(["kind", "payload_json", "unique_key", "max_attempts"])
    .executeTakeFirst();
  if (!job) throw notFound();
  await recordAudit(trx, ctx, { kind: act, subject: { kind: "job", id }, data: { job: job.kind } });
  return job;
}
