import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { notFound } from "../lib/app_error.ts";
import { keepAnswer } from "./idempotency_keys.ts";
import { refusalTold } from "./once.ts";

/** Lets no kept answer tell any more of a client who was erased: the same request again hears that it is not there, and makes nothing. */
export async function forgetAnswers(ctx: Ctx, clientId: string): Promise<void> {
  const answer = refusalTold(ctx, notFound());
  for (const row of await answersAbout(ctx.db, clientId).execute()) {
    await keepAnswer(ctx, { id: row.id, answer }, row);
  }
  await ctx.db.deleteFrom("answer_client").where("client_id", "=", clientId).execute();
}

/** The answers that were kept because they tell of a client, without what they tell. */
export function answersAbout(db: Db, clientId: string) {
  return db.selectFrom("answer_client").innerJoin(
    "idempotency_key",
    "idempotency_key.id",
    "answer_client.answer_id",
  )
    .select(["idempotency_key.id", "idempotency_key.key", "idempotency_key.fingerprint"])
    .where("answer_client.client_id", "=", clientId);
}
