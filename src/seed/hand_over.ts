import { receiptClient, receiptShop } from "../intakes/snapshot.ts";
import type { DeliveryReceipt } from "../orders/delivery_receipt.ts";
import { PAYMENT_METHODS, type PaymentMethod } from "../orders/order.ts";
import type { OrderOutcome } from "../orders/status.ts";
import type { Telling } from "./taken_in.ts";
import type { Person } from "./world.ts";

const DAY = 86_400_000;
const UNSIGNED = "No se pidió firma";

interface HandOver {
  at: number;
  by: Person;
  /** What has been done; the charge in minor units. */
  life: { outcome: OrderOutcome | null; work: string; charged: number };
}

interface Guarantee {
  endsAt: number;
  days: number;
}

/** Payment, warranty, receipt and the last line of the history. */
export function addHandOver(of: Telling, handOver: HandOver): void {
  const { rows, world: { die }, order: { id, client }, history } = of;
  const { at, by, life } = handOver;
  const method: PaymentMethod = die.pickEarly(PAYMENT_METHODS);
  if (life.charged > 0) addPayment(of, handOver, method);
  const warranty = addWarranty(of, handOver);
  rows.delivery.push({
    id: die.id(at),
    order_id: id,
    taken_by: client.name,
    taken_by_document: client.document,
    signature_id: null,
    unsigned_reason: UNSIGNED,
    debt_reason: "",
    receipt_json: JSON.stringify(deliveryReceipt(of, { ...handOver, method, warranty })),
    delivered_at: at,
    delivered_by: by.id,
  });
  history.add(at, by, {
    kind: "delivered",
    from: "ready",
    to: "delivered",
    data: { taken_by: client.name, ...(warranty && { warranty_ends_at: warranty.endsAt }) },
  });
}

function addPayment(
  { rows, world: { die, tills }, order, history }: Telling,
  { at, by, life }: HandOver,
  method: PaymentMethod,
): void {
  const paid = {
    kind: "payment" as const,
    method,
    amount_minor: life.charged,
    currency: order.branch.currency,
  };
  const id = die.id(at);
  const cash_session_id = tills.take(rows, order, { at, by, method, minor: life.charged });
  rows.payment.push({ id, order_id: order.id, ...paid, note: "", at, recorded_by: by.id, cash_session_id });
  history.add(at, by, { kind: "payment_recorded", data: { payment: id, ...paid } });
}

function addWarranty({ rows, world, order }: Telling, { at, life }: HandOver): Guarantee | null {
  const days = world.shop.settings.warranty_days;
  const guaranteed = life.outcome === "repaired" || life.outcome === "partially_repaired";
  if (!guaranteed || days <= 0) return null;
  const endsAt = at + days * DAY - 1;
  rows.warranty.push({
    id: world.die.id(at),
    order_id: order.id,
    device_id: order.part.device.id,
    starts_at: at,
    ends_at: endsAt,
    days,
  });
  return { endsAt, days };
}

function deliveryReceipt(
  { world: { shop }, order }: Telling,
  { at, by, life, method, warranty }: HandOver & { method: PaymentMethod; warranty: Guarantee | null },
): DeliveryReceipt {
  const { branch, client } = order;
  const { brand, model, serial, kind: { category } } = order.part.device;
  const amount = (minor: number) => ({ minor, currency: branch.currency });
  const charged = life.charged > 0;
  return {
    receiptVersion: 1,
    locale: "es",
    timeZone: branch.timeZone,
    number: order.number,
    receivedAt: order.at,
    deliveredAt: at,
    deliveredBy: by.name,
    shop: receiptShop(shop, branch),
    client: receiptClient({ ...client, locale: "es" }),
    takenBy: { name: client.name, document: client.document },
    device: { category, brand, model, serial },
    accessories: order.accessories,
    fault: order.fault,
    work: life.work,
    outcome: life.outcome,
    charges: charged ? [{ description: life.work, amount: amount(life.charged) }] : [],
    payments: charged ? [{ kind: "payment", method, at, amount: amount(life.charged) }] : [],
    total: amount(life.charged),
    paid: amount(life.charged),
    balance: amount(0),
    warranty,
    signature: null,
    unsignedReason: UNSIGNED,
  };
}
