import { recordAudit } from "../audit/record.ts";
import type { Ctx } from "../context.ts";
import { AppError, notFound } from "../lib/app_error.ts";

/** One of one's own sessions, or all but the one that asks. @throws AppError not_found when there is none */
export async function endOwnSessions(
  ctx: Ctx,
  which: { sessionId: string } | { except: string },
): Promise<void> {
  const { actor } = ctx;
  if (actor.kind !== "user") throw new AppError("unauthenticated");
  await ctx.db.transaction().execute(async (trx) => {
    const own = trx.deleteFrom("session").where("user_id", "=", actor.id);
    const these = "except" in which
      ? own.where("id", "!=", which.except)
      : own.where("id", "=", which.sessionId);
    const ended = await these.returning("id").execute();
    if (ended.length === 0) throw notFound();
    await recordAudit(trx, ctx, {
      kind: "own_sessions_ended",
      subject: { kind: "user", id: actor.id },
      data: { sessions: ended.length },
    });
  });
}
