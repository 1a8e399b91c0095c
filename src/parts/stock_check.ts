import { sql } from "kysely";
import type { Alert, AlertFacts } from "../alerts/alert.ts";
import { closeAlert, openAlert } from "../alerts/commands.ts";
import { openAlerts } from "../alerts/queries.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { Topic } from "../http/live.ts";
import { ONE } from "../lib/quantity.ts";
import { lockBalance, type Place } from "./ledger.ts";
import type { Balance } from "./stock.ts";

/** A balance that is not what its moves come to; quantities in thousandths. */
export interface StockDifference extends Place {
  sku: string;
  name: string;
  cached: Balance;
  moved: Balance;
  /** What orders believe to have put aside. */
  aside: number;
  /** What the pieces that lie there come to; null where pieces have no serial. */
  pieces: number | null;
}

/** Parts whose balances are added up together: few, so that nobody waits for a check of a whole warehouse. */
const PARTS_AT_ONCE = 200;

/**
 * Adds every move up anew and compares: with the balances, what is reserved with the orders that hold it, and what is there with
 * the pieces that are known by their serials.
 */
export async function stockDifferences(db: Db): Promise<StockDifference[]> {
  const found: StockDifference[] = [];
  for (let after = 0;;) {
    const parts = await db.selectFrom("part").select(["id", "seq"]).where("seq", ">", after).orderBy("seq")
      .limit(PARTS_AT_ONCE).execute();
    const last = parts.at(-1);
    if (!last) return found;
    const rows = await differenceQuery(db, parts.map(({ id }) => id)).execute();
    found.push(...rows.map(({ partId, branchId, sku, name, ...row }) => ({
      partId,
      branchId,
      sku,
      name,
      cached: { onHand: row.on_hand, reserved: row.reserved },
      moved: { onHand: Number(row.moved_on_hand), reserved: Number(row.moved_reserved) },
      aside: Number(row.aside),
      pieces: row.serialised === 1 ? Number(row.pieces) : null,
    })));
    after = last.seq;
  }
}

export function differenceQuery(db: Db, partIds: readonly string[]) {
  const moves = db.selectFrom("stock_move").select(["part_id", "branch_id"])
    .select((
      q,
    ) => [
      q.fn.sum<number>("on_hand_change").as("on_hand"),
      q.fn.sum<number>("reserved_change").as("reserved"),
    ])
    .where("part_id", "in", partIds).groupBy(["part_id", "branch_id"]);
  const held = db.selectFrom("order_part").select(["part_id", "branch_id"])
    .select((q) => q.fn.sum<number>("reserved").as("reserved"))
    .where("part_id", "in", partIds).where(sql<boolean>`reserved > 0`).groupBy(["part_id", "branch_id"]);
  const lying = db.selectFrom("part_unit").select(["part_id", "branch_id"])
    .select((q) => q.fn.countAll<number>().as("pieces"))
    .where("part_id", "in", partIds).where("state", "=", "in_stock").groupBy(["part_id", "branch_id"]);
  const pieces = sql<number>`coalesce(lying.pieces, 0) * ${ONE}`;
  const onHand = sql<number>`coalesce(moves.on_hand, 0)`;
  const reserved = sql<number>`coalesce(moves.reserved, 0)`;
  const aside = sql<number>`coalesce(held.reserved, 0)`;
  return db.selectFrom("stock_balance").innerJoin("part", "part.id", "stock_balance.part_id")
    .leftJoin(moves.as("moves"), (join) =>
      join.onRef("moves.part_id", "=", "stock_balance.part_id")
        .onRef("moves.branch_id", "=", "stock_balance.branch_id"))
    .leftJoin(held.as("held"), (join) =>
      join.onRef("held.part_id", "=", "stock_balance.part_id")
        .onRef("held.branch_id", "=", "stock_balance.branch_id"))
    .leftJoin(lying.as("lying"), (join) =>
      join.onRef("lying.part_id", "=", "stock_balance.part_id")
        .onRef("lying.branch_id", "=", "stock_balance.branch_id"))
    .select([
      "stock_balance.part_id as partId",
      "stock_balance.branch_id as branchId",
      "part.sku",
      "part.name",
      "part.serialised",
    ])
    .select(["stock_balance.on_hand", "stock_balance.reserved"])
    .select([onHand.as("moved_on_hand"), reserved.as("moved_reserved"), aside.as("aside")])
    .select(pieces.as("pieces"))
    .where("stock_balance.part_id", "in", partIds)
    .where((q) =>
      q.or([
        q("stock_balance.on_hand", "<>", onHand),
        q("stock_balance.reserved", "<>", reserved),
        q("stock_balance.reserved", "<>", aside),
        q.and([q("part.serialised", "=", 1), q("stock_balance.on_hand", "<>", pieces)]),
      ])
    );
}

/** Every night: tells the administrators of each part whose balance is wrong, and when it is right again; answers how many are wrong. */
export async function watchStock(ctx: Ctx): Promise<number> {
  const [wrong, open] = await Promise.all([stockDifferences(ctx.db), openAlerts(ctx.db)]);
  const ours = open.filter(({ kind }) => kind === "stock_differs");
  const changed: { branchId: string }[] = [];
  for (const one of wrong.filter((place) => !ours.some((alert) => isAbout(alert, place)))) {
    const { partId, branchId, name } = one;
    const alert = {
      kind: "stock_differs",
      branchId,
      subject: { kind: "part", id: partId, name },
      facts: factsOf(one),
    } as const;
    if (await ctx.db.transaction().execute((trx) => openAlert(trx, ctx, alert))) changed.push(one);
  }
  for (const alert of ours.filter((one) => !wrong.some((place) => isAbout(one, place)))) {
    if (await ctx.db.transaction().execute((trx) => closeAlert(trx, ctx, alert))) changed.push(alert);
  }
  if (changed.length > 0) {
    ctx.live.changed("jobs", ...changed.map(({ branchId }): Topic => `board:${branchId}`));
  }
  return wrong.length;
}

function factsOf({ cached, moved, pieces }: StockDifference): AlertFacts {
  const onHand = cached.onHand;
  return onHand === moved.onHand && pieces !== null && pieces !== onHand
    ? { onHand, pieces }
    : { onHand, moved: moved.onHand };
}

/** Makes wrong balances what their moves come to. Returns those that it could mend: never below nothing, and no missing piece. */
export async function mendStock(ctx: Ctx, wrong: readonly StockDifference[]): Promise<StockDifference[]> {
  const mended: StockDifference[] = [];
  for (const one of wrong) {
    const { partId, branchId } = one;
    const done = await ctx.db.transaction().execute(async (trx) => {
      await lockBalance(trx, one);
      const sums = await trx.selectFrom("stock_move")
        .select((q) => [
          q.fn.coalesce(q.fn.sum<number>("on_hand_change"), q.val(0)).as("on_hand"),
          q.fn.coalesce(q.fn.sum<number>("reserved_change"), q.val(0)).as("reserved"),
        ])
        .where("part_id", "=", partId).where("branch_id", "=", branchId).executeTakeFirstOrThrow();
      const [on_hand, reserved] = [Number(sums.on_hand), Number(sums.reserved)];
      if (reserved < 0 || on_hand < reserved || (one.pieces ?? on_hand) !== on_hand) return false;
      await trx.updateTable("stock_balance").set({ on_hand, reserved }).where("part_id", "=", partId)
        .where("branch_id", "=", branchId).execute();
      return true;
    });
    if (done) mended.push(one);
  }
  return mended;
}

function isAbout(alert: Alert, { partId, branchId }: Place): boolean {
  return alert.subject.id === partId && alert.branchId === branchId;
}
