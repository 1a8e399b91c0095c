import type { Branch } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { registerDevice } from "../devices/commands.ts";
import { countMove } from "../orders/counts.ts";
import { recordEvent } from "../orders/history.ts";
import type { TakenNumber } from "../orders/numbering.ts";
import { orderSearchFold } from "../orders/search_text.ts";
import { secretContext } from "../orders/secret.ts";
import { overdueAt, slaRules } from "../orders/sla.ts";
import { requestLabels } from "../printing/commands.ts";
import { openTrackingLink } from "../tracking/commands.ts";
import { claimedOrder, tellClaimed } from "./claims.ts";
import type { IntakeDevice } from "./input.ts";
import type { ReceivedClient } from "./snapshot.ts";
import type { Staff } from "./staff.ts";

export interface NewOrder {
  intakeId: string;
  staff: Staff;
  branch: Branch;
  client: ReceivedClient;
  received: IntakeDevice;
  taken: TakenNumber;
  photosPublic: boolean;
  /** When the device came: now, or what a slip says. UTC milliseconds. */
  receivedAt: number;
  /** The slip that had the number. */
  slip: string | null;
}

/** Makes the order of one device and everything that follows from it; `claimedId` is of the order whose warranty it claims. */
export async function placeOrder(
  trx: Db,
  ctx: Ctx,
  order: NewOrder,
): Promise<{ id: string; claimedId: string | null }> {
  const claimed = await claimedOrder(trx, order.received);
  const id = await insertOrder(trx, ctx, { ...order, claimedId: claimed?.id ?? null });
  await attach(trx, ctx, { orderId: id, order });
  await announce(trx, ctx, { orderId: id, order, claimed: claimed?.number ?? null });
  if (claimed) await tellClaimed(trx, ctx, { claimed, by: order.taken.number });
  return { id, claimedId: claimed?.id ?? null };
}

async function insertOrder(
  trx: Db,
  ctx: Ctx,
  order: NewOrder & { claimedId: string | null },
): Promise<string> {
  const { client, received, taken } = order;
  const device = await registerDevice(trx, ctx, {
    clientId: client.id,
    device: received.device,
    ...received.deviceId !== null && { deviceId: received.deviceId },
  });
  const id = ctx.random.id(ctx.now);
  const standing = {
    status: "received",
    status_since: order.receivedAt,
    sla_ms: 0,
    priority: received.priority,
    promised_at: received.promisedAt,
  } as const;
  await trx.insertInto("order").values({
    id,
    ...standing,
    overdue_at: overdueAt(standing, slaRules(ctx.shop, order.branch.id)),
    number: taken.number,
    branch_id: order.branch.id,
    series: taken.series,
    sequence: taken.sequence,
    intake_id: order.intakeId,
    client_id: client.id,
    device_id: device.id,
    technician_id: null,
    held_from: null,
    hold_review_at: null,
    outcome: null,
    fault: received.fault,
    condition: received.condition,
    preauthorised_minor: received.preauthorisedMinor,
    currency: order.branch.currency,
    vendor: "",
    vendor_expected_at: null,
    repaired_by: null,
    rework_count: 0,
    warranty_of_order_id: order.claimedId,
    received_at: order.receivedAt,
    ready_at: null,
    closed_at: null,
    search_fold: orderSearchFold({
      number: taken.number,
      clientName: client.name,
      document: client.document,
      contacts: client.contacts,
      ...received.device,
      fault: received.fault,
      accessories: received.accessories,
    }),
    created_at: ctx.now,
    created_by: order.staff.id,
    updated_at: ctx.now,
    version: 1,
  }).execute();
  return id;
}

interface Placed {
  orderId: string;
  order: NewOrder;
}

/** What came with the device: accessories, photos, and its secret, sealed. */
async function attach(trx: Db, ctx: Ctx, { orderId, order }: Placed): Promise<void> {
  const { received, staff, photosPublic } = order;
  const accessories = received.accessories.map((description, position) => ({
    id: ctx.random.id(ctx.now),
    order_id: orderId,
    description,
    position,
  }));
  if (accessories.length > 0) await trx.insertInto("order_accessory").values(accessories).execute();
  if (received.photoIds.length > 0) {
    await trx.updateTable("attachment")
      .set({ order_id: orderId, visibility: photosPublic ? "public" : "internal" })
      .where("id", "in", received.photoIds).where("order_id", "is", null).execute();
  }
  if (!received.secret) return;
  const id = ctx.random.id(ctx.now);
  await trx.insertInto("secret").values({
    id,
    order_id: orderId,
    kind: received.secret.kind,
    sealed: await ctx.secrets.seal(received.secret.text, secretContext(id)),
    created_at: ctx.now,
    created_by: staff.id,
    purge_at: null,
    purged_at: null,
  }).execute();
}

/** History, counts, the client's link and the label, in the order in which the next needs the one before. */
async function announce(
  trx: Db,
  ctx: Ctx,
  { orderId, order, claimed }: Placed & { claimed: string | null },
): Promise<void> {
  const { received, intakeId, branch, receivedAt, slip } = order;
  await recordEvent(trx, ctx, {
    orderId,
    kind: "received",
    from: null,
    to: "received",
    data: {
      intake_id: intakeId,
      photos: received.photoIds.length,
      ...(slip !== null && { slip }),
      ...(claimed !== null && { warranty_of: claimed }),
      ...(receivedAt !== ctx.now && { received_by_hand_at: receivedAt }),
    },
  });
  await countMove(trx, ctx, { branchId: branch.id, from: null, to: "received", receivedAt });
  await openTrackingLink(trx, ctx, orderId);
  await requestLabels(trx, ctx, { orderId, idemKey: `intake:${orderId}`, moment: "auto" });
}
