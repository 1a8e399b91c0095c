import type { Db } from "../db/open.ts";
import { OPEN_STATUSES } from "../orders/status.ts";
import type { ErasureObstacles } from "./erasure.ts";

export async function erasureObstacles(db: Db, clientId: string): Promise<ErasureObstacles> {
  const [open, unsettled] = await Promise.all([
    db.selectFrom("order").select("number").where("client_id", "=", clientId)
      .where("status", "in", OPEN_STATUSES).orderBy("seq").execute(),
    db.selectFrom("order").innerJoin("order_balance", "order_balance.order_id", "order.id")
      .select("order.number").where("order.client_id", "=", clientId)
      .where("order.status", "not in", OPEN_STATUSES).where("order_balance.balance_minor", "!=", 0)
      .orderBy("order.seq").execute(),
  ]);
  return { open: open.map((row) => row.number), unsettled: unsettled.map((row) => row.number) };
}
