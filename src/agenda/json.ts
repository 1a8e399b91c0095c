import { z } from "zod";
import { Id, Instant, instant, InstantIn } from "../api/shapes.ts";
import { invalid } from "../lib/app_error.ts";
import { paragraph, requiredLine, requiredParagraph } from "../lib/form.ts";
import { OrderNumber } from "../orders/json.ts";
import {
  APPOINTMENT_EVENTS,
  APPOINTMENT_KINDS,
  APPOINTMENT_STATES,
  DURATIONS,
  MINUTE,
} from "./appointment.ts";
import { type NewAppointment, phone, type Slot } from "./input.ts";
import type { Appointment as Row, AppointmentEvent } from "./queries.ts";

export const Appointment = z.object({
  id: Id,
  branch_id: Id,
  kind: z.enum(APPOINTMENT_KINDS),
  state: z.enum(APPOINTMENT_STATES),
  starts_at: Instant,
  ends_at: Instant,
  name: z.string().meta({ description: "Of the client, or of who the shop does not know yet" }),
  phone: z.string().meta({ description: "E.164, of who the shop does not know yet" }),
  client_id: Id.nullable(),
  order_number: OrderNumber.nullable(),
  technician: z.object({ id: Id, name: z.string() }).nullable(),
  note: z.string(),
  cancel_reason: z.string(),
  version: z.int(),
}).meta({ id: "Appointment", description: "Who comes when: to drop off, pick up or be seen" });

export function appointmentTold(row: Row): z.input<typeof Appointment> {
  const { id, branchId, kind, state, startsAt, endsAt, name, phone, clientId, order, technician } = row;
  return {
    id,
    branch_id: branchId,
    kind,
    state,
    starts_at: instant(startsAt),
    ends_at: instant(endsAt),
    name,
    phone,
    client_id: clientId,
    order_number: order?.number ?? null,
    technician,
    note: row.note,
    cancel_reason: row.cancelReason,
    version: row.version,
  };
}

export const AppointmentDetail = Appointment.extend({
  history: z.array(z.object({
    kind: z.enum(APPOINTMENT_EVENTS),
    by: z.string(),
    at: Instant,
    starts_at: Instant.nullable().meta({ description: "When it was to begin from then on" }),
  })).meta({ description: "Newest first" }),
}).meta({ id: "AppointmentDetail" });

export function appointmentInFull(
  row: Row & { events: AppointmentEvent[] },
): z.input<typeof AppointmentDetail> {
  const history = row.events.map(({ kind, by, at, startsAt }) => ({
    kind,
    by,
    at: instant(at),
    starts_at: startsAt === null ? null : instant(startsAt),
  }));
  return { ...appointmentTold(row), history };
}

const slot = {
  starts_at: InstantIn,
  minutes: z.int({ error: "required" }).refine((minutes) => DURATIONS.some((one) => one === minutes), {
    error: "invalid",
  }).meta({ description: `How long it may take: ${DURATIONS.join(", ")}`, examples: [30] }),
  technician_id: z.uuid({ error: "invalid" }).nullable().default(null),
  outside_ok: z.boolean({ error: "invalid" }).default(false).meta({
    description: "It is meant although the branch is closed then",
  }),
  notify: z.boolean({ error: "invalid" }).default(true).meta({
    description: "The client gets the mail of it",
  }),
};

/** Whose it is: of an order, of a client, or of who the shop does not know yet. */
export function AppointmentIn({ country }: { country: string }) {
  return z.object({
    kind: z.enum(APPOINTMENT_KINDS, { error: "required" }),
    order_number: OrderNumber.optional().meta({ description: "Whose order it is about; or" }),
    client_id: z.uuid({ error: "invalid" }).optional().meta({ description: "a client; or" }),
    contact: z.object({ name: requiredLine(120), phone: phone(country) }).optional().meta({
      description: "who the shop does not know yet. One of the three",
    }),
    ...slot,
    note: paragraph(500).default(""),
  });
}

export const AppointmentMoveIn = z.object(slot);

export const CancellingIn = z.object({ reason: requiredParagraph(300), notify: slot.notify });

/** How the commands call what comes in otherwise. */
export const names = { starts: "starts_at", order: "order_number" };

/** @throws AppError invalid for a time that is over, or where not exactly one says whose it is */
export function newAppointment(
  { order_number: order, client_id: clientId, contact, ...rest }: z.output<ReturnType<typeof AppointmentIn>>,
  { id, now }: { id: string; now: number },
): NewAppointment {
  const parties = [order !== undefined && { order }, clientId !== undefined && { clientId }, contact]
    .filter((one) => one !== undefined && one !== false);
  const [who] = parties;
  if (!who) throw invalid({ client_id: { code: "client_missing" } });
  if (parties.length > 1) throw invalid({ client_id: { code: "one_party" } });
  return { ...slotFrom(rest, now), id, kind: rest.kind, who, note: rest.note, silent: !rest.notify };
}

/** @throws AppError invalid for a time that is over */
export function slotFrom(
  { starts_at: startsAt, minutes, technician_id: technicianId, outside_ok }: z.output<
    typeof AppointmentMoveIn
  >,
  now: number,
): Slot {
  if (startsAt < now) throw invalid({ starts_at: { code: "date_past" } });
  return { startsAt, endsAt: startsAt + minutes * MINUTE, technicianId, outsideAccepted: outside_ok };
}

/** The appointment in the form in which it is moved. */
export function slotAsIn(row: Row): z.input<typeof AppointmentMoveIn> {
  return {
    starts_at: instant(row.startsAt),
    minutes: (row.endsAt - row.startsAt) / MINUTE,
    technician_id: row.technician?.id ?? null,
    outside_ok: false,
    notify: true,
  };
}
