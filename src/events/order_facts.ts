import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { instantText } from "../lib/json.ts";
import type { NewOrderEvent } from "../orders/history.ts";
import type { OrderEventKind } from "../orders/order.ts";
import type { EventData } from "./payloads.ts";
import { type NewEvent, publish } from "./publish.ts";

type Order = EventData<"order.delivered">["order"];
type Told = NewEvent extends infer Event ? Event extends NewEvent ? Omit<Event, "subject"> : never : never;
type Teller = (order: Order, event: NewOrderEvent) => Told[];

const quoteOf = ({ data = {} }: NewOrderEvent) => ({
  id: String(data.quote_id),
  revision: Number(data.revision),
});
const amountOf = ({ data = {} }: NewOrderEvent) => ({
  amount_minor: whole(data.amount_minor),
  currency: String(data.currency),
});

/** Which facts of an order's history are told outside, and how; the others are the shop's own. */
const TELLERS: Partial<Record<OrderEventKind, Teller>> = {
  announced: (order) => [{ type: "order.announced", data: { order } }],
  received: (order, event) => [
    ...moved(order, event),
    { type: "order.received", data: { order, warranty_of: textOr(event.data?.warranty_of) } },
  ],
  status_moved: (order, event) => [
    ...moved(order, event),
    ...(event.to === "cancelled" ? [{ type: "order.cancelled" as const, data: { order } }] : []),
  ],
  delivered: (order, event) => [...moved(order, event), { type: "order.delivered", data: { order } }],
  move_undone: (order, event) => moved(order, event, true),
  assigned: (order) => [{ type: "order.assigned", data: { order } }],
  edited: (order, { data }) => [{
    type: "order.updated",
    data: { order, changed: Object.keys(Object(data?.changes)) },
  }],
  diagnosis_written: (order, { data }) => [{
    type: "order.diagnosed",
    data: { order, finding: textOr(data?.finding) },
  }],
  parts_arrived: (order) => [{ type: "order.parts_arrived", data: { order } }],
  quote_sent: (order, event) => [{
    type: "quote.sent",
    data: { order, quote: quoteOf(event), valid_until: instantOr(event.data?.valid_until) },
  }],
  quote_viewed: (order, event) => [{ type: "quote.viewed", data: { order, quote: quoteOf(event) } }],
  quote_approved: (order, event) => [{
    type: "quote.approved",
    data: { order, quote: quoteOf(event), option: textOr(event.data?.option), total: totalOf(event) },
  }],
  quote_rejected: (order, event) => [{ type: "quote.rejected", data: { order, quote: quoteOf(event) } }],
  quote_expired: (order, event) => [{ type: "quote.expired", data: { order, quote: quoteOf(event) } }],
  quote_superseded: (order, event) => [{ type: "quote.superseded", data: { order, quote: quoteOf(event) } }],
  charge_recorded: (order, event) => [{ type: "charge.recorded", data: { order, amount: amountOf(event) } }],
  payment_recorded: (order, event) => [paid(order, event)],
  warranty_claimed: (order, { data }) => [{
    type: "warranty.claimed",
    data: { order, claim: String(data?.claim) },
  }],
};

/** Tells other programs of a fact of an order's history, where it is one of public interest. */
export async function publishOrderFact(trx: Db, ctx: Ctx, event: NewOrderEvent): Promise<void> {
  const tell = TELLERS[event.kind];
  if (!tell) return;
  const order = await readOrder(trx, event.orderId);
  const subject = { kind: "order", id: event.orderId } as const;
  await publish(trx, ctx, tell(order, event).map((told) => ({ ...told, subject })));
}

/** Tells what an offer has billed or taken back; its history tells it by the offer itself. */
export async function publishCharges(
  trx: Db,
  ctx: Ctx,
  { orderId, currency, amounts }: { orderId: string; currency: string; amounts: readonly number[] },
): Promise<void> {
  if (amounts.length === 0) return;
  const order = await readOrder(trx, orderId);
  await publish(
    trx,
    ctx,
    amounts.map((amount_minor) => ({
      type: "charge.recorded",
      subject: { kind: "order", id: orderId },
      data: { order, amount: { amount_minor, currency } },
    })),
  );
}

async function readOrder(trx: Db, id: string): Promise<Order> {
  const row = await trx.selectFrom("order").innerJoin("branch", "branch.id", "order.branch_id")
    .select(["order.number", "branch.code as branch", "order.status", "order.outcome", "order.client_id"])
    .select(["order.device_id", "order.technician_id", "order.received_at", "order.promised_at"])
    .where("order.id", "=", id).executeTakeFirstOrThrow();
  return {
    ...row,
    received_at: new Date(row.received_at).toISOString(),
    promised_at: instantText(row.promised_at),
  };
}

function moved(order: Order, { from, to }: NewOrderEvent, undone = false): Told[] {
  return from && to ? [{ type: "order.status_changed", data: { order, from, to, undone } }] : [];
}

function paid(order: Order, event: NewOrderEvent): Told {
  const { data = {} } = event;
  const payment = {
    id: String(data.payment),
    kind: data.kind,
    method: data.method,
    amount: amountOf(event),
  } as EventData<"payment.recorded">["payment"];
  return {
    type: payment.kind === "refund" ? "payment.refunded" : "payment.recorded",
    data: { order, payment },
  };
}

function totalOf({ data = {} }: NewOrderEvent): EventData<"quote.approved">["total"] {
  return data.total_minor === undefined
    ? null
    : { amount_minor: whole(data.total_minor), currency: String(data.currency) };
}

function whole(value: unknown): number {
  if (typeof value !== "number") throw new TypeError("A fact about money names no amount");
  return value;
}

function textOr(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function instantOr(value: unknown): string | null {
  return typeof value === "number" ? instantText(value) : null;
}
