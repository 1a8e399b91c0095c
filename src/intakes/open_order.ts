import type { Db } from "../db/open.ts";
import { OPEN_STATUSES, type OrderStatus } from "../orders/status.ts";

/** The latest open order of a device but for the one of a number, if any. */
export async function openOrderOf(
  db: Db,
  deviceId: string,
  { except = "" }: { except?: string } = {},
): Promise<{ id: string; number: string; status: OrderStatus } | undefined> {
  return await db.selectFrom("order").select(["id", "number", "status"]).where("device_id", "=", deviceId)
    .where("status", "in", OPEN_STATUSES).where("number", "!=", except).orderBy("seq", "desc").limit(1)
    .executeTakeFirst();
}
