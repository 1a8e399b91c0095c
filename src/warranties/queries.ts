import type { Db } from "../db/open.ts";
import type { OrderStatus } from "../orders/status.ts";
import type { Warranty } from "./warranty.ts";

export interface ClaimableWarranty extends Warranty {
  orderId: string;
  deviceId: string;
  branchId: string;
}

/** The warranty of the work of an order; that of a claim is the claimed one's, which no claim resets. */
export async function warrantyOf(db: Db, number: string): Promise<ClaimableWarranty | undefined> {
  return await warranties(db).where("order.number", "=", number).executeTakeFirst();
}

/** The same by the order's id. */
export async function warrantyOfOrder(db: Db, orderId: string): Promise<ClaimableWarranty | undefined> {
  return await warranties(db).where("order.id", "=", orderId).executeTakeFirst();
}

function warranties(db: Db) {
  return db.selectFrom("order")
    .innerJoin(
      "warranty",
      (join) =>
        join.on((q) => q("warranty.order_id", "=", q.fn.coalesce("order.warranty_of_order_id", "order.id"))),
    )
    .innerJoin("order as guaranteed", "guaranteed.id", "warranty.order_id")
    .select(["guaranteed.id as orderId", "guaranteed.number", "guaranteed.branch_id as branchId"])
    .select(["warranty.device_id as deviceId", "warranty.ends_at as endsAt"]);
}

export interface DeviceWarranty extends Warranty {
  /** What was wrong then. */
  fault: string;
}

/** The device's latest warranties, the one that ends last first. */
export async function warrantiesOfDevice(db: Db, deviceId: string): Promise<DeviceWarranty[]> {
  return await warrantyList(db, deviceId).execute();
}

/** The query behind them, for the planner's test too. */
export function warrantyList(db: Db, deviceId: string) {
  return db.selectFrom("warranty").innerJoin("order", "order.id", "warranty.order_id")
    .select(["order.number", "order.fault", "warranty.ends_at as endsAt"])
    .where("warranty.device_id", "=", deviceId).orderBy("warranty.ends_at", "desc").limit(5);
}

export interface TiedOrder {
  number: string;
  status: OrderStatus;
  receivedAt: number;
}

/** What an order has to do with warranties. */
export interface OrderWarranty {
  /** Last instant of its own, null when it has none. */
  endsAt: number | null;
  /** The order whose warranty it claims. */
  claims: (TiedOrder & { endsAt: number | null }) | null;
  /** Orders that claim its own, oldest first. */
  claimedBy: TiedOrder[];
}

/** Of an order, from the rows of `tiedOrders`. */
export function orderWarranty(
  { id, warranty_of_order_id }: { id: string; warranty_of_order_id: string | null },
  rows: readonly TiedRow[],
): OrderWarranty {
  const tied = rows.map(({ ends_at, received_at, ...row }) => ({
    ...row,
    receivedAt: received_at,
    endsAt: ends_at,
  }));
  return {
    endsAt: tied.find((one) => one.id === id)?.endsAt ?? null,
    claims: tied.find((one) => one.id === warranty_of_order_id) ?? null,
    claimedBy: tied.filter((one) => one.claimed === id),
  };
}

type TiedRow = Awaited<ReturnType<ReturnType<typeof tiedOrders>["execute"]>>[number];

/** The order itself, the one that it claims (its own id again where it claims none) and those that claim it. */
export function tiedOrders(db: Db, { id, claimedId }: { id: string; claimedId: string }) {
  return db.selectFrom("order").leftJoin("warranty", "warranty.order_id", "order.id")
    .select(["order.id", "order.number", "order.status", "order.received_at", "warranty.ends_at"])
    .select("order.warranty_of_order_id as claimed")
    .where((q) =>
      q.or([
        q("order.id", "in", [id, claimedId]),
        q("order.warranty_of_order_id", "=", id),
      ])
    )
    .orderBy("order.seq");
}
