import type { Context, MiddlewareHandler } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Ctx } from "../context.ts";
import { AppError } from "../lib/app_error.ts";
import { sha256 } from "../lib/token.ts";
import type { Env } from "./env.ts";

const KEPT_MS = 86_400_000;
/** Whoever has not answered by then died at it: the next one carries the work on under the same id. */
const LEASE_MS = 30_000;

interface Answer {
  status: number;
  content_type: string;
  location: string;
  body: string;
}

/**
 * The `Idempotency-Key` of a token's post, after draft-ietf-httpapi-idempotency-key-header: for 24 hours the same key with the
 * same body gets the first answer, another body is refused, and one that is still being answered is asked to wait. What a
 * handler makes it makes under `c.var.onceId`, which a repetition after a crash finds again. Answers of 429 and 5xx are not kept.
 */
export function idempotency({ required }: { required: boolean }): MiddlewareHandler<Env> {
  return async (c, next) => {
    const { ctx } = c.var;
    const key = keyOf(c.req.header("Idempotency-Key"));
    if (key === null) {
      if (required) throw new AppError("malformed", { reason: "idempotency_key_missing" });
      c.set("onceId", ctx.random.id(ctx.now));
      return await next();
    }
    const { id, answer } = await takeKey(ctx, key, await fingerprintOf(c));
    if (answer) return replay(c, answer);
    c.set("onceId", id);
    await next();
    await settleKey(ctx, id, c.res.clone());
  };
}

/** Forgets the keys whose day is over. */
export async function sweepIdempotencyKeys(ctx: Ctx): Promise<number> {
  const swept = await ctx.db.deleteFrom("idempotency_key").where("created_at", "<=", ctx.now - KEPT_MS)
    .executeTakeFirst();
  return Number(swept.numDeletedRows);
}

/** A string of structured fields (RFC 8941), or the same without its quotes, as most programs send it. */
function keyOf(header: string | undefined): string | null {
  if (header === undefined) return null;
  const quoted = /^"((?:[ !#-[\]-~]|\\["\\]){1,255})"$/.exec(header)?.[1]?.replaceAll(/\\(.)/g, "$1");
  const key = quoted ?? /^[!#-+\--[\]-~]{1,255}$/.exec(header)?.[0];
  if (key === undefined) throw new AppError("malformed", { reason: "idempotency_key_malformed" });
  return key;
}

async function fingerprintOf(c: Context<Env>): Promise<string> {
  const path = c.req.path.replace(/\/$/, "");
  const body = sha256(new Uint8Array(await c.req.arrayBuffer()));
  return sha256(`${c.req.method} ${path}\n${body}`);
}

/** The work's id, or the answer that it has had. @throws AppError invalid, conflict */
async function takeKey(
  ctx: Ctx,
  key: string,
  fingerprint: string,
): Promise<{ id: string; answer: Answer | null }> {
  if (ctx.actor.kind !== "token") throw new AppError("forbidden");
  const taken = {
    id: ctx.random.id(ctx.now),
    fingerprint,
    lease_until: ctx.now + LEASE_MS,
    status: null,
    content_type: "",
    location: "",
    body: "",
    created_at: ctx.now,
  };
  const made = await ctx.db.insertInto("idempotency_key").values({ ...taken, token_id: ctx.actor.id, key })
    .onConflict((conflict) =>
      conflict.columns(["token_id", "key"]).doUpdateSet(taken)
        .where("idempotency_key.created_at", "<=", ctx.now - KEPT_MS)
    ).returning("id").executeTakeFirst();
  if (made) return { id: made.id, answer: null };
  const known = await ctx.db.selectFrom("idempotency_key").selectAll()
    .where("token_id", "=", ctx.actor.id).where("key", "=", key).executeTakeFirst();
  if (known && known.fingerprint !== fingerprint) {
    throw new AppError("invalid", { reason: "idempotency_key_reused" });
  }
  if (known && known.status !== null) return { id: known.id, answer: { ...known, status: known.status } };
  const resumed = known && await ctx.db.updateTable("idempotency_key")
    .set({ lease_until: ctx.now + LEASE_MS }).where("id", "=", known.id).where("status", "is", null)
    .where("lease_until", "<=", ctx.now).returning("id").executeTakeFirst();
  if (!resumed) throw new AppError("conflict", { reason: "idempotency_key_busy", retryAfter: 1 });
  return { id: resumed.id, answer: null };
}

/** Keeps the answer; what may go better next time is let go, under the same id. */
async function settleKey(ctx: Ctx, id: string, response: Response): Promise<void> {
  const { status, headers } = response;
  const settled = status === 429 || status >= 500 ? { lease_until: 0 } : {
    status,
    content_type: headers.get("Content-Type") ?? "",
    location: headers.get("Location") ?? "",
    body: await response.text(),
  };
  await ctx.db.updateTable("idempotency_key").set(settled).where("id", "=", id).where("status", "is", null)
    .execute();
}

function replay(c: Context<Env>, { status, content_type, location, body }: Answer): Response {
  if (content_type !== "") c.header("Content-Type", content_type);
  if (location !== "") c.header("Location", location);
  return c.body(body, status as ContentfulStatusCode);
}
