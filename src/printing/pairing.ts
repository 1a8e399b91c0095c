import { requirePermission } from "../auth/permissions.ts";
import { recordAudit } from "../audit/record.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { AppError, notFound } from "../lib/app_error.ts";
import { networkOf } from "../lib/network.ts";
import { base64url, sha256, typedCode } from "../lib/token.ts";
import { moveJob, topicsOf } from "./job_rows.ts";
import { UNFINISHED } from "./print_job.ts";
import type { PairAnswer, PairRequest } from "./protocol.ts";
import { giveUsualRoutes } from "./routing.ts";

const CODE_MS = 10 * 60_000;
const TRIES = 5;
const CODE_LENGTH = 8;

interface PairingData {
  name: string;
  branch_id: string;
}

/**
 * A code of eight characters that turns a printer-daemon into an agent of the branch: ten minutes, five wrong tries by whomever,
 * one use. @throws AppError forbidden, not_found for a branch that is not open
 */
export async function pairDaemon(
  ctx: Ctx,
  { name, branchId }: { name: string; branchId: string },
): Promise<string> {
  requirePermission(ctx.actor, "printers.manage");
  if (!ctx.shop.branches.some((branch) => branch.id === branchId && branch.active)) throw notFound();
  const code = typedCode(ctx.random.bytes(CODE_LENGTH));
  const id = ctx.random.id(ctx.now);
  const data: PairingData = { name, branch_id: branchId };
  await ctx.db.transaction().execute(async (trx) => {
    await trx.insertInto("one_time_code").values({
      id,
      purpose: "pairing",
      code_hash: sha256(code),
      data_json: JSON.stringify(data),
      created_at: ctx.now,
      expires_at: ctx.now + CODE_MS,
      tries_left: TRIES,
      used_at: null,
    }).execute();
    await recordAudit(trx, ctx, {
      kind: "pairing_code_made",
      subject: { kind: "branch", id: branchId },
      data: { name },
    });
  });
  return code;
}

/** A daemon of the branch; the token is returned once and never stored. */
export async function createAgentToken(
  trx: Db,
  ctx: Ctx,
  { name, branchId }: { name: string; branchId: string },
): Promise<{ agentId: string; token: string }> {
  const agentId = ctx.random.id(ctx.now);
  const token = `rpd_${base64url(ctx.random.bytes(32))}`;
  await trx.insertInto("agent").values({
    id: agentId,
    branch_id: branchId,
    name,
    token_hash: sha256(token),
    instance: "",
    boot_id: "",
    version: "",
    os: "",
    last_event: 0,
    last_beat: 0,
    last_seen_at: null,
    created_at: ctx.now,
    revoked_at: null,
  }).execute();
  await recordAudit(trx, ctx, {
    kind: "agent_created",
    subject: { kind: "agent", id: agentId },
    data: { name },
  });
  return { agentId, token };
}

/** What a daemon gets for the code that somebody typed into it. @throws AppError unauthenticated, too_many */
export async function redeemPairing(ctx: Ctx, request: PairRequest): Promise<PairAnswer> {
  await refuseTooManyTries(ctx);
  const paired = await ctx.db.transaction().execute(async (trx) => {
    const code = await trx.updateTable("one_time_code").set({ used_at: ctx.now })
      .where("purpose", "=", "pairing").where("code_hash", "=", sha256(request.code))
      .where("used_at", "is", null).where("tries_left", ">", 0).where("expires_at", ">", ctx.now)
      .returning("data_json").executeTakeFirst();
    if (!code) {
      await countWrongCode(trx, ctx);
      return null;
    }
    const { name, branch_id } = JSON.parse(code.data_json) as PairingData;
    const agent = await createAgentToken(trx, ctx, {
      name: name || (request.name ?? ""),
      branchId: branch_id,
    });
    return { ...agent, name: name || (request.name ?? ""), branchId: branch_id };
  });
  if (!paired) throw new AppError("unauthenticated", { reason: "code_wrong" });
  ctx.live.changed(`printers:${paired.branchId}`);
  return { token: paired.token, agent: { id: paired.agentId, name: paired.name } };
}

/**
 * Ends a daemon: its token opens nothing from now on. What it had in hand becomes unknown, what it had not yet got expires.
 * @throws AppError forbidden, not_found
 */
export async function revokeAgent(ctx: Ctx, agentId: string): Promise<void> {
  requirePermission(ctx.actor, "printers.manage");
  const topics = await ctx.db.transaction().execute(async (trx) => {
    const agent = await trx.updateTable("agent").set({ revoked_at: ctx.now }).where("id", "=", agentId)
      .where("revoked_at", "is", null).returning("branch_id").executeTakeFirst();
    if (!agent) throw notFound();
    await trx.updateTable("printer").set({ active: 0, updated_at: ctx.now })
      .where("agent_id", "=", agentId).execute();
    const jobs = await trx.selectFrom("print_job").selectAll()
      .where("printer_id", "in", (q) => q.selectFrom("printer").select("id").where("agent_id", "=", agentId))
      .where("state", "in", UNFINISHED).orderBy("seq")
      .forUpdate().execute();
    for (const job of jobs) {
      const to = job.state === "queued" ? "expired" : "unknown";
      await moveJob(trx, ctx, job, { to, mover: "server", reason: "agent_revoked" });
    }
    await giveUsualRoutes(trx, ctx, agent.branch_id);
    await recordAudit(trx, ctx, { kind: "agent_revoked", subject: { kind: "agent", id: agentId } });
    return [`printers:${agent.branch_id}` as const, ...jobs.flatMap(topicsOf)];
  });
  ctx.live.changed(`agent:${agentId}`, ...topics);
}

/** Guessing from one network ends after five tries, for as long as a code lives. */
async function refuseTooManyTries(ctx: Ctx): Promise<void> {
  const row = await ctx.db.selectFrom("login_failure").select("blocked_until").where(
    "key",
    "=",
    throttleKey(ctx),
  )
    .executeTakeFirst();
  // One that ends later than any can was made by a clock that was ahead.
  if (!row || row.blocked_until <= ctx.now || row.blocked_until > ctx.now + CODE_MS) return;
  throw new AppError("too_many", { retryAfter: Math.ceil((row.blocked_until - ctx.now) / 1000) });
}

async function countWrongCode(trx: Db, ctx: Ctx): Promise<void> {
  await trx.updateTable("one_time_code").set((q) => ({ tries_left: q("tries_left", "-", 1) }))
    .where("purpose", "=", "pairing").where("used_at", "is", null).where("tries_left", ">", 0)
    .where("expires_at", ">", ctx.now).execute();
  const key = throttleKey(ctx);
  const row = await trx.selectFrom("login_failure").select(["failures", "last_failed_at"]).where(
    "key",
    "=",
    key,
  )
    .executeTakeFirst();
  const failures = (row && row.last_failed_at > ctx.now - CODE_MS ? row.failures : 0) + 1;
  const blocked_until = failures >= TRIES ? ctx.now + CODE_MS : 0;
  const values = { key, failures, last_failed_at: ctx.now, blocked_until };
  await trx.insertInto("login_failure").values(values)
    .onConflict((conflict) => conflict.column("key").doUpdateSet(values)).execute();
}

function throttleKey(ctx: Ctx): string {
  return `pairing:${networkOf(ctx.ip)}`;
}
