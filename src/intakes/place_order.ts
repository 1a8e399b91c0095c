import type { Branch } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { registerDevice } from "../devices/commands.ts";
import { countMove } from "../orders/counts.ts";
import { recordEvent } from "../orders/history.ts";
import { applyMove } from "../orders/moves.ts";
import type { TakenNumber } from "../orders/numbering.ts";
import { orderSearch } from "../orders/search_text.ts";
import { overdueAt, slaRules } from "../orders/sla.ts";
import { begin } from "../orders/transition.ts";
import { requestLabels } from "../printing/commands.ts";
import { openTrackingLink } from "../tracking/commands.ts";
import type { ClaimedDraft } from "./announced.ts";
import { attach } from "./belongings.ts";
import { claimedOrder, tellClaimed } from "./claims.ts";
import type { IntakeDevice } from "./input.ts";
import type { ReceivedClient } from "./snapshot.ts";
import type { Staff } from "./staff.ts";

/** The order of one device, before it has one. */
export interface NewOrder {
  intakeId: string;
  /** Who made it, or the link through which a client did. */
  staff: Pick<Staff, "id">;
  branch: Branch;
  client: ReceivedClient;
  received: IntakeDevice;
  taken: TakenNumber;
  photosPublic: boolean;
  /** When the device came, or was announced: now, or what a slip says. UTC milliseconds. */
  receivedAt: number;
}

export interface ReceivedOrder extends NewOrder {
  /** The slip that had the number. */
  slip: string | null;
  /** The order that the device has already. */
  announced: ClaimedDraft | null;
}

interface PlacedOrder {
  id: string;
  /** Of the order whose warranty it claims. */
  claimedId: string | null;
}

/** Makes the order of one device, or takes up the one it has, and everything that follows from receiving it. */
export async function placeOrder(trx: Db, ctx: Ctx, order: ReceivedOrder): Promise<PlacedOrder> {
  const { announced, taken } = order;
  const claimed = await claimedOrder(trx, order.received);
  const facts = await factsOf(trx, ctx, { order, claimed });
  const told = receivedData(ctx, { order, claimed });
  const id = announced
    ? await receiveAnnounced(trx, ctx, { ...announced, facts, told })
    : await insertOrder(trx, ctx, { order, facts, status: "received" });
  await attach(trx, ctx, { orderId: id, order });
  if (!announced) await tellNew(trx, ctx, { orderId: id, order, kind: "received", data: told });
  await openTrackingLink(trx, ctx, id);
  await requestLabels(trx, ctx, { orderId: id, idemKey: `intake:${id}`, moment: "auto" });
  const toldBefore = announced?.order.warranty_of_order_id === claimed?.id;
  if (claimed && !toldBefore) await tellClaimed(trx, ctx, { claimed, by: taken.number });
  return { id, claimedId: claimed?.id ?? null };
}

/** Makes the draft order of a device that is yet to come. */
export async function announceOrder(trx: Db, ctx: Ctx, order: NewOrder): Promise<PlacedOrder> {
  const claimed = await claimedOrder(trx, order.received);
  const facts = await factsOf(trx, ctx, { order, claimed });
  const id = await insertOrder(trx, ctx, { order, facts, status: "draft" });
  await attach(trx, ctx, { orderId: id, order });
  const data = {
    ...(claimed !== null && { warranty_of: claimed.number }),
    ...(ctx.actor.kind === "client" && { contact_ok: true }),
  };
  await tellNew(trx, ctx, { orderId: id, order, kind: "announced", data });
  if (claimed) await tellClaimed(trx, ctx, { claimed, by: order.taken.number });
  return { id, claimedId: claimed?.id ?? null };
}

interface Placing {
  order: NewOrder;
  claimed: { id: string; number: string } | null;
}

/** What the form says of an order, by its columns. */
async function factsOf(trx: Db, ctx: Ctx, { order, claimed }: Placing) {
  const { client, received, taken } = order;
  const device = await registerDevice(trx, ctx, {
    clientId: client.id,
    device: received.device,
    unseen: ctx.actor.kind === "client",
    ...received.deviceId !== null && { deviceId: received.deviceId },
  });
  return {
    intake_id: order.intakeId,
    client_id: client.id,
    device_id: device.id,
    fault: received.fault,
    condition: received.condition,
    priority: received.priority,
    promised_at: received.promisedAt,
    preauthorised_minor: received.preauthorisedMinor,
    warranty_of_order_id: claimed?.id ?? null,
    received_at: order.receivedAt,
    ...orderSearch({
      number: taken.number,
      clientName: client.name,
      document: client.document,
      contacts: client.contacts,
      ...received.device,
      fault: received.fault,
      accessories: received.accessories,
    }),
  };
}

type OrderFacts = Awaited<ReturnType<typeof factsOf>>;

/** The draft becomes a received order as its form says it is now; what was expected of its accessories no longer counts. */
async function receiveAnnounced(
  trx: Db,
  ctx: Ctx,
  { order, verdict, facts, told }: ClaimedDraft & { facts: OrderFacts; told: Record<string, unknown> },
): Promise<string> {
  const expected = await trx.deleteFrom("order_accessory").where("order_id", "=", order.id)
    .returning(["description", "position"]).execute();
  const accessories_were = expected.sort((one, other) => one.position - other.position)
    .map(({ description }) => description);
  const data = { ...told, accessories_were };
  await applyMove(trx, ctx, { order, move: { to: "received" }, verdict, changes: facts, data });
  return order.id;
}

async function insertOrder(
  trx: Db,
  ctx: Ctx,
  { order, facts, status }: { order: NewOrder; facts: OrderFacts; status: "draft" | "received" },
): Promise<string> {
  begin(status, ctx.actor);
  const { taken, branch } = order;
  const id = ctx.random.id(ctx.now);
  const standing = { ...facts, status, status_since: order.receivedAt, sla_ms: 0 };
  await trx.insertInto("order").values({
    id,
    ...standing,
    overdue_at: overdueAt(standing, slaRules(ctx.shop, branch.id)),
    number: taken.number,
    branch_id: branch.id,
    series: taken.series,
    sequence: taken.sequence,
    technician_id: null,
    held_from: null,
    hold_review_at: null,
    outcome: null,
    currency: branch.currency,
    vendor: "",
    vendor_expected_at: null,
    repaired_by: null,
    rework_count: 0,
    by_client: ctx.actor.kind === "client" ? 1 : 0,
    ready_at: null,
    closed_at: null,
    created_at: ctx.now,
    created_by: order.staff.id,
    updated_at: ctx.now,
    version: 1,
  }).execute();
  return id;
}

/** History and counts of an order that was not there before. */
async function tellNew(
  trx: Db,
  ctx: Ctx,
  { orderId, order, kind, data }: {
    orderId: string;
    order: NewOrder;
    kind: "announced" | "received";
    data: Record<string, unknown>;
  },
): Promise<void> {
  const to = kind === "announced" ? "draft" : "received";
  await recordEvent(trx, ctx, { orderId, kind, from: null, to, data });
  await countMove(trx, ctx, { branchId: order.branch.id, from: null, to, receivedAt: order.receivedAt });
}

function receivedData(
  ctx: Ctx,
  { order, claimed }: Placing & { order: ReceivedOrder },
): Record<string, unknown> {
  const { received, intakeId, receivedAt, slip } = order;
  return {
    intake_id: intakeId,
    photos: received.photoIds.length,
    ...(slip !== null && { slip }),
    ...(claimed !== null && { warranty_of: claimed.number }),
    ...(receivedAt !== ctx.now && { received_by_hand_at: receivedAt }),
  };
}
