import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { preparedTogether } from "../db/together.ts";
import { checkRows } from "../checklists/queries.ts";
import { orderLoans } from "../loaners/queries.ts";
import { orderQuoteRows } from "../quotes/queries.ts";
import type { OrderRow } from "./row.ts";

/** Everything dated that an order has, whenever it came: what its past is put together from. */
export type PastFile = Awaited<ReturnType<typeof readPastFile>>;

export async function readPastFile(ctx: Ctx, { id, device_id }: Pick<OrderRow, "id" | "device_id">) {
  return await file(ctx, { orderId: id, deviceId: device_id });
}

interface At extends Record<string, string> {
  orderId: string;
  deviceId: string;
}

const file = preparedTogether(({ db }: Ctx, { orderId, deviceId }: At) => ({
  ...rowLists(db, { orderId, deviceId }),
  quotes: orderQuoteRows(db, orderId),
  checks: checkRows(db, [orderId]),
  loans: orderLoans(db, orderId),
  time: db.selectFrom("work_time").innerJoin("user", "user.id", "work_time.user_id")
    .select(["user.name", "work_time.ms", "work_time.at"]).where("work_time.order_id", "=", orderId)
    .orderBy("work_time.at").orderBy("work_time.id"),
  messages: db.selectFrom("message_order").innerJoin("message", "message.id", "message_order.message_id")
    .select(["message.id", "message.kind", "message.channel", "message.created_at", "message.sent_at"])
    .select(["message.delivered_at", "message.read_at"])
    .where("message_order.order_id", "=", orderId).orderBy("message.id"),
}));

function rowLists(db: Db, { orderId, deviceId }: At) {
  return {
    events: db.selectFrom("order_event")
      .select(["id", "kind", "from_status", "to_status", "actor_id", "actor_name", "at", "data_json"])
      .where("order_id", "=", orderId).orderBy("id"),
    deviceEdits: db.selectFrom("audit_event").select(["at", "data_json"])
      .where("subject_id", "=", deviceId).where("kind", "=", "device_edited").orderBy("id"),
    accessories: db.selectFrom("order_accessory").select("description").where("order_id", "=", orderId)
      .orderBy("position"),
    diagnoses: db.selectFrom("diagnosis").innerJoin("user", "user.id", "diagnosis.written_by")
      .select(["diagnosis.text", "diagnosis.finding", "diagnosis.written_at as at", "user.name as by"])
      .where("diagnosis.order_id", "=", orderId).orderBy("diagnosis.written_at").orderBy("diagnosis.id"),
    photos: db.selectFrom("attachment")
      .select(["id", "name", "visibility", "created_at", "checklist_item_id"])
      .where("order_id", "=", orderId).orderBy("id"),
    charges: db.selectFrom("charge").select(["id", "description", "amount_minor", "created_at as at"])
      .where("order_id", "=", orderId).orderBy("created_at").orderBy("id"),
    payments: db.selectFrom("payment").select(["id", "kind", "method", "amount_minor", "at"])
      .where("order_id", "=", orderId).orderBy("at").orderBy("id"),
    secrets: db.selectFrom("secret").select(["kind", "created_at", "purged_at"])
      .where("order_id", "=", orderId).orderBy("id"),
    clientMessages: db.selectFrom("client_message").select(["text", "at", "seen_at"])
      .where("order_id", "=", orderId).orderBy("at").orderBy("id"),
    links: db.selectFrom("tracking_link").select(["created_at", "expires_at", "revoked_at"])
      .where("order_id", "=", orderId).orderBy("id"),
    deliveries: db.selectFrom("delivery").select(["taken_by", "delivered_at as at"])
      .where("order_id", "=", orderId),
    warranties: db.selectFrom("warranty").select(["starts_at", "ends_at"]).where("order_id", "=", orderId),
    parts: db.selectFrom("order_part").innerJoin("part", "part.id", "order_part.part_id")
      .select(["order_part.id", "part.name", "part.sku", "part.unit", "order_part.planned"])
      .select(["order_part.wanted", "order_part.reserved", "order_part.used", "order_part.returned"])
      .select(["order_part.scrapped", "order_part.explanation"])
      .where("order_part.order_id", "=", orderId).orderBy("order_part.id"),
    partsPast: db.selectFrom("order_part_past")
      .select(["line_id", "until", "planned", "wanted", "reserved", "used", "returned", "scrapped"])
      .select("explanation").where("order_id", "=", orderId).orderBy("until"),
  };
}
