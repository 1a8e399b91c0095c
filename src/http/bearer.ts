import type { Context, MiddlewareHandler } from "hono";
import { type Actor, type Ctx, SYSTEM } from "../context.ts";
import { AppError } from "../lib/app_error.ts";
import { addLogFacts } from "../logs.ts";
import { databaseOf } from "../orders/own_orders.ts";
import { noteTokenUse } from "../tokens/commands.ts";
import { tokenHolder } from "../tokens/queries.ts";
import { type ApiScope, covers } from "../tokens/scope.ts";
import type { Env } from "./env.ts";
import { contextOf } from "./session.ts";

/** Who calls the API: the token of the Authorization header, never a cookie. */
export const bearer: MiddlewareHandler<Env> = async (c, next) => {
  const token = /^Bearer +(\S+)$/i.exec(c.req.header("Authorization") ?? "")?.[1];
  if (!token) throw unauthenticated(c, "token_missing");
  const ctx = await nobody(c);
  const holder = await tokenHolder(ctx, token);
  if (!holder) throw unauthenticated(c, "token_unknown");
  addLogFacts({ user: holder.actor.userId, program: holder.actor.id });
  await noteTokenUse(ctx, holder);
  c.set("ctx", { ...ctx, actor: holder.actor, db: databaseOf(ctx.db, holder.actor) });
  c.header("Cache-Control", "no-store");
  await next();
};

/** Lets a token pass that has the scope. @throws AppError forbidden */
export function requireScope(actor: Actor, needed: ApiScope): void {
  if (actor.kind === "token" && covers(actor.scopes, needed)) return;
  throw new AppError("forbidden", { reason: "scope_missing", params: { scope: needed } });
}

async function nobody(c: Context<Env>): Promise<Ctx> {
  const { services, requestId, ip } = c.var;
  const shop = await services.shop.read();
  const over = () => AbortSignal.any([services.stopping, c.req.raw.signal]);
  return contextOf(services, { actor: SYSTEM, shop, locale: "en", requestId, ip, over });
}

function unauthenticated(c: Context<Env>, reason: "token_missing" | "token_unknown"): AppError {
  const error = reason === "token_unknown" ? ', error="invalid_token"' : "";
  c.header("WWW-Authenticate", `Bearer realm="Reparo"${error}`);
  return new AppError("unauthenticated", { reason });
}
