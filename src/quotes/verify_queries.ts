import type { Ctx } from "../context.ts";
import type { Verdict } from "./verify.ts";

/** Every key that has sealed an answer here, also under an earlier secret key. */
export async function knownSealKeys(ctx: Ctx): Promise<string[]> {
  const rows = await ctx.db.selectFrom("quote_decision").select("seal_key").distinct().execute();
  return rows.map(({ seal_key }) => seal_key);
}

/** Whether an evidence is, letter for letter, the one that is kept; null when there is none of its name. */
export async function recordAgrees(
  ctx: Ctx,
  { evidence, evidenceText }: Pick<Verdict, "evidence" | "evidenceText">,
): Promise<boolean | null> {
  if (!evidence) return null;
  const row = await ctx.db.selectFrom("quote_decision").select("evidence_json")
    .where("id", "=", evidence.decision.id).executeTakeFirst();
  return row ? row.evidence_json === evidenceText : null;
}
