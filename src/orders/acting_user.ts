import type { Ctx } from "../context.ts";
import { AppError } from "../lib/app_error.ts";

/** The id of the user who acts, for rows that name one. @throws forbidden for anybody else */
export function actingUser(ctx: Pick<Ctx, "actor">): string {
  if (ctx.actor.kind !== "user") throw new AppError("forbidden");
  return ctx.actor.id;
}
