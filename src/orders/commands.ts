import { actorMay, requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { conflict, invalid } from "../lib/app_error.ts";
import { tellMentioned } from "../notes/mentioning.tsx";
import { markSeen } from "../tracking/seen.ts";
import { actingUser } from "./acting_user.ts";
import { handTo } from "./assignment.ts";
import { recordEvent } from "./history.ts";
import type { DiagnosisInput, NoteInput, OrderEdit, PhotosInput } from "./input.ts";
import { changeOrder, lockOpenOrder, lockOrder, type OrderRow, topicsOf } from "./row.ts";
import { refreshOrderSearch } from "./search_text.ts";

/** Hands an open order to a technician, or to nobody (`null`). @throws invalid when they do not repair here */
export async function assign(ctx: Ctx, number: string, technicianId: string | null): Promise<void> {
  requirePermission(ctx.actor, "orders.assign");
  await reassign(ctx, number, () => technicianId);
}

/** Takes an order that nobody has. @throws conflict order_taken */
export async function take(ctx: Ctx, number: string): Promise<void> {
  requirePermission(ctx.actor, "orders.take");
  const own = actingUser(ctx);
  await reassign(ctx, number, (order) => {
    if (order.technician_id !== null && order.technician_id !== own) throw conflict("order_taken");
    return own;
  });
}

/** Adds a diagnosis with what it comes to; the last one counts and the others stay. */
export async function writeDiagnosis(ctx: Ctx, number: string, diagnosis: DiagnosisInput): Promise<void> {
  requirePermission(ctx.actor, "diagnosis.write");
  await onOrder(ctx, number, async (trx, order) => {
    const { form_key: id, text, finding } = diagnosis;
    const row = { id, order_id: order.id, text, finding, written_by: actingUser(ctx), written_at: ctx.now };
    const made = await trx.insertInto("diagnosis").values(row)
      .onConflict((conflict) => conflict.column("id").doNothing()).returning("id").executeTakeFirst();
    if (!made) return;
    await recordEvent(trx, ctx, { orderId: order.id, kind: "diagnosis_written", data: { text, finding } });
  });
}

/** Adds a note and tells whom it mentions; a public one is shown on the client's tracking page. Also on a closed order. */
export async function addNote(ctx: Ctx, number: string, note: NoteInput): Promise<void> {
  requirePermission(ctx.actor, "orders.edit");
  await onOrder(ctx, number, async (trx, order) => {
    const { form_key: id, text, visibility } = note;
    const row = {
      id,
      order_id: order.id,
      visibility,
      text,
      written_by: actingUser(ctx),
      written_at: ctx.now,
    };
    const made = await trx.insertInto("note").values(row)
      .onConflict((conflict) => conflict.column("id").doNothing()).returning("id").executeTakeFirst();
    if (!made) return;
    const told = await tellMentioned(trx, ctx, { order, noteId: id, text });
    const data = { text, visibility, ...(told.length > 0 && { mentioned: told }) };
    await recordEvent(trx, ctx, { orderId: order.id, kind: "note_added", data });
    // What the client reads answers what the client wrote.
    if (visibility === "public") await markSeen(trx, ctx, order.id);
  }, { closedToo: true });
  ctx.live.changed("jobs");
}

/** Hangs photos that this user uploaded on the order; ids of others' uploads are passed over. */
export async function addPhotos(
  ctx: Ctx,
  number: string,
  { photos, visibility }: PhotosInput,
): Promise<void> {
  requirePermission(ctx.actor, "orders.edit");
  if (photos.length === 0) throw invalid({ photos: { code: "required" } });
  await onOrder(ctx, number, async (trx, order) => {
    const hung = await trx.updateTable("attachment").set({ order_id: order.id, visibility })
      .where("id", "in", photos).where("order_id", "is", null).where("created_by", "=", actingUser(ctx))
      .returning("id").execute();
    if (hung.length === 0) return;
    const data = { photos: hung.map((photo) => photo.id), visibility };
    await recordEvent(trx, ctx, { orderId: order.id, kind: "photo_added", data });
  }, { closedToo: true });
}

/**
 * Corrects what was written at the counter, as of the version that the form showed; what may be spent stays as it is unless the
 * actor handles money. @throws conflict order_changed
 */
export async function editOrder(ctx: Ctx, number: string, edit: OrderEdit): Promise<void> {
  requirePermission(ctx.actor, "orders.edit");
  await onOrder(ctx, number, async (trx, order) => {
    if (order.version !== edit.version) throw conflict("order_changed");
    const next = {
      fault: edit.fault,
      condition: edit.condition,
      priority: edit.priority,
      promised_at: edit.promised_at,
      preauthorised_minor: mayAgreePrice(ctx) ? edit.preauthorised : order.preauthorised_minor,
    };
    const changes = differences(order, next);
    if (Object.keys(changes).length === 0) return;
    await changeOrder(trx, ctx, { order, changes: next });
    if (next.fault !== order.fault) await refreshOrderSearch(trx, { orderId: order.id });
    await recordEvent(trx, ctx, { orderId: order.id, kind: "edited", data: { changes } });
  });
}

function mayAgreePrice({ actor }: Ctx): boolean {
  return actorMay(actor, "payments.record");
}

/** Field → what it was and what it is. */
function differences<T extends Partial<OrderRow>>(
  order: OrderRow,
  next: T,
): Record<string, [unknown, unknown]> {
  const before: Record<string, unknown> = { ...order };
  return Object.fromEntries(
    Object.entries(next).filter(([field, value]) => before[field] !== value)
      .map(([field, value]) => [field, [before[field], value]]),
  );
}

async function reassign(
  ctx: Ctx,
  number: string,
  choose: (order: OrderRow) => string | null,
): Promise<void> {
  await onOrder(ctx, number, async (trx, order) => {
    await handTo(trx, ctx, { order, technicianId: choose(order) });
  });
}

async function onOrder(
  ctx: Ctx,
  number: string,
  act: (trx: Db, order: OrderRow) => Promise<void>,
  { closedToo = false } = {},
): Promise<void> {
  const topics = await ctx.db.transaction().execute(async (trx) => {
    const order = await (closedToo ? lockOrder : lockOpenOrder)(trx, number);
    await act(trx, order);
    return topicsOf(order);
  });
  ctx.live.changed(...topics);
}
