import { recordAudit } from "../audit/record.ts";
import type { SignedIn } from "../auth/session.ts";
import type { Ctx } from "../context.ts";
import { AppError } from "../lib/app_error.ts";
import type { SeenAs } from "../users/role.ts";

/**
 * From the next request on this session of an administrator shows what a role sees and may, which only takes away; null shows their own
 * again. What they do meanwhile is theirs, in their own name. @throws AppError forbidden for anybody else
 */
export async function lookAs(
  ctx: Ctx,
  { sessionId, seenAs, user }: Pick<SignedIn, "sessionId" | "seenAs" | "user">,
  role: SeenAs | null,
): Promise<void> {
  if (user.role !== "admin") throw new AppError("forbidden");
  if (role === seenAs) return;
  await ctx.db.transaction().execute(async (trx) => {
    await trx.updateTable("session").set({ seen_as: role, must_rotate: 1 }).where("id", "=", sessionId)
      .execute();
    const subject = { kind: "user", id: user.id };
    if (seenAs) await recordAudit(trx, ctx, { kind: "seeing_as_ended", subject, data: { role: seenAs } });
    if (role) await recordAudit(trx, ctx, { kind: "seeing_as_began", subject, data: { role } });
  });
}
