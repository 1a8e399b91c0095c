import type { Db } from "../db/open.ts";
import { serialFold } from "../devices/device.ts";
import { fold } from "../lib/fold.ts";
import { contactFold } from "../lib/phone.ts";

export interface OrderSearchWords {
  /** `S01-000052`. */
  number: string;
  /** Of the system that it was imported from. */
  reference?: string;
  clientName: string;
  document: string;
  /** Each way to reach the client as it is stored: E.164 or e-mail, and as a person reads it. */
  contacts: readonly { value: string; display: string }[];
  brand: string;
  model: string;
  serial: string;
  fault: string;
  accessories: readonly string[];
}

/**
 * What an order is found by, folded: apart from the rest what only who may read contacts finds it by. Search matches beginnings of words,
 * so numbers also stand there without what leads them.
 */
export function orderSearch(words: OrderSearchWords): { search_fold: string; contact_fold: string } {
  const { number, reference = "", clientName, document, contacts, brand, model, serial, fault, accessories } =
    words;
  const parts = [
    number,
    number.replace("-", ""),
    number.replace(/^.*-0*/, ""),
    reference,
    clientName,
    document,
    compact(document),
    brand,
    model,
    serial,
    serialFold(serial),
    fault,
    ...accessories,
  ];
  return { search_fold: fold(parts.join(" ")), contact_fold: contactFold(contacts) };
}

export type SearchedOrders = { clientId: string } | { deviceId: string } | { orderId: string };

/** Rewrites what an order, or the orders of a client or a device, are found by, after one of them changed. */
export async function refreshOrderSearch(trx: Db, of: SearchedOrders): Promise<void> {
  const orders = await ordersOf(trx, of);
  const contacts = await contactsOf(trx, [...new Set(orders.map((order) => order.client_id))]);
  const accessories = await accessoriesOf(trx, orders.map((order) => order.id));
  for (const order of orders) {
    const found = orderSearch({
      number: order.number,
      reference: order.reference,
      clientName: order.name,
      document: order.document,
      contacts: contacts.get(order.client_id) ?? [],
      brand: order.brand,
      model: order.model,
      serial: order.serial,
      fault: order.fault,
      accessories: accessories.get(order.id) ?? [],
    });
    if (found.search_fold === order.search_fold && found.contact_fold === order.contact_fold) continue;
    await trx.updateTable("order").set(found).where("id", "=", order.id).execute();
  }
}

function compact(text: string): string {
  return text.replace(/[^\p{L}\p{N}]/gu, "");
}

async function ordersOf(trx: Db, of: SearchedOrders) {
  const query = trx.selectFrom("order")
    .innerJoin("client", "client.id", "order.client_id")
    .innerJoin("device", "device.id", "order.device_id")
    .select(["order.id", "order.number", "order.client_id", "order.fault", "order.search_fold"])
    .select(["order.contact_fold", "order.reference"])
    .select(["client.name", "client.document", "device.brand", "device.model", "device.serial"]);
  if ("clientId" in of) return await query.where("order.client_id", "=", of.clientId).execute();
  if ("deviceId" in of) return await query.where("order.device_id", "=", of.deviceId).execute();
  return await query.where("order.id", "=", of.orderId).execute();
}

async function contactsOf(trx: Db, clientIds: string[]) {
  const found = new Map<string, { value: string; display: string }[]>();
  for (const clientId of clientIds) {
    const rows = await trx.selectFrom("contact").select(["value", "display"])
      .where("client_id", "=", clientId).orderBy("position").execute();
    found.set(clientId, rows);
  }
  return found;
}

const AT_ONCE = 500;

async function accessoriesOf(trx: Db, orderIds: string[]) {
  const found = new Map<string, string[]>();
  for (let from = 0; from < orderIds.length; from += AT_ONCE) {
    const rows = await trx.selectFrom("order_accessory").select(["order_id", "description"])
      .where("order_id", "in", orderIds.slice(from, from + AT_ONCE))
      .orderBy("order_id").orderBy("position").execute();
    for (const row of rows) {
      const known = found.get(row.order_id);
      if (known) known.push(row.description);
      else found.set(row.order_id, [row.description]);
    }
  }
  return found;
}
