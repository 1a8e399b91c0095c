import type { Db } from "../db/open.ts";
import { type DeviceCategory, identifies, isImei, serialFold } from "../devices/device.ts";
import { fold } from "../lib/fold.ts";
import { OPEN_STATUSES, type OrderStatus } from "../orders/status.ts";

export interface KnownDevice {
  id: string;
  category: DeviceCategory;
  brand: string;
  model: string;
  serial: string;
}

/** The record that an intake of this serial would use: an IMEI says it alone, other serials together with the brand. */
export async function deviceWithSerial(
  db: Db,
  { brand, serial }: { brand: string; serial: string },
): Promise<KnownDevice | undefined> {
  if (!identifies(serial)) return undefined;
  const rows = await db.selectFrom("device").select(["id", "category", "brand", "model", "serial"])
    .where("serial_fold", "=", serialFold(serial)).orderBy("seq").limit(20).execute();
  return rows.find((row) => isImei(serial) || fold(row.brand) === fold(brand));
}

export async function openOrderOf(
  db: Db,
  deviceId: string,
): Promise<{ id: string; number: string; status: OrderStatus } | undefined> {
  return await db.selectFrom("order").select(["id", "number", "status"]).where("device_id", "=", deviceId)
    .where("status", "in", OPEN_STATUSES).orderBy("seq", "desc").limit(1).executeTakeFirst();
}
