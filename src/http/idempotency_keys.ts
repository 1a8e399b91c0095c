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
  await noteClients(ctx, id, answer.location + answer.body);
}

const UUIDS = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** Of which clients a kept answer tells, so that it is found once one of them is erased. */
async function noteClients(ctx: Ctx, answerId: string, told: string): Promise<void> {
  const named = [...new Set(told.match(UUIDS))];
  if (named.length === 0) return;
  const clients = await ctx.db.selectFrom("client").select("id").where("id", "in", named)
    .execute();
  if (clients.length === 0) return;
  const rows = clients.map(({ id }) => ({ answer_id: answerId, client_id: id, kept_at: ctx.now }));
  await ctx.db.insertInto("answer_client").values(rows).onConflict((known) => known.doNothing()).execute();
}

/** What a kept body is sealed with. */
function bodyOf({ fingerprint }: Pick<Key, "fingerprint">): string {
  return `idempotency_key:${fingerprint}`;
}

/** Forgets the keys whose day is over. */
export async function sweepIdempotencyKeys(ctx: Ctx): Promise<number> {
  await ctx.db.deleteFrom("answer_client").where("kept_at", "<=", ctx.now - KEPT_MS).execute();
  const swept = await ctx.db.deleteFrom("idempotency_key").where("created_at", "<=", ctx.now - KEPT_MS)
    .executeTakeFirst();
  return Number(swept.numDeletedRows);
}

export function keyBusy(): AppError {
  return new AppError("conflict", { reason: "idempotency_key_busy", retryAfter: 1 });
}
