import type { Selectable } from "kysely";
import { branchOf } from "../admin/shop.ts";
import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { Schema } from "../db/schema.ts";
import type { Topic } from "../http/live.ts";
import { conflict, invalid, notFound } from "../lib/app_error.ts";
import { staffOf } from "../intakes/staff.ts";
import { actingUser } from "../orders/acting_user.ts";
import { recordEvent } from "../orders/history.ts";
import type { OrderEventKind } from "../orders/order.ts";
import { lockOrder, type OrderRow, topicsOf } from "../orders/row.ts";
import type { AppointmentEventKind } from "./appointment.ts";
import type { AppointmentMove, Cancelling, NewAppointment } from "./input.ts";
import { mailAppointment } from "./mails.ts";
import { requireSlot } from "./slots.ts";

type AppointmentRow = Selectable<Schema["appointment"]>;

/**
 * Books an appointment in the user's branch; the same form again changes nothing.
 * @throws AppError forbidden; invalid `order`, `client_id`, and what `requireSlot` refuses
 */
export async function book(ctx: Ctx, input: NewAppointment): Promise<void> {
  requirePermission(ctx.actor, "agenda.manage");
  const branch = branchOf(ctx.shop, staffOf(ctx).branchId);
  const topics = await ctx.db.transaction().execute(async (trx): Promise<Topic[]> => {
    const earlier = await trx.selectFrom("appointment").select("id").where("id", "=", input.id)
      .executeTakeFirst();
    if (earlier) return [];
    const who = await partyOf(trx, input, branch.id);
    await requireSlot(trx, { slot: input, branch });
    const row: AppointmentRow = {
      id: input.id,
      branch_id: branch.id,
      kind: input.kind,
      state: "planned",
      ...who.row,
      technician_id: input.technicianId,
      starts_at: input.startsAt,
      ends_at: input.endsAt,
      note: input.note,
      cancel_reason: "",
      reminded_at: null,
      created_at: ctx.now,
      created_by: actingUser(ctx),
      updated_at: ctx.now,
      version: 1,
    };
    await trx.insertInto("appointment").values(row).execute();
    await tell(trx, ctx, { appointment: row, kind: "booked" });
    await mailAppointment(trx, ctx, { kind: "appointment_booked", row, notify: !input.silent });
    return topicsFor(row, who.order);
  });
  ctx.live.changed(...topics, "jobs");
}

/**
 * Moves a planned appointment to another time or technician, as of the version that the form showed.
 * @throws AppError not_found; conflict appointment_over, appointment_changed; invalid as `requireSlot`
 */
export async function move(ctx: Ctx, id: string, input: AppointmentMove): Promise<void> {
  await onPlanned(ctx, id, async (trx, row) => {
    if (row.version !== input.version) throw conflict("appointment_changed");
    const after = { starts_at: input.startsAt, ends_at: input.endsAt, technician_id: input.technicianId };
    const { starts_at, ends_at, technician_id } = row;
    const same = starts_at === after.starts_at && ends_at === after.ends_at &&
      technician_id === after.technician_id;
    if (same) return;
    await requireSlot(trx, { slot: input, branch: branchOf(ctx.shop, row.branch_id), own: id });
    const otherTime = starts_at !== after.starts_at || ends_at !== after.ends_at;
    const moved = await change(trx, ctx, { row, after: { ...after, ...otherTime && { reminded_at: null } } });
    await tell(trx, ctx, { appointment: moved, kind: "moved" });
    if (!otherTime) return;
    await mailAppointment(trx, ctx, { kind: "appointment_moved", row: moved, notify: !input.silent });
  });
}

/** @throws AppError not_found; conflict appointment_over */
export async function cancel(ctx: Ctx, id: string, { reason, silent }: Cancelling): Promise<void> {
  await onPlanned(ctx, id, async (trx, row) => {
    const cancelled = await change(trx, ctx, { row, after: { state: "cancelled", cancel_reason: reason } });
    await tell(trx, ctx, { appointment: cancelled, kind: "cancelled" });
    await mailAppointment(trx, ctx, { kind: "appointment_cancelled", row: cancelled, notify: !silent });
  });
}

/** Notes that who was awaited is here; once more changes nothing. @throws AppError not_found; conflict appointment_over */
export async function arrive(ctx: Ctx, id: string): Promise<void> {
  await onPlanned(ctx, id, async (trx, row) => {
    if (row.state === "arrived") return;
    await change(trx, ctx, { row, after: { state: "arrived" } });
    await tell(trx, ctx, { appointment: row, kind: "arrived" });
  }, { arrivedToo: true });
}

/** Whose it is: of an order its client; the order is held before the technician is. */
async function partyOf(
  trx: Db,
  { who }: NewAppointment,
  branchId: string,
): Promise<
  { row: Pick<AppointmentRow, "client_id" | "order_id" | "name" | "phone">; order: OrderRow | null }
> {
  if ("order" in who) {
    const known = await trx.selectFrom("order").select("number").where("number", "=", who.order)
      .where("branch_id", "=", branchId).executeTakeFirst();
    if (!known) throw invalid({ order: { code: "order_unknown" } });
    const order = await lockOrder(trx, known.number);
    return { row: { client_id: order.client_id, order_id: order.id, name: "", phone: "" }, order };
  }
  if ("name" in who) return { row: { client_id: null, order_id: null, ...who }, order: null };
  const client = await trx.selectFrom("client").select("id").where("id", "=", who.clientId)
    .where("erased_at", "is", null).executeTakeFirst();
  if (!client) throw invalid({ client_id: { code: "client_unknown" } });
  return { row: { client_id: client.id, order_id: null, name: "", phone: "" }, order: null };
}

/** One act on an appointment that is still to come, in one transaction. */
async function onPlanned(
  ctx: Ctx,
  id: string,
  act: (trx: Db, row: AppointmentRow) => Promise<void>,
  { arrivedToo = false } = {},
): Promise<void> {
  requirePermission(ctx.actor, "agenda.manage");
  const topics = await ctx.db.transaction().execute(async (trx) => {
    const named = await trx.selectFrom("appointment").leftJoin("order", "order.id", "appointment.order_id")
      .select(["appointment.id", "order.number"]).where("appointment.id", "=", id).executeTakeFirst();
    if (!named) throw notFound();
    const order = named.number === null ? null : await lockOrder(trx, named.number);
    const row = await trx.selectFrom("appointment").selectAll().where("id", "=", id).forUpdate()
      .executeTakeFirstOrThrow();
    const open = row.state === "planned" || (arrivedToo && row.state === "arrived");
    if (!open) throw conflict("appointment_over");
    await act(trx, row);
    return topicsFor(row, order);
  });
  ctx.live.changed(...topics, "jobs");
}

async function change(
  trx: Db,
  ctx: Ctx,
  { row, after }: { row: AppointmentRow; after: Partial<AppointmentRow> },
): Promise<AppointmentRow> {
  return await trx.updateTable("appointment")
    .set({ ...after, updated_at: ctx.now, version: row.version + 1 })
    .where("id", "=", row.id).returningAll().executeTakeFirstOrThrow();
}

const ORDER_EVENT = {
  booked: "appointment_booked",
  moved: "appointment_moved",
  arrived: "appointment_arrived",
  cancelled: "appointment_cancelled",
} as const satisfies Record<AppointmentEventKind, OrderEventKind>;

/** Its own history, and that of the order it is about. */
async function tell(
  trx: Db,
  ctx: Ctx,
  { appointment, kind }: { appointment: AppointmentRow; kind: AppointmentEventKind },
): Promise<void> {
  await trx.insertInto("appointment_event").values({
    id: ctx.random.id(ctx.now),
    appointment_id: appointment.id,
    kind,
    starts_at: appointment.starts_at,
    actor_id: ctx.actor.id,
    actor_name: ctx.actor.name,
    at: ctx.now,
  }).execute();
  if (appointment.order_id === null) return;
  await recordEvent(trx, ctx, {
    orderId: appointment.order_id,
    kind: ORDER_EVENT[kind],
    data: {
      appointment_kind: appointment.kind,
      starts_at: appointment.starts_at,
      ...(kind === "cancelled" && { reason: appointment.cancel_reason }),
    },
  });
}

function topicsFor({ branch_id }: AppointmentRow, order: OrderRow | null): Topic[] {
  return order ? topicsOf(order) : [`board:${branch_id}`];
}
