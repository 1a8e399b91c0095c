import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Ctx } from "../context.ts";
import { AppError } from "../lib/app_error.ts";
import { sha256 } from "../lib/token.ts";
import type { Env } from "./env.ts";
import { type Answer, type Key, keyBusy } from "./idempotency_keys.ts";
import { once } from "./once.ts";

/** Posts of this process that are being answered, by token and key. */
const underWay = new Set<string>();

/**
 * Answers a post once for each `Idempotency-Key`, after draft-ietf-httpapi-idempotency-key-header: for 24 hours the same key with
 * the same body gets the first answer, another body is refused, and while it is being answered others are asked to wait. What
 * `make` does is one transaction with the key and the answer. @throws AppError malformed, invalid, conflict, and what `make` throws
 */
export async function answerOnce(
  c: Context<Env>,
  make: (ctx: Ctx, id: string) => Promise<Response>,
): Promise<Response> {
  const outcome = await holdingKey(c, (key) => once(c.var.ctx, key, { make, told: answerOf }));
  if ("refused" in outcome) throw outcome.refused;
  return "made" in outcome ? outcome.made : replay(c, outcome.kept);
}

/** Lets nobody else of this process be at the request's key meanwhile; null without one. @throws AppError malformed, conflict */
export async function holdingKey<R>(c: Context<Env>, run: (key: Key | null) => Promise<R>): Promise<R> {
  const key = keyOf(c.req.header("Idempotency-Key"));
  if (key === null) return await run(null);
  const fingerprint = await fingerprintOf(c);
  const held = `${c.var.ctx.actor.id} ${key}`;
  if (underWay.has(held)) throw keyBusy();
  underWay.add(held);
  try {
    return await run({ key, fingerprint });
  } finally {
    underWay.delete(held);
  }
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
  const path = c.req.path.replace(/\/$/, "") + new URL(c.req.url).search;
  const body = sha256(new Uint8Array(await c.req.arrayBuffer()));
  return sha256(`${c.req.method} ${path}\n${body}`);
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

function replay(c: Context<Env>, { status, content_type, location, etag, body }: Answer): Response {
  if (content_type !== "") c.header("Content-Type", content_type);
  if (location !== "") c.header("Location", location);
  if (etag !== "") c.header("ETag", etag);
  return status === 204 ? c.body(null, 204) : c.body(body, status as ContentfulStatusCode);
}
