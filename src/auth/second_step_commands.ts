import { recordAudit } from "../audit/record.ts";
import type { Actor, Ctx } from "../context.ts";
import { AppError, invalid } from "../lib/app_error.ts";
import { base64url, sha256 } from "../lib/token.ts";
import { logOf } from "../logs.ts";
import { spendCode } from "./second_factor.ts";
import { countFailure, forgetFailures, refuseBlocked } from "./throttle.ts";

const log = logOf("auth");

/** How long a right password waits for its code. */
const WAITS_MS = 10 * 60_000;

/** The password was right: answers what the browser keeps until the code comes, of which only the hash is stored. */
export async function beginSecondStep(ctx: Ctx, userId: string): Promise<string> {
  const token = base64url(ctx.random.bytes(24));
  await ctx.db.transaction().execute((trx) =>
    trx.insertInto("sign_in_step").values({
      id: sha256(token),
      user_id: userId,
      created_at: ctx.now,
      expires_at: ctx.now + WAITS_MS,
    }).execute()
  );
  return token;
}

/** Whether a sign-in still waits for its code. */
export async function waitsForCode(ctx: Ctx, token: string): Promise<boolean> {
  return await waiting(ctx, token) !== undefined;
}

/**
 * Ends the sign-in with a code; answers whose it was, and how many wrong tries there were before. Wrong codes count as wrong passwords do, of the account and the network.
 * @throws AppError unauthenticated `second_step_over`, too_many, invalid `code`
 */
export async function takeSecondStep(
  ctx: Ctx,
  { token, code }: { token: string; code: string },
): Promise<{ userId: string; failures: number }> {
  const user = await waiting(ctx, token);
  if (!user) throw new AppError("unauthenticated", { reason: "second_step_over" });
  const { id, name, role, branchId, email } = user;
  await refuseBlocked(ctx, email);
  const used = await spendCode(ctx, { userId: id, code });
  if (!used) {
    await countFailure(ctx, email, { afterPassword: true });
    await recordAudit(ctx.db, ctx, {
      kind: "login_failed",
      subject: { kind: "user", id },
      data: { known: true, active: true, step: 2 },
    });
    log.warning("Sign-in failed", { userId: id, step: 2 });
    throw invalid({ code: { code: "second_code_wrong" } });
  }
  const done = await ctx.db.transaction().execute(async (trx) => {
    const ended = await trx.deleteFrom("sign_in_step").where("id", "=", sha256(token)).returning("id")
      .executeTakeFirst();
    if (!ended) return false;
    const actor: Actor = { kind: "user", id, name, role, branchId };
    await recordAudit(trx, { ...ctx, actor }, {
      kind: "login",
      subject: { kind: "user", id },
      data: { second_step: used },
    });
    return true;
  });
  if (!done) throw new AppError("unauthenticated", { reason: "second_step_over" });
  return { userId: id, failures: await forgetFailures(ctx, email) };
}

function waiting(ctx: Ctx, token: string) {
  return ctx.db.selectFrom("sign_in_step").innerJoin("user", "user.id", "sign_in_step.user_id")
    .select(["user.id", "user.name", "user.role", "user.branch_id as branchId", "user.email"])
    .where("sign_in_step.id", "=", sha256(token)).where("sign_in_step.expires_at", ">", ctx.now)
    .where("user.active", "=", 1).executeTakeFirst();
}
