import type { Actor } from "../context.ts";
import { AppError } from "../lib/app_error.ts";

/** Somebody who stands at a counter: an intake always has one. A program does so for the user who answers for it. */
export interface Staff {
  id: string;
  name: string;
  branchId: string;
}

/** @throws AppError forbidden. */
export function staffOf({ actor }: { actor: Actor }): Staff {
  if (actor.kind === "user") return actor;
  if (actor.kind === "token") return { id: actor.userId, name: actor.name, branchId: actor.branchId };
  throw new AppError("forbidden");
}
