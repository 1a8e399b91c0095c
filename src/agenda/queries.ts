import { sql } from "kysely";
import { actorMay } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import { notFound } from "../lib/app_error.ts";
import { dayOf, dayStart, nextDay } from "../lib/dates.ts";
import { appointmentMails, type OrderMessage, orderMessage } from "../mail/queries.ts";
import { seesAllOrders, seesContacts } from "../orders/own_orders.ts";
import type { OrderStatus } from "../orders/status.ts";
import type { AppointmentEventKind, AppointmentKind, AppointmentState } from "./appointment.ts";

/** One appointment as lists and its page show it. Instants are UTC milliseconds. */
export interface Appointment {
  id: string;
  branchId: string;
  kind: AppointmentKind;
  state: AppointmentState;
  startsAt: number;
  endsAt: number;
  /** Of the client, or who the shop does not know yet. */
  name: string;
  /** E.164; of who the shop does not know yet. */
  phone: string;
  clientId: string | null;
  order: { number: string; status: OrderStatus } | null;
  technician: { id: string; name: string } | null;
  note: string;
  cancelReason: string;
  version: number;
}

interface Span {
  branchId: string;
  from: number;
  /** The first instant after it. */
  to: number;
  /** Of one technician alone. */
  technician?: string;
}

export interface AgendaKey {
  at: number;
  id: string;
}

/** What begins in a span of time, in that order; of one technician where one is named. */
export async function appointmentsBetween(
  ctx: Ctx,
  span: Span,
): Promise<Appointment[]> {
  return (await agendaRows(ctx, span).execute()).map(appointmentOf);
}

/** Of an appointment that somebody may not see: when its technician is taken. */
export interface BusySlot {
  technicianId: string | null;
  startsAt: number;
  endsAt: number;
}

/** What is taken in a span of time by appointments that the one who asks may not see, for who books others beside them. */
export async function busyBetween(ctx: Ctx, span: Span): Promise<BusySlot[]> {
  if (seesAllOrders(ctx.actor) || !actorMay(ctx.actor, "agenda.manage")) return [];
  const [all, seen] = await Promise.all([
    agendaRows({ ...ctx, db: ctx.db.withoutPlugins() }, span).execute(),
    agendaRows(ctx, span).execute(),
  ]);
  const known = new Set(seen.map(({ id }) => id));
  return all.filter(({ id, state }) => state !== "cancelled" && !known.has(id))
    .map(({ technician_id, startsAt, endsAt }) => ({ technicianId: technician_id, startsAt, endsAt }));
}

/** `appointmentsBetween` page by page, and of one state where one is named. */
export async function appointmentPage(
  ctx: Ctx,
  { state, after, ...span }: Span & { state?: AppointmentState; after: AgendaKey | null },
  limit: number,
): Promise<{ rows: Appointment[]; next: AgendaKey | null }> {
  const found = await agendaRows(ctx, { ...span, from: after?.at ?? span.from })
    .$if(state !== undefined, (q) => q.where("appointment.state", "=", state ?? "planned"))
    .$if(
      after !== null,
      (q) => q.where(sql<boolean>`(appointment.starts_at, appointment.id) > (${after?.at}, ${after?.id})`),
    ).limit(limit + 1).execute();
  const rows = found.slice(0, limit).map(appointmentOf);
  const last = rows.at(-1);
  return { rows, next: last && found.length > rows.length ? { at: last.startsAt, id: last.id } : null };
}

/** The branch's appointments of today that were not called off. */
export async function todaysAppointments(
  ctx: Ctx,
  branchId: string,
  timeZone: string,
): Promise<Appointment[]> {
  const today = dayOf(ctx.now, timeZone);
  const span = { branchId, from: dayStart(today, timeZone), to: dayStart(nextDay(today), timeZone) };
  return (await appointmentsBetween(ctx, span)).filter(({ state }) => state !== "cancelled");
}

export interface AppointmentEvent {
  kind: AppointmentEventKind;
  by: string;
  at: number;
  /** What it was moved to. */
  startsAt: number | null;
}

/** The branch's own technicians, by name: each has a column of the day. */
export async function branchTechnicians(ctx: Ctx, branchId: string): Promise<{ id: string; name: string }[]> {
  return await ctx.db.selectFrom("user").select(["id", "name"]).where("branch_id", "=", branchId)
    .where("role", "=", "technician").where("active", "=", 1).orderBy("name").execute();
}

/** @throws AppError not_found */
export async function getAppointment(
  ctx: Ctx,
  id: string,
): Promise<Appointment & { events: AppointmentEvent[]; mails: OrderMessage[] }> {
  const [row, events, mails] = await Promise.all([
    appointmentRows(ctx).where("appointment.id", "=", id).executeTakeFirst(),
    ctx.db.selectFrom("appointment_event").select(["kind", "actor_name as by", "at", "starts_at as startsAt"])
      .where("appointment_id", "=", id).orderBy("id", "desc").execute(),
    appointmentMails(ctx.db, id).execute(),
  ]);
  if (!row) throw notFound();
  return { ...appointmentOf(row), events, mails: mails.map((mail) => orderMessage(mail, [])) };
}

/** The query behind the agenda, for the planner's test too. */
export function agendaRows(ctx: Pick<Ctx, "db" | "actor">, { branchId, from, to, technician = "" }: Span) {
  return appointmentRows(ctx).where("appointment.branch_id", "=", branchId)
    .where("appointment.starts_at", ">=", from).where("appointment.starts_at", "<", to)
    .$if(technician !== "", (q) => q.where("appointment.technician_id", "=", technician))
    .orderBy("appointment.starts_at").orderBy("appointment.id");
}

function appointmentRows({ db, actor }: Pick<Ctx, "db" | "actor">) {
  const seesPhones = seesContacts(actor);
  return db.selectFrom("appointment")
    .leftJoin("client", "client.id", "appointment.client_id")
    .leftJoin("order", "order.id", "appointment.order_id")
    .leftJoin("user", "user.id", "appointment.technician_id")
    .select(["appointment.id", "appointment.kind", "appointment.state", "appointment.note"])
    .select("appointment.branch_id as branchId")
    .select(["appointment.starts_at as startsAt", "appointment.ends_at as endsAt"])
    .select((q) => (seesPhones ? q.ref("appointment.phone") : q.val("")).as("phone"))
    .select([
      "appointment.name as own_name",
      "client.name as client_name",
      "appointment.client_id as clientId",
    ])
    .select([
      "appointment.cancel_reason as cancelReason",
      "appointment.version",
      "order.number",
      "order.status",
    ])
    .select(["user.id as technician_id", "user.name as technician_name"]);
}

type Row = Awaited<ReturnType<ReturnType<typeof appointmentRows>["execute"]>>[number];

function appointmentOf(row: Row): Appointment {
  const { own_name, client_name, number, status, technician_id, technician_name, ...rest } = row;
  return {
    ...rest,
    name: client_name ?? own_name,
    order: number !== null && status !== null ? { number, status } : null,
    technician: technician_id !== null ? { id: technician_id, name: technician_name ?? "" } : null,
  };
}
