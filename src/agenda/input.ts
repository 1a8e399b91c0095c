import { z } from "zod";
import { NEW_CLIENT } from "../intakes/intake.ts";
import { instantOf, isLocalDateTime } from "../lib/dates.ts";
import {
  check,
  line,
  paragraph,
  type Parsed,
  requiredLine,
  requiredParagraph,
  tick,
  type Typed,
  typedText,
  version,
} from "../lib/form.ts";
import { normalisePhone } from "../lib/phone.ts";
import { APPOINTMENT_KINDS, DURATIONS, MINUTE } from "./appointment.ts";

/** How the branch of the one who asks reads what is typed. */
export interface AgendaReading {
  timeZone: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
  now: number;
}

/** When, with whom, and whether it may be while the branch is closed. Instants are UTC milliseconds. */
export interface Slot {
  startsAt: number;
  endsAt: number;
  technicianId: string | null;
  outsideAccepted: boolean;
}

export interface NewAppointment extends Slot {
  id: string;
  kind: (typeof APPOINTMENT_KINDS)[number];
  /** Whose order it is about, a client of the book, or who the shop does not know yet. */
  who: { order: string } | { clientId: string } | { name: string; phone: string };
  note: string;
  /** The client gets no mail about it. */
  silent: boolean;
}

/** Checks the form of a new appointment; an order says whose it is. */
export function parseAppointment(typed: Typed, reading: AgendaReading): Parsed<NewAppointment> {
  const hasOrder = typedText(typed, "order").trim() !== "";
  const isNew = !hasOrder && typedText(typed, "client_id") === NEW_CLIENT;
  return check(appointmentForm(reading, { hasOrder, isNew }), typed);
}

function appointmentForm(reading: AgendaReading, { hasOrder, isNew }: { hasOrder: boolean; isNew: boolean }) {
  const client = line(40).default("");
  return z.object({
    kind: z.enum(APPOINTMENT_KINDS, { error: "required" }),
    order: line(20).default(""),
    client_id: hasOrder ? client : client.pipe(z.string().min(1, { error: "client_missing" })),
    name: isNew ? requiredLine(120) : line(120).default(""),
    phone: isNew ? phone(reading.country) : line(40).default(""),
    ...slotFields(reading),
    note: paragraph(500).default(""),
    silent: tick,
    form_key: z.uuid({ error: "invalid" }),
  }).transform((form): NewAppointment => ({
    ...slotOf(form),
    id: form.form_key,
    kind: form.kind,
    who: hasOrder
      ? { order: form.order.toUpperCase() }
      : isNew
      ? { name: form.name, phone: form.phone }
      : { clientId: form.client_id },
    note: form.note,
    silent: form.silent,
  }));
}

/** The form that moves one. */
export function moveForm(reading: AgendaReading) {
  return z.object({ ...slotFields(reading), silent: tick, version }).transform((form) => ({
    ...slotOf(form),
    silent: form.silent,
    version: form.version,
  }));
}
export type AppointmentMove = z.output<ReturnType<typeof moveForm>>;

export const cancelInput = z.object({ reason: requiredParagraph(300), silent: tick });
export type Cancelling = z.output<typeof cancelInput>;

interface SlotForm {
  starts: number;
  minutes: number;
  technician_id: string;
  outside_ok: boolean;
}

function slotFields({ timeZone, now }: AgendaReading) {
  return {
    starts: z.string({ error: "required" }).min(1, { error: "required" }).refine(isLocalDateTime, {
      error: "date",
    })
      .transform((local) => instantOf(local, timeZone)).refine((at) => at >= now, { error: "date_past" }),
    minutes: z.coerce.number({ error: "required" }).refine(
      (minutes) => DURATIONS.some((one) => one === minutes),
      {
        error: "invalid",
      },
    ),
    technician_id: z.union([z.literal(""), z.uuid()], { error: "invalid" }).default(""),
    outside_ok: tick,
  };
}

function slotOf({ starts, minutes, technician_id, outside_ok }: SlotForm): Slot {
  return {
    startsAt: starts,
    endsAt: starts + minutes * MINUTE,
    technicianId: technician_id || null,
    outsideAccepted: outside_ok,
  };
}

/** E.164 of a phone that is needed to call off. */
export function phone(country: string) {
  return requiredLine(40).transform((typed, issues): string => {
    const normalised = normalisePhone(typed, country);
    if (normalised) return normalised;
    issues.addIssue({ code: "custom", message: "phone" });
    return z.NEVER;
  });
}
