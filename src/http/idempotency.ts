import type { Context, MiddlewareHandler } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Ctx } from "../context.ts";
import { dbFault } from "../db/errors.ts";
import { AppError, ERROR_STATUS } from "../lib/app_error.ts";
import { sha256 } from "../lib/token.ts";
import { asOne } from "./as_one.ts";
import type { Env } from "./env.ts";
import { problemOf } from "./errors.tsx";
import { type Answer, keepAnswer, keyBusy, NO_ANSWER, takeKey } from "./idempotency_keys.ts";

/** How often a post is begun anew that Postgres gave up because it and another one waited for each other. */
const TRIES = 3;

/** What a post does, under a UUID of its own. */
type Work = (ctx: Ctx, id: string) => Promise<Response>;

/** Posts of this process that are being answered, by token and key. */
const underWay = new Set<string>();

/**
 * Does a post in one transaction with the answer that is kept under its `Idempotency-Key`, after
 * draft-ietf-httpapi-idempotency-key-header: for 24 hours the same key with the same body gets the first answer, another body is
 * refused, and while it is being answered others are asked to wait. What the work refuses is undone and the refusal kept; 429 and
 * 5xx are not kept, nor is what was refused before. @throws AppError malformed, invalid, conflict, and what the work throws
 */
export async function answerOnce(c: Context<Env>, work: Work): Promise<Response> {
  const { ctx } = c.var;
  const key = keyOf(c.req.header("Idempotency-Key"));
  if (key === null) return await untilDone(() => asOne(ctx, (ctx) => work(ctx, ctx.random.id(ctx.now))));
  const fingerprint = await fingerprintOf(c);
  const held = `${ctx.actor.id} ${key}`;
  if (underWay.has(held)) throw keyBusy();
  underWay.add(held);
  try {
    const outcome = await untilDone(() => asOne(ctx, (ctx) => underKey(ctx, { key, fingerprint }, work)));
    if (outcome instanceof AppError) throw outcome;
    return outcome instanceof Response ? outcome : replay(c, outcome);
  } finally {
    underWay.delete(held);
  }
}

/** The same around a handler, which finds the transaction in `c.var.ctx` and the id in `c.var.onceId`. */
export function idempotency({ required }: { required: boolean }): MiddlewareHandler<Env> {
  return async (c, next) => {
    if (required && c.req.header("Idempotency-Key") === undefined) {
      throw new AppError("malformed", { reason: "idempotency_key_missing" });
    }
    return await answerOnce(c, async (ctx, id) => {
      c.set("ctx", ctx);
      c.set("onceId", id);
      await next();
      if (c.error) throw c.error;
      return c.res;
    });
  };
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

async function untilDone<R>(run: () => Promise<R>): Promise<R> {
  for (let left = TRIES - 1;; left--) {
    try {
      return await run();
    } catch (error) {
      if (left === 0 || dbFault(error)?.kind !== "serialization") throw error;
    }
  }
}

/** A new answer, the one that there was, or a refusal, each of which is kept. */
async function underKey(
  ctx: Ctx,
  key: { key: string; fingerprint: string },
  work: Work,
): Promise<Response | Answer | AppError> {
  const taken = await takeKey(ctx, key);
  if ("answer" in taken) return taken.answer;
  try {
    const response = await asOne(ctx, (ctx) => work(ctx, taken.id));
    await keepAnswer(ctx, taken.id, await answerOf(response));
    return response;
  } catch (refusal) {
    if (!(refusal instanceof AppError) || !isKept(refusal)) throw refusal;
    await keepAnswer(ctx, taken.id, refusalTold(ctx, refusal));
    return refusal;
  }
}

async function answerOf(response: Response): Promise<Answer> {
  const { status, headers } = response;
  return {
    status,
    content_type: headers.get("Content-Type") ?? "",
    location: headers.get("Location") ?? "",
    etag: headers.get("ETag") ?? "",
    body: await response.clone().text(),
  };
}

/** What may go better with the next try is not. */
function isKept({ code }: AppError): boolean {
  return code !== "too_many" && ERROR_STATUS[code] < 500;
}

function refusalTold(ctx: Ctx, refusal: AppError): Answer {
  const body = problemOf(refusal, ctx);
  return {
    ...NO_ANSWER,
    status: body.status,
    content_type: "application/problem+json",
    body: JSON.stringify(body),
  };
}

function replay(c: Context<Env>, { status, content_type, location, etag, body }: Answer): Response {
  if (content_type !== "") c.header("Content-Type", content_type);
  if (location !== "") c.header("Location", location);
  if (etag !== "") c.header("ETag", etag);
  return c.body(body, status as ContentfulStatusCode);
}
