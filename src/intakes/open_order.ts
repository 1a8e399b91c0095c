import type { Db } from "../db/open.ts";
import { OPEN_STATUSES, type OrderStatus } from "../orders/status.ts";

export async function openOrderOf(
  db: Db,
  deviceId: string,
): Promise<{ id: string; number: string; status: OrderStatus } | undefined> {
  return await db.selectFrom("order").select(["id", "number", "status"]).where("device_id", "=", deviceId)
    .where("status", "in", OPEN_STATUSES).orderBy("seq", "desc").limit(1).executeTakeFirst();
}
