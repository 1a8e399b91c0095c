import type { IntakeReceiptOrder } from "../intakes/receipt.ts";
import { orderSearch } from "../orders/search_text.ts";
import { overdueAt, slaRules } from "../orders/sla.ts";
import { trackingHash, trackingToken } from "../tracking/token.ts";
import { History } from "./history.ts";
import { OrderLife } from "./order_life.ts";
import type { Rows } from "./rows.ts";
import { type Arrival, takeIn, type TakenIn } from "./taken_in.ts";
import type { World } from "./world.ts";

const DAY = 86_400_000;

/** Adds the rows of one order with all that has happened to it by now; returns what the client's receipt says of it. */
export function addOrder(rows: Rows, world: World, arrival: Arrival): IntakeReceiptOrder {
  const order = takeIn(world, arrival);
  const history = new History(rows, world.die, order.id);
  addArrival(rows, world, order, history);
  const life = new OrderLife({ rows, world, order, history });
  life.liveUntilNow();
  rows.order.push(orderRow(world, order, life, 1 + history.length));
  if (life.status === "ready") addUntold(rows, order, life);
  return receiptOrder(order);
}

/** The first event, what came with the device, and the client's link unless it is yet to come. */
function addArrival(rows: Rows, world: World, order: TakenIn, history: History): void {
  const { id, at, accessories, counter, intakeId, part } = order;
  const { die, shop, secretKey } = world;
  history.add(at, counter, {
    kind: part.draft ? "announced" : "received",
    to: part.draft ? "draft" : "received",
    data: {
      ...(!part.draft && { intake_id: intakeId, photos: 0 }),
      ...(part.claims && { warranty_of: part.claims.number }),
    },
  });
  if (part.claims) {
    new History(rows, die, part.claims.orderId)
      .add(at, counter, { kind: "warranty_claimed", data: { claim: order.number } });
  }
  for (const [position, description] of accessories.entries()) {
    rows.order_accessory.push({ id: die.id(at), order_id: id, description, position });
  }
  const linkId = die.id(at);
  if (part.draft) return;
  rows.tracking_link.push({
    id: linkId,
    order_id: id,
    token_hash: trackingHash(trackingToken(secretKey, linkId)),
    created_at: at,
    expires_at: at + shop.settings.tracking_days * DAY,
    revoked_at: null,
  });
}

/** Nobody has called yet those whom no mail reaches. */
function addUntold(rows: Rows, { id, branch, client }: TakenIn, { since }: OrderLife): void {
  if (client.contacts.some(({ kind }) => kind === "email")) return;
  rows.to_tell.push({
    order_id: id,
    about: "order_ready",
    branch_id: branch.id,
    reason: "no_email",
    since,
    opened_at: null,
    opened_by_name: "",
  });
}

function orderRow(
  { now, shop }: World,
  order: TakenIn,
  life: OrderLife,
  version: number,
): Rows["order"][number] {
  const { at, branch, client, part: { device, sequence, claims } } = order;
  const standing = {
    status: life.status,
    status_since: life.since,
    sla_ms: life.slaMs,
    priority: order.priority,
    promised_at: order.promisedAt,
  };
  return {
    id: order.id,
    ...standing,
    overdue_at: overdueAt(standing, slaRules(shop, branch.id)),
    number: order.number,
    branch_id: branch.id,
    series: branch.code,
    sequence,
    intake_id: order.intakeId,
    client_id: client.id,
    device_id: device.id,
    technician_id: life.assigned ? order.technician.id : null,
    held_from: life.heldFrom,
    hold_review_at: life.status === "on_hold" ? now + 3 * DAY : null,
    outcome: life.outcome,
    fault: order.fault,
    condition: order.condition,
    preauthorised_minor: order.preauthorised,
    currency: branch.currency,
    vendor: life.vendor,
    vendor_expected_at: life.status === "outsourced" ? life.since + 4 * DAY : null,
    repaired_by: life.repairer,
    rework_count: life.rework,
    warranty_of_order_id: claims?.orderId ?? null,
    received_at: at,
    ready_at: life.readyAt,
    closed_at: life.closedAt,
    ...orderSearch({
      number: order.number,
      clientName: client.name,
      document: client.document,
      contacts: client.contacts,
      ...device,
      fault: order.fault,
      accessories: order.accessories,
    }),
    created_at: at,
    created_by: order.counter.id,
    updated_at: life.since,
    version,
  };
}

function receiptOrder(order: TakenIn): IntakeReceiptOrder {
  const { number, accessories, condition, fault, promisedAt, priority, branch: { currency } } = order;
  const { brand, model, serial, kind: { category } } = order.part.device;
  return {
    number,
    device: { category, brand, model, serial },
    accessories,
    condition,
    fault,
    promisedAt,
    priority,
    preauthorised: order.preauthorised === null ? null : { minor: order.preauthorised, currency },
    photos: 0,
  };
}
