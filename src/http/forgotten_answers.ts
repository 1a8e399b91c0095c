import type { Ctx } from "../context.ts";
import { notFound } from "../lib/app_error.ts";
import { bodyOf, keepAnswer } from "./idempotency_keys.ts";
import { refusalTold } from "./once.ts";

const AT_ONCE = 200;

/**
 * Lets no kept answer tell any more of what was erased: the same request again hears that it is not there, and makes nothing. Answers
 * are sealed, so that each is opened to see whether it names `id`, the UUID of what is gone.
 */
export async function forgetAnswers(ctx: Ctx, id: string): Promise<void> {
  const answer = refusalTold(ctx, notFound());
  for (let after: string | undefined = ""; after !== undefined;) {
    const rows = await ctx.db.selectFrom("idempotency_key").select(["id", "key", "fingerprint"])
      .select(["location", "body"]).where("id", ">", after).where("status", "is not", null)
      .orderBy("id").limit(AT_ONCE).execute();
    for (const row of rows) {
      const told = row.location + await ctx.secrets.open(row.body, bodyOf(row));
      if (told.includes(id)) await keepAnswer(ctx, { id: row.id, answer }, row);
    }
    after = rows.at(-1)?.id;
  }
}
