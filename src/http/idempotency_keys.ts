import type { Ctx } from "../context.ts";
import { dbFault } from "../db/errors.ts";
import { AppError } from "../lib/app_error.ts";

const KEPT_MS = 86_400_000;

/** A program's name for what it asks once, and the SHA-256 of what it asks. */
export interface Key {
  key: string;
  fingerprint: string;
}

/** What a key was answered with. */
export interface Answer {
  status: number;
  content_type: string;
  location: string;
  etag: string;
  body: string;
}

export const NO_ANSWER = { status: null, content_type: "", location: "", etag: "", body: "" };

/**
 * Takes a token's key in the transaction that will answer it: the id under which it does so, or the answer that it has had.
 * @throws AppError forbidden, invalid for a key of another request, conflict while another process is at it
 */
export async function takeKey(
  ctx: Ctx,
  { key, fingerprint }: Key,
): Promise<{ id: string } | { answer: Answer }> {
  if (ctx.actor.kind !== "token") throw new AppError("forbidden");
  const taken = { id: ctx.random.id(ctx.now), fingerprint, ...NO_ANSWER, created_at: ctx.now };
  // Postgres waits here for what becomes of another process's row.
  const made = await ctx.db.insertInto("idempotency_key").values({ ...taken, token_id: ctx.actor.id, key })
    .onConflict((conflict) =>
      conflict.columns(["token_id", "key"]).doUpdateSet(taken)
        .where("idempotency_key.created_at", "<=", ctx.now - KEPT_MS)
    ).returning("id").executeTakeFirst().catch((error) => {
      throw dbFault(error)?.kind === "busy" ? keyBusy() : error;
    });
  if (made) return made;
  const known = await ctx.db.selectFrom("idempotency_key").selectAll()
    .where("token_id", "=", ctx.actor.id).where("key", "=", key).executeTakeFirstOrThrow();
  if (known.fingerprint !== fingerprint) throw new AppError("invalid", { reason: "idempotency_key_reused" });
  if (known.status === null) throw new RangeError(`The key ${known.id} was committed without an answer`);
  const body = await ctx.secrets.open(known.body, bodyOf(known));
  return { answer: { ...known, status: known.status, body } };
}

/** Sealed, because it may tell a secret that is shown once. */
export async function keepAnswer(
  ctx: Ctx,
  { id, answer }: { id: string; answer: Answer },
  key: Key,
): Promise<void> {
  const body = await ctx.secrets.seal(answer.body, bodyOf(key));
  await ctx.db.updateTable("idempotency_key").set({ ...answer, body }).where("id", "=", id).execute();
}

/** What a kept body is sealed with. */
export function bodyOf({ fingerprint }: Pick<Key, "fingerprint">): string {
  return `idempotency_key:${fingerprint}`;
}

/** Forgets the keys whose day is over. */
export async function sweepIdempotencyKeys(ctx: Ctx): Promise<number> {
  const swept = await ctx.db.deleteFrom("idempotency_key").where("created_at", "<=", ctx.now - KEPT_MS)
    .executeTakeFirst();
  return Number(swept.numDeletedRows);
}

export function keyBusy(): AppError {
  return new AppError("conflict", { reason: "idempotency_key_busy", retryAfter: 1 });
}
