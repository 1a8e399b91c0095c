import { receiptClient, receiptShop } from "../intakes/snapshot.ts";
import type { DeliveryReceipt } from "../orders/delivery_receipt.ts";
import { PAYMENT_METHODS, type PaymentMethod } from "../orders/order.ts";
import type { OrderOutcome } from "../orders/status.ts";
import { daysLeft, inForce } from "../warranties/warranty.ts";
import type { SeedGuarantee } from "./people.ts";
import type { Telling } from "./taken_in.ts";
import type { Person } from "./world.ts";

const DAY = 86_400_000;
const UNSIGNED = "No se pidió firma";
const DEBT_REASON = "Cliente conocido, paga el resto a fin de mes";

interface HandOver {
  at: number;
  by: Person;
  /** What has been done; the charge in minor units. */
  life: { outcome: OrderOutcome | null; work: string; charged: number };
}

/** What is paid at the hand-over and what stays owed, in minor units. */
interface Settled {
  paid: number;
  owed: number;
}

interface Guarantee {
  endsAt: number;
  days: number;
}

/** Payment, warranty, receipt and the last line of the history. */
export function addHandOver(of: Telling, told: HandOver): void {
  const { rows, world: { die }, order: { id, client, branch }, history } = of;
  const { at, life } = told;
  const method: PaymentMethod = die.pickEarly(PAYMENT_METHODS);
  const settled = settle(of, life.charged);
  const by = settled.owed > 0 ? of.order.staff.admin[0] ?? told.by : told.by;
  const handOver = { ...told, by, ...settled };
  if (settled.paid > 0) addPayment(of, handOver, method);
  const warranty = addWarranty(of, handOver);
  rows.delivery.push({
    id: die.id(at),
    order_id: id,
    taken_by: client.name,
    taken_by_document: client.document,
    signature_id: null,
    unsigned_reason: UNSIGNED,
    debt_reason: settled.owed > 0 ? DEBT_REASON : "",
    receipt_json: JSON.stringify(deliveryReceipt(of, { ...handOver, method, warranty })),
    delivered_at: at,
    delivered_by: by.id,
  });
  history.add(at, by, {
    kind: "delivered",
    from: "ready",
    to: "delivered",
    data: {
      taken_by: client.name,
      ...(settled.owed > 0 &&
        { balance_minor: settled.owed, currency: branch.currency, debt_reason: DEBT_REASON }),
      ...(warranty && { warranty_ends_at: warranty.endsAt }),
    },
  });
}

/** A few take their device home with half of it still to pay; by the order's number, so that no dice fall otherwise. */
function settle({ order }: Telling, charged: number): Settled {
  const owed = order.part.sequence % 16 === 3 ? Math.floor(charged / 2) : 0;
  return { paid: charged - owed, owed };
}

function addPayment(
  { rows, world: { die, tills }, order, history }: Telling,
  { at, by, paid: minor }: HandOver & Settled,
  method: PaymentMethod,
): void {
  const paid = {
    kind: "payment" as const,
    method,
    amount_minor: minor,
    currency: order.branch.currency,
  };
  const id = die.id(at);
  const cash_session_id = tills.take(rows, order, { at, by, method, minor });
  rows.payment.push({ id, order_id: order.id, ...paid, note: "", at, recorded_by: by.id, cash_session_id });
  history.add(at, by, { kind: "payment_recorded", data: { payment: id, ...paid } });
}

function addWarranty({ rows, world, order }: Telling, { at, life }: HandOver): Guarantee | null {
  const { branch, id: orderId, number, part: { claims, device } } = order;
  // A claim starts none: what is left of the claimed one goes on.
  if (claims) return restOf(claims, { now: at, timeZone: branch.timeZone });
  const days = world.shop.settings.warranty_days;
  const guaranteed = life.outcome === "repaired" || life.outcome === "partially_repaired";
  if (!guaranteed || days <= 0) return null;
  const endsAt = at + days * DAY - 1;
  rows.warranty.push({
    id: world.die.id(at),
    order_id: orderId,
    device_id: device.id,
    starts_at: at,
    ends_at: endsAt,
    days,
  });
  device.guarantee = { orderId, number, startsAt: at, endsAt };
  return { endsAt, days };
}

function restOf({ endsAt }: SeedGuarantee, at: { now: number; timeZone: string }): Guarantee | null {
  return inForce({ endsAt }, at.now) ? { endsAt, days: daysLeft(endsAt, at) } : null;
}

function deliveryReceipt(
  { world: { shop }, order }: Telling,
  handOver: HandOver & Settled & { method: PaymentMethod; warranty: Guarantee | null },
): DeliveryReceipt {
  const { at, by, life, paid, owed, method, warranty } = handOver;
  const { branch, client } = order;
  const { brand, model, serial, kind: { category } } = order.part.device;
  const amount = (minor: number) => ({ minor, currency: branch.currency });
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
    charges: life.charged > 0 ? [{ description: life.work, amount: amount(life.charged) }] : [],
    payments: paid > 0 ? [{ kind: "payment", method, at, amount: amount(paid) }] : [],
    total: amount(life.charged),
    paid: amount(paid),
    balance: amount(owed),
    warranty,
    signature: null,
    unsignedReason: UNSIGNED,
  };
}
