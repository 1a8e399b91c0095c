import type { Actor, Ctx } from "../context.ts";
import { AppError } from "../lib/app_error.ts";

/** Somebody who stands at a counter: an intake always has one. */
export type Staff = Extract<Actor, { kind: "user" }>;

/** @throws AppError forbidden. */
export function staffOf({ actor }: Ctx): Staff {
  if (actor.kind !== "user") throw new AppError("forbidden");
  return actor;
}
