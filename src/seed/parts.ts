import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { fold } from "../lib/fold.ts";
import { ONE } from "../lib/quantity.ts";
import { writeMove } from "../parts/ledger.ts";
import { locationId } from "../parts/locations.ts";
import { partSearchFold } from "../parts/part.ts";
import { type Dice, dice } from "./dice.ts";
import { usePartsOnOrders } from "./order_parts.ts";
import { type MadePart, SEED_PARTS, SUPPLIERS } from "./part_vocabulary.ts";
import type { Place } from "./world.ts";

const DAY = 86_400_000;
const ROWS_AT_ONCE = 50;

/**
 * A catalogue with stock, purchases and what some orders took of it; nothing when the shop has parts already. A shop of any
 * size gets the same few, so that bulk stays quick. Returns how many parts it made.
 */
export async function seedParts(ctx: Ctx, places: readonly Place[], seed: number): Promise<number> {
  const die = dice(seed);
  return await ctx.db.transaction().execute(async (trx) => {
    const known = await trx.selectFrom("part").select("id").limit(1).executeTakeFirst();
    if (known) return 0;
    const world = { ...ctx, random: die };
    const parts = SEED_PARTS.map((part) => ({ ...part, id: die.id(ctx.now) }));
    await listParts(trx, world, die, parts);
    for (const [index, place] of places.filter(({ branch }) => branch.active).entries()) {
      await stockBranch(trx, world, { die, parts, place, main: index === 0 });
    }
    await usePartsOnOrders(trx, world, { die, parts });
    return parts.length;
  });
}

async function listParts(trx: Db, ctx: Ctx, die: Dice, parts: readonly MadePart[]): Promise<void> {
  const since = ctx.now - 200 * DAY;
  const currency = ctx.shop.organization?.currency ?? "ARS";
  const rows = parts.map(({ id, sku, name, category, unit, price, models, serialised }) => {
    const ean = unit === "unit" && die.chance(0.6) ? eanOf(`779${die.digits(9)}`) : "";
    return {
      id,
      sku,
      ean,
      name,
      name_fold: fold(name),
      description: "",
      category,
      unit,
      price_minor: price * 100,
      currency,
      serialised: serialised ? 1 : 0,
      active: 1,
      search_fold: partSearchFold({ sku, ean, name, category, models }),
      form_key: null,
      created_at: since,
      created_by: null,
      updated_at: since,
      version: 1,
    };
  });
  await inRows(rows, (some) => trx.insertInto("part").values(some).execute());
  const models = parts.flatMap(({ id, models }) =>
    models.map((model, position) => ({ part_id: id, position, model, model_fold: fold(model) }))
  );
  await inRows(models, (some) => trx.insertInto("part_model").values(some).execute());
  const costs = parts.map(({ id, price }) => ({
    id: die.id(since),
    part_id: id,
    cost_minor: Math.round(price * die.between(48, 72)),
    currency,
    at: since,
    by_id: null,
    by_name: "Reparo",
  }));
  await inRows(costs, (some) => trx.insertInto("part_cost").values(some).execute());
}

interface Stocking {
  die: Dice;
  parts: readonly MadePart[];
  place: Place;
  main: boolean;
}

/** Shelves, a first delivery, and a purchase of what was already low then. */
async function stockBranch(trx: Db, ctx: Ctx, { die, parts, place, main }: Stocking): Promise<void> {
  const { branch, staff } = place;
  const by = die.pick(staff.counter);
  const then = ctx.now - 190 * DAY;
  const actor = { kind: "user" as const, ...by, role: "receptionist" as const, branchId: branch.id };
  const delivered = { ...ctx, now: then, actor };
  const low: MadePart[] = [];
  for (const part of parts.filter(() => main || die.chance(0.5))) {
    const bulk = part.unit !== "unit";
    const minimum = bulk ? 20 : die.pick([0, 0, 1, 1, 2, 3]);
    const count = bulk ? die.between(40, 400) : die.pick([0, 1, 2, 3, 4, 6, 8]);
    const shelf = `${die.pick(["A", "B", "C", "D"])}-${String(die.between(1, 12)).padStart(2, "0")}`;
    const row = { part_id: part.id, branch_id: branch.id, on_hand: 0, reserved: 0, minimum: minimum * ONE };
    const location_id = await locationId(trx, delivered, { branchId: branch.id, code: shelf });
    await trx.insertInto("stock_balance").values({ ...row, location_id }).execute();
    if (count < minimum) low.push(part);
    await deliver(trx, delivered, { die, part, branchId: branch.id, count });
  }
  await orderLow(trx, ctx, { die, low: low.slice(0, 12), branchId: branch.id, by: by.id });
}

interface Delivery {
  die: Dice;
  part: MadePart;
  branchId: string;
  count: number;
}

async function deliver(trx: Db, ctx: Ctx, { die, part, branchId, count }: Delivery): Promise<void> {
  if (count === 0) return;
  const move = { kind: "receive" as const, partId: part.id, branchId, note: "Stock inicial" };
  if (!part.serialised) return await writeMove(trx, ctx, { ...move, onHand: count * ONE });
  for (let piece = 0; piece < count; piece++) {
    const serial = `${part.sku.slice(0, 3)}${die.digits(8)}`;
    const unitId = die.id(ctx.now);
    await trx.insertInto("part_unit").values({
      id: unitId,
      part_id: part.id,
      branch_id: branchId,
      serial,
      serial_fold: serial,
      state: "in_stock",
      order_id: null,
      created_at: ctx.now,
      updated_at: ctx.now,
    }).execute();
    await writeMove(trx, ctx, { ...move, onHand: ONE, unitId });
  }
}

interface LowOrder {
  die: Dice;
  low: readonly MadePart[];
  branchId: string;
  by: string;
}

async function orderLow(trx: Db, ctx: Ctx, { die, low, branchId, by }: LowOrder): Promise<void> {
  if (low.length === 0) return;
  const at = ctx.now - 2 * DAY;
  const id = die.id(at);
  await trx.insertInto("purchase_list").values({
    id,
    branch_id: branchId,
    supplier: die.pick(SUPPLIERS),
    note: "",
    ordered_at: at,
    closed_at: null,
    form_key: die.id(at),
    created_at: at,
    created_by: by,
    version: 1,
  }).execute();
  await trx.insertInto("purchase_line").values(low.map((part) => ({
    id: die.id(at),
    list_id: id,
    part_id: part.id,
    ordered: die.between(2, 5) * ONE,
    received: 0,
  }))).execute();
}

/** Twelve figures and the one that checks them. */
function eanOf(body: string): string {
  const sum = [...body].reduce((total, figure, at) => total + Number(figure) * (at % 2 === 1 ? 3 : 1), 0);
  return `${body}${(10 - sum % 10) % 10}`;
}

async function inRows<Row>(rows: readonly Row[], write: (some: Row[]) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    await write(rows.slice(from, from + ROWS_AT_ONCE));
  }
}
