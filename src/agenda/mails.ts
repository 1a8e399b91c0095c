import type { Selectable } from "kysely";
import { appointmentMailText } from "../../views/mail/appointment_text.ts";
import { branchOf } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { Schema } from "../db/schema.ts";
import { dayOf, formatWeekday, localDateTime } from "../lib/dates.ts";
import type { AppointmentMailKind, MailAppointment } from "../mail/message.ts";
import { queueLetter } from "../mail/letters.ts";
import { type Plan, planFor, type Reach, sends } from "../mail/plan.ts";
import { readReach } from "../mail/reach.ts";
import { recordEvent } from "../orders/history.ts";
import { trackingUrl } from "../tracking/queries.ts";
import { type CalendarEvent, calendarMethod } from "./calendar_file.ts";

type Row = Selectable<Schema["appointment"]>;

/**
 * Writes a client of their appointment, in the caller's transaction; a mail brings the event for their calendar unless it only reminds.
 * The order that it is about says so in its history, also that it was kept quiet. Whom nothing that is sent tells is not written to.
 */
export async function mailAppointment(
  trx: Db,
  ctx: Ctx,
  { kind, row, notify = true }: { kind: AppointmentMailKind; row: Row; notify?: boolean },
): Promise<void> {
  if (row.starts_at <= ctx.now) return;
  if (!notify) return await tellQuiet(trx, ctx, { row, kind });
  const reach = row.client_id === null ? null : await readReach(trx, row.client_id);
  if (!reach || row.client_id === null || !sends(planFor(ctx, reach, { kind }))) return;
  const order = await orderNumber(trx, row.order_id);
  const appointment = factsOf(ctx, { row, reach, order });
  const id = ctx.random.id(ctx.now);
  const event = eventOf(ctx, { row, appointment, reach, cancelled: kind === "appointment_cancelled" });
  const type = `text/calendar; charset=utf-8; method=${calendarMethod(event)}`;
  const plan = await queueLetter(trx, ctx, {
    id,
    kind,
    clientId: row.client_id,
    reach,
    branchId: row.branch_id,
    url: row.order_id === null ? null : await trackingUrl(trx, ctx, row.order_id),
    appointment,
    attachments: kind === "appointment_reminder"
      ? []
      : [{ name: "turno.ics", type, paper: { kind: "calendar", event } }],
  });
  if (!sends(plan)) return;
  await trx.insertInto("appointment_message").values({ message_id: id, appointment_id: row.id }).execute();
  if (row.order_id !== null) await tellOrder(trx, ctx, { orderId: row.order_id, kind, messageId: id, plan });
}

async function orderNumber(trx: Db, orderId: string | null): Promise<string> {
  if (orderId === null) return "";
  const order = await trx.selectFrom("order").select("number").where("id", "=", orderId)
    .executeTakeFirstOrThrow();
  return order.number;
}

function factsOf(
  { shop }: Ctx,
  { row, reach, order }: { row: Row; reach: Reach; order: string },
): MailAppointment {
  const { timeZone } = branchOf(shop, row.branch_id);
  const at = (instant: number) => localDateTime(instant, timeZone).slice(11);
  return {
    purpose: row.kind,
    day: formatWeekday(dayOf(row.starts_at, timeZone), reach.locale),
    from: at(row.starts_at),
    to: at(row.ends_at),
    order,
  };
}

function eventOf(
  ctx: Ctx,
  { row, appointment, reach, cancelled }: {
    row: Row;
    appointment: MailAppointment;
    reach: Reach;
    cancelled: boolean;
  },
): CalendarEvent {
  const branch = branchOf(ctx.shop, row.branch_id);
  const { name: shop, email, address, phone } = ctx.shop.organization ??
    { name: branch.name, email: "", address: "", phone: "" };
  const given = (parts: string[], between: string) => parts.filter((part) => part !== "").join(between);
  return {
    uid: `${row.id}@${new URL(ctx.baseUrl).hostname}`,
    sequence: row.version - 1,
    cancelled,
    at: ctx.now,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    summary: appointmentMailText[reach.locale].summary[row.kind](shop),
    description: given([appointment.order, branch.phone || phone], "\n"),
    location: given([branch.name, branch.address || address], ", "),
    organizer: { name: shop, email },
    attendee: { name: reach.client, email: reach.address ?? "" },
  };
}

/** The history of the order that it is about says that nobody was told. */
async function tellQuiet(
  trx: Db,
  ctx: Ctx,
  { row: { order_id: orderId }, kind }: { row: Row; kind: AppointmentMailKind },
): Promise<void> {
  if (orderId === null) return;
  await recordEvent(trx, ctx, { orderId, kind: "message_queued", data: { message: kind, state: "silent" } });
}

async function tellOrder(
  trx: Db,
  ctx: Ctx,
  { orderId, kind, messageId, plan }: {
    orderId: string;
    kind: AppointmentMailKind;
    messageId: string;
    plan: Plan;
  },
): Promise<void> {
  await trx.insertInto("message_order").values({ message_id: messageId, order_id: orderId }).execute();
  const data = {
    message: kind,
    state: plan.by === "hand" ? "kept" : "queued",
    message_id: messageId,
    ...(plan.by === "whatsapp" && { channel: "whatsapp" }),
  };
  await recordEvent(trx, ctx, { orderId, kind: "message_queued", data });
}
