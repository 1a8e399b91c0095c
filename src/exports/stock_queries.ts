import { actorMay } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { PartFilter } from "../parts/filter.ts";
import { listPurchases } from "../parts/purchase_queries.ts";
import { listParts } from "../parts/queries.ts";
import { everyPage, READ_ROWS } from "./keyset.ts";

export type PartLine = Awaited<ReturnType<typeof partLines>>[number];

/** The catalogue as its list shows it, with what one branch has. Costs only for who may see them. */
export async function* partPages(
  ctx: Ctx,
  filter: PartFilter,
  branchId: string,
): AsyncGenerator<PartLine[]> {
  const pages = everyPage((after: number | null) =>
    listParts(ctx, { ...filter, before: undefined, after: after ?? undefined }, branchId, READ_ROWS)
  );
  for await (const page of pages) yield await partLines(ctx, page);
}

async function partLines(ctx: Ctx, listed: Awaited<ReturnType<typeof listParts>>["rows"]) {
  if (listed.length === 0) return [];
  const ids = listed.map(({ id }) => id);
  const [rows, models, costs] = await Promise.all([
    ctx.db.selectFrom("part").select(["id", "ean", "description", "serialised", "active"])
      .where("id", "in", ids).execute(),
    ctx.db.selectFrom("part_model").select(["part_id", "model"]).where("part_id", "in", ids)
      .orderBy("position").execute(),
    costsOf(ctx, ids),
  ]);
  const known = new Map(rows.map((row) => [row.id, row]));
  const fits = Map.groupBy(models, ({ part_id }) => part_id);
  return listed.map((part) => ({
    ...part,
    ean: known.get(part.id)?.ean ?? "",
    description: known.get(part.id)?.description ?? "",
    serialised: known.get(part.id)?.serialised === 1,
    active: known.get(part.id)?.active === 1,
    models: (fits.get(part.id) ?? []).map(({ model }) => model),
    cost: costs.get(part.id) ?? null,
  }));
}

/** What one of each costs now; they never leave the database for who may not see them. */
async function costsOf({ db, actor }: Ctx, ids: readonly string[]) {
  if (!actorMay(actor, "costs.read")) {
    return new Map<string, { minor: number; currency: string }>();
  }
  const rows = await db.selectFrom("part_cost").select(["part_id", "cost_minor as minor", "currency"])
    .where(
      "id",
      "in",
      (q) =>
        q.selectFrom("part_cost").select((one) => one.fn.max("id").as("id")).where("part_id", "in", ids)
          .groupBy("part_id"),
    ).execute();
  return new Map(rows.map(({ part_id, ...cost }) => [part_id, cost]));
}

export type PurchaseLine = Awaited<ReturnType<typeof purchaseLines>>[number];

/** The purchases of a branch, newest first, line by line. */
export async function* purchasePages(ctx: Ctx, branchId: string): AsyncGenerator<PurchaseLine[]> {
  const pages = everyPage((after: number | null) => listPurchases(ctx, branchId, after ?? undefined));
  for await (const page of pages) yield await purchaseLines(ctx, page);
}

async function purchaseLines(ctx: Ctx, heads: Awaited<ReturnType<typeof listPurchases>>["rows"]) {
  if (heads.length === 0) return [];
  const lines = await ctx.db.selectFrom("purchase_line").innerJoin("part", "part.id", "purchase_line.part_id")
    .select(["purchase_line.list_id", "part.sku", "part.name", "part.unit"])
    .select(["purchase_line.ordered", "purchase_line.received"])
    .where("purchase_line.list_id", "in", heads.map(({ id }) => id)).orderBy("purchase_line.id").execute();
  const known = Map.groupBy(lines, ({ list_id }) => list_id);
  return heads.flatMap((head) => (known.get(head.id) ?? []).map((line) => ({ ...head, ...line })));
}
