import { book } from "../../src/agenda/commands.ts";
import { parseAppointment } from "../../src/agenda/input.ts";
import type { Ctx } from "../../src/context.ts";

export const READING = { timeZone: "America/Argentina/Buenos_Aires", country: "AR" };

/** What the form of a new appointment holds: Tuesday 24 November 2026 at 10, half an hour. */
export function bookingForm(changes: Record<string, string> = {}): Record<string, string> {
  return {
    kind: "drop_off",
    client_id: "new",
    name: "Julia Paz",
    phone: "11 5555-0199",
    order: "",
    starts: "2026-11-24T10:00",
    minutes: "30",
    technician_id: "",
    note: "",
    form_key: crypto.randomUUID(),
    ...changes,
  };
}

/** An appointment in the user's branch; its id. */
export async function anAppointment(ctx: Ctx, changes: Record<string, string> = {}): Promise<string> {
  const form = parseAppointment(bookingForm(changes), { ...READING, now: ctx.now });
  if (!form.ok) throw new Error(JSON.stringify(form.errors));
  await book(ctx, form.data);
  return form.data.id;
}
