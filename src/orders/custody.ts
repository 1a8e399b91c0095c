import { sql } from "kysely";
import type { Ctx } from "../context.ts";
import type { OrderStatus } from "./status.ts";

const MOST_VENDORS = 30;

/** The workshops that devices were sent to, for a move that may send one; none for any other. */
export async function vendorsFor(
  ctx: Ctx,
  { to, forced }: { to: OrderStatus | null; forced: boolean },
): Promise<string[]> {
  if (to !== "outsourced" && !forced) return [];
  const rows = await vendorsQuery(ctx).execute();
  return rows.map((row) => row.vendor);
}

export function vendorsQuery({ db }: Ctx) {
  return db.selectFrom("order").select((q) => ["vendor", q.fn.max("seq").as("last")])
    .where("vendor", "<>", "").groupBy("vendor").orderBy("last", "desc").limit(MOST_VENDORS);
}

export interface DueOrder {
  number: string;
  status: OrderStatus;
  vendor: string;
  client: string;
  brand: string;
  model: string;
  hold_review_at: number | null;
  vendor_expected_at: number | null;
}

const SHOWN = 20;

/** Pauses whose date has come and devices that another workshop was to return, of a branch or of a technician. */
export async function dueOrders(
  ctx: Ctx,
  of: { branchId: string } | { technicianId: string },
): Promise<DueOrder[]> {
  return await dueQuery(ctx, of).execute();
}

/** `reviewAfter` as SQL, and as the indices have it. */
const REVIEW_AT = sql<number | null>`(case "order"."status" when 'on_hold' then "order"."hold_review_at"
  when 'outsourced' then "order"."vendor_expected_at" end)`;

export function dueQuery({ db, now }: Ctx, of: { branchId: string } | { technicianId: string }) {
  return db.selectFrom("order").innerJoin("client", "client.id", "order.client_id")
    .innerJoin("device", "device.id", "order.device_id")
    .select(["order.number", "order.status", "order.vendor", "client.name as client"])
    .select(["device.brand", "device.model", "order.hold_review_at", "order.vendor_expected_at"])
    .where(REVIEW_AT, "<", now)
    .where((q) =>
      "branchId" in of
        ? q("order.branch_id", "=", of.branchId)
        : q("order.technician_id", "=", of.technicianId)
    )
    .orderBy(REVIEW_AT).orderBy("order.seq").limit(SHOWN);
}
