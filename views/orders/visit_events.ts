import type { OrderEventKind } from "../../src/orders/order.ts";
import { APPOINTMENT_KINDS, type AppointmentEventKind } from "../../src/agenda/appointment.ts";
import { formatDate, formatDateTime, type Reading } from "../../src/lib/dates.ts";
import { AGREEMENTS } from "../../src/loaners/loaner.ts";
import { agendaText } from "../agenda/text.ts";
import { loanerName } from "../loaners/state.tsx";
import { loanerText } from "../loaners/text.ts";
import { trackingMessageText } from "../tracking/message_text.ts";
import type { Reader } from "./event_line.tsx";
import { warrantyText } from "../warranties/text.ts";
import { visitText } from "./visit_text.ts";

export type VisitKind = Extract<
  OrderEventKind,
  | "warranty_claimed"
  | `loaner_${string}`
  | `appointment_${string}`
  | `client_message${string}`
  | "photo_shared"
>;

export function visitTitle(viewer: Reading, kind: VisitKind, read: Reader): string {
  switch (kind) {
    case "warranty_claimed":
      return warrantyText[viewer.locale].events.claimed(read.text("claim"));
    case "loaner_lent":
      return loanerText[viewer.locale].events.lent(loaner(read));
    case "loaner_returned":
      return loanerText[viewer.locale].events.returned(loaner(read));
    case "appointment_booked":
      return appointment(viewer, "booked", read);
    case "appointment_moved":
      return appointment(viewer, "moved", read);
    case "appointment_arrived":
      return appointment(viewer, "arrived", read);
    case "appointment_cancelled":
      return appointment(viewer, "cancelled", read);
    case "client_message":
      return trackingMessageText[viewer.locale].events.message;
    case "client_message_seen":
      return trackingMessageText[viewer.locale].events.seen;
    case "photo_shared": {
      const { shared, hidden } = trackingMessageText[viewer.locale].events;
      return read.text("visibility") === "public" ? shared : hidden;
    }
  }
}

/** What an event says of the things that lay on the counter, a sentence each. */
export function visitLines(viewer: Reading, kind: OrderEventKind, read: Reader): string[] {
  const { events } = visitText[viewer.locale];
  const accessories = read.groups("accessories").map((one) => ({
    what: withNote(one.text("description"), one.text("note")),
    returned: one.flag("returned"),
  }));
  const list = (returned: boolean) =>
    accessories.filter((one) => one.returned === returned).map(({ what }) => what).join(", ");
  return [
    kind === "client_message" ? read.text("text") : "",
    read.text("warranty_of") && warrantyText[viewer.locale].events.claim(read.text("warranty_of")),
    list(true) && events.returned(list(true)),
    list(false) && events.notReturned(list(false)),
    ...read.groups("loaners_out").map((one) =>
      loanerText[viewer.locale].events.stillOut(one.text("loaner"), one.text("reason"))
    ),
    ...kind === "loaner_lent" || kind === "loaner_returned" ? loanLines(viewer, read) : [],
  ].filter(Boolean);
}

function appointment(viewer: Reading, kind: AppointmentEventKind, read: Reader): string {
  const { events, kinds } = agendaText[viewer.locale];
  const what = APPOINTMENT_KINDS.find((one) => one === read.text("appointment_kind")) ?? "visit";
  return events[kind](kinds[what], formatDateTime(read.number("starts_at"), viewer));
}

function loanLines(viewer: Reading, read: Reader): string[] {
  const { events, agreements } = loanerText[viewer.locale];
  const agreement = AGREEMENTS.find((one) => one === read.text("agreement"));
  return [
    read.number("due_at") > 0 ? events.due(formatDate(read.number("due_at"), viewer)) : "",
    read.text("condition") && events.condition(read.text("condition")),
    read.text("deposit") && events.deposit(read.text("deposit")),
    agreement ? events.agreement(agreements[agreement]) : "",
  ];
}

function loaner(read: Reader): string {
  return loanerName({ name: read.text("loaner"), serial: read.text("serial") });
}

function withNote(what: string, note: string): string {
  return note === "" ? what : `${what} (${note})`;
}
