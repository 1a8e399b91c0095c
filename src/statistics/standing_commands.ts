import type { Shop } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { OPEN_STATUSES, type OrderStatus } from "../orders/status.ts";
import { addTo, scopeOf, type Sheet, sheetTexts } from "./sheet.ts";
import { ageGroup, NOW } from "./standing.ts";
import { holdState } from "./state.ts";

const AT_ONCE = 500;

/** Writes down how the open orders of each branch stand now. */
export async function writeStanding(ctx: Ctx, shop: Shop): Promise<void> {
  for (const { id } of shop.branches) {
    const scopes = await countStanding(ctx, id);
    await ctx.db.transaction().execute(async (trx) => {
      await holdState(trx);
      await trx.deleteFrom("figure_sheet").where("branch_id", "=", id).where("span", "=", NOW).execute();
      for (const [scope, sheet] of scopes) {
        await trx.insertInto("figure_sheet")
          .values({ branch_id: id, scope, span: NOW, ...sheetTexts(sheet) }).execute();
      }
    });
  }
}

async function countStanding(ctx: Ctx, branchId: string): Promise<Map<string, Sheet>> {
  const scopes = new Map<string, Sheet>([[scopeOf("", ""), new Map()]]);
  for (const status of OPEN_STATUSES) {
    for (let after = -1;;) {
      const orders = await standingQuery(ctx.db, { branchId, status, after }).limit(AT_ONCE).execute();
      for (const order of orders) count(scopes, ctx.now, order);
      const last = orders.at(-1);
      if (!last) break;
      after = last.seq;
    }
  }
  return scopes;
}

type Open = Awaited<ReturnType<ReturnType<typeof standingQuery>["execute"]>>[number];

export function standingQuery(
  db: Db,
  { branchId, status, after }: { branchId: string; status: OrderStatus; after: number },
) {
  return db.selectFrom("order").innerJoin("device", "device.id", "order.device_id")
    .select(["order.seq", "order.status", "order.technician_id", "order.received_at", "order.status_since"])
    .select(["order.overdue_at", "device.category"])
    .where("order.branch_id", "=", branchId).where("order.status", "=", status).where("order.seq", ">", after)
    .orderBy("order.seq");
}

function count(scopes: Map<string, Sheet>, now: number, order: Open): void {
  const { status, category } = order;
  const who = order.technician_id ?? "";
  const keys = [`open/${status}`];
  if (status === "ready") keys.push(`unclaimed/${ageGroup(now - order.status_since)}`, `to_collect/${who}`);
  if (status !== "ready" && status !== "draft") {
    keys.push(`backlog/${ageGroup(now - order.received_at)}`, `bench/${who}`, `queue/${who}/${status}`);
  }
  if (order.overdue_at !== null && now > order.overdue_at) keys.push("overdue", `overdue_by/${who}`);
  for (
    const scope of new Set([scopeOf("", ""), scopeOf(who, ""), scopeOf("", category), scopeOf(who, category)])
  ) {
    const sheet = scopes.get(scope) ?? new Map<string, number>();
    scopes.set(scope, sheet);
    for (const key of keys) addTo(sheet, key, 1);
  }
}
