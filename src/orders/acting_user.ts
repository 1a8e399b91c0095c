import type { Ctx } from "../context.ts";
import { AppError } from "../lib/app_error.ts";

/** The id of the user who acts, or who answers for the token that does, for rows that name one. @throws forbidden for anybody else */
export function actingUser({ actor }: Pick<Ctx, "actor">): string {
  if (actor.kind === "user") return actor.id;
  if (actor.kind === "token") return actor.userId;
  throw new AppError("forbidden");
}
