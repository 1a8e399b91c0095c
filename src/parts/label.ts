import { branchOf } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { formatDate } from "../lib/dates.ts";
import { formatMoney } from "../lib/money.ts";
import { ONE } from "../lib/quantity.ts";
import { MOST_COPIES } from "../printing/document.ts";
import { type LooseLabel, requestLooseLabel } from "../printing/loose_label_commands.ts";
import { GENERAL, type PartUnit } from "./part.ts";

/** What a label says of a part. */
export interface LabelledPart {
  sku: string;
  name: string;
  price_minor: number;
  currency: string;
  models: readonly string[];
  /** Code of the shelf in the branch, "" when the part never lay there. */
  location: string;
}

const LONGEST_FITS = 200;
/** A delivery of more pieces than these is labelled by hand. */
const MOST_LABELS = 100;

/** The part's own label in the words of a branch. */
export function partLabel(ctx: Ctx, branchId: string, part: LabelledPart): LooseLabel {
  const branch = branchOf(ctx.shop, branchId);
  const locale = ctx.shop.organization?.locale ?? "es";
  return {
    template: "part",
    title: part.sku,
    data: {
      code: part.sku,
      name: part.name,
      fits: part.models.join(", ").slice(0, LONGEST_FITS),
      location: part.location === GENERAL ? "" : part.location,
      price: part.price_minor === 0 ? "" : formatMoney(part.price_minor, part.currency, locale),
      date: formatDate(ctx.now, { locale, timeZone: branch.timeZone }),
      shop: ctx.shop.organization?.name ?? branch.name,
      url: null,
    },
  };
}

/** What the label of a part is made from. @throws when there is no such part */
export async function labelledPart(
  db: Db,
  { partId, branchId }: { partId: string; branchId: string },
): Promise<LabelledPart & { unit: PartUnit }> {
  const part = await db.selectFrom("part").select(["sku", "name", "price_minor", "currency", "unit"])
    .where("id", "=", partId).executeTakeFirstOrThrow();
  const models = await db.selectFrom("part_model").select("model").where("part_id", "=", partId)
    .orderBy("position").execute();
  const place = await db.selectFrom("stock_balance")
    .innerJoin("stock_location", "stock_location.id", "stock_balance.location_id")
    .select("stock_location.code").where("stock_balance.part_id", "=", partId)
    .where("stock_balance.branch_id", "=", branchId).executeTakeFirst();
  return { ...part, models: models.map(({ model }) => model), location: place?.code ?? "" };
}

/** One label for each piece that came in, one for a roll or a bottle; as far as some printer of the branch takes them. */
export async function labelReceived(
  trx: Db,
  ctx: Ctx,
  received: { partId: string; branchId: string; quantity: number; idemKey: string },
): Promise<void> {
  const { branchId, idemKey } = received;
  const part = await labelledPart(trx, received);
  const label = partLabel(ctx, branchId, part);
  let left = part.unit === "unit" ? Math.min(received.quantity / ONE, MOST_LABELS) : 1;
  for (let batch = 1; left > 0; batch++) {
    const copies = Math.min(left, MOST_COPIES);
    await requestLooseLabel(trx, ctx, { branchId, label, copies, idemKey: `${idemKey}:${batch}` });
    left -= copies;
  }
}
