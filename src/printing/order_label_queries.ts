import { branchOf } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { notFound } from "../lib/app_error.ts";
import { formatDate } from "../lib/dates.ts";
import { paths } from "../paths.ts";
import { trackingUrl } from "../tracking/queries.ts";
import { shortName } from "./label.ts";
import type { LabelDataOf } from "./templates.ts";

export interface OrderLabel {
  order: { id: string; number: string; branchId: string };
  accessories: { id: string; description: string }[];
  /** For the device; with an `accessory` beside it also for that one's label. */
  data: LabelDataOf["device"];
}

/** What an order's labels say. @throws AppError not_found */
export async function readOrderLabel(
  db: Db,
  ctx: Ctx,
  which: { id: string } | { number: string },
): Promise<OrderLabel> {
  const row = await db.selectFrom("order")
    .innerJoin("client", "client.id", "order.client_id")
    .innerJoin("device", "device.id", "order.device_id")
    .select(["order.id", "order.number", "order.branch_id", "order.received_at", "order.promised_at"])
    .select(["order.fault", "client.name as client", "client.kind as client_kind"])
    .select(["device.brand", "device.model", "device.serial"])
    .$if("id" in which, (q) => q.where("order.id", "=", "id" in which ? which.id : ""))
    .$if("number" in which, (q) => q.where("order.number", "=", "number" in which ? which.number : ""))
    .executeTakeFirst();
  if (!row) throw notFound();
  const accessories = await db.selectFrom("order_accessory").select(["id", "description"])
    .where("order_id", "=", row.id).orderBy("position").execute();
  const branch = branchOf(ctx.shop, row.branch_id);
  const reading = { locale: ctx.shop.organization?.locale ?? "es", timeZone: branch.timeZone };
  return {
    order: { id: row.id, number: row.number, branchId: row.branch_id },
    accessories,
    data: {
      number: row.number,
      client: shortName({ name: row.client, kind: row.client_kind }),
      date: formatDate(row.received_at, reading),
      device: [row.brand, row.model].filter((part) => part !== "").join(" "),
      serial: row.serial,
      fault: row.fault,
      accessories: accessories.map((one) => one.description).join(", "),
      promised: row.promised_at === null ? "" : formatDate(row.promised_at, reading),
      shop: ctx.shop.organization?.name ?? branch.name,
      url: await trackingUrl(db, ctx, row.id),
      orderUrl: ctx.baseUrl + paths.order(row.number),
    },
  };
}
