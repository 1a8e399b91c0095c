import type { Actor } from "../context.ts";

/** Whose till somebody stands at; a program stands at that of the user who answers for it. "" for who has none. */
export function keeperId({ actor }: { actor: Actor }): string {
  if (actor.kind === "token") return actor.userId;
  return actor.kind === "user" ? actor.id : "";
}
