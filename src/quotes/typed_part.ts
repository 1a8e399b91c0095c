import type { Ctx } from "../context.ts";
import type { Typed } from "../lib/form.ts";
import { moneyField } from "../lib/money.ts";
import { type FoundPart, partOfCode, partOfId } from "../parts/find.ts";
import type { EditorAct } from "./form_submission.ts";
import type { QuoteTyping } from "./input.ts";
import { unitBefore } from "./totals.ts";

type PartAct = Extract<EditorAct, { partId: string } | { code: string }>;

/** The part that was chosen or whose code was typed, as a line of the form; null when there is none. */
export async function typedPart(
  ctx: Ctx,
  act: PartAct,
  form: { typing: QuoteTyping; seesCosts: boolean },
): Promise<Typed | null> {
  const part = "code" in act ? await partOfCode(ctx.db, act.code) : await partOfId(ctx.db, act.partId);
  return part && await lineOf(ctx, part, form);
}

/** At the catalogue's price, where that is in the quote's currency. */
async function lineOf(
  ctx: Ctx,
  part: FoundPart,
  { typing: { currency, locale, taxRates, taxIncluded }, seesCosts }: {
    typing: QuoteTyping;
    seesCosts: boolean;
  },
): Promise<Typed> {
  const taxRate = taxRates[0] ?? 0;
  const price = part.currency === currency ? unitBefore(part.price_minor, { taxRate, taxIncluded }) : null;
  const cost = seesCosts
    ? await ctx.db.selectFrom("part_cost").select("cost_minor").where("part_id", "=", part.id)
      .where("currency", "=", currency).orderBy("id", "desc").limit(1).executeTakeFirst()
    : undefined;
  return {
    id: "",
    kind: "part",
    option: "",
    description: part.name,
    quantity: "1",
    price: moneyField(price, { currency, locale }),
    tax: String(taxRate),
    part_id: part.id,
    cost: moneyField(cost?.cost_minor ?? null, { currency, locale }),
  };
}
