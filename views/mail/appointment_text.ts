import type { AppointmentKind } from "../../src/agenda/appointment.ts";
import type { Locale } from "../../src/lib/locale.ts";
import type { TemplateValues } from "../../src/lib/template.ts";
import type { MailAppointment } from "../../src/mail/message.ts";
import type { MailFact } from "./facts.ts";
import { text as mailText } from "./text.ts";

const es = {
  purposes: {
    drop_off: "para traer su equipo",
    pick_up: "para retirar su equipo",
    visit: "para la visita",
  } as Record<AppointmentKind, string>,
  summary: {
    drop_off: (shop) => `${shop}: traer el equipo`,
    pick_up: (shop) => `${shop}: retirar el equipo`,
    visit: (shop) => `${shop}: visita`,
  } as Record<AppointmentKind, (shop: string) => string>,
  day: "Día",
  hours: "Horario",
  span: (from: string, to: string) => `${from} a ${to}`,
};

const en: typeof es = {
  purposes: {
    drop_off: "to bring your device",
    pick_up: "to collect your device",
    visit: "for the visit",
  },
  summary: {
    drop_off: (shop) => `${shop}: bring the device`,
    pick_up: (shop) => `${shop}: collect the device`,
    visit: (shop) => `${shop}: visit`,
  },
  day: "Day",
  hours: "Time",
  span: (from, to) => `${from} to ${to}`,
};

export const appointmentMailText: Record<Locale, typeof es> = { es, en };

/** What the named fields of a template about an appointment stand for. */
export function appointmentValues(locale: Locale, appointment: MailAppointment): TemplateValues {
  return {
    "appointment.day": appointment.day,
    "appointment.from": appointment.from,
    "appointment.to": appointment.to,
    "appointment.purpose": appointmentMailText[locale].purposes[appointment.purpose],
    "order.number": appointment.order,
  };
}

export function appointmentFacts(locale: Locale, { day, from, to, order }: MailAppointment): MailFact[] {
  const text = appointmentMailText[locale];
  return [
    { term: text.day, value: day },
    { term: text.hours, value: text.span(from, to) },
    ...(order === "" ? [] : [{ term: mailText[locale].number, value: order }]),
  ];
}
