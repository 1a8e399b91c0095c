import type { Db } from "../db/open.ts";
import { instantText } from "../lib/json.ts";

type Facts = Record<string, unknown>;

/** One order as its client may have it: neither costs nor inner notes, nor what unlocks the device. */
export type ClientOrderData = Awaited<ReturnType<typeof ordersOfClient>>[number];

export async function ordersOfClient(trx: Db, clientId: string) {
  const orders = await trx.selectFrom("order").innerJoin("device", "device.id", "order.device_id")
    .select(["order.id", "order.number", "order.status", "order.outcome", "order.fault", "order.condition"])
    .select(["order.received_at", "order.closed_at", "order.currency"])
    .select(["device.brand", "device.model", "device.serial"])
    .where("order.client_id", "=", clientId).orderBy("order.seq").execute();
  const ids = orders.map((order) => order.id);
  const lists = ids.length === 0 ? {} : await listsOf(trx, ids);
  return orders.map(({ id, received_at, closed_at, ...order }) => ({
    ...order,
    received_at: instantText(received_at),
    closed_at: instantText(closed_at),
    ...Object.fromEntries(
      Object.entries(lists).map(([name, rows]) => [
        name,
        rows.filter((row) => row.order_id === id).map(({ order_id: _, ...row }) => shown(row)),
      ]),
    ),
  }));
}

type Rows = (Facts & { order_id: string | null })[];

async function listsOf(trx: Db, ids: string[]): Promise<Record<string, Rows>> {
  return {
    accessories: await trx.selectFrom("order_accessory").select(["order_id", "description"])
      .where("order_id", "in", ids).orderBy("position").execute(),
    diagnoses: await trx.selectFrom("diagnosis").select(["order_id", "text", "finding", "written_at"])
      .where("order_id", "in", ids).orderBy("id").execute(),
    notes: await trx.selectFrom("note").select(["order_id", "text", "written_at"])
      .where("order_id", "in", ids).where("visibility", "=", "public").orderBy("id").execute(),
    photos: await trx.selectFrom("attachment").select(["order_id", "name", "type", "size", "created_at"])
      .where("order_id", "in", ids).orderBy("id").execute(),
    charges: await trx.selectFrom("charge").select(["order_id", "description", "amount_minor", "currency"])
      .select("created_at").where("order_id", "in", ids).orderBy("id").execute(),
    payments: await trx.selectFrom("payment").select(["order_id", "kind", "method", "amount_minor"])
      .select(["currency", "note", "at"]).where("order_id", "in", ids).orderBy("id").execute(),
    quote_lines: await trx.selectFrom("quote").innerJoin("quote_line", "quote_line.quote_id", "quote.id")
      .select(["quote.order_id", "quote.revision", "quote.status", "quote.sent_at", "quote_line.option"])
      .select(["quote_line.kind", "quote_line.description", "quote_line.quantity", "quote_line.unit_minor"])
      .select(["quote_line.tax_rate", "quote.currency"]).where("quote.order_id", "in", ids)
      .where("quote.status", "!=", "draft").orderBy("quote.revision").orderBy("quote_line.position")
      .execute(),
    answers: await trx.selectFrom("quote").innerJoin("quote_decision", "quote_decision.quote_id", "quote.id")
      .select(["quote.order_id", "quote.revision", "quote_decision.decision", "quote_decision.option"])
      .select(["quote_decision.channel", "quote_decision.who", "quote_decision.note", "quote_decision.at"])
      .select(["quote_decision.ip", "quote_decision.user_agent"])
      .where("quote.order_id", "in", ids).orderBy("quote.revision").execute(),
    deliveries: await trx.selectFrom("delivery").select(["order_id", "taken_by", "taken_by_document"])
      .select("delivered_at").where("order_id", "in", ids).orderBy("id").execute(),
    warranties: await trx.selectFrom("warranty").select(["order_id", "starts_at", "ends_at"])
      .where("order_id", "in", ids).orderBy("id").execute(),
    messages: await trx.selectFrom("client_message").select(["order_id", "text", "at", "ip"])
      .where("order_id", "in", ids).orderBy("at").orderBy("id").execute(),
    mails: await trx.selectFrom("message_order").innerJoin(
      "message",
      "message.id",
      "message_order.message_id",
    )
      .select(["message_order.order_id", "message.kind", "message.to_address", "message.subject"])
      .select(["message.text", "message.state", "message.created_at", "message.sent_at"])
      .where("message_order.order_id", "in", ids).orderBy("message.id").execute(),
  };
}

/** Instants as text. */
function shown(row: Facts): Facts {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) =>
      (name === "at" || name.endsWith("_at")) && (typeof value === "number" || value === null)
        ? [name, instantText(value)]
        : [name, value]
    ),
  );
}
